"""What crosses to the other side, and how an installation names it."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from nationalworld import (
    NOW,
    ROWS,
    Register,
)

from pharos.common import settings as pharos_settings
from pharos.common import tenancy
from pharos.common.errors import Invalid, Unavailable
from pharos.common.ids import uuid7
from pharos.issuing import queries
from pharos.issuing.national import connector as connectors
from pharos.issuing.national import records
from pharos.issuing.national import tasks as sending
from pharos.issuing.national.connector import Answer, Record
from pharos.issuing.national.rules import Outcome, State
from pharos.issuing.national.standin import Fault, StandIn


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
