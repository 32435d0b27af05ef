"""Public pages of the register: home, programmes, bodies, and what marks a demonstration."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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
from pharos.portal import queries
from pharos.registry import queries as registry
from pharos.verification import queries as verification

_STATES = {
    "listed": {"code": "page_entry_listed", "tone": "good"},
    "held": {"code": "page_entry_held", "tone": "grey"},
    "closed": {"code": "page_entry_closed", "tone": "bad"},
}
_REVOKED = {"code": "page_entry_revoked", "tone": "bad"}


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """From the bare address to the home page in the reader's language."""
    return HttpResponseRedirect(f"/{request.language}/")


@require_safe
def home(request: HttpRequest, language: str) -> HttpResponse:
    """What this is, the field for a number, and what stands behind an answer."""
    with tenancy.scope(ANONYMOUS):
        context = {
            "here": "home",
            "origin": settings().origin,
            "size": verification.status_of_register(now=request.now)["size"],
            "programmes": queries.home_programmes(),
        }
    return render(request, "portal/home.html", context)


@require_safe
def programme(
    request: HttpRequest, provider: str, programme: str, number: int | None = None
) -> HttpResponse:
    """The page behind the id of an achievement; withdrawn versions stay readable."""
    with tenancy.scope(ANONYMOUS):
        version = catalogue.find(provider, programme, number)
        page = queries.programme(version, now=request.now)
    state = "withdrawn" if page["withdrawn"] else "published"
    context = {
        "page": page,
        "plain_title": choose(page["title"], request.language),
        "band": {
            "code": f"page_programme_{state}",
            "tone": "grey" if page["withdrawn"] else "good",
        },
    }
    return render(request, "portal/programme.html", context)


@require_safe
def body(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """The register's entry of a provider or an agency, closed ones too (E19)."""
    with tenancy.scope(ANONYMOUS):
        organisation = organisations.organisation(slug)
        if registry.did_of(organisation) != did_web(settings().origin, folder, slug):
            raise NotFound("page_not_found")
        page = queries.body(organisation, now=request.now)
    band = _STATES[page["state"]]
    if page["state"] == "listed" and queries.right_was_taken(page["decisions"]):
        band = _REVOKED
    context = {"page": page, "plain_title": choose(page["name"], request.language), "band": band}
    return render(request, "portal/provider.html", context)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """What the terms of use in a demonstration's credentials lead to."""
    return render(request, "portal/terms.html")
