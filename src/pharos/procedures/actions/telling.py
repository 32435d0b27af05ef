"""Mails of a case: what happened to it, what comes due; to the provider and to the agency.

Each side is written to in a scope of its own, since nobody sees the people of another. A mail
is about one step, or one last day, and one person: repeated, it goes out no second time.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db.models import Q

from pharos.accounts.models import Person
from pharos.common import jobs, outbox
from pharos.common.actor import Actor, system
from pharos.common.dates import day_text
from pharos.common.sentences import sentence
from pharos.organisations import queries as organisations
from pharos.organisations.models import Membership
from pharos.procedures import queries
from pharos.procedures.models import Case, Step
from pharos.procedures.rules import clocks
from pharos.procedures.rules.clocks import Deadline
from pharos.procedures.rules.words import ENDED, Move, Side, State

KINDS: Final = {
    Move.REMIT: "mail_case_remitted",
    Move.SET_PANEL_ASIDE: "mail_case_panel_aside",
    Move.LAPSE: "mail_case_lapsed",
}
DUE: Final = "mail_case_due"
ENDS: Final = "mail_case_ends"
"""The same of a last day after which the case lapses."""
_PROVIDER: Final = ("head", "quality")
_AGENCY: Final = ("officer",)


def later(case: Case, step_id: UUID) -> None:
    """Both sides are mailed what the step says, once this act is done."""
    for body in (case.organisation_id, case.agency_id):
        jobs.enqueue("procedures.tell", actor=system(organisation_id=body), step=step_id)


def tell(*, step_id: UUID, by: Actor, now: datetime) -> int:
    """Mail the people of the actor's organisation what happened to a case; how many mails."""
    step = Step.objects.select_related("case").get(id=step_id)
    kind = KINDS[Move(step.act)]
    letters = [
        outbox.Letter(
            to=one.email, language=one.language, facts={"number": step.case.number or "-"},
            link=_link(step.case, one, by), about=uuid5(step.id, str(one.id)),
        )
        for one in _people(step.case, by, now)
    ]  # fmt: skip
    return outbox.put_many(kind, letters, by=by, now=now)


def remind(*, by: Actor, now: datetime) -> int:
    """Mail the actor's organisation what comes due on its side, some working days before."""
    mine = Q(organisation_id=by.organisation_id) | Q(agency_id=by.organisation_id)
    running = Case.objects.filter(mine, number__isnull=False)
    return sum(
        _remind(case, due, by, now)
        for case in running.exclude(state__in=[State.DRAFT, *ENDED]).order_by("id")
        for due in _near(case, by, now)
    )


def _near(case: Case, by: Actor, now: datetime) -> Iterable[Deadline]:
    """What this side owes soon; an agency also hears what it let pass."""
    side = Side.PROVIDER if case.organisation_id == by.organisation_id else Side.AGENCY
    calendar, today = queries.calendar_of(case, now), queries.today_of(case, now)
    for one in queries.deadlines(case, now):
        if one.code == "decision" and case.where is State.SUSPENDED:
            continue  # a clock that stands moves this day every day
        is_late = one.last_day < today
        near = clocks.is_near(calendar, one, today) and not is_late
        if one.side is side and (near or (is_late and side is Side.AGENCY)):
            yield one


def _remind(case: Case, due: Deadline, by: Actor, now: datetime) -> int:
    kind = ENDS if due.code in clocks.LAPSING else DUE
    letters = [
        outbox.Letter(
            to=one.email,
            language=one.language,
            facts={"number": case.number or "-", "what": _what(due, one.language)},
            link=_link(case, one, by),
            about=uuid5(case.id, f"{due.code} {due.last_day} {one.id}"),
        )
        for one in _people(case, by, now)
    ]
    return outbox.put_many(kind, letters, by=by, now=now)


def _what(due: Deadline, language: str) -> str:
    return sentence(
        f"page_case_due_{due.code}", language, {"day": day_text(due.last_day, language)}
    )


def _people(case: Case, by: Actor, now: datetime) -> list[Person]:
    """The head and the quality office of the provider, the officers of the agency."""
    roles = _PROVIDER if case.organisation_id == by.organisation_id else _AGENCY
    held = Membership.objects.filter(
        Q(active_until=None) | Q(active_until__gt=now), organisation_id=by.organisation_id,
        role__in=roles, active_from__lte=now,
    )  # fmt: skip
    ids = set(held.values_list("person_id", flat=True))
    return list(Person.objects.filter(id__in=ids).order_by("id"))


def _link(case: Case, one: Person, by: Actor) -> str:
    slug = organisations.by_id(by.organisation_id).slug
    return f"/{one.language}/desk/{slug}/cases/{case.id}"
