"""The verification engine: one thing is wrong, and the verdict, check and code say which."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import registerworld as rw
from hypothesis import given, settings
from hypothesis import strategies as st
from registerworld import DictStore, Issued, World

from pharos.core import dataintegrity, did, notes, statuslist, strict
from pharos.core.errors import CoreError
from pharos.core.standing import Change, ChangeKind, Scope, Term
from pharos.core.verify import (
    ALL_CODES,
    CHECKS,
    CODES,
    Check,
    Outcome,
    Report,
    Verdict,
    verdict_of,
    verify,
)

VALID, INVALID, INDETERMINATE = Verdict.VALID, Verdict.INVALID, Verdict.INDETERMINATE


@pytest.fixture(scope="module")
def world() -> World:
    """A register that no test of this module changes."""
    return World()


@pytest.fixture(scope="module")
def issued(world: World) -> Issued:
    return world.issue()


def outcome(report: Report, id: str) -> tuple[str, str]:
    check = report.check(id)
    return check.outcome.value, check.code


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


# --- any changed, added or removed member ------------------------------------------------


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
        (b"eyJhbGciOiJub25lIn0.e30.", "unknown", "not_supported"),
        (b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln~ZGlz~", "unknown", "not_supported"),
        (b"%PDF-1.7 ...", "unknown", "not_supported"),
        (b"\x89PNG\r\n\x1a\n....", "unknown", "not_supported"),
        (b"<?xml version='1.0'?><elmo/>", "unknown", "not_supported"),
        (b'{"payload": "e30", "signatures": []}', "unknown", "not_supported"),
        (b'{"@context": ["https://www.w3.org/2018/credentials/v1"], '
         b'"type": ["VerifiableCredential"]}', "unknown", "not_supported"),
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


# --- proofs and issuers ----------------------------------------------------------------


def test_canonical_json_proofs_are_verified_too() -> None:
    world = World()
    issued = world.issue(suite=dataintegrity.JCS)
    assert world.verify(issued).verdict is VALID
    altered = issued.changed(lambda d: d["credentialSubject"].update(creditsEarned=7))
    assert outcome(world.verify(altered), "proof") == ("failed", "signature_wrong")
    added = issued.changed(lambda d: d["credentialSubject"].update(grade="A"))
    assert outcome(world.verify(added), "format") == ("failed", "undefined_term")


def test_every_proof_must_hold_and_be_the_issuers() -> None:
    """LD-07: one good proof never speaks for another."""
    world = World()
    issued = world.issue()

    def with_second(second: Any) -> Issued:
        return issued.changed(lambda d: d["proof"].append(second))

    stranger = world.sign(rw.document(), "stranger", rw.STRANGER)["proof"][0]
    report = world.verify(with_second(stranger))
    assert report.verdict is INVALID
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")

    college = world.sign(rw.document(), "college", rw.COLLEGE)["proof"][0]
    report = world.verify(with_second(college))
    assert outcome(report, "proof")[0] == "passed"
    assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")

    broken = dict(issued.signed["proof"][0], created="2026-11-22T08:00:09Z")
    assert outcome(world.verify(with_second(broken)), "proof") == ("failed", "signature_wrong")

    chained = dict(issued.signed["proof"][0], previousProof="urn:uuid:1")
    report = world.verify(with_second(chained))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "not_supported")


def test_a_suite_of_others_is_unknown_not_wrong() -> None:
    world = World()
    issued = world.issue().changed(lambda d: d["proof"][0].update(cryptosuite="ecdsa-rdfc-2019"))
    report = world.verify(issued)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "not_supported")


def test_a_key_of_one_provider_does_not_sign_for_another() -> None:
    """VER-05: key of A, issuer B."""
    world = World()
    report = world.verify(world.issue(name="college", owner=rw.COLLEGE))
    assert report.verdict is INVALID
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")


@pytest.mark.parametrize("issuer", [rw.ACADEMY, rw.ALIAS])
def test_our_issuers_are_refused_with_a_key_outside_their_history(issuer: str) -> None:
    """VER-17, KEY-04: an attacker's DID document changes nothing; the arithmetic is told apart."""
    world = World()
    unsigned = rw.document() | {"issuer": issuer}
    issued = world.issue(unsigned, name="stranger", owner=issuer)
    report = world.verify(issued)
    assert report.verdict is INVALID
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    assert outcome(report, "proof") == ("unknown", "key_unavailable")

    public = world.signer.multikey("stranger")
    hijacked = did.document(
        issuer, [did.Key(did.key_id(issuer, public), public, did.KeyState.ACTIVE, rw.EARLY)]
    )
    report = world.verify(issued, store=DictStore({issuer: hijacked}))
    assert report.verdict is INVALID
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")


