"""The one line over a verdict: its words and colour follow from the checks."""

import pytest

from pharos.common.sentences import catalogue
from pharos.core.verify import CHECKS, CODES, Check, Outcome, Report, verdict_of
from pharos.verification.bands import band

PASSED = {check: next(iter(sorted(CODES[check]))) for check in CHECKS}


def report(**codes):
    """All checks passed but those named, as `check=(outcome, code)`."""
    checks = []
    for id in CHECKS:
        outcome, code = codes.get(id, (Outcome.PASSED, PASSED[id]))
        checks.append(Check(id, outcome, code))
    return Report(verdict_of(checks), tuple(checks), {})


FAILED, UNKNOWN = Outcome.FAILED, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("checks", "name", "tone"),
    [
        ({}, "valid", "good"),
        ({"accredited_now": (FAILED, "not_accredited_now")}, "valid", "good"),
        ({"status": (FAILED, "suspended")}, "suspended", "warn"),
        ({"status": (FAILED, "revoked")}, "revoked", "bad"),
        ({"validity": (FAILED, "expired")}, "expired", "warn"),
        ({"proof": (FAILED, "signature_wrong")}, "altered", "bad"),
        ({"proof": (FAILED, "signature_wrong"), "status": (FAILED, "suspended")}, "altered", "bad"),
        ({"status": (FAILED, "suspended"), "validity": (FAILED, "expired")}, "suspended", "warn"),
        ({"format": (FAILED, "undefined_term")}, "altered", "bad"),
        ({"format": (FAILED, "malformed_json")}, "unreadable", "bad"),
        ({"issuer": (FAILED, "issuer_key_unknown")}, "forged", "bad"),
        ({"issuer": (FAILED, "key_compromised_before_entry")}, "compromised", "bad"),
        ({"issuer": (UNKNOWN, "issuer_not_listed")}, "stranger", "warn"),
        ({"format": (UNKNOWN, "not_a_credential")}, "unchecked", "grey"),
        (
            {
                "proof": (UNKNOWN, "key_unavailable"),
                "issuer": (UNKNOWN, "issuer_not_listed"),
            },
            "stranger",
            "warn",
        ),
        ({"registered": (UNKNOWN, "registration_pending")}, "pending", "grey"),
        ({"registered": (UNKNOWN, "log_proof_missing")}, "unchecked", "grey"),
        ({"registered": (FAILED, "log_proof_wrong")}, "unregistered", "bad"),
        ({"accredited_at_award": (FAILED, "not_accredited_at_award")}, "unaccredited", "bad"),
        ({"holder": (FAILED, "holder_mismatch")}, "invalid", "bad"),
    ],
)
def test_the_band_follows_from_the_checks(checks, name, tone):
    found = band(report(**checks))
    assert (found.name, found.tone) == (name, tone)
    assert found.code in catalogue("en")


def test_whatever_check_fails_there_is_a_band_with_words():
    for id in CHECKS:
        for code in CODES[id]:
            for outcome in (FAILED, UNKNOWN):
                found = band(report(**{id: (outcome, code)}))
                assert found.code in catalogue("ka")
                # what did not pass is never green, but for what has no weight
                assert (found.tone == "good") == (id == "accredited_now")
