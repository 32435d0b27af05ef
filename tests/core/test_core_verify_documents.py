"""The verifier and the document itself: nothing can be changed, added, removed or repeated."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import registerworld as rw
from hypothesis import given, settings
from hypothesis import strategies as st
from registerworld import INDETERMINATE, INVALID, VALID, Issued, World, outcome

from pharos.core import openbadges, strict
from pharos.core.errors import CoreError
from pharos.core.openbadges import specimen
from pharos.core.verify import (
    CHECKS,
    Outcome,
    verify,
)


@pytest.fixture(scope="module")
def world() -> World:
    """A register that no test of this module changes."""
    return World()


@pytest.fixture(scope="module")
def issued(world: World) -> Issued:
    return world.issue()


def test_a_good_credential_is_valid_with_every_check_answered(world: World, issued: Issued) -> None:
    report = world.verify(issued)
    assert report.verdict is VALID
    assert tuple(check.id for check in report.checks) == CHECKS
    assert {check.outcome for check in report.checks} == {
        Outcome.PASSED,
        Outcome.NOT_APPLICABLE,
    }
    assert outcome(report, "holder") == ("not_applicable", "holder_not_asked")
    assert report.check("registered").facts["number"] == "DM-2026-17"


def test_the_facts_come_from_signed_data_and_the_issuers_name_from_the_register(
    world: World, issued: Issued
) -> None:
    """VER-20: nothing is shown that neither the signed data nor the register says."""
    facts = world.verify(issued).facts
    assert facts["issuer"] == {
        "id": rw.ACADEMY,
        "name": {"en": "The academy", "hy": "Ակադեմիա"},
        "listed": True,
    }
    assert facts["holder"] == ["Անի Սարգսյան"]
    assert facts["award_date"] == "2026-11-20"
    assert facts["legal_basis"] == {"nation": "DM", "status": "draft", "source": "A draft act"}
    assert facts["demonstration"] is True
    assert facts["credits"] == 6


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a JSON value."""
    children: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    found = [path] if path else []
    for name, child in children:
        found += paths(child, (*path, name))
    return found


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


PATHS = paths(rw.document())


@pytest.mark.parametrize("path", PATHS, ids=["/".join(map(str, path)) for path in PATHS])
def test_no_member_can_be_changed_or_removed(
    world: World, issued: Issued, path: tuple[Any, ...]
) -> None:
    """LD-04: whatever is altered in the signed document, the verdict is INVALID."""

    def remove(document: Any) -> None:
        del at(document, path[:-1])[path[-1]]

    def change(document: Any) -> None:
        parent, last = at(document, path[:-1]), path[-1]
        value = parent[last]
        if isinstance(value, bool):
            parent[last] = not value
        elif isinstance(value, str):
            parent[last] = value + "x"
        elif isinstance(value, int):
            parent[last] = value + 1
        else:
            parent[last] = [value, value] if isinstance(value, dict) else [*value, "x"]

    for altered in (issued.changed(remove), issued.changed(change)):
        report = world.verify(altered)
        assert report.verdict is INVALID, altered.signed
        failed = [check.id for check in report.checks if check.outcome is Outcome.FAILED]
        assert set(failed) & {"format", "proof", "issuer"}


OBJECTS = [()] + [p for p in PATHS if isinstance(at(rw.document(), p), dict)]


@pytest.mark.parametrize("path", OBJECTS, ids=["/".join(map(str, p)) or "top" for p in OBJECTS])
def test_no_member_can_be_added(world: World, issued: Issued, path: tuple[Any, ...]) -> None:
    """LD-04: an undefined term is refused although a processor would drop it."""
    undefined = issued.changed(lambda document: at(document, path).update(grade="A"))
    report = world.verify(undefined)
    assert report.verdict is INVALID
    assert outcome(report, "format") == ("failed", "undefined_term")
    defined = issued.changed(lambda d: at(d, path).update(description="Better than it was"))
    assert world.verify(defined).verdict is INVALID