@pytest.mark.parametrize(
    "issuer",
    [
        did.did_web(rw.ORIGIN, "providers", "ghost"),
        did.did_web(rw.ORIGIN),
        "did:web:localhost%3a8000:providers:ghost",
        "did:web:LOCALHOST%3A8000:providers:academy",
        f"{rw.ORIGIN}/providers/academy",
    ],
)
def test_whoever_names_our_host_without_being_ours_is_refused(issuer: str) -> None:
    """VER-17: our host with an issuer that the register does not know."""
    world = World()
    report = world.verify(world.issue(rw.document() | {"issuer": issuer}))
    assert report.verdict is INVALID
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")


def foreign(world: World) -> Issued:
    """A credential of somebody of whom we know nothing, without status."""
    unsigned = rw.document() | {"issuer": rw.STRANGER, "id": "urn:uuid:1"}
    unsigned.pop("credentialStatus")
    return Issued(world.sign(unsigned, "stranger", rw.STRANGER), None)


def stranger_document(world: World, **changes: Any) -> dict[str, Any]:
    public = world.signer.multikey("stranger")
    key = did.Key(did.key_id(rw.STRANGER, public), public, did.KeyState.ACTIVE, rw.EARLY)
    return did.document(rw.STRANGER, [key]) | changes


def test_an_issuer_on_no_list_is_unknown_whatever_its_signature_says() -> None:
    world = World()
    report = world.verify(foreign(world))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    store = DictStore({rw.STRANGER: stranger_document(world)})
    report = world.verify(foreign(world), store=store)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert outcome(report, "status") == ("not_applicable", "status_none")
    for id in ("accredited_at_award", "accredited_now", "registered"):
        assert outcome(report, id) == ("not_applicable", "outside_register")
    assert report.facts["issuer"] == {
        "id": rw.STRANGER,
        "name": {},
        "listed": False,
    }


def test_a_key_that_is_not_there_to_assert_is_refused() -> None:
    """LD-08: a method of another controller, or one that is not listed to assert."""
    world = World()
    right = stranger_document(world)
    [method] = right["verificationMethod"]
    for document in (
        right | {"assertionMethod": []},
        right | {"verificationMethod": [method | {"controller": rw.ACADEMY}]},
    ):
        report = world.verify(foreign(world), store=DictStore({rw.STRANGER: document}))
        assert outcome(report, "proof") == ("failed", "proof_purpose")
        assert report.verdict is INVALID


def test_a_did_key_issuer_proves_arithmetic_and_nothing_else() -> None:
    world = World()
    issuer = did.did_key(world.signer.public_key("stranger"))
    unsigned = rw.document() | {"issuer": issuer}
    unsigned.pop("credentialStatus")
    report = world.verify(Issued(world.sign(unsigned, "stranger", issuer), None))
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert report.verdict is INDETERMINATE


@pytest.mark.parametrize(
    "method", ["../../x", "' OR 1=1", "", "did:web:localhost%3A8000", "x" * 2000, "did:web:a#../b"]
)
def test_hostile_key_ids_are_malformed(world: World, issued: Issued, method: str) -> None:
    """VER-06: nothing is looked up by a key id that has not the form of one."""
    report = world.verify(issued.changed(lambda d: d["proof"][0].update(verificationMethod=method)))
    assert report.verdict is INVALID
    assert outcome(report, "proof") == ("failed", "malformed")


def test_an_alias_of_a_provider_stands_for_it() -> None:
    """KEY-05: the provider's lost domain is an alias; nothing is fetched from it."""
    world = World()
    issued = world.issue(rw.document() | {"issuer": rw.ALIAS}, owner=rw.ALIAS)
    report = world.verify(issued)
    assert report.verdict is VALID
    assert report.facts["issuer"]["id"] == rw.ACADEMY  # type: ignore[index]


# --- keys and time ---------------------------------------------------------------------


def retired(world: World, until: datetime) -> None:
    old = world.key("academy-old", rw.ACADEMY, state=did.KeyState.RETIRED, active_until=until)
    world.use_keys(old, *world.keys)


