"""Which skills are needed, for everybody: a list with filters, and one need with who answered."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.needs import queries, showing
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards


@require_safe
def listing(request: HttpRequest, language: str) -> HttpResponse:
    """What is needed today, by country, field, region and priority sector."""
    with tenancy.scope(ANONYMOUS):
        found = filters(request)
        day = showing.today(found["country"], request.now)
        rows = queries.open_needs(
            day, nation=found["country"], field=found["field"], region=found["region"],
            sector=sector_id(found["sector"]),
        )  # fmt: skip
        context = {
            "asked": found,
            "rows": showing.needs(rows, request.now),
            **choices(request, found),
        }
        return _public(render(request, "needs/listing.html", context))


@require_safe
def need(request: HttpRequest, language: str, need_id: UUID) -> HttpResponse:
    """One need, ended ones too, and the published programmes that answer it."""
    with tenancy.scope(ANONYMOUS):
        found = queries.need(need_id)
        row = showing.need(found, organisations.by_id(found.organisation_id), request.now)
        answers = showing.answers(queries.answers_to([found.id]))
        # a programme whose only version was withdrawn has a page, and answers no more
        shown = [one for one in answers if one["version"]]
        versions = [one["version"].id for one in shown]
        request.clock_of = found.nation
        context = {"row": row, "answers": shown, "partners": queries.partners(versions)}
        return _public(render(request, "needs/need.html", context))


def filters(request: HttpRequest) -> dict[str, str]:
    """What was asked for, each a word of its list or nothing."""
    given = {name: request.GET.get(name, "")[:40] for name in ("country", "field", "region")}
    if given["country"] not in standards.all_codes():
        given["country"] = ""
    fields = {
        code for code, _ in showing.choices_of_fields(detailed=False, language=request.language)
    }
    given["field"] = given["field"] if given["field"] in fields else ""
    if given["country"]:
        known = showing.nation(given["country"], request.now).regions
        given["region"] = given["region"] if given["region"] in known else ""
    given["region"] = given["region"] if given["country"] else ""
    return {**given, "sector": request.GET.get("sector", "")[:40]}


def choices(request: HttpRequest, asked: Mapping[str, str]) -> dict[str, object]:
    """What the filters offer: regions only once a country is chosen."""
    countries = [(code, showing.nation(code, request.now).name) for code in standards.all_codes()]
    chosen = asked["country"]
    regions = showing.nation(chosen, request.now).regions if chosen else {}
    return {
        "countries": countries,
        "fields": showing.choices_of_fields(detailed=False, language=request.language),
        "regions": [(code, one.name) for code, one in regions.items()],
        "sectors": queries.sectors(nation=chosen, on=showing.today(chosen, request.now)),
    }


def sector_id(text: str) -> UUID | None:
    """The id in a filter; what is none asks for nothing."""
    with suppress(ValueError):
        return UUID(text)
    return None


def _public(response: HttpResponse) -> HttpResponse:
    # the same for everybody, and asked anew each time: a need is withdrawn at once
    response.headers["Cache-Control"] = "public, no-cache"
    return response