DOCUMENTS: list[tuple[str, Callable[[Any], None], str, str]] = [
    ("grade added", lambda d: d["credentialSubject"].update(grade="A"), "format",
     "undefined_term"),
    ("unknown context", lambda d: d["@context"].append("https://evil.example/v1"), "format",
     "context_not_allowed"),
    ("inline context", lambda d: d["@context"].append({"name": "https://evil.example/n"}),
     "format", "context_not_allowed"),
    ("vocabulary for all", lambda d: d["@context"].append({"@vocab": "https://evil.example/"}),
     "format", "context_not_allowed"),
    ("context order", lambda d: d["@context"].reverse(), "format", "context_order"),
    ("no proof", lambda d: d.pop("proof"), "proof", "proof_missing"),
    ("empty proof", lambda d: d.update(proof=[]), "proof", "proof_missing"),
    ("other purpose", lambda d: d["proof"][0].update(proofPurpose="authentication"), "proof",
     "proof_purpose"),
    ("other suite", lambda d: d["proof"][0].update(cryptosuite="none"), "proof",
     "cryptosuite_not_allowed"),
    ("proof re-dated", lambda d: d["proof"][0].update(created="2026-11-22T08:00:01Z"), "proof",
     "signature_wrong"),
    ("proof member", lambda d: d["proof"][0].update(note="x"), "proof", "undefined_term"),
    ("time without zone", lambda d: d.update(validFrom="2026-11-22T08:00:00"), "format",
     "malformed_time"),
    ("time of year 10000", lambda d: d.update(validUntil="10000-01-01T00:00:00Z"), "format",
     "malformed_time"),
    ("award date as number", lambda d: d.update(awardedDate=20261120), "format",
     "malformed_time"),
    ("subject gone", lambda d: d.pop("credentialSubject"), "format", "data_model"),
    ("type gone", lambda d: d.update(type=["OpenBadgeCredential"]), "format",
     "not_a_credential"),
    ("name altered", lambda d: d["credentialSubject"]["identifier"][0].update(
        identityHash="Բելա Սարգսյան"), "proof", "signature_wrong"),
    ("credits altered", lambda d: d["credentialSubject"].update(creditsEarned=60), "proof",
     "signature_wrong"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "id", "code"), [row[1:] for row in DOCUMENTS], ids=[row[0] for row in DOCUMENTS]
)
def test_what_is_wrong_in_a_document_is_named(
    world: World, issued: Issued, change: Callable[[Any], None], id: str, code: str
) -> None:
    """LD-01, LD-02, LD-03, LD-05, LD-08, VER-12: the check and the code that say it."""
    report = world.verify(issued.changed(change))
    assert report.verdict is INVALID
    assert outcome(report, id) == ("failed", code)