def signed_by_old(world: World, *, created: datetime, logged: datetime | None) -> Issued:
    signed = world.sign(rw.document(), "academy-old", created=created)
    if logged is None:
        return Issued(signed, None)
    proof = world.proof(
        signed, time=logged, registration=world.acknowledge(time=rw.NOW - timedelta(minutes=5))
    )
    return Issued(signed, proof.to_text().encode())


def test_what_a_key_signed_before_it_retired_stays_valid() -> None:
    """KEY-01: the reason shows the key's interval and the log's time."""
    world = World()
    retired(world, rw.ISSUED + timedelta(minutes=1))
    report = world.verify(signed_by_old(world, created=rw.ISSUED, logged=rw.LOGGED))
    assert report.verdict is VALID
    assert outcome(report, "issuer") == ("passed", "issuer_known_key_retired")
    facts = report.check("issuer").facts
    assert facts["key_until"] == strict.format_instant(rw.ISSUED + timedelta(minutes=1))
    assert facts["logged_at"] == strict.format_instant(rw.LOGGED)


def test_a_key_that_retires_between_signature_and_log_has_signed_rightly() -> None:
    """KEY-11: the edge of a rotation fails nobody."""
    world = World()
    retired(world, rw.ISSUED + timedelta(seconds=1))
    report = world.verify(signed_by_old(world, created=rw.ISSUED, logged=rw.LOGGED))
    assert report.verdict is VALID


def test_a_retired_key_signs_nothing_by_back_dating() -> None:
    """KEY-02: the time of the log counts, not the time that the document claims."""
    world = World()
    end = rw.NOW - timedelta(days=30)
    retired(world, end)
    unsigned_then = end - timedelta(days=1)
    report = world.verify(signed_by_old(world, created=unsigned_then, logged=rw.LOGGED))
    assert report.verdict is INVALID
    assert outcome(report, "issuer") == ("failed", "key_not_valid_at_time")
    report = world.verify(signed_by_old(world, created=rw.ISSUED, logged=rw.LOGGED))
    assert outcome(report, "issuer") == ("failed", "key_not_valid_at_time")
    report = world.verify(signed_by_old(world, created=unsigned_then, logged=None))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "issuer") == ("unknown", "key_time_unproven")


def test_a_key_signs_nothing_before_it_was_active() -> None:
    world = World()
    world.use_keys(world.key("academy", rw.ACADEMY, active_from=rw.ISSUED + timedelta(hours=1)))
    report = world.verify(world.issue())
    assert outcome(report, "issuer") == ("failed", "key_not_valid_at_time")


@pytest.mark.parametrize(
    ("logged", "verdict", "outcome_", "code"),
    [
        (rw.LOGGED, VALID, "passed", "issuer_known_key_compromised_later"),
        (rw.LOGGED + timedelta(hours=1), INVALID, "failed", "key_compromised_before_entry"),
        (None, INDETERMINATE, "unknown", "key_compromised"),
    ],
)
def test_a_compromised_key_is_believed_before_its_day_by_the_logs_time(
    logged: datetime | None, verdict: Verdict, outcome_: str, code: str
) -> None:
    """KEY-03: logged before, logged after, and without a log proof."""
    world = World()
    bad = world.key(
        "academy-old",
        rw.ACADEMY,
        state=did.KeyState.COMPROMISED,
        active_until=rw.NOW,
        compromised_at=rw.LOGGED + timedelta(minutes=1),
    )
    world.use_keys(bad, *world.keys)
    report = world.verify(signed_by_old(world, created=rw.ISSUED, logged=logged))
    assert report.verdict is verdict
    assert outcome(report, "issuer") == (outcome_, code)


# --- status ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("purpose", "code"), [("revocation", "revoked"), ("suspension", "suspended")]
)
def test_revoked_and_suspended_are_told_apart(purpose: str, code: str) -> None:
    """STA-06: each purpose its own list and its own answer."""
    world = World()
    issued = world.issue()
    (world.revoked if purpose == "revocation" else world.suspended).add(rw.INDEX)
    report = world.verify(issued)
    assert report.verdict is INVALID
    assert outcome(report, "status") == ("failed", code)
    world.revoked = world.suspended = {rw.INDEX}
    assert outcome(world.verify(issued), "status") == ("failed", "revoked")
    world.revoked = world.suspended = {rw.INDEX + 1, rw.INDEX - 1}
    assert world.verify(issued).verdict is VALID


