"""The outbox: written with the chunk, asked until answered, one entry whatever happens."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from nationalworld import LATER, NOW, ROWS, Register, deferred, held, operator, record, told

from pharos.common import killpoints, personkeys, tenancy
from pharos.core.commitments import Kind
from pharos.issuing.models import (
    Comparison,
    Difference,
    NationalOutbox,
    NationalRegistration,
)
from pharos.issuing.national import outbox
from pharos.issuing.national import queries as national
from pharos.issuing.national import tasks as sending
from pharos.issuing.national.rules import Outcome, State
from pharos.issuing.national.standin import Fault


def test_the_outbox_is_written_with_the_chunk_and_its_job(register: Register) -> None:
    rows = register.issue()
    with tenancy.scope(register.worker):
        row = NationalOutbox.objects.get()
        assert (row.chunk_id, row.count, row.answered) == (rows[0].chunk_id, ROWS, 0)
        assert (row.nation, row.done_at) == ("AM", None)
        assert {one.state for one in national.registrations(rows).values()} == {State.AWAITING}
    assert len(deferred("issuing.register")) == 1
    assert deferred("issuing.compare") == [NOW + timedelta(days=1)]


def test_where_no_law_asks_it_the_award_is_registered_at_once(register: Register) -> None:
    rows = register.issuers.issued()
    with tenancy.scope(register.issuers.worker("ge")):
        found = national.registrations(rows)
        assert not NationalOutbox.objects.exists()
    assert set(found.values()) == {national.Registration(State.REGISTERED)}
    assert deferred("issuing.register") == []


def test_every_credential_is_registered_once_and_the_outbox_ends(register: Register) -> None:
    rows = register.issue()
    ended = register.send()
    made = register.registrations()
    assert (ended.answered, ended.done_at, ended.last_code) == (ROWS, NOW, "")
    assert made.keys() == {row.id for row in rows}
    assert len({one.number for one in made.values()}) == ROWS
    assert all(one.stand_in and one.number.startswith("STAND-IN-") for one in made.values())
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == ROWS
    register.send(now=LATER)
    assert register.registrations() == made
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == ROWS


def test_three_days_of_silence_end_in_one_entry(register: Register) -> None:
    """Shows 8: the register is away for three days; rounds grow rare, and nothing is lost."""
    rows = register.issue()
    register.stand_in.fail(Fault.DOWN)
    now, rounds = NOW, 0
    while now < NOW + timedelta(days=3):
        left = register.send(now=now)
        rounds += 1
        assert (left.answered, left.attempts, left.done_at) == (0, rounds, None)
        assert left.last_code == "national_register_away"
        assert timedelta(0) < left.next_at - now <= timedelta(hours=6)
        # the next round is a job that the same transaction deferred
        assert deferred("issuing.register")[-1] == left.next_at
        now = left.next_at
    assert 15 < rounds < 40
    register.stand_in.fail(Fault.DOWN, on=False)
    ended = register.send(now=now)
    assert (ended.answered, ended.done_at) == (ROWS, now)
    assert register.registrations().keys() == {row.id for row in rows}
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == ROWS


def test_a_lost_acknowledgement_is_asked_for_again(register: Register) -> None:
    """Shows 8: entered there, the answer lost: sent again, the same number, one entry."""
    register.issue()
    register.stand_in.fail(Fault.LOSE_ACKNOWLEDGEMENT)
    left = register.send()
    assert left.answered == 0
    numbers = {one.credential: one.number for one in held(register)}
    assert numbers
    register.stand_in.fail(Fault.LOSE_ACKNOWLEDGEMENT, on=False)
    register.send(now=LATER)
    made = register.registrations()
    assert len(made) == ROWS
    assert all(made[id].number == number for id, number in numbers.items())
    assert len(held(register)) == ROWS
    assert register.compare() == []


def test_an_answer_that_only_confirms_receipt_leaves_it_waiting(register: Register) -> None:
    row = register.issue()[0]
    assert record(register, told(register, row, Outcome.RECEIVED, None)) == []
    assert register.state(row).state is State.AWAITING


class Killed(BaseException):
    """The process ends here."""


def test_killed_between_answer_and_commit_it_is_asked_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-01: they entered it, we died: asked again, the same number, one leaf."""
    register.issue()

    def die(point: str) -> None:
        assert point in killpoints.POINTS
        if point == "national_answered":
            raise Killed

    monkeypatch.setattr(sending, "reach", die)
    with pytest.raises(Killed):
        register.send()
    monkeypatch.undo()
    numbers = {one.credential: one.number for one in held(register)}
    assert numbers
    assert register.registrations() == {}
    register.send(now=LATER)
    made = register.registrations()
    assert {id: made[id].number for id in numbers} == numbers
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == len(made) == ROWS


def test_two_failed_rounds_leave_one_job(register: Register) -> None:
    register.issue()
    with tenancy.scope(register.worker) as by:
        for _ in range(2):
            outbox.end_round(
                chunk_id=register.chunk(), attempts=0, code="national_register_away", by=by, now=NOW
            )
    assert len(deferred("issuing.register")) == 2  # that of the signing, and one more


def test_nobody_waits_for_the_erased(register: Register) -> None:
    rows = register.issue()
    with tenancy.scope(register.worker):
        personkeys.destroy(rows[0].person_key_id, now=NOW)
    ended = register.send()
    assert (ended.answered, ended.done_at) == (ROWS - 1, NOW)
    assert rows[0].id not in register.registrations()
    assert rows[0].id not in {one.credential for one in held(register)}


def test_an_answer_on_record_cannot_change_or_go(register: Register) -> None:
    row = register.issue()[0]
    register.send()
    mine = NationalRegistration.objects.filter(credential_id=row.id)
    for change in (lambda: mine.update(number="A-9"), mine.delete):
        with (
            pytest.raises(DatabaseError),
            tenancy.scope(register.worker),
            transaction.atomic(),
        ):
            change()


def test_a_second_answer_cannot_be_inserted(register: Register) -> None:
    row = register.issue()[0]
    register.send()
    with tenancy.scope(register.worker):
        again = NationalRegistration.objects.get(credential_id=row.id)
        again.number, again.log_position = "A-9", 1_000
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


def test_other_providers_see_nothing_of_it(register: Register) -> None:
    register.issue()
    register.stand_in.fail(Fault.OTHER_NUMBER)
    register.send()
    register.compare()
    with tenancy.scope(register.issuers.worker("ge")):
        assert not NationalOutbox.objects.exists()
        assert not NationalRegistration.objects.exists()
        assert not Difference.objects.exists()
        assert not Comparison.objects.exists()


def test_the_operator_sees_what_waits_and_sends_it_again(register: Register) -> None:
    register.issue()
    chunk = register.chunk()
    with tenancy.scope(operator()) as by:
        assert [one.chunk_id for one in national.waiting(by)] == [chunk]
        assert outbox.send_again(by=by, now=LATER) == 1
    assert len(deferred("issuing.register")) == 2
