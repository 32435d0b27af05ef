"""From pending to a verdict, and what never ends one, as a stranger sees it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from nationalworld import LATER, NOW, ROWS, Register, registered

from pharos.common import tenancy
from pharos.common.events import verify_chain, verify_rows
from pharos.core.commitments import Kind
from pharos.core.verify import EmptyStore, verify
from pharos.issuing import queries
from pharos.issuing.models import (
    NationalOutbox,
)
from pharos.issuing.national import tasks as sending
from pharos.issuing.national.rules import State
from pharos.issuing.national.standin import Fault
from pharos.verification import actions as verification


def test_pending_until_the_nation_answered_then_valid(committed: Register) -> None:
    """Shows 8: `registration_pending` until acknowledged, then VALID, and nothing ends that."""
    rows = committed.issue()
    committed.stand_in.fail(Fault.DOWN)
    committed.send()
    assert committed.state(rows[0]).state is State.AWAITING
    assert registered(committed.verdict(rows[0], now=NOW)) == (
        "INDETERMINATE",
        "registration_pending",
    )

    committed.stand_in.fail(Fault.DOWN, on=False)
    committed.stand_in.fail(Fault.OTHER_NUMBER)
    committed.send(now=NOW + timedelta(days=3))
    assert committed.state(rows[0]).state is State.REGISTERED
    at = NOW + timedelta(days=3, minutes=1)
    report = committed.verdict(rows[0], now=at)
    assert registered(report) == ("VALID", "registered_nationally")

    # they change the record and tell another number: the report says so, the verdict stays
    committed.stand_in.alter(rows[0].id)
    committed.compare(now=at)
    kinds = {one.kind for one in committed.differences() if one.credential_id == rows[0].id}
    assert kinds == {"difference_number", "difference_record"}
    after = committed.verdict(rows[0], now=at + timedelta(minutes=1))
    assert registered(after) == ("VALID", "registered_nationally")


def test_a_refused_record_makes_the_award_invalid(committed: Register) -> None:
    """Shows 8: the refusal of the national register is a leaf, and the verdict INVALID."""
    rows = committed.issue()
    committed.stand_in.fail(Fault.REFUSE)
    committed.send()
    assert committed.state(rows[5]).state is State.REFUSED
    assert committed.state(rows[5]).reason == "refused_by_stand_in"
    assert committed.leaves(Kind.NATIONAL_REFUSAL) == ROWS
    assert committed.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == 0
    assert registered(committed.verdict(rows[5], now=LATER)) == (
        "INVALID",
        "registration_refused",
    )


def test_an_old_proof_stays_indeterminate(committed: Register) -> None:
    """A holder who keeps the file from before the answer never gets more from it."""
    rows = committed.issue()
    committed.verdict(rows[0], now=NOW)
    with tenancy.scope(committed.worker):
        old = queries.tlog_proof(rows[0])
        raw = queries.document(rows[0].id)
    committed.send()
    assert registered(committed.verdict(rows[0], now=LATER)) == ("VALID", "registered_nationally")
    trust = verification.publish_bundle(now=LATER, signer=committed.log)
    assert trust is not None
    assert old is not None
    report = verify(
        raw, trust=trust, at=LATER, tlog_proof=old.to_text().encode(), store=EmptyStore()
    )
    assert registered(report) == ("INDETERMINATE", "registration_pending")


def test_rounds_at_once_make_one_entry_each(committed: Register) -> None:
    committed.issue()
    chunk, worker = committed.chunk(), committed.worker

    def work(_: int) -> NationalOutbox:
        try:
            return sending.send_now(worker, chunk, now=NOW, connector=committed.stand_in)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(committed.registrations()) == ROWS
    assert committed.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == ROWS
    assert committed.differences() == []
    with tenancy.scope(worker):
        assert NationalOutbox.objects.get().answered == ROWS


def test_registrations_are_accounted_for_by_the_event_log(committed: Register) -> None:
    committed.issue()
    committed.send()
    assert verify_chain(committed.issuers.owner("am")) == []
    assert verify_rows(entities=("issuing_national_registration",)) == []
