"""The public addresses. Their names are a contract: signed documents point at some of them."""

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from pharos.accounts.views import urls as accounts_pages
from pharos.accreditation.views import statements_public as statements
from pharos.accreditation.views import urls as accreditation_pages
from pharos.awards.views import urls as awards_pages
from pharos.catalogue.views import urls as catalogue_pages
from pharos.common.i18n import LANGUAGES
from pharos.criteria.views import urls as criteria_pages
from pharos.funding.views import urls as funding_pages
from pharos.issuing.rules import PUBLISHED
from pharos.issuing.views import documents, supplement
from pharos.issuing.views import public as issuing
from pharos.issuing.views import urls as issuing_pages
from pharos.lightroute.views import urls as lightroute_pages
from pharos.needs.views import urls as needs_pages
from pharos.organisations.views import urls as organisations_pages
from pharos.oversight.views import urls as oversight_pages
from pharos.portal.views import catalogue, comparing, errors, figures, home, pages, register
from pharos.portal.views import urls as portal_pages
from pharos.procedures.views import urls as procedures_pages
from pharos.registry.views import public as registry
from pharos.registry.views import urls as registry_pages
from pharos.review.views import urls as review_pages
from pharos.standards.views import urls as standards_pages
from pharos.stateregister.views import urls as stateregister_pages
from pharos.verification.views import public as verification
from pharos.verification.views import urls as verification_pages


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
    regex = "|".join(PUBLISHED)


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
    *needs_pages.pages,
    *stateregister_pages.pages,
    *accreditation_pages.pages,
    *review_pages.pages,
    *lightroute_pages.pages,
    *oversight_pages.pages,
    *criteria_pages.pages,
    *procedures_pages.pages,
    *awards_pages.pages,
    *funding_pages.pages,
    *issuing_pages.pages,
    *verification_pages.pages,
]

_PROGRAMME = "programmes/<slug:provider>/<slug:programme>"
_VERSION = f"{_PROGRAMME}/v<int:number>"
# The ids of achievements, without a language: signed documents hold them for ever.
_PROGRAMMES: list[URLPattern | URLResolver] = [
    path(_PROGRAMME, register.programme_id, name="programme"),
    path(_VERSION, register.programme_id, name="programme-version"),
    path(f"{_PROGRAMME}.jsonld", register.programme_data, name="programme-data"),
    path(f"{_VERSION}.jsonld", register.programme_data, name="programme-version-data"),
    path(f"{_PROGRAMME}.ctdl.jsonld", register.programme_ctdl, name="programme-ctdl"),
    path(f"{_VERSION}.ctdl.jsonld", register.programme_ctdl, name="programme-version-ctdl"),
]
_PUBLIC: list[URLPattern | URLResolver] = [
    path("<language:language>/programmes", catalogue.programmes_page, name="programmes"),
    path("<language:language>/programmes.csv", catalogue.programmes_file, name="programmes-file"),
    path("<language:language>/programmes.atom", catalogue.programmes_feed, name="programmes-feed"),
    path(f"<language:language>/{_PROGRAMME}", register.programme, name="programme-page"),
    path(f"<language:language>/{_VERSION}", register.programme, name="programme-version-page"),
    path(
        f"<language:language>/{_VERSION}/changes",
        comparing.changes,
        name="programme-version-changes",
    ),
    path(
        "<language:language>/providers",
        register.listing,
        {"folder": "providers"},
        name="providers",
    ),
    path("<language:language>/agencies", register.listing, {"folder": "agencies"}, name="agencies"),
    path("<language:language>/<folder:folder>/<slug:slug>", register.body, name="body-page"),
    path("<language:language>/statistics", figures.statistics, name="statistics"),
    path("<language:language>/statistics.csv", figures.statistics_file, name="statistics-file"),
    path("<language:language>/help", pages.help_page, name="help"),
    *(
        path(f"<language:language>/{name}", pages.statement, {"name": name}, name=name)
        for name in ("accessibility", "privacy", "about")
    ),
    path("<language:language>/developers", pages.developers, name="api-docs"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.choose_language, name="start"),
    path("<language:language>/", home.home, name="home"),
    path("<language:language>/verify", verification.verify, name="verify"),
    path("c/<uuid:id>", verification.credential, name="credential"),
    path("c/<uuid:id>.json", issuing.document, name="credential-json"),
    path("c/<uuid:id>.tlog-proof", issuing.tlog_proof, name="credential-proof"),
    path("c/<uuid:id>/supplement", supplement.page, name="credential-supplement"),
    path("c/<uuid:id>/supplement.pdf", supplement.pdf, name="credential-supplement-pdf"),
    path("c/<uuid:id>.pdf", issuing.pdf, name="credential-pdf"),
    path("c/<uuid:id>.svg", issuing.qr, name="credential-qr"),
    path("decisions/<uuid:decision_id>", statements.page, name="decision"),
    path("reports/<uuid:case_id>", statements.report, name="report"),
    path("decisions/<uuid:decision_id>/statement", statements.statement, name="decision-statement"),
    path(
        "decisions/<uuid:decision_id>/statement.json",
        statements.document,
        name="decision-statement-file",
    ),
    path("c/<uuid:id>/documents", documents.page, name="credential-documents"),
    path("c/<uuid:id>/documents/<slug:name>", documents.file, name="credential-document"),
    path(
        "c/<uuid:id>/documents/<slug:name>.tlog-proof",
        documents.proof,
        name="credential-document-proof",
    ),
    path("credential-types/micro-credential/1", documents.credential_type, name="credential-type"),
    path(
        ".well-known/jwt-vc-issuer/<folder:folder>/<slug:slug>",
        documents.jwt_vc_issuer,
        name="jwt-vc-issuer",
    ),
    path("trust-bundle.json", verification.bundle, name="trust-bundle"),
    path("status/<purpose:purpose>/<int:number>", issuing.status_list, name="status-list"),
    path(".well-known/did.json", registry.platform_did, name="platform-did"),
    path("<folder:folder>/<slug:slug>/did.json", registry.body_did, name="body-did"),
    path("<folder:folder>/<slug:slug>", register.body_id, name="body"),
    path("log/checkpoint", registry.checkpoint, name="checkpoint"),
    re_path(r"^log/tile/(?P<path>.{1,80})$", registry.tile, name="tile"),
    *_PROGRAMMES,
    *_PUBLIC,
    path("problems/<slug:code>", errors.problem, name="problem"),
    path("terms", pages.terms, name="terms"),
    path("terms/demonstration", pages.terms, name="terms-demonstration"),
    path("<language:language>/", include(_pages)),
    *accounts_pages.names,
]
