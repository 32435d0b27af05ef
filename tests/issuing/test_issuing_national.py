"""National registration: asked until answered, registered once, and never argued with."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from pharos.common import killpoints, personkeys, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, Unavailable
from pharos.common.events import verify_chain, verify_rows
from pharos.common.ids import uuid7
from pharos.core.commitments import Kind
from pharos.core.verify import EmptyStore, Report, verify
from pharos.issuing import queries, tasks
from pharos.issuing.models import (
    Chunk,
    Comparison,
    Credential,
    Difference,
    NationalOutbox,
    NationalRegistration,
)
from pharos.issuing.national import connector as connectors
from pharos.issuing.national import differences, outbox, records
from pharos.issuing.national import queries as national
from pharos.issuing.national import tasks as sending
from pharos.issuing.national.connector import Answer, Record
from pharos.issuing.national.outbox import Told
from pharos.issuing.national.rules import Outcome, Resolution, State
from pharos.issuing.national.standin import Fault, StandIn
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.models import IssuerKey, LogChunk
from pharos.registry.signer import server
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.intents import DatabaseIntents
from pharos.registry.signer.keys import FileKeyStore
from pharos.registry.signer.witness import WitnessFile
from pharos.verification import actions as verification

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ROWS = 120


@dataclass
class Register:
    """The Armenian provider's credentials, a log that is signed, and the national stand-in."""

    issuers: Any
    stand_in: StandIn
    log: SignerClient | None = None

    @property
    def worker(self) -> Actor:
        found: Actor = self.issuers.worker("am")
        return found

    def issue(self) -> list[Credential]:
        rows: list[Credential] = self.issuers.issued("teachers.csv", "teacher-course", nation="am")
        return rows

    def chunk(self) -> UUID:
        with tenancy.scope(self.worker):
            found: UUID = Chunk.objects.get().id
            return found

    def send(self, *, now: datetime = NOW, by: Any = None) -> NationalOutbox:
        return sending.send_now(self.worker, self.chunk(), now=now, connector=by or self.stand_in)

    def compare(self, *, now: datetime = LATER) -> list[Difference]:
        return sending.compare_now(self.worker, now=now, connector=self.stand_in)

    def registrations(self) -> dict[UUID, NationalRegistration]:
        with tenancy.scope(self.worker):
            return {one.credential_id: one for one in NationalRegistration.objects.all()}

    def state(self, row: Credential) -> national.Registration:
        with tenancy.scope(self.worker):
            return national.registration(row)

    def differences(self) -> list[Difference]:
        with tenancy.scope(self.worker):
            return list(Difference.objects.order_by("id"))

    def leaves(self, kind: Kind) -> int:
        with tenancy.scope(self.worker):
            return sum(one.count for one in LogChunk.objects.filter(kind=int(kind)))

    def verdict(self, row: Credential, *, now: datetime) -> Report:
        """What a stranger says who holds document, proof and the bundle published then."""
        assert self.log is not None
        registry_actions.sequence(now=now, signer=self.log)
        tasks.publish_now(self.worker, row.list_id, now=now, signer=self.issuers.signer)
        trust = verification.publish_bundle(now=now, signer=self.log)
        assert trust is not None
        # as the public page does: whoever knows the number sees the credential and its proof
        with tenancy.scope(ANONYMOUS, capability=row.id):
            raw = queries.document(row.id)
            proof = queries.tlog_proof(queries.credential(row.id))
        assert proof is not None
        return verify(
            raw, trust=trust, at=now, tlog_proof=proof.to_text().encode(), store=EmptyStore()
        )


def registered(report: Report) -> tuple[str, str]:
    """The verdict and the code of the check `registered`."""
    [found] = [check for check in report.checks if check.id == "registered"]
    return report.verdict.value, found.code


@pytest.fixture
def register(issuers: Any, tmp_path: Path) -> Register:
    return Register(issuers, StandIn(tmp_path / "stand-in"))


