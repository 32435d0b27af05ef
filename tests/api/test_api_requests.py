"""What the doors refuse before anything is judged, and how they say it."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import apiworld
import pytest
from apiworld import NOW, Doors
from django.test import Client

from pharos.accounts import rules
from pharos.common import clock, tenancy
from pharos.common.problems import MEDIA_TYPE
from pharos.organisations import actions as organisation_actions
from pharos.organisations.models import Membership

RUN = {"code": "R-1", "first_day": "2026-09-01", "last_day": "2026-12-01"}


def run_of(doors: Doors) -> dict[str, str]:
    return {**RUN, "version": str(doors.world.versions["data-analysis"].id)}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "pharos_client_AAAA",
        "pharos_person_AAAA",
        rules.token_of(UUID(int=7), bytes(32)),
        rules.person_token_of(UUID(int=7), bytes(32)),
        "pharos_person_" + "A" * 500,
    ],
)
def test_a_wrong_token_is_nobody(doors: Doors, token: str) -> None:
    answer = doors.get(token, "/me")
    assert (answer.status, answer.code) == (401, "token_refused")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_another_scheme_is_no_token(doors: Doors) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": "Basic YTpi"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


def test_who_one_is(doors: Doors) -> None:
    answer = doors.get(doors.person("head-ge"), "/me").json
    assert (answer["kind"], answer["slug"]) == ("person", "golden-fleece-demo-university")
    assert answer["roles"] == ["head"]
    assert "awards:batch:confirm" in answer["permissions"]
    client = doors.get(doors.client("golden-fleece-demo-university"), "/me").json
    assert (client["kind"], client["roles"]) == ("client", [])
    assert "awards:batch:confirm" not in client["permissions"]


def test_a_role_that_ended_takes_the_token_along(doors: Doors) -> None:
    """AUT-05: removed from the organisation: the very next request by token is refused."""
    token = doors.role("registrar", "golden-fleece-demo-university")
    assert doors.get(token, "/me").status == 200
    person = doors.get(token, "/me").json["person"]
    with tenancy.scope(doors.world.actor("head-ge")) as head:
        membership = Membership.objects.get(person_id=person)
        organisation_actions.end_membership(by=head, membership_id=membership.id, now=NOW)
    answer = doors.get(token, "/me")
    assert (answer.status, answer.code) == (403, "not_a_member")


def test_a_client_is_ended_with_its_sponsor(doors: Doors) -> None:
    """AUT-05: a machine does not outlive the role of the person who answers for it."""
    token = doors.client("golden-fleece-demo-university")
    sponsor = doors.get(token, "/me").json["person"]
    with tenancy.scope(doors.world.actor("head-ge")) as head:
        membership = Membership.objects.get(person_id=sponsor)
        organisation_actions.end_membership(by=head, membership_id=membership.id, now=NOW)
    answer = doors.get(token, "/me")
    assert (answer.status, answer.code) == (401, "client_ended")


def test_a_token_ends_with_its_time(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    token = doors.person("head-ge")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    answer = doors.get(token, "/me")
    assert (answer.status, answer.code) == (401, "token_ended")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_auditor_changes_nothing(doors: Doors, method: str) -> None:
    """AUT-03: an auditor's write is 403 or not there; headers that override are ignored."""
    auditor = doors.role("auditor", "golden-fleece-demo-university")
    answer = doors.ask(auditor, method, "/runs", run_of(doors), X_HTTP_Method_Override="POST")
    assert answer.status == (403 if method == "post" else 405)
    seen = doors.get(auditor, "/runs", X_HTTP_Method_Override="POST", X_Method="POST")
    assert (seen.status, seen.json) == (200, [])


@pytest.mark.parametrize(
    "more",
    [
        {"organisation_id": str(uuid4())},
        {"tenant_id": str(uuid4())},
        {"is_open": False},
        {"status": "closed"},
        {"is_staff": True},
        {"opened_by": str(uuid4())},
        {"approved_by": str(uuid4())},
    ],
)
def test_a_member_that_is_not_described_is_refused(doors: Doors, more: dict[str, Any]) -> None:
    """AUT-12: mass assignment: 422 that names the member; nothing is stored."""
    token = doors.person("registrar-ge")
    answer = doors.post(token, "/runs", {**run_of(doors), **more})
    assert (answer.status, answer.code) == (422, "request_refused")
    [problem] = answer.json["problems"]
    assert problem["code"] == "request_field_unknown"
    assert next(iter(more)) in problem["detail"]
    assert doors.get(token, "/runs").json == []


def test_no_body_of_a_write_takes_what_is_not_described() -> None:
    """AUT-12: every described body says `additionalProperties: false`."""
    from pharos.config.api import api

    schema = api.get_openapi_schema()
    open_ones = []
    for path, methods in schema["paths"].items():
        body = methods.get("post", {}).get("requestBody", {}).get("content", {})
        reference = body.get("application/json", {}).get("schema", {}).get("$ref", "")
        if reference:
            found = schema["components"]["schemas"][reference.rpartition("/")[2]]
            open_ones += [path] if found.get("additionalProperties") is not False else []
    assert open_ones == []


