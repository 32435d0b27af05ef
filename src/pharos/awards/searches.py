"""What pages look for: learners by name or number, runs with their figures, enrolments by page.

Names stand in boxes under the persons' keys, so that no index knows them. A number, or a name
with the day of birth, is found by its keyed hash among all learners; a name alone is looked for
in the newest boxes only, and the answer says so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import persons
from pharos.awards.models import IDENTIFIER_KINDS, Enrolment, Learner, Result, Run
from pharos.awards.names import PersonName
from pharos.awards.persons import Person
from pharos.awards.rosters.headings import fold
from pharos.common import personkeys
from pharos.common.actor import Actor

PAGE: Final = 50
MAX_OPENED: Final = 1_000
_NUMBER: Final = re.compile(r"[A-Za-z0-9 -]{4,24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """A learner with the person behind it, None after an erasure."""

    id: UUID
    person: Person | None

    @property
    def name(self) -> str:
        """The name in the native script; nothing after an erasure."""
        return self.person.name.native if self.person else ""

    @property
    def latin(self) -> str:
        """The name as in the passport, where somebody gave it."""
        return self.person.name.latin if self.person else ""


@dataclass(frozen=True, slots=True)
class Found:
    """Learners that fit; `is_partial` when only the newest were looked through."""

    learners: tuple[Named, ...]
    is_partial: bool = False
    next: UUID | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How a run went, counted from its enrolments."""

    enrolled: int = 0
    completed: int = 0
    withdrawn: int = 0
    not_completed: int = 0

    @property
    def all(self) -> int:
        """Everybody who ever enrolled."""
        return self.enrolled + self.completed + self.withdrawn + self.not_completed

    @property
    def percent(self) -> int:
        """How many of a hundred who enrolled have completed, rounded down; 0 without any."""
        return self.completed * 100 // self.all if self.all else 0


def named(learners: Iterable[Learner]) -> list[Named]:
    """The learners with their names, all boxes opened in one go."""
    rows = list(learners)
    ciphers = personkeys.read_many(row.person_key_id for row in rows)
    return [Named(row.id, _person(row, ciphers)) for row in rows]


def named_by_id(by: Actor, ids: Iterable[UUID]) -> dict[UUID, Named]:
    """The learners of these ids with their names, in the actor's provider."""
    policies.require(by, Permission.LEARNER_READ)
    rows = Learner.objects.filter(organisation_id=by.organisation_id, id__in=set(ids))
    return {one.id: one for one in named(rows)}


def learners(
    by: Actor, *, text: str = "", birth_date: date | None = None, after: UUID | None = None
) -> Found:
    """Learners of the actor's provider, newest first: all by page, or those that fit."""
    policies.require(by, Permission.LEARNER_READ)
    mine = Learner.objects.filter(organisation_id=by.organisation_id).order_by("-id")
    text = text.strip()
    if not text:
        if after is not None:
            mine = mine.filter(id__lt=after)
        rows = list(mine[: PAGE + 1])
        more = rows[PAGE - 1].id if len(rows) > PAGE else None
        return Found(tuple(named(rows[:PAGE])), next=more)
    hashes = hashes_of(by, text, birth_date)
    if hashes is not None:
        column, values = hashes
        return Found(tuple(named(mine.filter(**{f"{column}__in": values})[:PAGE])))
    rows = list(mine.filter(erased_at=None)[: MAX_OPENED + 1])
    fitting = [one for one in named(rows[:MAX_OPENED]) if fits(one, text)]
    return Found(tuple(fitting[:PAGE]), is_partial=len(rows) > MAX_OPENED)


def hashes_of(by: Actor, text: str, birth_date: date | None) -> tuple[str, list[bytes]] | None:
    """The column and the keyed hashes that a question is answered by, None for a name alone."""
    assert by.organisation_id is not None
    number = is_number(text)
    if number:
        kinds = [kind for kind in IDENTIFIER_KINDS if kind != "none"]
        spelled = {number, number.casefold()}
        made = [
            persons.identity(by.organisation_id, kind, one) for kind in kinds for one in spelled
        ]
        return "identity", [one for one in made if one]
    if birth_date is not None:
        name = PersonName(given=text)
        return "likeness", [persons.likeness(by.organisation_id, name, birth_date)]
    return None


def is_number(text: str) -> str:
    """The number that was typed, without spaces, or nothing when it is a name."""
    if _NUMBER.fullmatch(text) is None or not any(letter.isdigit() for letter in text):
        return ""
    return text.replace(" ", "").replace("-", "")


def fits(one: Named, text: str) -> bool:
    """Whether each word that was typed begins a word of the name, in either script."""
    words = fold(f"{one.name} {one.latin}").split()
    return bool(words) and all(
        any(word.startswith(typed) for word in words) for typed in fold(text).split()
    )


def runs(by: Actor, *, after: UUID | None = None) -> tuple[list[Run], UUID | None]:
    """A page of the runs, those opened last first, and what leads to the next page."""
    policies.require(by, Permission.RUN_READ)
    found = Run.objects.filter(organisation_id=by.organisation_id).select_related(
        "version", "version__programme"
    )
    if after is not None:
        found = found.filter(opened_at__lt=_opened_at(by, after))
    rows = list(found.order_by("-opened_at", "-id")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def _opened_at(by: Actor, run_id: UUID) -> object:
    found = Run.objects.filter(organisation_id=by.organisation_id, id=run_id)
    return found.values("opened_at")[:1]


def figures(by: Actor, run_ids: Iterable[UUID]) -> dict[UUID, Figures]:
    """How each run went; runs without an enrolment are missing."""
    policies.require(by, Permission.ENROLMENT_READ)
    counted = (
        Enrolment.objects.filter(organisation_id=by.organisation_id, run_id__in=set(run_ids))
        .values("run_id", "state")
        .annotate(count=Count("id"))
    )
    states: dict[UUID, dict[str, int]] = {}
    for row in counted:
        states.setdefault(row["run_id"], {})[row["state"]] = row["count"]
    return {run_id: Figures(**by_state) for run_id, by_state in states.items()}


def enrolments(
    by: Actor, run: Run, *, after: UUID | None = None
) -> tuple[list[Enrolment], UUID | None]:
    """A page of a run's enrolments in the order they were made, and the next page's beginning."""
    policies.require(by, Permission.ENROLMENT_READ)
    found = Enrolment.objects.filter(run=run).select_related("learner").order_by("id")
    if after is not None:
        found = found.filter(id__gt=after)
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def newest_results(enrolments: Iterable[Enrolment]) -> dict[UUID, Result]:
    """The newest result of each enrolment that has one."""
    found = Result.objects.filter(enrolment__in=list(enrolments)).order_by("assessed_on", "id")
    return {one.enrolment_id: one for one in found if one.enrolment_id is not None}


def _person(row: Learner, ciphers: Mapping[UUID, object]) -> Person | None:
    cipher = ciphers.get(row.person_key_id)
    if cipher is None or row.box is None:
        return None
    return persons.unseal(cipher, bytes(row.box))  # type: ignore[arg-type]
