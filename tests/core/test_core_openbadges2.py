"""Open Badges 2.0: what others issued is judged by signature, by its host, or not at all."""

import json
from collections.abc import Callable
from copy import deepcopy
from hashlib import md5, sha256
from typing import Any

import pytest
import registerworld as rw
from badgesworld import (
    EMAIL,
    HOST,
    OFFICIAL,
    RSA,
    VECTORS,
    Badges,
    Json,
    Shelf,
    judge,
    pem,
    sign,
)
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from registerworld import INDETERMINATE, INVALID, World, outcome

from pharos.core import strict
from pharos.core.openbadges2 import recipient


@pytest.fixture(scope="module")
def world() -> World:
    return World()


# --- signed ---------------------------------------------------------------------------


def test_a_signed_assertion_holds_and_its_issuer_is_a_stranger(world: World) -> None:
    badges = Badges()
    report = judge(world, badges.signed(), badges)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "format") == ("passed", "format_read")
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert outcome(report, "status") == ("passed", "status_good")
    assert outcome(report, "validity") == ("passed", "within_validity")
    assert report.check("format").facts["form"] == "ob2-signed"
    assert report.facts["title"] == {"en": "Robotics"}
    assert report.facts["issuer"] == {
        "id": f"{HOST}/issuer",
        "name": {"und": "Other university"},
        "listed": False,
    }
    assert report.facts["award_date"] == "2020-12-31"


@pytest.mark.parametrize("kind", ["ES256", "EdDSA"])
def test_other_kinds_of_key_are_read(world: World, kind: str) -> None:
    badges = Badges()
    key: Any = (
        ec.generate_private_key(ec.SECP256R1())
        if kind == "ES256"
        else ed25519.Ed25519PrivateKey.generate()
    )
    badges.key["publicKeyPem"] = pem(key)
    report = judge(world, badges.signed({"alg": kind}, key), badges)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    other = "EdDSA" if kind == "ES256" else "ES256"
    report = judge(world, badges.signed({"alg": other}, key), badges)
    assert outcome(report, "proof") == ("failed", "alg_not_allowed")


def test_the_official_signed_badge_cannot_be_said_without_its_server(world: World) -> None:
    raw = (VECTORS / "simple.jwt").read_bytes()
    report = judge(world, raw, None)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    assert outcome(report, "status") == ("unknown", "status_unavailable")
    assert report.facts["credential"] == "https://example.org/beths-robotics-badge.json"


def test_the_official_signed_badge_holds_with_its_documents_at_hand(world: World) -> None:
    raw = (VECTORS / "simple.jwt").read_bytes()
    report = judge(world, raw, OFFICIAL)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "status") == ("not_applicable", "status_none")
    assert report.facts["title"] == {"und": "Awesome Robotics Badge"}
    spoilt = raw[:-3] + (b"AAA" if raw[-3:] != b"AAA" else b"BBB")
    assert outcome(judge(world, spoilt, OFFICIAL), "proof")[0] == "failed"


def test_a_changed_assertion_fails(world: World) -> None:
    badges = Badges()
    head, _, signature = badges.signed().split(b".")
    badges.assertion["issuedOn"] = "2021-12-31T23:59:59Z"
    payload = strict.b64url_encode(json.dumps(badges.assertion).encode()).encode()
    report = judge(world, b".".join((head, payload, signature)), badges)
    assert outcome(report, "proof") == ("failed", "signature_wrong")
    assert report.verdict is INVALID


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "", None, "HS256", "RSA1_5"])
def test_only_public_key_algorithms_count(world: World, alg: str | None) -> None:
    """VER-01, VER-02: decided by the list before any key is looked for."""
    badges = Badges()
    badges.gone = {"key", "issuer"}
    head = {"typ": "JWT"} | ({} if alg is None else {"alg": alg})
    report = judge(world, badges.signed(head), badges)
    assert outcome(report, "proof") == ("failed", "alg_not_allowed")


def test_an_unknown_critical_extension_is_refused(world: World) -> None:
    """VER-04: also for badges of version 2."""
    badges = Badges()
    report = judge(world, badges.signed({"alg": "RS256", "crit": ["x"], "x": 1}), badges)
    assert outcome(report, "proof") == ("failed", "crit_unsupported")


def test_a_key_of_the_header_is_never_used(world: World) -> None:
    """VER-03: the key comes from the issuer's profile, whatever the header offers."""
    badges = Badges()
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    head = {"alg": "RS256", "jwk": {"kty": "RSA"}, "jku": f"{HOST}/evil", "x5u": f"{HOST}/evil"}
    assert outcome(judge(world, badges.signed(head, other), badges), "proof") == (
        "failed",
        "signature_wrong",
    )


def test_a_short_key_proves_nothing(world: World) -> None:
    badges = Badges()
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    badges.key["publicKeyPem"] = pem(short)
    report = judge(world, badges.signed(key=short), badges)
    assert outcome(report, "proof") == ("failed", "key_weak")
    assert report.check("proof").facts["bits"] == 1024


STOLEN: dict[str, Callable[[Badges], object]] = {
    "not listed by the profile": lambda b: b.issuer.update(publicKey=f"{HOST}/other"),
    "owned by another": lambda b: b.key.update(owner="https://attacker.example/issuer"),
}


@pytest.mark.parametrize("name", STOLEN)
def test_a_key_counts_only_when_issuer_and_key_name_each_other(world: World, name: str) -> None:
    """VER-05: anybody can write another's name into a badge class."""
    badges = Badges()
    STOLEN[name](badges)
    report = judge(world, badges.signed(), badges)
    assert outcome(report, "proof") == ("failed", "key_unknown")