@pytest.mark.parametrize(
    "raw",
    [
        b'{"code": "A", "code": "B"}',
        b'{"code": NaN}',
        b"[]",
        b"{",
        b'{"code": "\\ud800"}',
        b'{"code": "a\\u0000b"}',
        b'{"code": 9007199254740993}',
        b"[" * 100_000,
        b"\xef\xbb\xbf{}",
        b'{"a":' * 70 + b"1" + b"}" * 70,
    ],
)
def test_json_with_two_meanings_is_refused(doors: Doors, raw: bytes) -> None:
    answer = doors.post(doors.person("registrar-ge"), "/runs", raw)
    assert (answer.status, answer.code) == (400, "body_malformed")


def test_a_body_is_measured_before_it_is_read(doors: Doors) -> None:
    """DOS-04: more than the limit is refused by what the request says of itself."""
    answer = doors.post(doors.person("registrar-ge"), "/runs", b" " * (1024 * 1024 + 1))
    assert (answer.status, answer.code) == (413, "body_too_large")


def test_what_is_not_yours_is_as_unknown(doors: Doors) -> None:
    """AUT-02: the body of the answer is the same for a foreign id and for none."""
    run = doors.post(doors.person("registrar-ge"), "/runs", run_of(doors)).json["id"]
    foreign = doors.get(doors.person("registrar-am"), f"/runs/{run}")
    unknown = doors.get(doors.person("registrar-am"), f"/runs/{uuid4()}")
    assert (foreign.status, foreign.content) == (404, unknown.content)


def test_a_filter_shows_nothing_of_others(doors: Doors) -> None:
    """AUT-02: another provider's batch in a filter gives an empty page, as an unknown one."""
    token = doors.person("registrar-am")
    assert doors.get(token, f"/awards?batch={uuid4()}").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/nothing", 404, "endpoint_unknown"),
        ("/runs/no-id", 422, "request_refused"),
        ("/organisations/%00", 404, None),
        ("/organisations?text=%00", 400, "request_unreadable"),
        ("/organisations?limit=x", 422, "request_refused"),
        ("/programmes?after=x", 422, "request_refused"),
        ("/organisations/nobody", 404, "organisation_unknown"),
    ],
)
def test_strange_addresses(doors: Doors, path: str, status: int, code: str | None) -> None:
    answer = doors.get(doors.person("registrar-ge"), path)
    assert answer.status == status
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert code is None or answer.code == code


@pytest.mark.parametrize(
    ("language", "words"),
    [("hy", "Ձեր դերը"), ("ka", "თქვენი როლი"), ("en", "Your role"), ("fr", "Your role")],
)
def test_problems_speak_the_readers_language(doors: Doors, language: str, words: str) -> None:
    token = doors.role("auditor", "golden-fleece-demo-university")
    answer = doors.post(token, "/runs", run_of(doors), Accept_Language=language)
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert answer.json["detail"].startswith(words)
    assert answer.json["type"].endswith("/problems/permission_denied")
    assert answer.json["status"] == 403


def test_a_refused_write_leaves_an_event(doors: Doors) -> None:
    from pharos.common.models import Event

    head = doors.person("head-ge")
    doors.post(head, "/runs", run_of(doors))
    with tenancy.scope(doors.world.actor("head-ge")) as by:
        event = Event.objects.filter(act="awards.open_run").latest("seq")
    assert json.loads(event.facts or "{}")["code"] == "permission_denied"
    assert event.person == by.person_id


def test_nothing_is_kept_on_the_way(doors: Doors) -> None:
    answer = doors.get(doors.person("head-ge"), "/runs")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Authorization" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_a_fault_tells_only_a_number(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("pharos.awards.views.runs.actions.open_run", broken)
    answer = doors.post(doors.person("registrar-ge"), "/runs", run_of(doors))
    assert (answer.status, answer.code) == (500, "internal_fault")
    assert b"secret" not in answer.content
    assert answer.json["reference"]


@pytest.mark.parametrize("limit", [-5, 0, 1, 10**9])
def test_pages_have_bounds(doors: Doors, limit: int) -> None:
    """DOS-01: keyset pages, never more than a bound, whatever is asked."""
    first = doors.get(None, f"/organisations?limit={limit}").json
    assert 1 <= len(first["items"]) <= 200
    seen, after = [], ""
    for _ in range(20):
        page = doors.get(None, f"/organisations?limit=3{after}").json
        seen += [one["slug"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    everything = doors.get(None, "/organisations?limit=200").json["items"]
    assert seen == [one["slug"] for one in everything]


def test_the_description_is_served() -> None:
    answer = apiworld.ask(None, "get", "/openapi.json")
    assert answer.status == 200
    assert answer.json["openapi"].startswith("3.")
    assert "/api/v1/verify" in answer.json["paths"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_json_under_another_name_is_refused(doors: Doors, kind: str) -> None:
    """ACC-06: JSON as plain text, as a form of another site could send it: 415."""
    body = json.dumps(run_of(doors))
    answer = doors.post(doors.person("registrar-ge"), "/runs", body, content_type=kind)
    assert (answer.status, answer.code) == (415, "media_type_unknown")
