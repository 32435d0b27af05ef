"""What pages of batches show: who did what, what stands behind it, a sample, how far it is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Final
from uuid import UUID

from django.db import connection

from pharos.accounts.models import Person as Member
from pharos.accreditation import queries as accreditation
from pharos.awards import persons, reports
from pharos.awards.models import Batch, BatchRow
from pharos.awards.problems import Problem
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import personkeys
from pharos.standards import queries as standards

# Mark of a state in pages: the sentence `page_batches_state_<state>` and its tone.
TONES: Final[Mapping[str, str]] = {
    "uploaded": "grey",
    "proposed": "warn",
    "confirmed": "info",
    "issuing": "info",
    "done": "good",
    "partly": "warn",
    "dropped": "grey",
}
RUNNING: Final = ("confirmed", "issuing")
PAGE: Final = 25
_PLACES: Final = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind of decision behind the awards, and whether it is in force on their day."""

    kind: str
    is_in_force: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of finding: the sentence of its first row, in how many rows, the first places."""

    text: str
    count: int
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A row as the second person looks at it."""

    line: int
    name: str
    latin: str
    birth_date: date | None
    grade: str
    award_date: date


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of colleagues; somebody who has left the organisation has none here."""
    wanted = {one for one in ids if one}
    return dict(Member.objects.filter(id__in=wanted).values_list("id", "name"))


def steps(batch: Batch) -> list[Mapping[str, object]]:
    """Who imported, proposed and confirmed, and when."""
    names = names_of([batch.imported_by, batch.proposed_by, batch.confirmed_by])
    found = [
        ("page_batches_imported", batch.imported_by, batch.imported_at),
        ("page_batches_proposed", batch.proposed_by, batch.proposed_at),
        ("page_batches_confirmed", batch.confirmed_by, batch.confirmed_at),
    ]
    return [
        {"code": code, "name": names.get(who, ""), "at": when} for code, who, when in found if who
    ]


def standings(version: ProgrammeVersion, days: Sequence[date], now: datetime) -> list[Standing]:
    """The decisions that the nation asks for, as they stand on the last day that is awarded."""
    if not days:
        return []
    nation = standards.nation(version.nation, on=max(days), known_at=now)
    asked = {*nation.decisions_required.get(version.kind, ())}
    asked |= {"format"} if nation.gates.format_approval else set()
    found = accreditation.history(version, on=max(days), known_at=now)
    return [
        Standing(kind, one.is_in_force, one.decision.term.until if one.decision else None)
        for kind, one in found.items()
        if kind in asked
    ]


def award_days(batch: Batch) -> list[date]:
    """The first and the last day that its rows are awarded for."""
    rows = BatchRow.objects.filter(batch_id=batch.id, accepted=True)
    days = rows.order_by("award_date").values_list("award_date", flat=True)
    first, last = days.first(), days.last()
    return sorted({one for one in (first, last) if one})


def findings(batch: Batch, language: str) -> tuple[list[Finding], list[Finding]]:
    """What a confirmer looks at in rows that are awarded, and why the others were left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            (resources.files("pharos.awards") / "sql" / "findings.sql").read_text("utf-8"),
            {"batch": batch.id},
        )
        rows = cursor.fetchall()
    found: tuple[list[Finding], list[Finding]] = ([], [])
    for accepted, code, count, places, facts in rows:
        known = json.loads(facts) if isinstance(facts, str) else facts
        first = reports.told(Problem(0, "", code, known or {}, places[0]), language)
        found[not accepted].append(
            Finding(first["message"], count, list(dict.fromkeys(places))[:_PLACES])
        )
    return found


def sample(batch: Batch, count: int = 5) -> list[Sample]:
    """Some of the rows, evenly from the whole batch, so that the end is looked at too."""
    accepted = BatchRow.objects.filter(batch_id=batch.id, accepted=True).order_by("number")
    step = max(1, batch.rows // count)
    wanted = [1 + step * place for place in range(count)]
    rows = [one for number in wanted if (one := accepted.filter(number__gte=number).first())]
    rows = list({one.number: one for one in rows}.values())
    ciphers = personkeys.read_many(one.person_key_id for one in rows if one.person_key_id)
    found = []
    for one in rows:
        cipher = ciphers.get(one.person_key_id)
        if cipher is None or one.box is None or one.award_date is None:
            continue
        who = persons.unseal(cipher, bytes(one.box))
        found.append(Sample(one.line, who.name.native, who.name.latin, who.birth_date,
                            one.grade, one.award_date))  # fmt: skip
    return found