def test_a_key_may_lie_in_the_profile_itself(world: World) -> None:
    badges = Badges()
    badges.key["id"] = badges.assertion["verification"]["creator"] = f"{HOST}/issuer#key"
    badges.issuer["publicKey"] = deepcopy(badges.key)
    badges.gone = {"key"}
    report = judge(world, badges.signed(), badges)
    assert outcome(report, "proof") == ("passed", "proof_holds")


def test_an_embedded_profile_gives_no_key(world: World) -> None:
    """VER-05: whoever signs could write any profile beside it; the issuer's own is asked."""
    badges = Badges()
    badges.assertion["badge"] = badges.badge | {"issuer": deepcopy(badges.issuer)}
    raw = badges.signed()
    assert outcome(judge(world, raw, badges), "proof") == ("passed", "proof_holds")
    badges.gone = {"issuer"}
    assert outcome(judge(world, raw, badges), "proof") == ("unknown", "key_unavailable")


@pytest.mark.parametrize(
    "entry", [f"{HOST}/a/1", {"id": f"{HOST}/a/1", "revocationReason": "Awarded by mistake"}]
)
def test_a_revocation_list_is_asked(world: World, entry: object) -> None:
    badges = Badges()
    badges.revoked["revokedAssertions"].append(entry)
    report = judge(world, badges.signed(), badges)
    assert outcome(report, "status") == ("failed", "revoked")
    assert report.verdict is INVALID
    if isinstance(entry, dict):
        assert report.check("status").facts["stated_reason"] == "Awarded by mistake"


def test_a_revocation_list_that_is_gone_leaves_the_status_open(world: World) -> None:
    """STA-05: never taken for good news."""
    badges = Badges()
    badges.gone = {"revoked"}
    assert outcome(judge(world, badges.signed(), badges), "status") == (
        "unknown",
        "status_unavailable",
    )
    badges = Badges()
    badges.revoked["issuer"] = "https://attacker.example/issuer"
    assert outcome(judge(world, badges.signed(), badges), "status") == (
        "unknown",
        "status_issuer_mismatch",
    )


def test_an_expired_badge_says_so(world: World) -> None:
    badges = Badges()
    badges.assertion["expires"] = "2022-11-15T23:59:59Z"
    assert outcome(judge(world, badges.signed(), badges), "validity") == ("failed", "expired")


def test_an_issuer_of_this_register_signs_no_old_badges(world: World) -> None:
    """VER-17: the bundle decides whose keys are ours, not a profile of our host."""
    badges = Badges()
    text = json.dumps(badges.served()).replace(HOST, rw.ORIGIN)
    shelf = Shelf(json.loads(text))
    assertion = json.loads(json.dumps(badges.assertion).replace(HOST, rw.ORIGIN))
    report = judge(world, sign({"alg": "RS256"}, assertion, RSA), shelf)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    assert report.verdict is INVALID


# --- form -----------------------------------------------------------------------------


def test_a_signed_assertion_without_its_signature_is_not_signed(world: World) -> None:
    badges = Badges()
    report = judge(world, badges.hosted(), badges)
    assert outcome(report, "proof") == ("failed", "proof_missing")


BROKEN: list[tuple[Json, tuple[str, str]]] = [
    ({"type": "BadgeClass"}, ("failed", "not_a_credential")),
    ({"issuedOn": "yesterday"}, ("failed", "malformed_time")),
    ({"issuedOn": "2020-12-31"}, ("failed", "malformed_time")),
    ({"issuedOn": 1609459199}, ("failed", "malformed_time")),
    ({"expires": "0001-01-01T00:00:00Z"}, ("failed", "malformed_time")),
    ({"recipient": "a"}, ("failed", "malformed")),
    ({"id": None}, ("failed", "malformed")),
    ({"verification": {"type": "blockchain"}}, ("unknown", "not_supported")),
    ({"@context": "https://w3id.org/openbadges/v1"}, ("unknown", "not_supported")),
]


@pytest.mark.parametrize(("change", "expected"), BROKEN)
def test_a_broken_assertion_is_named(world: World, change: Json, expected: tuple[str, str]) -> None:
    badges = Badges("hosted")
    badges.assertion.update(change)
    assert outcome(judge(world, badges.hosted(), badges), "format") == expected


# --- recipient ------------------------------------------------------------------------


def test_the_recipient_is_compared_by_hash(world: World) -> None:
    badges = Badges()
    raw = badges.signed()
    for address in (EMAIL, EMAIL.title(), f" {EMAIL} "):
        report = judge(world, raw, badges, holder=address)
        assert outcome(report, "holder") == ("passed", "holder_address_fits")
    report = judge(world, raw, badges, holder="other@example.org")
    assert outcome(report, "holder") == ("failed", "holder_address_differs")
    badges.assertion["recipient"] = {"type": "url", "identity": "https://example.org/me"}
    report = judge(world, badges.signed(), badges, holder=EMAIL)
    assert outcome(report, "holder") == ("failed", "holder_address_missing")


def test_identities_of_both_versions() -> None:
    hashed = "md5$" + md5(EMAIL.encode()).hexdigest()
    assert recipient.fits({"type": "email", "hashed": True, "identity": hashed}, EMAIL) is True
    plain = {"type": "email", "hashed": False, "identity": EMAIL}
    assert recipient.fits(plain, EMAIL) is True
    newer = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "sha256$" + sha256(f"{EMAIL}x".encode()).hexdigest(),
        "identityType": "emailAddress",
        "salt": "x",
    }
    assert recipient.fits(newer, EMAIL) is True
    assert recipient.fits(newer | {"identityType": "name"}, EMAIL) is None
    assert recipient.fits({"type": "email", "identity": "sha512$00"}, EMAIL) is None
    assert recipient.fits({"type": "email", "identity": 5}, EMAIL) is None
    assert not recipient.is_address("did:web:a@b")