@pytest.fixture
def committed(
    committed_issuers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Register]:
    """The same with real commits, a signer on its socket and an approved key of the log."""
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    for module in ("registry.queries", "registry.actions.log", "verification.actions"):
        monkeypatch.setattr(f"pharos.{module}.settings", lambda: mine)
    operations = server.Signer(
        FileKeyStore(tmp_path / "keys"),
        WitnessFile(tmp_path / "witness"),
        DatabaseIntents(),
        log_origin=registry.log_origin(),
    )
    socket = tmp_path / "signer" / "socket"
    with server.listening(socket, operations) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        client = SignerClient(socket)
        _approve_log_key(client)
        yield Register(committed_issuers, StandIn(tmp_path / "stand-in"), client)
        client.close()
        listening.shutdown()
        thread.join()


def _approve_log_key(client: SignerClient) -> None:
    public = client.create_key()
    with tenancy.scope(registry_actions.SEQUENCER):
        IssuerKey.objects.create(
            organisation_id=registry_actions.PLATFORM,
            key_id=f"did:web:localhost%3A8000#{public}",
            public=public,
            purpose="log",
            state="active",
            proposed_by=uuid7(),
            approved_by=uuid7(),
            active_from=NOW - timedelta(days=1),
        )


def deferred(name: str) -> list[datetime | None]:
    """When the jobs of a name are due, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select scheduled_at from procrastinate_jobs where task_name = %s order by id", [name]
        )
        return [row[0] for row in cursor.fetchall()]


# --- the journey ---------------------------------------------------------------------------


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


# --- the outbox ----------------------------------------------------------------------------


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
    numbers = {one.credential: one.number for one in _held(register)}
    assert numbers
    register.stand_in.fail(Fault.LOSE_ACKNOWLEDGEMENT, on=False)
    register.send(now=LATER)
    made = register.registrations()
    assert len(made) == ROWS
    assert all(made[id].number == number for id, number in numbers.items())
    assert len(_held(register)) == ROWS
    assert register.compare() == []


def test_an_acknowledgement_sent_twice_changes_nothing(register: Register) -> None:
    register.issue()
    register.stand_in.fail(Fault.ANSWER_TWICE)
    register.send()
    before = register.registrations()
    assert register.compare() == []
    assert register.registrations() == before
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == ROWS


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


def _told(register: Register, row: Credential, outcome: Outcome, number: str | None) -> Told:
    with tenancy.scope(register.worker):
        [record] = records.records([row], now=NOW)
    reason = "not_entitled" if outcome is Outcome.REFUSED else None
    return Told(Answer(row.id, outcome, number, reason), record.digest)


def _record(register: Register, *told: Told) -> list[NationalRegistration]:
    with tenancy.scope(register.worker) as by:
        return outbox.record_answers(chunk_id=register.chunk(), told=told, by=by, now=NOW)


def test_the_first_answer_of_one_round_counts_as_well(register: Register) -> None:
    row = register.issue()[0]
    first = _told(register, row, Outcome.REGISTERED, "A-1")
    other = _told(register, row, Outcome.REGISTERED, "A-2")
    refusal = _told(register, row, Outcome.REFUSED, None)
    made = _record(register, first, first, other, refusal)
    assert [one.number for one in made] == ["A-1"]
    assert _record(register, other) == []
    lines = {(one.kind, one.ours, one.theirs) for one in register.differences()}
    assert lines == {
        ("difference_number", "A-1", "A-2"),
        ("difference_outcome", "registered", "refused"),
    }
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == 1
    assert register.leaves(Kind.NATIONAL_REFUSAL) == 0


def test_one_number_for_two_credentials_is_told(register: Register) -> None:
    rows = register.issue()
    _record(register, _told(register, rows[0], Outcome.REGISTERED, "A-1"))
    _record(register, _told(register, rows[1], Outcome.REGISTERED, "A-1"))
    [line] = register.differences()
    assert (line.kind, line.ours, line.theirs) == (
        "difference_number_shared",
        str(rows[0].id),
        "A-1",
    )


def test_an_answer_that_only_confirms_receipt_leaves_it_waiting(register: Register) -> None:
    row = register.issue()[0]
    assert _record(register, _told(register, row, Outcome.RECEIVED, None)) == []
    assert register.state(row).state is State.AWAITING


def _held(register: Register) -> list[Any]:
    with tenancy.scope(register.worker):
        issuer = registry.did_of(organisations.by_id(register.issuers.owner("am")))
    return register.stand_in.held(issuer)


# --- crashes and twins ---------------------------------------------------------------------


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
    numbers = {one.credential: one.number for one in _held(register)}
    assert numbers
    assert register.registrations() == {}
    register.send(now=LATER)
    made = register.registrations()
    assert {id: made[id].number for id in numbers} == numbers
    assert register.leaves(Kind.NATIONAL_ACKNOWLEDGEMENT) == len(made) == ROWS


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


def test_two_failed_rounds_leave_one_job(register: Register) -> None:
    register.issue()
    with tenancy.scope(register.worker) as by:
        for _ in range(2):
            outbox.end_round(
                chunk_id=register.chunk(), attempts=0, code="national_register_away", by=by, now=NOW
            )
    assert len(deferred("issuing.register")) == 2  # that of the signing, and one more


class Stumbling(StandIn):
    """A register that fails for some records for ever."""

    def __init__(self, folder: Path, bad: set[UUID]) -> None:
        super().__init__(folder)
        self.bad = bad

    def submit(self, record: Record) -> Answer:
        if record.credential in self.bad:
            raise Unavailable("national_register_away", "no answer for this one")
        return super().submit(record)


def test_a_record_they_stumble_over_holds_up_no_other(register: Register, tmp_path: Path) -> None:
    rows = register.issue()
    bad = {rows[3].id}
    left = register.send(by=Stumbling(tmp_path / "other", bad))
    assert left.answered == ROWS - 1
    assert left.done_at is None
    assert register.state(rows[3]).state is State.AWAITING


class Confused(StandIn):
    """A register that answers about another record than it was asked."""

    def submit(self, record: Record) -> Answer:
        answer = super().submit(record)
        return Answer(uuid7(), answer.outcome, answer.number)


def test_an_answer_about_another_record_is_none(register: Register, tmp_path: Path) -> None:
    register.issue()
    left = register.send(by=Confused(tmp_path / "other"))
    assert (left.answered, left.last_code) == (0, "national_answer_malformed")


@pytest.mark.parametrize(
    ("outcome", "number", "reason"),
    [
        (Outcome.REGISTERED, None, None),
        (Outcome.REGISTERED, "", None),
        (Outcome.REGISTERED, "1\n2", None),
        (Outcome.REGISTERED, "1" * 65, None),
        (Outcome.REGISTERED, "1", "why"),
        (Outcome.REFUSED, None, None),
        (Outcome.REFUSED, "1", "why"),
        (Outcome.REFUSED, None, "Անի Սարգսյան has no diploma"),
        (Outcome.RECEIVED, "1", None),
    ],
)
def test_answers_of_nonsense_are_not_built(outcome, number, reason):
    with pytest.raises(Invalid) as refused:
        Answer(uuid7(), outcome, number, reason)
    assert refused.value.code == "national_answer_malformed"


def test_nobody_waits_for_the_erased(register: Register) -> None:
    rows = register.issue()
    with tenancy.scope(register.worker):
        personkeys.destroy(rows[0].person_key_id, now=NOW)
    ended = register.send()
    assert (ended.answered, ended.done_at) == (ROWS - 1, NOW)
    assert rows[0].id not in register.registrations()
    assert rows[0].id not in {one.credential for one in _held(register)}


# --- the record ----------------------------------------------------------------------------


def test_the_record_holds_what_the_draft_asks_for(register: Register) -> None:
    rows = register.issue()
    with tenancy.scope(register.worker):
        [record] = records.records([rows[0]], now=NOW)
        document = queries.document(rows[0].id)
    members = json.loads(record.to_bytes())
    assert members["document"].encode() == document
    assert members["credential"] == f"urn:uuid:{rows[0].id}"
    assert (members["nation"], members["legal_basis"]) == ("AM", "draft")
    assert (members["programme_kind"], members["level"], members["ects"]) == (
        "regulated_30",
        record.level,
        "30",
    )
    assert members["awarded_on"] == rows[0].awarded_on.isoformat()
    assert members["holder"]["native_name"]
    assert members["holder"]["identifier"]


def test_personal_data_stand_in_no_table_queue_or_event(register: Register) -> None:
    rows = register.issue()
    register.stand_in.fail(Fault.OTHER_NUMBER)
    register.send()
    register.compare()
    with tenancy.scope(register.worker):
        people = [one.holder for one in records.records(rows[:20], now=NOW)]
    with connection.cursor() as cursor, tenancy.scope(register.worker):
        kept = ""
        for table in ("issuing_national_outbox", "issuing_national_registration",
                      "issuing_difference", "issuing_comparison", "common_event"):  # fmt: skip
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            kept += cursor.fetchone()[0]
        cursor.execute("select string_agg(args::text, ' ') from procrastinate_jobs")
        kept += cursor.fetchone()[0]
    books = (register.stand_in._file).read_bytes()
    for person in people:
        for value in (person.native_name, person.latin_name, person.identifier):
            assert value not in kept
            assert value.encode() not in books


def test_registrations_are_accounted_for_by_the_event_log(committed: Register) -> None:
    committed.issue()
    committed.send()
    assert verify_chain(committed.issuers.owner("am")) == []
    assert verify_rows(entities=("issuing_national_registration",)) == []


# --- the database keeps it -----------------------------------------------------------------


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


# --- the difference report -----------------------------------------------------------------


def test_changed_lost_and_unknown_records_are_told_once(register: Register) -> None:
    rows = register.issue()
    register.send()
    register.stand_in.alter(rows[0].id)
    register.stand_in.forget(rows[1].id)
    with tenancy.scope(register.worker):
        [record] = records.records([rows[2]], now=NOW)
    stranger = Record(**{**_members(record), "credential": uuid7()})
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


def _members(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def test_what_is_cured_opens_again_and_what_is_accepted_does_not(register: Register) -> None:
    rows = register.issue()
    register.send()
    for row in rows[:2]:
        register.stand_in.forget(row.id)
    register.compare()
    operator = _operator()
    with tenancy.scope(operator) as by:
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


def _operator() -> Actor:
    return Actor(
        person_id=uuid7(),
        organisation_id=organisations.platform_id(),
        roles=frozenset({"operator"}),
    )


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


def test_the_operator_sees_what_waits_and_sends_it_again(register: Register) -> None:
    register.issue()
    chunk = register.chunk()
    with tenancy.scope(_operator()) as by:
        assert [one.chunk_id for one in national.waiting(by)] == [chunk]
        assert outbox.send_again(by=by, now=LATER) == 1
    assert len(deferred("issuing.register")) == 2


# --- the connector of an installation ------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("none", "national_connector_missing"),
        ("pharos.nowhere:Register", "national_connector_unknown"),
        ("pharos.issuing.national.standin:Nobody", "national_connector_unknown"),
    ],
)
def test_without_a_connector_everything_waits(
    register: Register, monkeypatch: pytest.MonkeyPatch, named: str, code: str
) -> None:
    rows = register.issue()
    mine = pharos_settings.settings().model_copy(update={"national_connector": named})
    monkeypatch.setattr(connectors, "settings", lambda: mine)
    left = sending.send_now(register.worker, register.chunk(), now=NOW)
    assert (left.answered, left.last_code) == (0, code)
    assert register.state(rows[0]).state is State.AWAITING


def test_a_demonstration_has_the_stand_in_which_says_so(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    monkeypatch.setattr("pharos.issuing.national.standin.settings", lambda: mine)
    found = connectors.chosen()
    assert isinstance(found, StandIn)
    assert found.name.startswith("STAND-IN")
    rows = register.issue()
    sending.register(register.worker, chunk_id=register.chunk())
    registration = register.state(rows[0])
    assert registration.stand_in
    assert (tmp_path / "national-stand-in" / "books.sqlite3").stat().st_mode & 0o077 == 0


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
