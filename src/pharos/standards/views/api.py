"""National standards for programs: which there are, and what holds in a country on a day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.nations import definitions, tables
from pharos.organisations import door
from pharos.organisations.door import Answer
from pharos.standards import parameters, queries, telling
from pharos.standards.rules import Stretch

router = Router(tags=["standards"])


class StretchOut(Answer):
    """A stretch of time in which nothing changes; `until` is exclusive.

    `amendments` are those that begin on its first day; none where a law's regime begins.
    """

    first_day: date
    until: date | None
    status: str
    source: str
    amendments: list[UUID]


class NationOut(Answer):
    """A country whose standards the register has, with every stretch of them, oldest first."""

    nation: str
    name: dict[str, str]
    stretches: list[StretchOut]


class ParameterOut(Answer):
    """One parameter; `since` is the first day on which it holds this value.

    `source` is where it comes from: law, regulation, white paper, proposal and the like.
    """

    name: str
    kind: str
    value: Any
    source: str
    since: date


class DefinitionOut(Answer):
    """A definition of a micro-credential; `says` are the predicates that it asks or allows."""

    id: str
    author: dict[str, str]
    year: int | None
    source: str
    standing: str
    text: dict[str, str]
    says: list[str]
    combines_if: list[str]


class StandardsOut(Answer):
    """What holds in a country on a day: under which law, by which definition, with which values.

    `status` is the legal status of the standards, `source` the act that they stand in.
    """

    nation: str
    name: dict[str, str]
    day: date
    status: str
    source: str
    first_day: date
    until: date | None
    definition: DefinitionOut | None
    parameters: list[ParameterOut]


@router.get("/standards", response=list[NationOut], auth=None)
def standards(request: HttpRequest) -> list[dict[str, Any]]:
    """List the countries whose standards the register has, with the days on which they change."""
    with door.public():
        return [_nation(code) for code in queries.all_codes()]


@router.get("/standards/{nation}", response=StandardsOut, auth=None)
def standards_on(request: HttpRequest, nation: str, day: date | None = None) -> dict[str, Any]:
    """What holds in a country on a day, today if none is given."""
    with door.public():
        stretches = queries.stretches(nation)
        on = day or stretches[-1].nation.legal_day(request.now)
        at = queries.stretch(nation, on=on)
        basis = at.nation.legal_basis
        since = telling.holding_since(stretches, at)
        return {
            "nation": nation,
            "name": at.nation.name,
            "day": on,
            "status": basis.status,
            "source": basis.source,
            "first_day": basis.first_day,
            "until": basis.until,
            "definition": definitions.all_of().get(at.nation.definitions.in_force),
            "parameters": [_parameter(path, value, at, since[path])
                           for path, value in parameters.leaves(at.document).items()],
        }  # fmt: skip


def _nation(code: str) -> dict[str, Any]:
    found = queries.stretches(code)
    return {
        "nation": code,
        "name": found[-1].nation.name,
        "stretches": [
            {
                "first_day": one.nation.legal_basis.first_day,
                "until": one.nation.legal_basis.until,
                "status": one.nation.legal_basis.status,
                "source": one.nation.legal_basis.source,
                "amendments": one.amendments,
            }
            for one in found
        ],
    }


def _parameter(path: parameters.Path, value: Any, at: Stretch, since: date) -> dict[str, Any]:
    return {
        "name": ".".join(path),
        "kind": "entry" if tables.is_entry(path) else parameters.kind_of(path, value),
        "value": value,
        "source": parameters.mark_of(at.document, path),
        "since": since,
    }
