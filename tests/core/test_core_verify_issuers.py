"""The verifier, proofs and keys: whose signature it is, and whether it might sign then."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, DictStore, Issued, World, outcome

from pharos.core import dataintegrity, did, strict
from pharos.core.verify import Verdict


@pytest.fixture(scope="module")
def world() -> World:
    """A register that no test of this module changes."""
    return World()


@pytest.fixture(scope="module")
def issued(world: World) -> Issued:
    return world.issue()


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
    issued = world.issue().changed(lambda d: d["proof"][0].update(cryptosuite="bbs-2023"))
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