@pytest.mark.parametrize(
    ("raw", "outcome_", "code"),
    [
        (b"", "failed", "malformed_json"),
        (b"[]", "failed", "malformed_json"),
        (b"hello", "failed", "malformed_json"),
        (b'{"a": 1}', "failed", "not_a_credential"),
        (b'{"a": 1, "a": 2}', "failed", "malformed_json"),
        (b'{"a": NaN}', "failed", "malformed_json"),
        (b'{"a": 1e999}', "failed", "malformed_json"),
        (b'{"a": "\\ud800"}', "failed", "malformed_json"),
        (b'{"a": "\\u0000"}', "failed", "malformed_json"),
        (b'{"a":' * 5000, "failed", "malformed_json"),
        (b"1" * 5000, "failed", "malformed_json"),
        (b" " * (1024 * 1024 + 1), "failed", "payload_too_large"),
        (b"eyJhbGciOiJub25lIn0.e30.", "failed", "typ_mismatch"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln~ZGlz~", "failed", "typ_mismatch"),
        (b"%PDF-1.7 ...", "failed", "malformed"),
        (b"\x89PNG\r\n\x1a\n....", "failed", "malformed"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown", "not_a_credential"),
        (b"<?xml version='1.0'?><elmo/>", "unknown", "not_supported"),
        (b'{"payload": "e30", "signatures": []}', "unknown", "not_supported"),
        (b'{"@context": ["https://www.w3.org/2018/credentials/v1"], '
         b'"type": ["VerifiableCredential"]}', "failed", "data_model"),
        (b'{"@context": ["https://www.w3.org/ns/credentials/v2"], '
         b'"type": ["VerifiablePresentation"]}', "unknown", "not_supported"),
    ],
)  # fmt: skip
def test_other_bytes_are_refused_or_said_to_be_unread(
    world: World, raw: bytes, outcome_: str, code: str
) -> None:
    """VER-09, VER-10, VER-21: refused with a code, or *not supported*; never a fault."""
    report = verify(raw, trust=world.trust(), at=rw.NOW)
    assert outcome(report, "format") == (outcome_, code)
    assert report.verdict is (INVALID if outcome_ == "failed" else INDETERMINATE)
    assert {check.code for check in report.checks[1:]} == {"not_checked"}
    assert report.facts == {"demonstration": True}


@pytest.mark.parametrize("path", PATHS, ids=["/".join(map(str, path)) for path in PATHS])
def test_nothing_can_be_said_twice(world: World, issued: Issued, path: tuple[Any, ...]) -> None:
    """LD-04: a repeated value leaves the signed graph as it is, and is refused all the same."""

    def repeat(document: Any) -> None:
        value = at(document, path)
        at(document, path[:-1])[path[-1]] = [*value, value[0]] if isinstance(value, list) else [
            value, value]  # fmt: skip

    assert world.verify(issued.changed(repeat)).verdict is INVALID


def test_the_instant_of_verification_needs_a_zone(world: World, issued: Issued) -> None:
    with pytest.raises(CoreError) as caught:
        world.verify(issued, at=datetime(2026, 11, 22))
    assert caught.value.code == "malformed_time"


SIGNED = World().issue()
EVERYWHERE = paths(SIGNED.signed)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**6) | st.floats(0, 10) | st.text(max_size=9)
    | st.sampled_from([rw.ACADEMY, rw.ALIAS, rw.COURSE, "revocation", "2026-11-22T08:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "type", "name", "statusPurpose", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(EVERYWHERE), json_values)
def test_any_value_at_any_place_gives_a_report(
    world: World, path: tuple[Any, ...], value: Any
) -> None:
    """VER-10: hostile documents are answered, never fallen over, and never valid."""

    def replace_value(document: Any) -> None:
        at(document, path[:-1])[path[-1]] = value

    altered = SIGNED.changed(replace_value)
    report = world.verify(altered)
    json.dumps(dict(report.facts))
    same = {json.dumps(value), json.dumps([value])} & {json.dumps(at(SIGNED.signed, path))}
    unwrapped = [value] == at(SIGNED.signed, path) or value == [at(SIGNED.signed, path)]
    assert report.verdict is not VALID or same or unwrapped


def test_facts_are_plain_json(world: World, issued: Issued) -> None:
    report = world.verify(issued)
    json.dumps([dict(check.facts) for check in report.checks])
    json.dumps(dict(report.facts))


def test_a_whole_document_of_the_product_is_read_in_every_language(world: World) -> None:
    """The real Open Badge of an award, not the small one of these tests."""
    academy = replace(specimen.INSTITUTE, id=rw.ACADEMY)
    full = openbadges.document(
        replace(specimen.PROGRAMME, id=rw.COURSE, awarding_bodies=(academy,)),
        openbadges.Issuer(academy),
        replace(
            specimen.AWARD,
            credential=rw.CREDENTIAL.removeprefix("urn:uuid:"),
            valid_from=strict.format_instant(rw.ISSUED),
        ),
        openbadges.Status(rw.status_url("revocation"), rw.status_url("suspension"), str(rw.INDEX)),
        origin=rw.ORIGIN,
        demonstration=True,
    )
    register = World()
    report = register.verify(register.issue(full))
    assert report.verdict is VALID
    facts = report.facts
    assert facts["title"] == {"hy": "Դասավանդում տվյալներով", "en": "Teaching with data"}
    assert facts["holder"] == ["Մարիամ Օհանյան-Գրիգորյանի", "Mariam O'hanyan-Grigoryani"]
    assert (facts["level"], facts["credits"]) == ("6", 6)


def test_a_member_moved_to_a_twin_of_its_node_is_noticed() -> None:
    """LD-04: in the graph one id is one node, so a signature alone would not see the move."""
    register = World()
    issued = register.issue()
    document = json.loads(issued.raw)
    name = document["issuer"].pop("name")
    document["credentialSubject"]["achievement"]["creator"] = {
        "id": document["issuer"]["id"],
        "type": ["Profile"],
        "name": name,
    }
    signed = register.issue({k: v for k, v in document.items() if k != "proof"})
    report = register.verify(signed)
    assert outcome(report, "proof") == ("failed", "node_described_twice")
    assert report.verdict is INVALID


EDGES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize("time", EDGES)
@pytest.mark.parametrize("member", ["validFrom", "validUntil", "awardedDate"])
def test_times_at_the_ends_of_the_calendar_are_refused(
    world: World, member: str, time: str
) -> None:
    """VER-12: a leeway or a zone added to them would leave the calendar."""
    raw = json.dumps(rw.document() | {member: time}).encode()
    report = verify(raw, trust=world.trust(), at=rw.NOW)
    assert outcome(report, "format") in {("failed", "malformed_time"), ("failed", "data_model")}


@pytest.mark.parametrize("time", EDGES)
@pytest.mark.parametrize("member", ["created", "expires"])
def test_a_proof_at_the_ends_of_the_calendar_is_refused(
    world: World, issued: Issued, member: str, time: str
) -> None:
    """VER-12: the same for the times of a proof."""
    report = world.verify(issued.changed(lambda d: d["proof"][0].update({member: time})))
    assert outcome(report, "proof") == ("failed", "malformed_time")
