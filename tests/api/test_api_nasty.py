"""Whatever is sent to whichever operation, the answer is never a fault of ours."""

import itertools
import re
from typing import Any
from uuid import uuid4

import pytest
from apiworld import Doors, ask
from django.db import transaction

from pharos.config.api import api

SLUG = "golden-fleece-demo-university"
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**53 - 1,
    1e300,
    "",
    "\u202e\u200b",
    "x" * 30_000,
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "00000000-0000-0000-0000-000000000000",
    "'; drop table awards_award; --",
    [],
    [[]],
    {},
    {"en": 5},
    {"": {"": []}},
)
WORDS = (
    "a",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00%2B14:00",
    "%F0%9F%92%A9",
    "-1",
    "99999999999999999999",
    "../x",
)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    schema = api.get_openapi_schema()
    return [
        (method, path.removeprefix("/api/v1"), _members(schema, operation))
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _members(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"].get(name, {}).get("properties", {})
    return found


GOOD: dict[str, Any] = {"string": "2026-11-22", "boolean": True, "integer": 1, "object": {}}


def _usual(name: str, described: dict[str, Any], ids: dict[str, str]) -> Any:
    """A value that fits, so that only one member is nasty at a time."""
    if name in ids or described.get("format") == "uuid":
        return ids.get(name, str(uuid4()))
    return described.get("enum", [GOOD.get(described.get("type", ""))])[0]


@pytest.fixture
def tokens(doors: Doors) -> list[str]:
    """Of the provider whose things are named, and of the body that decides about it."""
    own = [doors.role(role, SLUG) for role in ("registrar", "head")]
    return [*own, doors.person("agency-officer-ge"), doors.person("agency-approver-ge")]


@pytest.fixture
def ids(doors: Doors, tokens: list[str]) -> dict[str, str]:
    """Things that are there, by the names that addresses and bodies have for them."""
    version = doors.world.versions["data-analysis"]
    run = doors.post(
        tokens[0],
        "/runs",
        {"version": str(version.id), "code": "N", "first_day": "2026-01-01",
         "last_day": "2026-12-31"},
    ).json  # fmt: skip
    cells = {"given_name": "ნინო", "family_name": "ბერიძე", "birth_date": "1994-03-12",
             "given_name_latin": "Nino", "family_name_latin": "Beridze"}  # fmt: skip
    enrolment = doors.post(
        tokens[0], f"/runs/{run['id']}/enrolments", {"cells": cells, "enrolled_on": "2026-02-01"}
    ).json
    return {
        "version": str(version.id), "version_id": str(version.id), "run_id": run["id"],
        "organisation": str(version.organisation_id), "enrolment_id": enrolment["id"],
        "decision": str(version.standings.get().decision_id), "provider": SLUG,
        "slug": "data-analysis", "version_digest": bytes(version.digest).hex(),
    }  # fmt: skip


def addressed(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"\{([^}]+)\}", lambda name: ids.get(name[1], str(uuid4())), path)


def answered(token: str, method: str, path: str, body: Any) -> int:
    point = transaction.savepoint()
    answer = ask(token, method, path, body)
    transaction.savepoint_rollback(point)
    return answer.status


def test_nasty_members_of_bodies(tokens: list[str], ids: dict[str, str]) -> None:
    """AUT-12, DOS-05: each member of each body takes each nasty value once."""
    faults = []
    for method, path, members in operations():
        filled = addressed(path, ids)
        usual = {name: _usual(name, one, ids) for name, one in members.items()}
        is_of_the_body = path in ("/decisions", "/changes", "/formats")
        able = tokens[2:] if is_of_the_body else tokens[:2]
        tried = itertools.product(members, VALUES)
        for token, (name, value) in zip(itertools.cycle(able), tried, strict=False):
            status = answered(token, method, filled, {**usual, name: value})
            if status >= 500:
                faults.append(f"{method} {path} {name}={str(value)[:30]}: {status}")
    assert faults == []


def test_nasty_addresses_and_questions(tokens: list[str], ids: dict[str, str]) -> None:
    """DOS-01: ids that are none, limits that are none, filters of thousands of letters."""
    faults = []
    for method, path, _ in operations():
        if path in ("/verify", "/log"):
            continue
        for word in (*WORDS, "x" * 5_000):
            filled = re.sub(r"\{[^}]+\}", word, path)
            question = "&".join(
                f"{name}={word}" for name in ("limit", "after", "level", "text", "batch", "version",
                "nation", "kind", "field", "award_date", "dry_run", "day")
            )  # fmt: skip
            there = addressed(path, ids)
            dated = f"{there}?version={ids['version']}&award_date={word}&limit={word}"
            for address in (filled, f"{filled}?{question}", f"{there}?{question}", dated):
                status = answered(tokens[0], method, address, {} if method == "post" else None)
                if status >= 500:
                    faults.append(f"{method} {address[:80]}: {status}")
    assert faults == []
