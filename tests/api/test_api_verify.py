"""`POST /api/v1/verify`: the command's JSON, by body, by form and inside an object."""

import json
from typing import Any

import pytest
import registerworld
from apiworld import Reply, ask
from django.core.files.uploadedfile import SimpleUploadedFile
from registerworld import NOW, World

from pharos.common import clock
from pharos.common import settings as pharos_settings
from pharos.core.verify import EmptyStore, verify
from pharos.verification import report


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> World:
    """A register in memory, whose bundle is the one published here."""
    world = World()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr("pharos.verification.queries.published_bundle", lambda: world.trust())
    return world


def send(body: Any, **more: Any) -> Reply:
    return ask(None, "post", "/verify", body, **more)


def wrapped(document: Any, proof: bytes | None) -> dict[str, Any]:
    return {"document": document, **({"tlog_proof": proof.decode()} if proof else {})}


def test_the_answer_is_that_of_the_command(register: World) -> None:
    issued = register.issue()
    answer = send(wrapped(issued.signed, issued.tlog_proof))
    found = verify(
        json.dumps(issued.signed).encode(), trust=register.trust(), at=NOW,
        tlog_proof=issued.tlog_proof, store=EmptyStore(),
    )  # fmt: skip
    assert answer.status == 200
    assert answer.json == json.loads(json.dumps(report.to_json(found, at=NOW)))
    assert answer.json["verdict"] == "VALID"


def test_a_document_may_come_in_four_ways(register: World) -> None:
    issued = register.issue()
    text = json.dumps(issued.signed)
    form = {
        "file": SimpleUploadedFile("c.json", text.encode()),
        "tlog_proof": SimpleUploadedFile("c.json.tlog-proof", issued.tlog_proof),
    }
    answers = [
        send(wrapped(issued.signed, issued.tlog_proof)),
        send(wrapped(text, issued.tlog_proof)),
        send(form, content_type="multipart/form-data"),
        send({"file": SimpleUploadedFile("c.json", text.encode()),
              "tlog_proof": issued.tlog_proof.decode()}, content_type="multipart/form-data"),
    ]  # fmt: skip
    assert {one.json["verdict"] for one in answers} == {"VALID"}


@pytest.mark.parametrize("kind", ["application/json", "application/vc", "application/ld+json"])
def test_a_bare_document_has_no_proof(register: World, kind: str) -> None:
    answer = send(json.dumps(register.issue().signed), content_type=kind)
    assert answer.json["verdict"] == "INDETERMINATE"
    codes = {one["id"]: one["code"] for one in answer.json["checks"]}
    assert codes["registered"] == "log_proof_missing"


def test_a_changed_document_is_invalid(register: World) -> None:
    issued = register.issue()
    changed = {**issued.signed, "name": "Another name"}
    answer = send(wrapped(changed, issued.tlog_proof))
    assert (answer.status, answer.json["verdict"]) == (200, "INVALID")


def test_a_member_twice_is_told_by_the_verdict(register: World) -> None:
    """The document is judged as it was sent: no reader picks one of two members."""
    text = json.dumps(register.issue().signed)
    answer = send("{" + '"name": "Another", ' + text[1:], content_type="application/vc")
    assert answer.json["verdict"] == "INVALID"
    assert answer.json["checks"][0]["code"] == "malformed_json"


@pytest.mark.parametrize(
    "raw", [b"%PDF-1.7", b"eyJhbGciOiJFZERTQSJ9.e30.AAAA", b"\x00\xff", b"<html>", b"[1, 2]"]
)
def test_anything_gets_a_verdict_and_never_a_fault(register: World, raw: bytes) -> None:
    answer = send(raw, content_type="application/octet-stream")
    assert answer.status == 200
    assert answer.json["verdict"] in ("INVALID", "INDETERMINATE")


