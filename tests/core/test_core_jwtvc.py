"""Credentials as JWT: the claims repeat the members, and tokens of other kinds are told apart."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw

from pharos.core import jose, jwtvc, p256
from pharos.core.errors import CoreError, NotSupported
from pharos.core.openbadges import specimen as sp

KID = "did:web:register.example.org:providers:specimen-institute#k"


def token(payload: dict[str, Any], **header: Any) -> jose.Jws:
    unsigned = jose.signing_input(
        {"alg": "ES256", "kid": KID, "typ": "vc+jwt"} | header, jose.json_bytes(payload)
    )
    return jose.read(jose.compact(unsigned, p256.sign(unsigned, tw.private_key("jwt"))))


def made(document: dict[str, Any], **changes: Any) -> jose.Jws:
    unsigned = jwtvc.signing_input(document, kid=KID, algorithm="ES256", **changes)
    return jose.read(jwtvc.compact(unsigned, p256.sign(unsigned, tw.private_key("jwt"))))


def code(jws: jose.Jws) -> str:
    with pytest.raises(CoreError) as caught:
        jwtvc.document_of(jws)
    return caught.value.code


def test_the_payload_is_the_credential_and_says_the_same_in_its_claims() -> None:
    document = sp.credential() | {"validUntil": "2030-01-01T00:00:00Z"}
    jws = made(document, issued_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert jws.header == {"alg": "ES256", "kid": KID, "typ": "vc+jwt", "cty": "vc"}
    assert jws.claims["iss"] == document["issuer"]["id"]
    assert jws.claims["jti"] == document["id"]
    assert jws.claims["sub"] == document["credentialSubject"]["id"]
    assert jose.numeric_date_of(jws.claims["nbf"]) == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert jose.numeric_date_of(jws.claims["exp"]) == datetime(2030, 1, 1, tzinfo=UTC)
    assert jwtvc.signed_at(jws) == datetime(2026, 11, 23, tzinfo=UTC)
    assert "vc" not in jws.claims
    assert jwtvc.document_of(jws) == document


def test_the_same_credential_gives_the_same_bytes() -> None:
    document = sp.credential()
    again = dict(reversed(document.items()))
    first = jwtvc.signing_input(document, kid=KID, algorithm="EdDSA")
    assert first == jwtvc.signing_input(again, kid=KID, algorithm="EdDSA")
    assert jwtvc.signed_at(made(document)) == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "did:web:other.example"},
        {"jti": "urn:uuid:other"},
        {"sub": "did:web:other.example"},
        {"nbf": 1},
        {"exp": 4_000_000_000},
        {"iss": None},
    ],
)
def test_a_claim_that_says_otherwise_than_its_member_is_refused(change: dict[str, Any]) -> None:
    claims = made(sp.credential()).claims | change
    assert code(token(claims)) == "claims_mismatch"


def test_claims_may_be_left_out_but_not_be_ill_written() -> None:
    document = rw.document()
    assert jwtvc.document_of(token(document)) == document
    assert code(token(document | {"nbf": "2026"})) == "malformed_time"
    assert jwtvc.signed_at(token(document)) is None


@pytest.mark.parametrize("typ", ["vc+jwt", "application/vc+jwt", "VC+LD+JWT", "JWT", ""])
def test_the_types_in_use_are_read(typ: str) -> None:
    assert jwtvc.document_of(token(rw.document(), typ=typ)) == rw.document()


@pytest.mark.parametrize(
    ("payload", "typ"),
    [
        (rw.document(), "statuslist+jwt"),
        (rw.document(), "kb+jwt"),
        (rw.document(), "dc+sd-jwt"),
        (rw.document(), "openid4vci-proof+jwt"),
        ({"iss": "x", "sub": "y", "aud": "z"}, "JWT"),
        ({"iss": "x"}, ""),
        ({"vc": {}}, "JWT"),
    ],
)
def test_tokens_of_other_kinds_are_no_credentials(payload: dict[str, Any], typ: str) -> None:
    """VER-07: a status list token, a key binding, an id token signed by the same key."""
    assert code(token(payload, typ=typ)) == "typ_mismatch"


def test_the_older_form_is_completed_by_its_claims() -> None:
    """VC Data Model 1.1, section 6.3.1."""
    inside = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"name": "A"},
    }
    claims = {"iss": "did:web:a.example", "jti": "urn:x:1", "sub": "did:web:b.example",
              "nbf": 1262304000, "exp": 1893456000, "vc": inside}  # fmt: skip
    document = jwtvc.document_of(token(claims, typ="JWT"))
    assert document["issuer"] == "did:web:a.example"
    assert document["id"] == "urn:x:1"
    assert document["credentialSubject"] == {"id": "did:web:b.example", "name": "A"}
    assert document["issuanceDate"] == "2010-01-01T00:00:00Z"
    assert document["expirationDate"] == "2030-01-01T00:00:00Z"
    other = claims | {"vc": inside | {"issuer": "did:web:c.example"}}
    assert code(token(other, typ="JWT")) == "claims_mismatch"


def test_an_envelope_holds_the_token() -> None:
    raw = jwtvc.compact(jwtvc.signing_input(rw.document(), kid=KID, algorithm="ES256"), b"\1" * 64)
    envelope = jwtvc.enveloped(raw)
    assert jwtvc.open_envelope(json.loads(json.dumps(envelope))) == raw
    for address in (None, "", "https://a.example/", "data:application/vc+jwt"):
        with pytest.raises(CoreError):
            jwtvc.open_envelope(envelope | {"id": address})
    with pytest.raises(NotSupported):
        jwtvc.open_envelope(envelope | {"id": "data:application/vc+cose,xyz"})
