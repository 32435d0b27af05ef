"""Errors as they leave the house (RFC 9457), in the reader's language, without our insides."""

from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, OperationalError

from pharos.common import problems
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.common.ids import uuid7

ORIGIN = "http://localhost:8000"


def document(error, language="en", **more):
    return problems.document(error, origin=ORIGIN, language=language, **more)


def test_a_problem_has_the_members_of_the_standard():
    error = Invalid("idempotency_key_reused", key="k-1")
    assert document(error, instance="/api/v1/runs") == {
        "type": "http://localhost:8000/problems/idempotency_key_reused",
        "title": "Not accepted",
        "status": 422,
        "detail": "The idempotency key k-1 was used before with another body; nothing was done."
        " Send the first body again, or take a new key.",
        "code": "idempotency_key_reused",
        "instance": "/api/v1/runs",
        "facts": {"key": "k-1"},
    }


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_a_problem_speaks_the_readers_language(language):
    made, english = (document(NotFound("person_key_not_found"), it) for it in (language, "en"))
    assert made["detail"] != english["detail"]
    assert made["title"] != english["title"]
    assert made["code"] == english["code"]


def test_each_broken_rule_is_named():
    several = [Invalid("language_missing", field="title", languages="hy"), Conflict("x")]
    made = document(Invalid("descriptor_refused", problems=several))
    assert [problem["code"] for problem in made["problems"]] == ["language_missing", "x"]
    assert "title" in made["problems"][0]["detail"]


def test_facts_become_plain_json():
    some = uuid7()
    made = document(Invalid("x", day=date(2026, 1, 2), id=some, n=3, ok=True, none=None))
    assert made["facts"] == {"day": "2026-01-02", "id": str(some), "n": 3, "ok": True, "none": None}


def test_a_fault_shows_nothing_of_itself():
    made = problems.fault(origin=ORIGIN, language="en", reference="r-1")
    assert (made["status"], made["code"], made["reference"]) == (500, "internal_fault", "r-1")
    assert "r-1" in made["detail"]


def wrapped(cause, kind=OperationalError):
    error = kind("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "code", "status"),
    [
        (psycopg.errors.DiskFull(), "storage_full", 503),
        (psycopg.errors.DeadlockDetected(), "busy_try_again", 409),
        (psycopg.errors.SerializationFailure(), "busy_try_again", 409),
        (psycopg.errors.AdminShutdown(), "database_away", 503),
        (psycopg.errors.TooManyConnections(), "database_away", 503),
        (psycopg.errors.ConnectionFailure(), "database_away", 503),
        (psycopg.OperationalError("server closed the connection"), "database_away", 503),
    ],
)
def test_what_a_database_error_means(cause, code, status):
    """REL-07, REL-09: disk full is 503 storage_full; a deadlock is never an answer 500."""
    meant = problems.from_database(wrapped(cause))
    assert (meant.code, meant.http_status) == (code, status)


@pytest.mark.parametrize(
    "cause", [psycopg.errors.UniqueViolation(), psycopg.errors.RaiseException(), None]
)
def test_other_database_errors_are_faults_of_ours(cause):
    assert problems.from_database(wrapped(cause, DatabaseError)) is None


def test_only_ids_numbers_days_and_codes_are_recorded():
    """PRV-06: names and free text never reach the event log."""
    some = uuid7()
    facts = {
        "id": some, "day": date(2026, 1, 2), "row": 3, "code": "out_of_scope", "ok": False,
        "name": "Անի Պետրոսյան", "text": "two words", "long": "x" * 81, "rows": [1, 2],
    }  # fmt: skip
    assert problems.recordable(facts) == {
        "id": str(some), "day": "2026-01-02", "row": 3, "code": "out_of_scope", "ok": False,
    }  # fmt: skip
