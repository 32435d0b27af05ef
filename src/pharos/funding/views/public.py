"""Free or funded for me, one scheme, an application without an account, and its own link.

Nothing about who looks is kept: the choice stands in the address alone, no cookie is set, and
the answer may be kept by nobody on the way. What an applicant sends is sealed at once.
"""

import math
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings import queries as offerings
from pharos.catalogue.search import Asked
from pharos.common import http, tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.common.errors import DomainError
from pharos.common.i18n import choose
from pharos.common.ids import unguessable
from pharos.common.settings import settings
from pharos.common.throttle import Throttle, TooMany
from pharos.funding import actions, queries, showing
from pharos.funding.forms import ApplicationForm, ReaderForm
from pharos.funding.models import Scheme
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

MAX_SHOWN: Final = 40
FORM_LIMIT: Final = 20_000
_ASKS_A_MINUTE: Final = 4
_asks = Throttle()


@require_safe
def funded(request: HttpRequest, language: str) -> HttpResponse:
    """Programmes that cost nothing, or that somebody pays for, with the reason of each."""
    with tenancy.scope(ANONYMOUS):
        form = _reader_form(request, language)
        reader = form.reader()
        country = form.cleaned_data.get("country") or ""
        day = showing.nation(country or standards.all_codes()[0], request.now).legal_day(
            request.now
        )
        values = {"country": (country,)} if country else {}
        asked = Asked(values=values, language=language)
        found, is_cut = queries.free_or_funded(reader, on=day, asked=asked, limit=MAX_SHOWN)
        rows = showing.results(found)
        told = {name: request.GET.get(name, "")[:40] for name in ("group", "region", "age")}
        context = {
            "form": form,
            "rows": rows,
            "is_cut": is_cut,
            "country": country,
            "more": queries.asking_more(reader, on=day, country=country),
            "told": urlencode({name: value for name, value in told.items() if value}),
        }
        return _private(render(request, "funding/funded.html", context))


@require_safe
def scheme(request: HttpRequest, language: str, scheme_id: UUID) -> HttpResponse:
    """A scheme that was published, ended ones too."""
    with tenancy.scope(ANONYMOUS):
        row = showing.scheme(queries.published(scheme_id), request.now)
        return _private(render(request, "funding/scheme.html", {"row": row}))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, language: str, scheme_id: UUID, version_id: UUID) -> HttpResponse:
    """The form of an application, and the link that the applicant keeps."""
    refusal = None
    if request.method == "POST":
        http.require_size(request, FORM_LIMIT)
    with tenancy.scope(ANONYMOUS):
        found, version = actions.place_of(scheme_id, version_id, request.now)
        price = _price(found, version, request)
        paid = queries.paying(version, price, found.first_day)
        form = _application_form(request, found, language)
        is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        try:
            made = _apply(request, found, version, form)
        except DomainError as error:
            refusal = error
        else:
            known = {"language": language, "application_id": made}
            return HttpResponseRedirect(
                f"{reverse('funding-mine', kwargs=known)}?new=1", status=303
            )
    with tenancy.scope(ANONYMOUS):
        provider = organisations.by_id(version.organisation_id)
        context = {
            "row": showing.scheme(found, request.now),
            "version": version,
            "provider": provider.name,
            "paid": next((one for one in paid if one.scheme.id == found.id), None),
            "path": f"/programmes/{provider.slug}/{version.programme.slug}",
            "price": price,
            "form": form,
            "refused": refusal,
        }
        status = refusal.http_status if refusal else (422 if form.errors else 200)
        return _private(render(request, "funding/apply.html", context, status=status))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, language: str, application_id: UUID) -> HttpResponse:
    """How an application stands, for whoever has its link; and the way to give it up."""
    with tenancy.scope(ANONYMOUS, capability=application_id):
        found = queries.application(application_id)
    if request.method == "POST":
        http.require_size(request, FORM_LIMIT)
        for owner, act in (
            (found.organisation_id, actions.withdraw),
            (found.funder_id, actions.forget_proof),
        ):
            with tenancy.scope(system(organisation_id=owner)):
                act(application_id=application_id, now=request.now)
        return HttpResponseRedirect(request.path, status=303)
    with tenancy.scope(ANONYMOUS, capability=application_id):
        provider = organisations.by_id(found.organisation_id)
        request.clock_of = found.scheme.nation
        offering = offerings.public(found.offering_id)
        context = {
            "row": showing.place(found, None, provider),
            "starts": offering.starts if offering else None,
            "is_new": request.GET.get("new") == "1",
            "may_withdraw": found.state in actions.OPEN,
            "address": settings().origin + request.path,
        }
        return _private(render(request, "funding/mine.html", context))


def _apply(
    request: HttpRequest, found: Scheme, version: ProgrammeVersion, form: ApplicationForm
) -> UUID:
    """The proof first, at the funder; then the application, at the provider."""
    made, now = unguessable(), request.now
    told, contact = form.told(), form.contact()
    # each application mails its address once: nobody is flooded through this form
    wait = _asks.take("who", contact.email.casefold(), _ASKS_A_MINUTE)
    if wait > 0:
        raise TooMany("too_many_requests", seconds=math.ceil(wait))
    with tenancy.scope(system(organisation_id=found.organisation_id)):
        entitled = actions.keep_proof(scheme=found, application_id=made, told=told, now=now)
    with tenancy.scope(system(organisation_id=version.organisation_id)):
        actions.apply(
            scheme=found, version=version, application_id=made, entitled=entitled,
            contact=contact, now=now,
        )  # fmt: skip
    return made


def _price(found: Scheme, version: ProgrammeVersion, request: HttpRequest) -> queries.Price | None:
    day = showing.nation(found.nation, request.now).legal_day(request.now)
    return queries.price_of(version, day)


def _reader_form(request: HttpRequest, language: str) -> ReaderForm:
    known = standards.all_codes()
    country = request.GET.get("country", "")
    regions = showing.nation(country, request.now).regions if country in known else {}
    return ReaderForm(
        request.GET,
        language=language,
        countries={code: showing.nation(code, request.now).name for code in known},
        regions={code: one.name for code, one in regions.items()},
    )


def _application_form(request: HttpRequest, found: Scheme, language: str) -> ApplicationForm:
    known = showing.nation(found.nation, request.now).regions
    return ApplicationForm(
        request.POST if request.method == "POST" else None,
        language=language,
        groups=found.groups,
        regions=[(code, choose(known[code].name, language)) for code in found.regions
                 if code in known],
        ages=found.age_from is not None or found.age_to is not None,
        # what was told on the page before need not be told again
        initial={name: request.GET.get(name, "")[:40] for name in ("group", "region", "age")},
    )  # fmt: skip


def _private(response: HttpResponse) -> HttpResponse:
    # the address tells of a person's situation: no cache keeps it, no search engine lists it
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
