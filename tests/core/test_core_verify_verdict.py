"""The verifier: the rule that makes a verdict of the checks, the holder, the codes."""

from typing import Any

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, World, outcome

from pharos.core import dataintegrity
from pharos.core.verify import ALL_CODES, CHECKS, CODES, Check, Outcome, verdict_of, verify


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