def test_lists_with_their_purposes_exchanged_answer_nothing() -> None:
    """STA-06: a suspension list in the place of the revocation list."""
    world = World()
    issued = world.issue()
    lists = [
        world.status_list("revocation", serves="suspension"),
        world.status_list("suspension", serves="revocation"),
    ]
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_purpose")


@pytest.mark.parametrize("index", ["131072", "-1", "+1", "1.0", "", "1e3", str(2**64), " 1", "०"])
def test_an_index_outside_the_list_or_ill_written_is_invalid(index: str) -> None:
    """STA-02: outside, negative, float, signed, 2^64."""
    world = World()
    unsigned = rw.document()
    unsigned["credentialStatus"][0]["statusListIndex"] = index
    report = world.verify(world.issue(unsigned))
    assert report.verdict is INVALID
    assert outcome(report, "status") == ("failed", "status_index")


def test_a_list_of_another_issuer_leaves_the_status_unknown() -> None:
    """STA-03: signed by somebody else, or in somebody else's name."""
    world = World()
    issued = world.issue()
    lists = world.status_lists(signed_by=("college", rw.COLLEGE))
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_issuer_mismatch")
    lists = world.status_lists(signed_by=("college", rw.COLLEGE), issuer=rw.ACADEMY)
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")


def test_a_list_that_was_changed_leaves_the_status_unknown() -> None:
    world = World()
    issued = world.issue()
    world.revoked.add(rw.INDEX)
    lists = world.status_lists()
    lists[0]["credentialSubject"]["encodedList"] = statuslist.encode(statuslist.new())
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")


def test_an_older_list_cannot_take_the_place_of_a_newer_one() -> None:
    """STA-04: the newest list that had begun is asked, wherever the older one comes from."""
    world = World()
    issued = world.issue()
    old = world.status_list("revocation", valid_from=rw.NOW - timedelta(days=1))
    world.revoked.add(rw.INDEX)
    new = world.status_lists()
    url = rw.status_url("revocation")
    report = world.verify(issued, trust=world.trust(status_lists=new), store=DictStore({url: old}))
    assert outcome(report, "status") == ("failed", "revoked")
    report = world.verify(
        issued,
        trust=world.trust(status_lists=[old, new[1]]),
        store=DictStore({url: new[0]}),
    )
    assert outcome(report, "status") == ("failed", "revoked")


def test_a_list_beyond_its_time_is_not_asked() -> None:
    """STA-04: validUntil is enforced."""
    world = World()
    issued = world.issue()
    report = world.verify(issued, at=rw.NOW + timedelta(days=8))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_expired")
    assert world.verify(issued, at=rw.NOW + timedelta(days=6)).verdict is VALID


def test_a_list_that_cannot_be_had_is_never_a_good_one() -> None:
    """STA-05: not reachable is INDETERMINATE, never VALID."""
    world = World()
    issued = world.issue()
    one = world.trust(status_lists=[world.status_list("revocation")])
    report = world.verify(issued, trust=one)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_unavailable")


def test_a_list_that_inflates_without_end_is_left() -> None:
    """STA-01: the declared limit stops it."""
    world = World()
    issued = world.issue()
    world.status_from = rw.NOW - timedelta(minutes=1)
    lists = world.status_lists()
    huge = dict(lists[0], credentialSubject=dict(lists[0]["credentialSubject"]))
    huge["credentialSubject"]["encodedList"] = statuslist.encode(bytes(17 * 1024 * 1024))
    huge.pop("proof")
    huge = world.sign(huge, created=world.status_from)
    report = world.verify(issued, trust=world.trust(status_lists=[huge, lists[1]]))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_too_large")


def test_the_past_is_answered_from_the_list_that_was_valid_then() -> None:
    world = World()
    issued = world.issue()
    then = rw.LOGGED + timedelta(minutes=10)
    world.revoked.add(rw.INDEX)
    trust = world.trust()
    report = world.verify(issued, trust=trust, at=then)
    assert outcome(report, "status") == ("unknown", "status_not_known_then")
    world.revoked.clear()
    store = DictStore(
        {
            rw.status_url(purpose): world.status_list(
                purpose, valid_from=then - timedelta(minutes=1)
            )
            for purpose in ("revocation", "suspension")
        }
    )
    assert world.verify(issued, trust=trust, at=then, store=store).verdict is VALID
    assert outcome(world.verify(issued, trust=trust, store=store), "status")[1] == "revoked"


