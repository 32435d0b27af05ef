"""The first answer stays; whatever contradicts it is a line that a person ends."""

from datetime import timedelta

import pytest
from nationalworld import LATER, NOW, ROWS, Register, deferred, members, operator, record, told

from pharos.common import tenancy
from pharos.common.errors import Conflict, NotAllowed
from pharos.common.ids import uuid7
from pharos.core.commitments import Kind
from pharos.issuing.models import (
    Comparison,
)
from pharos.issuing.national import connector as connectors
from pharos.issuing.national import differences, outbox, records
from pharos.issuing.national import queries as national
from pharos.issuing.national import tasks as sending
from pharos.issuing.national.connector import Record
from pharos.issuing.national.rules import Outcome, Resolution
from pharos.issuing.national.standin import Fault


def test_another_number_later_is_a_line_and_the_first_stays(register: Register) -> None:
    rows = register.issue()
    register.stand_in.fail(Fault.OTHER_NUMBER)
    register.send()
    before = register.registrations()
    opened = register.compare()
    assert len(opened) == ROWS
    line = next(one for one in opened if one.credential_id == rows[0].id)
    number = before[rows[0].id].number
    assert (line.kind, line.ours, line.theirs) == ("difference_number", number, f"{number}-OTHER")
    assert register.registrations() == before
    assert register.compare() == []
    assert len(register.differences()) == ROWS


def test_one_number_for_two_credentials_is_told(register: Register) -> None:
    rows = register.issue()
    record(register, told(register, rows[0], Outcome.REGISTERED, "A-1"))
    record(register, told(register, rows[1], Outcome.REGISTERED, "A-1"))
    [line] = register.differences()
    assert (line.kind, line.ours, line.theirs) == (
        "difference_number_shared",
        str(rows[0].id),
        "A-1",
    )


def test_an_acknowledgement_sent_twice_changes_nothing(register: Register) -> None:
    register.issue()
    register.stand_in.fail(Fault.ANSWER_TWICE)
    register.send()
    before = register.registrations()
    assert register.compare() == []
    assert register.registrations() == before
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == ROWS


def test_the_first_answer_of_one_round_counts_as_well(register: Register) -> None:
    row = register.issue()[0]
    first = told(register, row, Outcome.REGISTERED, "A-1")
    other = told(register, row, Outcome.REGISTERED, "A-2")
    refusal = told(register, row, Outcome.REFUSED, None)
    made = record(register, first, first, other, refusal)
    assert [one.number for one in made] == ["A-1"]
    assert record(register, other) == []
    lines = {(one.kind, one.ours, one.theirs) for one in register.differences()}
    assert lines == {
        ("difference_number", "A-1", "A-2"),
        ("difference_outcome", "registered", "refused"),
    }
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == 1
    assert register.leaves(Kind.NATIONAL_REFUSAL) == 0


def test_changed_lost_and_unknown_records_are_told_once(register: Register) -> None:
    rows = register.issue()
    register.send()
    register.stand_in.alter(rows[0].id)
    register.stand_in.forget(rows[1].id)
    with tenancy.scope(register.worker):
        [record] = records.records([rows[2]], now=NOW)
    stranger = Record(**{**members(record), "credential": uuid7()})
    register.stand_in.submit(stranger)
    register.compare()
    found = {one.credential_id: one.kind for one in register.differences()}
    assert found == {
        rows[0].id: "difference_record",
        rows[1].id: "difference_missing_there",
        stranger.credential: "difference_unknown_here",
    }
    assert register.compare() == []
    assert len(register.differences()) == 3
    with tenancy.scope(register.worker):
        seen = Comparison.objects.get()
        assert (seen.compared, seen.compared_at) == (ROWS, LATER)


def test_what_is_cured_opens_again_and_what_is_accepted_does_not(register: Register) -> None:
    rows = register.issue()
    register.send()
    for row in rows[:2]:
        register.stand_in.forget(row.id)
    register.compare()
    with tenancy.scope(operator()) as by:
        first, second = national.report(by)
        for line, how in ((first, Resolution.CURED), (second, Resolution.ACCEPTED)):
            differences.resolve(
                difference_id=line.id, resolution=how, note="told", by=by, now=LATER
            )
        assert national.report(by) == []
        with pytest.raises(Conflict) as refused:
            differences.resolve(
                difference_id=first.id, resolution=Resolution.CURED, note="", by=by, now=LATER
            )
        assert refused.value.code == "difference_ended"
    [again] = register.compare()
    assert again.credential_id == first.credential_id


def test_only_the_operator_ends_a_line_and_the_provider_reads_it(register: Register) -> None:
    rows = register.issue()
    register.send()
    register.stand_in.forget(rows[0].id)
    register.compare()
    head = register.issuers.world.actor("head-am")
    with tenancy.scope(head) as by:
        [line] = national.report(by)
        with pytest.raises(NotAllowed):
            differences.resolve(
                difference_id=line.id, resolution=Resolution.CURED, note="", by=by, now=LATER
            )
        with pytest.raises(NotAllowed):
            outbox.send_again(by=by, now=LATER)


def test_the_comparison_comes_again_each_day_and_sooner_after_silence(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.issue()
    register.send()
    monkeypatch.setattr(connectors, "chosen", lambda: register.stand_in)
    monkeypatch.setattr(sending.clock, "now", lambda: LATER)
    issuer = register.issuers.owner("am")
    sending.compare(register.worker, organisation_id=issuer)
    assert deferred("issuing.compare")[-1] == LATER + timedelta(days=1)
    register.stand_in.fail(Fault.DOWN)
    sending.compare(register.worker, organisation_id=issuer)
    assert deferred("issuing.compare")[-1] < LATER + timedelta(hours=2)
    with tenancy.scope(register.worker):
        seen = Comparison.objects.get()
        assert (seen.last_code, seen.compared_at) == ("national_register_away", LATER)
