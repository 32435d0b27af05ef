"""What follows from a decision or a change of it: its days, the standing, the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accreditation import cascading, queries, rules, statements
from pharos.accreditation.models import Decision, DecisionChange, Tenure
from pharos.catalogue import actions as catalogue_actions
from pharos.catalogue.models import Standing
from pharos.common import jobs
from pharos.common.actor import system
from pharos.common.errors import Conflict, NotAllowed
from pharos.core.commitments import Kind, decision_statement
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.standards import queries as standards


def announce(decision: Decision) -> None:
    """Enter the decision with all its changes in the log, in the words of the trust bundle."""
    statement = decision_statement(statements.trusted(decision).to_json())
    registry_actions.enter_public(Kind.DECISION, statement)


def settle(decision_id: UUID, now: datetime) -> Decision:
    """Bring what follows from a decision up to date: its days, the standing, the log.

    What it renews and what follows it are brought up to date as well; nothing new is said of
    them in the log.
    """
    decision = queries.decision(decision_id)
    refresh(decision, now)
    make_room(decision, now)
    for follower in queries.followers(decision):
        _refresh_own(follower, decision, now)
    announce(decision)
    cascade(decision, now)
    return decision


def cascade(decision: Decision, now: datetime) -> None:
    """Offers and pending awards follow now, and on each coming day on which something turns.

    A new decision ends what a change of an earlier one began; where there was none, nothing is
    asked.
    """
    changes = DecisionChange.objects.filter(decision__organisation_id=decision.organisation_id)
    if not changes.exists() and not decision.changes.exists():
        return
    facts = queries.as_core(decision)
    holder = organisations.by_id(decision.organisation_id)
    nation = standards.nation(
        str(holder.nation), on=zones.legal_day(str(holder.nation), now), known_at=now
    )
    turns = [nation.midnight(day) for day in cascading.days(facts, nation.legal_day(now))]
    for organisation_id in sorted(cascading.reached(decision)):
        for at in (None, *turns):
            jobs.enqueue(cascading.JOB, actor=system(organisation_id=organisation_id), at=at,
                         organisation=organisation_id)  # fmt: skip


def make_room(decision: Decision, now: datetime) -> None:
    """What a decision renews ends where it begins, and goes on where it was annulled."""
    if decision.renews_id is not None:
        _refresh_own(queries.decision(decision.renews_id), decision, now)


def _refresh_own(other: Decision, decision: Decision, now: datetime) -> None:
    """The rows of another body are that body's: the rule is asked each time all the same."""
    if other.agency_id == decision.agency_id:
        refresh(other, now)


def refresh(decision: Decision, now: datetime) -> None:
    """The days that a decision holds its place, and how it stands in the catalogue."""
    if decision.first_day is None:
        return
    facts, among = queries.as_core(decision), queries.related(decision)
    held_until = rules.held_until(facts, among)
    with named_constraints():
        Tenure.objects.filter(decision=decision).update(until=held_until)
    if decision.version_id is None:
        return
    state, until = rules.projected(facts, among)
    catalogue_actions.set_standing(
        decision_id=decision.id,
        version_id=decision.version_id,
        agency_id=decision.agency_id,
        kind=decision.kind,
        first_day=decision.first_day,
        until=until,
        state=Standing.State(state),
        now=now,
    )


def hold(decision: Decision) -> None:
    """Take the place of the decision among those of its kind and subject."""
    if decision.first_day is not None:
        Tenure.objects.create(
            decision=decision,
            agency_id=decision.agency_id,
            kind=decision.kind,
            subject_id=decision.subject_id,
            first_day=decision.first_day,
            until=decision.until,
        )


@contextmanager
def named_constraints() -> Iterator[None]:
    """Overlap and four eyes, kept by the database, said in our words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "accreditation_tenure_no_overlap" in str(error):
            raise Conflict("decision_overlaps") from error
        if "four_eyes" in str(error):
            raise NotAllowed("second_person_needed") from error
        raise
