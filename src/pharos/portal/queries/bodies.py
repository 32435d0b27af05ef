"""The entry of a provider or an agency, and the lists of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from pharos.catalogue import queries as catalogue
from pharos.catalogue.confirming import queries as confirming
from pharos.common.i18n import LanguageMap
from pharos.core.did import url_of
from pharos.nations import codes, zones
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation, OrganisationKind
from pharos.portal.queries import addresses, decisions, programmes
from pharos.procedures import history as procedures
from pharos.procedures.models import AgencyListing
from pharos.procedures.queries import listed
from pharos.procedures.rules.listings import BOUNDING
from pharos.registry import queries as registry
from pharos.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Line:
    """A body in a list."""

    name: LanguageMap
    path: str
    kinds: list[LanguageMap]
    country: LanguageMap | None
    state: str
    fictitious: bool


def page(organisation: Organisation, *, now: datetime) -> dict[str, Any]:
    """The facts of a body's entry, its present and former decisions among them (E19)."""
    day = now.date()
    identifier = registry.did_of(organisation)
    about = decisions.about(organisation.id)
    bodies = decisions.Bodies(about, organisation.id)
    held = bool(registry.key_history(organisation.id))
    return {
        "name": organisation.name,
        "names": sorted(organisation.name.items()),
        "kinds": _labels(organisations.kinds_on(organisation.id, day)),
        "country": country(organisation.nation, day),
        "did": identifier,
        "did_path": urlsplit(url_of(identifier)).path if held else "",
        "path": bodies.path(organisation.id),
        "note": organisation.register_note,
        "fictitious": organisation.fictitious,
        "state": organisation.state,
        "slug": organisation.slug,
        **_over_time(organisation, day),
        "freshness": confirming.of_organisation(organisation, now=now),
        "owner_spoke": confirming.owner_spoke(organisation.id),
        "programmes": programmes.cards(
            catalogue.published(organisation_id=organisation.id, limit=catalogue.MAX_LISTED),
            day=day,
        ),
        "decisions": decisions.shown(about, day=day, bodies=bodies),
        "history": decisions.history(about, bodies=bodies),
        "decides": _decides(organisation, day),
        "taken": decisions.taken_by(organisation.id, day=day),
        **_listings(organisation, day),
        "reports": procedures.reports_about(organisation.id),
        "criteria": procedures.criteria_of(organisation.id, day),
    }


def _listings(organisation: Organisation, day: date) -> dict[str, Any]:
    """Where the agency stands on European lists, and whether its decisions are told by that."""
    rows = listed.of_agency(organisation.id)
    return {
        "listings": [_stretch(one, day) for one in rows],
        "in_eqar": any(one.list == BOUNDING for one in rows),
    }


def _stretch(one: AgencyListing, day: date) -> dict[str, Any]:
    """A stretch of an agency on a European list; days are inclusive."""
    return {
        "list": f"page_listing_{one.list}",
        "first_day": one.first_day,
        "last_day": decisions.last_day(one.until),
        "is_over": one.until is not None and one.until <= day,
        "source": one.source,
        "told_by": one.keeper_id if one.keeper_id != one.agency_id else None,
    }


def _over_time(organisation: Organisation, day: date) -> dict[str, Any]:
    """Former names, those it stands to, what it was merged into, and who keeps its records."""
    related = organisations.relations(organisation.id, on=day)
    custody = organisations.custody_of(organisation.id, on=day)
    others = [one.other for one in related] + ([custody.custodian] if custody else [])
    paths = addresses.body_paths(others)
    rows = [
        {"code": f"page_relation_{one.kind}", "name": one.other.name, "since": one.from_day,
         "path": paths[one.other.id], "kind": one.kind, "country": country(one.other.nation, day)}
        for one in related
    ]  # fmt: skip
    return {
        "successor": next((row for row in rows if row["kind"] == "merged_into"), None),
        "relations": [row for row in rows if row["kind"] != "merged_into"],
        "custody": custody,
        "custodian_path": paths[custody.custodian_id] if custody else "",
        "former_names": organisations.former_names(organisation.id, day),
    }


def listing(
    folder: str, *, nation: str, kind: str, text: str, now: datetime
) -> tuple[list[Line], list[tuple[str, LanguageMap]]]:
    """The entries of one of the two lists, and the kinds that it holds."""
    day = now.date()
    kinds = organisations_kinds(folder)
    wanted = kind if kind in kinds else None
    found = organisations.listing(nation=nation or None, kind=wanted, on=day, text=text)
    held: dict[object, set[str]] = {}
    entries = OrganisationKind.objects.filter(organisation__in=[one.id for one in found])
    for entry in entries.filter(until_day=None):
        held.setdefault(entry.organisation_id, set()).add(entry.kind)
    paths = addresses.body_paths(found)
    lines = [
        _line(one, paths[one.id], held.get(one.id, set()), day)
        for one in found
        if paths[one.id].startswith(f"/{folder}/")
    ]
    return lines, [(code, codes.organisation_kinds()[code].label) for code in sorted(kinds)]


def organisations_kinds(folder: str) -> set[str]:
    """The kinds of body in the list of providers, or of those that decide and look after."""
    wants_providers = folder == "providers"
    return {
        code
        for code, kind in codes.organisation_kinds().items()
        if (kind.role == "provider") is wants_providers
    }


def regimes(*, now: datetime) -> list[dict[str, Any]]:
    """The law that each nation's bodies decide under today, with its deciders."""
    found = []
    for code in standards.all_codes():
        nation = standards.nation(code, on=zones.legal_day(code, now))
        found.append(
            {
                "code": code,
                "name": nation.name,
                "basis": nation.legal_basis,
                "required": [
                    {
                        "kind": nation.terms[kind],
                        "decisions": [f"verify_decision_{one}" for one in needed],
                    }
                    for kind, needed in nation.decisions_required.items()
                ],
                "deciders": [
                    {
                        "code": f"verify_decision_{kind}",
                        "kinds": _labels(frozenset(bodies)),
                    }
                    for kind, bodies in nation.deciders.items()
                ],
            }
        )  # fmt: skip
    return found


def country(code: str | None, day: date) -> LanguageMap | None:
    """The name of a nation, its code where none is known."""
    if not code or code not in standards.all_codes():
        return {"und": code} if code else None
    return standards.nation(code, on=day).name


def _decides(organisation: Organisation, day: date) -> list[str]:
    if not organisation.nation or organisation.nation not in standards.all_codes():
        return []
    kinds = organisations.kinds_on(organisation.id, day)
    deciders: Mapping[str, tuple[str, ...]] = standards.nation(organisation.nation, on=day).deciders
    return [f"verify_decision_{kind}" for kind, by in deciders.items() if kinds & set(by)]


def _line(organisation: Organisation, path: str, kinds: set[str], day: date) -> Line:
    return Line(
        name=organisation.name,
        path=path,
        kinds=_labels(frozenset(kinds)),
        country=country(organisation.nation, day),
        state=organisation.state,
        fictitious=organisation.fictitious,
    )


def _labels(kinds: frozenset[str]) -> list[LanguageMap]:
    known = codes.organisation_kinds()
    return [known[kind].label for kind in sorted(kinds) if kind in known]
