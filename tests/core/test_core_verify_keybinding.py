"""The verifier and the proof of the holder's key that it asked for."""

from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw
from registerworld import INVALID, VALID, outcome
from tokenworld import Token, TokenWorld

from pharos.core import jose, p256, sdjwt
from pharos.core.sdjwt.binding import Binding

ASKED = Binding("https://employer.example", "nonce-1", rw.NOW)


@pytest.fixture(scope="module")
def world() -> TokenWorld:
    return TokenWorld()


@pytest.fixture(scope="module")
def bound(world: TokenWorld) -> bytes:
    """A credential that is bound to the holder's key."""
    claims = world.claims()
    claims.payload["cnf"] = {"jwk": tw.public_key("holder").to_jwk()}
    return world.sd_jwt(claims).raw


def presented(
    raw: bytes, signed_by: str = "holder", typ: str = "kb+jwt", other: bytes = b"", **changes: Any
) -> bytes:
    asked: dict[str, Any] = {
        "audience": ASKED.audience, "nonce": ASKED.nonce, "issued_at": rw.NOW, "algorithm": "ES256",
    }  # fmt: skip
    unsigned = sdjwt.key_binding_input(sdjwt.read(other or raw), **(asked | changes))
    if typ != "kb+jwt":
        claims = jose.read(unsigned + b".").payload
        unsigned = jose.signing_input({"alg": "ES256", "typ": typ}, claims)
    return raw + jose.compact(unsigned, p256.sign(unsigned, tw.private_key(signed_by)))


def test_the_holder_proves_the_key(world: TokenWorld, bound: bytes) -> None:
    part = sdjwt.select(sdjwt.read(bound), lambda path: path == ("name",))
    for raw in (bound, part):
        report = world.judge(presented(raw), holder=ASKED)
        assert outcome(report, "holder") == ("passed", "holder_proven")


def test_a_replayed_proof_says_why_it_is_none(world: TokenWorld, bound: bytes) -> None:
    """VER-15: old nonce, other audience, other disclosures, times; each with its own reason."""
    part = sdjwt.select(sdjwt.read(bound), lambda path: path == ("name",))
    future, past = rw.NOW + timedelta(minutes=5), rw.NOW - timedelta(hours=1)
    for raw, code in (
        (presented(bound, nonce="nonce-0"), "holder_nonce"),
        (presented(bound, audience="https://other.example"), "holder_audience"),
        (presented(part, other=bound), "holder_other_presentation"),
        (presented(bound, issued_at=future), "holder_time"),
        (presented(bound, issued_at=past), "holder_time"),
        (presented(bound, signed_by="thief"), "holder_signature"),
        (presented(bound, typ="JWT"), "holder_typ"),
    ):
        report = world.judge(raw, holder=ASKED)
        assert outcome(report, "holder") == ("failed", code)
        assert report.verdict is INVALID


def test_a_missing_proof_is_never_a_warning(world: TokenWorld, bound: bytes) -> None:
    """VER-16: no proof, no key in the credential, or a form that carries none."""
    for raw in (bound, presented(world.sd_jwt().raw), world.jwt().raw):
        report = world.judge(raw, holder=ASKED)
        assert outcome(report, "holder") == ("failed", "holder_binding_missing")
        assert report.verdict is INVALID


def test_a_way_of_binding_that_we_do_not_read_is_not_called_wrong(world: TokenWorld) -> None:
    claims = world.claims()
    claims.payload["cnf"] = {"kid": "did:web:wallet.example#k"}
    report = world.judge(presented(world.sd_jwt(claims).raw), holder=ASKED)
    assert outcome(report, "holder") == ("unknown", "not_supported")


def test_the_did_of_a_holder_is_bound_as_a_key() -> None:
    """A holder's did:key becomes `cnf`, by which the wallet proves it."""
    world = TokenWorld()
    holder = f"did:key:{tw.public_key('holder').multikey}"
    token = world.sd_jwt(world.claims(holder=holder))
    report = world.judge(Token(presented(token.raw), token.tlog_proof), holder=ASKED)
    assert (report.verdict, report.check("holder").code) == (VALID, "holder_proven")
    assert outcome(world.judge(token, holder=holder), "holder") == ("unknown", "holder_not_proven")
