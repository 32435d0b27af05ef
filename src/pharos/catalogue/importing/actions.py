"""A file of programmes is judged, and its good rows become drafts; nothing is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import actions as catalogue
from pharos.catalogue import addresses, queries, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.drafting import forms
from pharos.catalogue.importing.reading import Row
from pharos.catalogue.problems import Problem
from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.common.settings import settings
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row becomes no draft: where it stands, and the problem."""

    cell: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Judged:
    """One programme of a file; `to_mend` is what a publication would still refuse."""

    number: int
    slug: str
    title: Mapping[str, str]
    faults: Sequence[Fault]
    to_mend: int = 0
    document: Mapping[str, Any] | None = None
    draft: UUID | None = None

    @property
    def is_good(self) -> bool:
        return not self.faults


def judge(rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Judged]:
    """What would become of each row; nothing is written."""
    policies.require(by, Permission.PROGRAMME_DRAFT)
    organisation = organisations.by_id(by.organisation_id)
    nation = standards.nation(
        organisation.nation, on=zones.legal_day(organisation.nation, now), known_at=now
    )
    taken = {one.slug for one in queries.open_drafts(by.organisation_id)}
    seen: set[str] = set()
    found = []
    for row in rows:
        found.append(_judge(row, organisation, nation, taken, seen, now))
        seen.add(row.made.slug)
    return found


@transaction.atomic
def take(rows: Sequence[Row], *, by: Actor, now: datetime) -> list[Judged]:
    """The good rows are drafts now; the others are told with their faults."""
    found = []
    for one in judge(rows, by=by, now=now):
        if one.document is not None:
            made = catalogue.draft(slug=one.slug, document=one.document, by=by, now=now)
            one = replace(one, draft=made.id)
        found.append(one)
    return found


def _judge(
    row: Row,
    organisation: Organisation,
    nation: Nation,
    taken: set[str],
    seen: set[str],
    now: datetime,
) -> Judged:
    slug = row.made.slug
    faults = [Fault(str(one.facts.get("cell", row.number)), one) for one in row.problems]
    if problem := _name_problem(slug, taken, seen):
        faults.append(Fault(row.cells.get("slug", str(row.number)), problem))
    document = _completed(row.made.document, organisation, nation)
    title = document.get("title")
    shown = title if isinstance(title, dict) else {}
    try:
        descriptor = Descriptor.from_dict(document)
    except Invalid as error:
        faults += [_unreadable(row, one) for one in error.problems or (error,)]
        return Judged(row.number, slug, shown, faults)
    if faults:
        return Judged(row.number, slug, shown, faults)
    document = forms.derived(descriptor.to_dict(), nation)
    address = addresses.programme_address(settings().origin, organisation.slug, slug)
    whole = replace(Descriptor.from_dict(document), mc_id=address, version=1)
    open_points = catalogue.publication_problems(whole, organisation, nation.legal_day(now), now)
    return Judged(row.number, slug, shown, (), len(open_points), document)


def _name_problem(slug: str, taken: set[str], seen: set[str]) -> Problem | None:
    if not rules.is_slug(slug):
        return Problem("programme_slug_malformed", "A34", {"slug": slug[:60]})
    if slug in seen:
        return Problem("catalogue_slug_twice", "A34", {"slug": slug})
    if slug in taken:
        return Problem("draft_exists", "A34", {"slug": slug})
    return None


def _completed(
    document: Mapping[str, Any], organisation: Organisation, nation: Nation
) -> dict[str, Any]:
    """The document with what is known of every draft of this provider, where it says nothing."""
    kind = str(document.get("kind") or "non_formal")
    begun = forms.beginning(kind=kind, nation=nation, provider=organisation.slug)
    return begun | {name: value for name, value in document.items() if name != "version"}


def _unreadable(row: Row, error: Any) -> Fault:
    path = str(error.facts.get("field", ""))
    return Fault(row.place(path), Problem(error.code, "A34", dict(error.facts)))
