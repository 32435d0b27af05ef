"""Programmes and bodies: the neutral ids that documents hold, and their pages by language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.catalogue import queries as catalogue
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.i18n import choose
from pharos.common.settings import settings
from pharos.core.did import did_web
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.portal import answers, ctdl, entitling, keeping, linkeddata
from pharos.portal.queries import bodies, decisions, programmes
from pharos.portal.queries.programmes import Tag
from pharos.registry import queries as registry

_STATES = {
    "listed": Tag("page_entry_listed", "good"),
    "held": Tag("page_entry_held", "grey"),
    "closed": Tag("page_entry_closed", "bad"),
}
_REVOKED = Tag("page_entry_revoked", "bad")


@require_safe
def programme_id(
    request: HttpRequest, provider: str, programme: str, number: int | None = None
) -> HttpResponse:
    """The id of an achievement: to its page, or its facts for a program."""
    with tenancy.scope(ANONYMOUS):
        version = catalogue.find(provider, programme, number)
        if answers.wants_page(request):
            return answers.to_language(request)
        return answers.linked_data(
            request, linkeddata.course(programmes.page(version, now=request.now))
        )


@require_safe
def programme_data(
    request: HttpRequest, provider: str, programme: str, number: int | None = None
) -> HttpResponse:
    """The facts of a programme for machines, at an address that a page can link to."""
    with tenancy.scope(ANONYMOUS):
        version = catalogue.find(provider, programme, number)
        document = linkeddata.course(programmes.page(version, now=request.now))
    return answers.linked_data(request, document)


@require_safe
def programme_ctdl(
    request: HttpRequest, provider: str, programme: str, number: int | None = None
) -> HttpResponse:
    """The facts of a programme in the words of Credential Engine (CTDL)."""
    with tenancy.scope(ANONYMOUS):
        version = catalogue.find(provider, programme, number)
        document = ctdl.micro_credential(programmes.page(version, now=request.now))
    return answers.linked_data(request, document)


@require_safe
@keeping.kept
def programme(
    request: HttpRequest, language: str, provider: str, programme: str, number: int | None = None
) -> HttpResponse:
    """The page of a programme; withdrawn versions stay readable."""
    with tenancy.scope(ANONYMOUS):
        version = catalogue.find(provider, programme, number)
        page = programmes.page(version, now=request.now)
        context = {
            "page": page,
            "plain_title": choose(page["title"], language),
            "entitled": entitling.shown(version, request.GET, now=request.now, language=language),
        }
        return answers.public(render(request, "portal/programme.html", context))


@require_safe
def body_id(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """The id of a provider or an agency: to its entry, or its facts for a program."""
    with tenancy.scope(ANONYMOUS):
        organisation = _body(folder, slug)
        if answers.wants_page(request):
            return answers.to_language(request)
        page = bodies.page(organisation, now=request.now)
    return answers.linked_data(request, linkeddata.organisation(page))


@require_safe
@keeping.kept
def body(request: HttpRequest, language: str, folder: str, slug: str) -> HttpResponse:
    """The register's entry of a provider or an agency, closed ones too (E19)."""
    with tenancy.scope(ANONYMOUS):
        page = bodies.page(_body(folder, slug), now=request.now)
        band = _STATES[page["state"]]
        if page["state"] == "listed" and decisions.right_was_taken(page["decisions"]):
            band = _REVOKED
        context = {"page": page, "plain_title": choose(page["name"], language), "band": band}
        return answers.public(render(request, "portal/body.html", context))


@require_safe
@keeping.kept
def listing(request: HttpRequest, language: str, folder: str) -> HttpResponse:
    """Every provider, or every body that decides and looks after, with a filter."""
    asked = {name: request.GET.get(name, "")[:100] for name in ("q", "country", "kind")}
    with tenancy.scope(ANONYMOUS):
        lines, kinds = bodies.listing(
            folder,
            nation=asked["country"].replace("\0", "")[:2],
            kind=asked["kind"],
            text=" ".join(asked["q"].replace("\0", " ").split()),
            now=request.now,
        )
        context = {
            "folder": folder,
            "asked": asked,
            "lines": lines,
            "kinds": kinds,
            "regimes": bodies.regimes(now=request.now),
        }
        return answers.public(render(request, "portal/bodies.html", context))


def _body(folder: str, slug: str) -> Organisation:
    found = organisations.organisation(slug)
    if registry.did_of(found) != did_web(settings().origin, folder, slug):
        raise NotFound("page_not_found")
    return found
