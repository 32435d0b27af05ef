"""The public addresses. Their names are a contract: signed documents point at some of them."""

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from pharos.accounts.views import urls as accounts_pages
from pharos.accreditation.views import urls as accreditation_pages
from pharos.awards.views import urls as awards_pages
from pharos.catalogue.views import urls as catalogue_pages
from pharos.common.i18n import LANGUAGES
from pharos.issuing.rules import PURPOSES
from pharos.issuing.views import public as issuing
from pharos.issuing.views import urls as issuing_pages
from pharos.organisations.views import urls as organisations_pages
from pharos.portal.views import errors, register
from pharos.portal.views import urls as portal_pages
from pharos.registry.views import public as registry
from pharos.registry.views import urls as registry_pages
from pharos.standards.views import urls as standards_pages
from pharos.verification.views import public as verification


class OneOf:
    """A path part out of a closed list."""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Language(OneOf):
    regex = "|".join(LANGUAGES)


class Folder(OneOf):
    regex = "providers|agencies"


class Purpose(OneOf):
    regex = "|".join(PURPOSES)


register_converter(Language, "language")
register_converter(Folder, "folder")
register_converter(Purpose, "purpose")

_pages = [
    *portal_pages.pages,
    *accounts_pages.pages,
    *organisations_pages.pages,
    *registry_pages.pages,
    *standards_pages.pages,
    *catalogue_pages.pages,
    *accreditation_pages.pages,
    *awards_pages.pages,
    *issuing_pages.pages,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", register.choose_language, name="start"),
    path("<language:language>/", register.home, name="home"),
    path("<language:language>/verify", verification.verify, name="verify"),
    path("c/<uuid:id>", verification.credential, name="credential"),
    path("c/<uuid:id>.json", issuing.document, name="credential-json"),
    path("c/<uuid:id>.tlog-proof", issuing.tlog_proof, name="credential-proof"),
    path("c/<uuid:id>.pdf", issuing.pdf, name="credential-pdf"),
    path("c/<uuid:id>.svg", issuing.qr, name="credential-qr"),
    path("trust-bundle.json", verification.bundle, name="trust-bundle"),
    path("status/<purpose:purpose>/<int:number>", issuing.status_list, name="status-list"),
    path(".well-known/did.json", registry.platform_did, name="platform-did"),
    path("<folder:folder>/<slug:slug>/did.json", registry.body_did, name="body-did"),
    path("<folder:folder>/<slug:slug>", register.body, name="body"),
    path("log/checkpoint", registry.checkpoint, name="checkpoint"),
    re_path(r"^log/tile/(?P<path>.{1,80})$", registry.tile, name="tile"),
    path("programmes/<slug:provider>/<slug:programme>", register.programme, name="programme"),
    path(
        "programmes/<slug:provider>/<slug:programme>/v<int:number>",
        register.programme,
        name="programme-version",
    ),
    path("problems/<slug:code>", errors.problem, name="problem"),
    path("terms", register.terms, name="terms"),
    path("terms/demonstration", register.terms, name="terms-demonstration"),
    path("<language:language>/", include(_pages)),
]