@pytest.mark.parametrize("state", [did.KeyState.RETIRED, did.KeyState.COMPROMISED])
def test_a_key_that_is_out_of_use_signs_no_list(state: did.KeyState) -> None:
    """KEY-02, KEY-03: a list has no log proof, so only keys in use count."""
    world = World()
    issued = world.issue()
    end = rw.NOW - timedelta(hours=1)
    bad = {"compromised_at": end} if state is did.KeyState.COMPROMISED else {}
    old = world.key("academy-old", rw.ACADEMY, state=state, active_until=end, **bad)
    world.use_keys(old, *world.keys)
    lists = world.status_lists(signed_by=("academy-old", rw.ACADEMY))
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")


def test_our_credentials_carry_a_status_and_foreign_forms_are_unknown() -> None:
    world = World()
    bare = rw.document()
    del bare["credentialStatus"]
    report = world.verify(world.issue(bare))
    assert outcome(report, "status") == ("unknown", "status_entry_missing")
    world = World()
    other = rw.document()
    other["credentialStatus"][0]["statusPurpose"] = "message"
    report = world.verify(world.issue(other))
    assert outcome(report, "status") == ("unknown", "not_supported")


# --- validity --------------------------------------------------------------------------


def test_validity_has_a_leeway_of_a_minute_at_both_ends() -> None:
    """VER-12: 60 seconds, and no more."""
    world = World()
    end = rw.NOW + timedelta(days=1)
    issued = world.issue(rw.document() | {"validUntil": strict.format_instant(end)})

    def ask(when: datetime) -> tuple[str, str]:
        return outcome(world.verify(issued, at=when), "validity")

    second = timedelta(seconds=1)
    assert ask(end + 59 * second) == ("passed", "within_validity")
    assert ask(end + 60 * second) == ("failed", "expired")
    assert ask(rw.ISSUED - 60 * second) == ("passed", "within_validity")
    assert ask(rw.ISSUED - 61 * second) == ("failed", "not_yet_valid")


def test_a_proof_has_its_own_time() -> None:
    world = World()
    future = world.issue(created=rw.NOW + timedelta(hours=1))
    assert outcome(world.verify(future), "validity") == ("failed", "proof_from_future")
    world = World()
    ended = world.issue(expires=strict.format_instant(rw.NOW - timedelta(hours=1)))
    report = world.verify(ended)
    assert report.verdict is INVALID
    assert outcome(report, "validity") == ("failed", "proof_expired")


# --- accreditation ---------------------------------------------------------------------


def awarded(world: World, day: str) -> Report:
    return world.verify(world.issue(rw.document() | {"awardedDate": f"{day}T00:00:00+04:00"}))