def test_ten_megabytes_are_not_parsed(register: World) -> None:
    """VER-21: a compact JWS of 10 MB: 413 before any parsing."""
    answer = send(b"e" * (10 * 1024 * 1024), content_type="application/jose")
    assert (answer.status, answer.code) == (413, "body_too_large")


@pytest.mark.parametrize(
    "body",
    [b"", b'{"document": 5}', b'{"document": "x", "tlog_proof": {}}', b'{"document": null}'],
)
def test_what_holds_no_document_is_refused(register: World, body: bytes) -> None:
    answer = send(body, content_type="application/json")
    assert (answer.status, answer.code) == (400, "body_malformed")


def test_a_form_without_a_file_is_refused(register: World) -> None:
    answer = send({"other": "x"}, content_type="multipart/form-data")
    assert (answer.status, answer.code) == (400, "body_malformed")


def test_another_instant_may_be_asked_for(register: World) -> None:
    issued = register.issue()
    body = wrapped(issued.signed, issued.tlog_proof)
    early = ask(None, "post", "/verify?at=2020-01-01T00:00:00Z", body)
    assert early.json["at"] == "2020-01-01T00:00:00Z"
    assert early.json["verdict"] != "VALID"
    assert ask(None, "post", "/verify?at=yesterday", body).code == "value_refused"


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_sentences_are_in_the_readers_language(register: World, language: str) -> None:
    issued = register.issue()
    body = wrapped(issued.signed, issued.tlog_proof)
    told = send(body, Accept_Language=language).json
    assert told["message"] != send(body).json["message"]
    assert told["verdict"] == "VALID"


def test_before_the_first_bundle_there_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pharos.verification.queries.published_bundle", lambda: None)
    answer = send({"id": "urn:x"})
    assert (answer.status, answer.code) == (503, "bundle_missing")


def test_no_cookie_is_set_and_nothing_kept(register: World) -> None:
    answer = send({"document": registerworld.document()})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_holder_is_asked_for_in_the_body(register: World) -> None:
    """VER-16: a credential alone never proves a key, and tells an address only when it has one."""
    issued = register.issue()
    sent = wrapped(issued.signed, issued.tlog_proof)
    for holder, code in (("did:key:z6Mk", "holder_binding_missing"),
                         ("ani@example.org", "holder_address_missing")):  # fmt: skip
        answer = send({**sent, "holder": holder})
        codes = {one["id"]: one["code"] for one in answer.json["checks"]}
        assert codes["holder"] == code
    form = {"file": SimpleUploadedFile("c.json", issued.raw), "holder": "ani@example.org"}
    answer = send(form, content_type="multipart/form-data")
    assert answer.json["checks"][-1]["code"] == "holder_address_missing"
    assert send({**sent, "holder": 5}).status == 400
    assert send({**sent, "holder": "a" * 2000}).status == 400


def test_foreign_hosts_are_asked_only_where_the_operator_lets_it(
    register: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NET-08: and never for what is ours."""
    asked: list[str] = []

    class Outside:
        def find(self, key: str, budget: object) -> list[Any]:
            return []

        def budget(self) -> None:
            return None

        def fill(self, keys: Any, budget: object) -> dict[str, list[Any]]:
            asked.extend(keys)
            return {}

    monkeypatch.setattr("pharos.verification.actions._fetcher", Outside)
    foreign = registerworld.document() | {"issuer": "did:web:elsewhere.example"}
    foreign["proof"] = register.issue().signed["proof"]
    foreign["proof"][0]["verificationMethod"] = "did:web:elsewhere.example#key"
    del foreign["credentialStatus"]
    ours = register.issue().signed
    assert send(wrapped(foreign, None)).json["verdict"] == "INDETERMINATE"
    assert asked == []
    settings = pharos_settings.settings().model_copy(update={"fetch_foreign": True})
    monkeypatch.setattr("pharos.verification.actions.settings", lambda: settings)
    send(wrapped(foreign, None))
    send(wrapped(ours, None))
    assert asked == ["did:web:elsewhere.example"]
