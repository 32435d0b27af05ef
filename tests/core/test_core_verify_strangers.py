"""The verifier and tokens of issuers that the register does not know."""

from pathlib import Path
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw
from registerworld import INDETERMINATE, INVALID, VALID, outcome
from tokenworld import TokenWorld

from pharos.core import jose, p256
from pharos.core.verify import Report, tokenkeys, verify
from pharos.core.verify.seals import SealRoot, SealRoots

STRANGER = "https://university.example/issuers/7"


@pytest.fixture(scope="module")
def world() -> TokenWorld:
    return TokenWorld()


def stranger(world: TokenWorld, kid: str, **changes: Any) -> bytes:
    claims = world.claims(iss=STRANGER)
    claims.payload.pop("status")
    return world.sd_jwt(claims, kid=kid, signed_by="stranger", **changes).raw


def test_the_metadata_of_a_foreign_issuer_gives_the_key_and_no_trust(world: TokenWorld) -> None:
    """SD-JWT VC, section 4: found by address in the store, never fetched."""
    key = tw.public_key("stranger")
    address = "https://university.example/.well-known/jwt-vc-issuer/issuers/7"
    assert tokenkeys.metadata_address(STRANGER) == address
    raw = stranger(world, "key-1")
    lost = world.judge(raw)
    assert outcome(lost, "proof") == ("unknown", "key_unavailable")
    assert lost.verdict is INDETERMINATE
    found = tokenkeys.metadata(STRANGER, {"key-1": key})
    report = world.judge(raw, store={address: found})
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert report.verdict is INDETERMINATE
    elsewhere = {"issuer": STRANGER, "jwks_uri": "https://university.example/keys"}
    sets = {address: elsewhere, "https://university.example/keys": found["jwks"]}
    assert outcome(world.judge(raw, store=sets), "proof") == ("passed", "proof_holds")


def test_a_foreign_key_may_be_listed_under_its_did(world: TokenWorld) -> None:
    """Issuers like ours name the key by its DID URL in header and metadata alike."""
    kid = "did:web:university.example#key-1"
    raw = stranger(world, kid)
    assert outcome(world.judge(raw), "proof") == ("unknown", "key_unavailable")
    address = tokenkeys.metadata_address(STRANGER)
    found = tokenkeys.metadata(STRANGER, {kid: tw.public_key("stranger")})
    report = world.judge(raw, store={address: found})
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://university.example/issuers/8"},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": "x"}},
        {"jwks": None},
        {"jwks": {"keys": [{"kid": "key-2"}, 5]}},
    ],
)
def test_metadata_that_does_not_fit_is_not_used(world: TokenWorld, change: dict[str, Any]) -> None:
    address = tokenkeys.metadata_address(STRANGER)
    found = tokenkeys.metadata(STRANGER, {"key-1": tw.public_key("stranger")}) | change
    report = world.judge(stranger(world, "key-1"), store={address: found})
    assert outcome(report, "proof") == ("unknown", "key_unavailable")


def test_a_key_of_the_metadata_for_another_use_is_not_used(world: TokenWorld) -> None:
    address = tokenkeys.metadata_address(STRANGER)
    found = tokenkeys.metadata(STRANGER, {"key-1": tw.public_key("stranger")})
    found["jwks"]["keys"][0]["use"] = "enc"
    report = world.judge(stranger(world, "key-1"), store={address: found})
    assert outcome(report, "proof") == ("failed", "proof_purpose")


def test_metadata_of_our_name_with_a_strange_key_is_no_trust(world: TokenWorld) -> None:
    """KEY-04: a new key at the issuer's own address that its history does not know."""
    token = world.sd_jwt(kid="new-key", signed_by="attacker")
    report = world.judge(token)
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    assert report.verdict is INVALID


def test_a_foreign_chain_proves_arithmetic_only(world: TokenWorld) -> None:
    chain = [tw.certificate("stranger", address=STRANGER)]
    report = world.judge(stranger(world, "key-1", chain=chain))
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    claims = world.claims()
    del claims.payload["iss"]
    del claims.payload["status"]
    nameless = world.sd_jwt(claims, signed_by="stranger", chain=chain)
    assert world.judge(nameless).facts["issuer"]["id"] == STRANGER  # type: ignore[index]


def test_a_foreign_badge_with_its_key_in_the_header_cannot_be_judged(world: TokenWorld) -> None:
    """Open Badges 3.0 allows it; who it is nobody can tell from that."""
    document = rw.document() | {"issuer": {"id": STRANGER, "type": ["Profile"]}}
    claims = document | {"iss": STRANGER}
    header = {"alg": "ES256", "typ": "JWT", "jwk": tw.public_key("stranger").to_jwk()}
    unsigned = jose.signing_input(header, jose.json_bytes(claims))
    raw = jose.compact(unsigned, p256.sign(unsigned, tw.private_key("stranger")))
    report = world.judge(raw)
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    assert report.verdict is INDETERMINATE


def test_the_sample_of_the_badge_standard_is_not_supported_and_not_wrong(world: TokenWorld) -> None:
    """1EdTech's `simple.jwt`: VC 1.1, RS256, no key named."""
    raw = Path("tests/vectors/openbadges/simple.jwt").read_bytes()
    report = world.judge(raw.strip())
    assert outcome(report, "format") == ("passed", "format_read")
    assert outcome(report, "proof") == ("unknown", "not_supported")
    assert report.verdict is INDETERMINATE


# --- roots --------------------------------------------------------------------------------


def chain_of(name: str, address: str, *, ca: str = "root") -> list[bytes]:
    """The certificate of a key under a root, the key's own first."""
    return [tw.certificate(name, address=address, above=ca), tw.authority(ca)]


def rooted(world: TokenWorld, raw: bytes, *roots: str) -> Report:
    found = SealRoots(tuple(SealRoot(tw.authority(name)) for name in roots))
    return verify(raw, trust=world.trust(), at=rw.NOW, roots=found)


def test_a_chain_to_a_trusted_root_tells_the_issuer(world: TokenWorld) -> None:
    """SD-JWT VC, section 2.5: inline certificates, by the roots of whoever verifies."""
    raw = stranger(world, "key-1", chain=chain_of("stranger", STRANGER))
    report = rooted(world, raw, "root")
    assert outcome(report, "issuer") == ("passed", "seal_root_known")
    assert report.verdict is VALID
    for roots in ((), ("other",)):
        report = rooted(world, raw, *roots)
        assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")


def test_a_certificate_speaks_for_its_own_address_only(world: TokenWorld) -> None:
    raw = stranger(world, "key-1", chain=chain_of("stranger", "https://other.example"))
    report = rooted(world, raw, "root")
    assert outcome(report, "issuer") == ("unknown", "seal_of_another")
    assert report.verdict is INDETERMINATE
    host = stranger(world, "key-1", chain=chain_of("stranger", "https://university.example"))
    assert outcome(rooted(world, host, "root"), "issuer") == ("passed", "seal_root_known")


def test_no_root_speaks_for_an_issuer_of_the_register(world: TokenWorld) -> None:
    """VER-17: a chain of a trusted root in the name of ours."""
    token = world.sd_jwt(signed_by="attacker", chain=chain_of("attacker", tw.ISS))
    report = rooted(world, token.raw, "root")
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")


def test_a_chain_with_something_unreadable_is_refused(world: TokenWorld) -> None:
    chain = [tw.certificate("stranger", address=STRANGER), b"no certificate"]
    report = rooted(world, stranger(world, "key-1", chain=chain), "root")
    assert outcome(report, "proof") == ("failed", "malformed")