@pytest.mark.parametrize(
    ("day", "verdict", "code"),
    [
        ("2025-12-31", INVALID, "not_accredited_at_award"),
        ("2026-01-01", VALID, "accredited_at_award"),
        ("2026-11-19", VALID, "accredited_at_award"),
        ("2026-11-20", INVALID, "not_accredited_at_award"),
    ],
)
def test_the_award_day_decides_at_both_ends_of_a_term(
    day: str, verdict: Verdict, code: str
) -> None:
    """VER-18: accredited today is no answer for the award date, nor the other way round."""
    world = World()
    world.change_decision("programme", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
    report = awarded(world, day)
    assert report.verdict is verdict
    assert report.check("accredited_at_award").code == code
    assert outcome(report, "accredited_now") == ("failed", "not_accredited_now")


@pytest.mark.parametrize(
    ("instant", "code"),
    [
        ("2026-11-19T23:59:00+04:00", "accredited_at_award"),
        ("2026-11-20T00:01:00+04:00", "not_accredited_at_award"),
        ("2026-11-19T19:59:00Z", "accredited_at_award"),
        ("2026-11-19T20:01:00Z", "not_accredited_at_award"),
    ],
)
def test_an_instant_becomes_the_legal_day_of_the_nation_first(instant: str, code: str) -> None:
    """BIZ-06: a minute before and after local midnight."""
    world = World()
    world.change_decision("programme", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
    report = world.verify(world.issue(rw.document() | {"awardedDate": instant}))
    assert report.check("accredited_at_award").code == code


def test_now_never_changes_the_verdict() -> None:
    world = World()
    issued = world.issue()
    ended = Change(ChangeKind.WITHDRAWN, date(2026, 11, 21), rw.EARLY)
    world.change_decision("institution", changes=(ended,))
    report = world.verify(issued)
    assert report.verdict is VALID
    assert outcome(report, "accredited_now") == ("failed", "not_accredited_now")
    [missing] = report.check("accredited_now").facts["missing"]  # type: ignore[misc]
    assert (missing["kind"], missing["reason"]) == ("institution", "withdrawn")


@pytest.mark.parametrize("kind", ["authorisation", "institution", "programme"])
def test_every_decision_that_the_regime_asks_is_needed(kind: str) -> None:
    world = World()
    issued = world.issue()
    world.decisions = [one for one in world.decisions if one.decision.kind != kind]
    report = world.verify(issued)
    assert report.verdict is INVALID
    [missing] = report.check("accredited_at_award").facts["missing"]  # type: ignore[misc]
    assert (missing["kind"], missing["reason"]) == (kind, "none")


def test_scope_suspension_and_annulment_of_the_award_day_are_named() -> None:
    world = World()
    issued = world.issue()
    reasons = []
    for changes in (
        {"scope": Scope(levels=frozenset({7}))},
        {"changes": (Change(ChangeKind.SUSPENDED, date(2026, 11, 1), rw.EARLY),)},
        {"changes": (Change(ChangeKind.WITHDRAWN, date(2026, 11, 21), rw.NOW,
                            retroactive_from=date(2026, 11, 1)),)},
        {"outcome": "refused"},
    ):  # fmt: skip
        world = World()
        world.change_decision("programme", **changes)
        facts = (
            world.verify(issued, trust=world.trust(checkpoint=_head()))
            .check("accredited_at_award")
            .facts
        )
        reasons.append(facts["missing"][0]["reason"])  # type: ignore[index]
    assert reasons == ["out_of_scope", "suspended", "annulled", "refused"]


def _head() -> str:
    return World().log.checkpoint(rw.NOW)


def test_a_teach_out_is_said_to_be_one() -> None:
    world = World()
    issued = world.issue()
    change = Change(
        ChangeKind.WITHDRAWN, date(2026, 11, 1), rw.EARLY, teach_out_until=date(2026, 12, 1)
    )
    world.change_decision("programme", changes=(change,))
    report = world.verify(issued)
    assert report.verdict is VALID
    assert outcome(report, "accredited_at_award") == ("passed", "accredited_teach_out")
    assert outcome(report, "accredited_now")[0] == "failed"


def test_a_decision_entered_later_than_at_is_not_yet_known() -> None:
    world = World()
    issued = world.issue()
    world.change_decision("programme", recorded_at=rw.NOW - timedelta(minutes=30))
    then = rw.NOW - timedelta(minutes=31)
    assert outcome(world.verify(issued), "accredited_at_award")[0] == "passed"
    assert outcome(world.verify(issued, at=then), "accredited_at_award")[0] == "failed"


def test_non_formal_programmes_need_no_accreditation() -> None:
    world = World()
    world.programme = replace(world.programme, kind="non_formal")
    world.decisions = []
    report = world.verify(world.issue())
    assert report.verdict is VALID
    for id in ("accredited_at_award", "accredited_now"):
        assert outcome(report, id) == ("not_applicable", "accreditation_not_required")


def test_what_the_bundle_does_not_know_stays_unknown() -> None:
    cases: list[tuple[Callable[[World], None], str, str]] = [
        (lambda w: setattr(w, "programme", replace(w.programme, id="urn:other")),
         "accredited_at_award", "programme_not_listed"),
        (lambda w: setattr(w, "programme", replace(w.programme, kind="new_kind")),
         "accredited_at_award", "regime_unknown"),
        (lambda w: setattr(w, "programme", replace(w.programme, nation="XX")),
         "accredited_at_award", "regime_unknown"),
        (lambda w: setattr(w, "programme", replace(w.programme, nation="XX")),
         "registered", "regime_unknown"),
    ]  # fmt: skip
    for change, id, code in cases:
        world = World()
        change(world)
        report = world.verify(world.issue())
        assert report.verdict is INDETERMINATE
        assert outcome(report, id) == ("unknown", code)
    unsigned = rw.document()
    del unsigned["awardedDate"]
    report = World().verify(World().issue(unsigned))
    assert outcome(report, "accredited_at_award") == ("unknown", "award_date_missing")


def test_a_programme_of_another_provider_is_not_awarded() -> None:
    world = World()
    world.programme = replace(world.programme, issuer=rw.COLLEGE)
    report = world.verify(world.issue())
    assert report.verdict is INVALID
    assert outcome(report, "accredited_at_award") == ("failed", "programme_of_another")


# --- log and national register ---------------------------------------------------------


def log_outcome(world: World, issued: Issued, **arguments: Any) -> tuple[Verdict, str, str]:
    report = world.verify(issued, **arguments)
    return report.verdict, *outcome(report, "registered")


def test_a_missing_proof_is_unknown_and_a_young_award_is_pending() -> None:
    world = World()
    bare = replace(world.issue(), tlog_proof=None)
    missing = (INDETERMINATE, "unknown", "log_proof_missing")
    assert log_outcome(world, bare) == missing
    young = world.trust(checkpoint=world.log.checkpoint(rw.ISSUED - timedelta(seconds=1)))
    pending = (INDETERMINATE, "unknown", "log_pending")
    assert log_outcome(world, bare, trust=young) == pending
    before = rw.LOGGED - timedelta(seconds=61)
    world.status_from = before - timedelta(minutes=1)
    assert log_outcome(world, world.issue(), at=before) == pending


def _foreign_proof(world: World, issued: Issued) -> bytes:
    other = rw.Log(world.signer, "other-log", entries=list(world.log.entries))
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    return replace(right, checkpoint=other.checkpoint(rw.LOGGED)).to_text().encode()


def _proof_of_another_origin(world: World, issued: Issued) -> bytes:
    other = rw.Log(world.signer, "log", "other.example/log", list(world.log.entries))
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    return replace(right, checkpoint=other.checkpoint(rw.LOGGED)).to_text().encode()


def _edited(change: Callable[[notes.TlogProof], notes.TlogProof]) -> Any:
    def edit(world: World, issued: Issued) -> bytes:
        return change(notes.TlogProof.from_text(issued.tlog_proof or b"")).to_text().encode()

    return edit


def _other_salt(proof: notes.TlogProof) -> notes.TlogProof:
    extra = notes.ProofExtra.from_bytes(proof.extra or b"")
    return replace(proof, extra=replace(extra, salt=b"\x07" * 32).to_bytes())


def _without_time(world: World, issued: Issued) -> bytes:
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    return replace(right, checkpoint=world.log.checkpoint(None)).to_text().encode()


def _forked(world: World, issued: Issued) -> bytes:
    """A second log of the same size under the same key: one of them is a lie."""
    fork = rw.Log(world.signer, entries=list(world.log.entries))
    fork.entries[0] = b"\x99" * 32
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    entry = fork.entries[right.index]
    return fork.prove(entry, time=rw.LOGGED, extra=right.extra).to_text().encode()


WRONG_PROOFS: dict[str, Callable[[World, Issued], bytes]] = {
    "not a proof": lambda world, issued: b"hello",
    "empty": lambda world, issued: b"",
    "foreign log": _foreign_proof,
    "foreign origin": _proof_of_another_origin,
    "without extra": _edited(lambda p: replace(p, extra=None)),
    "extra not ours": _edited(lambda p: replace(p, extra=b"{}")),
    "other salt": _edited(_other_salt),
    "other index": _edited(lambda p: replace(p, index=p.index - 1)),
    "path cut": _edited(lambda p: replace(p, path=p.path[:-1])),
    "path turned": _edited(lambda p: replace(p, path=p.path[::-1])),
    "path flipped": _edited(lambda p: replace(p, path=(bytes(32), *p.path[1:]))),
    "without time": _without_time,
    "forked log": _forked,
}


@pytest.mark.parametrize("name", WRONG_PROOFS)
def test_a_wrong_or_foreign_log_proof_is_invalid(name: str) -> None:
    """LOG-04: the proof of another log, entry, salt, place or tree."""
    world = World()
    issued = world.issue()
    wrong = replace(issued, tlog_proof=WRONG_PROOFS[name](world, issued))
    assert log_outcome(world, wrong) == (INVALID, "failed", "log_proof_wrong")


def test_the_proof_of_another_credential_is_wrong() -> None:
    world = World()
    first = world.issue()
    second = world.issue(rw.document() | {"name": "Another title"})
    swapped = replace(second, tlog_proof=first.tlog_proof)
    assert log_outcome(world, swapped) == (INVALID, "failed", "log_proof_wrong")


def test_what_has_no_good_proof_is_not_looked_up_in_the_log(world: World, issued: Issued) -> None:
    altered = issued.changed(lambda d: d["credentialSubject"].update(creditsEarned=7))
    report = world.verify(altered)
    assert outcome(report, "registered") == ("unknown", "not_checked")
    assert outcome(report, "issuer") == ("unknown", "not_checked")


def nationally(world: World, registration: str | None, number: str | None = "DM-2026-17") -> Issued:
    signed = world.sign(rw.document())
    proof = world.proof(signed, registration=registration, number=number)
    return Issued(signed, proof.to_text().encode())


def test_national_registration_is_pending_registered_or_refused() -> None:
    world = World()
    pending = (INDETERMINATE, "unknown", "registration_pending")
    assert log_outcome(world, nationally(world, None)) == pending
    registered = nationally(world, world.acknowledge())
    assert log_outcome(world, registered) == (VALID, "passed", "registered_nationally")
    refused = nationally(world, world.acknowledge(number=None, refused=True), None)
    assert log_outcome(world, refused) == (INVALID, "failed", "registration_refused")
    late = nationally(world, world.acknowledge(time=rw.NOW + timedelta(hours=1)))
    assert log_outcome(world, late) == pending


def test_an_acknowledgement_with_another_number_or_of_another_is_wrong() -> None:
    world = World()
    wrong = (INVALID, "failed", "log_proof_wrong")
    other_number = nationally(world, world.acknowledge(), "DM-2026-18")
    assert log_outcome(world, other_number) == wrong
    own_leaf = notes.TlogProof.from_text(world.issue().tlog_proof or b"")
    misused = nationally(world, replace(own_leaf, extra=None).to_text())
    assert log_outcome(world, misused) == wrong
    assert log_outcome(world, nationally(world, "rubbish")) == wrong


def test_where_no_nation_asks_the_log_alone_registers() -> None:
    world = World()
    world.regime = replace(world.regime, national_registration=False)
    assert log_outcome(world, nationally(world, None)) == (VALID, "passed", "registered_in_log")


# --- holder, verdict, codes ------------------------------------------------------------


def test_a_holder_that_was_asked_for_is_never_passed_without_a_presentation() -> None:
    """VER-16: a missing binding is INVALID, never a warning."""
    world = World()
    bound = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    plain = world.issue()
    report = world.verify(plain, holder=bound)
    assert (report.verdict, *outcome(report, "holder")) == (
        INVALID, "failed", "holder_binding_missing",
    )  # fmt: skip
    unsigned = rw.document()
    unsigned["credentialSubject"]["id"] = bound
    held = world.issue(unsigned)
    assert outcome(world.verify(held, holder=bound), "holder") == ("unknown", "holder_not_proven")
    report = world.verify(held, holder=bound[:-1] + "q")
    assert outcome(report, "holder") == ("failed", "holder_mismatch")


def check_of(id: str, outcome: Outcome) -> Check:
    return Check(id, outcome, sorted(CODES[id])[0])


@pytest.mark.parametrize("id", CHECKS)
def test_the_verdict_rule_for_each_check(id: str) -> None:
    """A failed check is INVALID, an unknown one INDETERMINATE; `accredited_now` neither."""
    rest = [check_of(other, Outcome.PASSED) for other in CHECKS if other != id]
    told_only = id == "accredited_now"
    expected = {
        Outcome.PASSED: VALID,
        Outcome.NOT_APPLICABLE: VALID,
        Outcome.UNKNOWN: VALID if told_only else INDETERMINATE,
        Outcome.FAILED: VALID if told_only else INVALID,
    }
    for found, verdict in expected.items():
        assert verdict_of([*rest, check_of(id, found)]) is verdict


def test_failed_weighs_more_than_unknown() -> None:
    checks = [check_of("status", Outcome.UNKNOWN), check_of("registered", Outcome.FAILED)]
    assert verdict_of(checks) is INVALID


def test_a_check_has_no_codes_but_its_own() -> None:
    with pytest.raises(ValueError, match="no code revoked"):
        Check("format", Outcome.FAILED, "revoked")
    assert {"registration_pending", "key_not_valid_at_time"} <= ALL_CODES


def test_a_faster_verifier_of_proofs_may_take_the_place_of_the_general_one() -> None:
    """The engine asks it for the signed bytes and nothing else."""
    world = World()
    issued = world.issue()
    asked = []

    def prove(document: Any, proof: Any, public: bytes) -> bytes:
        asked.append(proof["verificationMethod"])
        return dataintegrity.hash_data(document, proof)

    report = verify(
        issued.raw, trust=world.trust(), at=rw.NOW, tlog_proof=issued.tlog_proof, prove=prove
    )
    assert report.verdict is VALID
    assert asked == [world.method("academy")]


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
