"""Verifiable credentials and Open Badges 3.0 secured as a JWT, made and taken apart.

One form serves both standards: the payload is the credential itself (VC-JOSE-COSE, section
3.1.1) and bears `iss`, `jti`, `sub` and `nbf` (Open Badges 3.0, section 8.2.4.1), each equal
to the member of the credential that says the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pharos.core import jose, strict
from pharos.core.errors import CoreError, Malformed, NotAllowed, NotSupported
from pharos.core.jose import Jws

Json = dict[str, Any]

TYP: Final = "vc+jwt"
# `vc+ld+jwt` was the name in drafts; Open Badges 3.0 knows `JWT`, and no type at all.
TYPES: Final = frozenset({TYP, "vc+ld+jwt", "jwt", ""})
ENVELOPE: Final = "data:application/vc+jwt,"
_CLAIMS: Final = frozenset({"iss", "jti", "sub", "nbf", "exp", "iat", "aud", "cnf"})


def signing_input(
    document: Mapping[str, Any], *, kid: str, algorithm: str, issued_at: datetime | None = None
) -> bytes:
    """What is signed of an unsigned credential; `kid` is the DID URL of the key.

    `issued_at` (the claim `iat`) tells when this form was made, where that is later than the
    day from which the credential is valid.
    """
    header = jose.protected(algorithm=algorithm, typ=TYP, cty="vc", kid=kid)
    payload = dict(document) | _registered(document)
    if issued_at is not None:
        payload["iat"] = jose.numeric_date(issued_at)
    return jose.signing_input(header, jose.json_bytes(payload))


def compact(signing_input: bytes, signature: bytes) -> bytes:
    """The signed credential."""
    return jose.compact(signing_input, signature)


def enveloped(signed: bytes) -> Json:
    """The signed credential as an EnvelopedVerifiableCredential (VC Data Model 2.0, 4.13)."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": ENVELOPE + signed.decode("ascii"),
        "type": "EnvelopedVerifiableCredential",
    }


def open_envelope(document: Mapping[str, Any]) -> bytes:
    """The signed text inside of an envelope; raises `malformed`, `not_supported`."""
    address = document.get("id")
    if not isinstance(address, str) or not address.startswith("data:"):
        raise Malformed("malformed", "an envelope has a data address")
    media_type, comma, text = address.removeprefix("data:").partition(",")
    if not comma:
        raise Malformed("malformed", "an envelope has a data address")
    if media_type.lower() not in ("application/vc+jwt", "application/vc+ld+jwt"):
        raise NotSupported("not_supported", form=media_type[:60])
    return text.encode("utf-8")


def document_of(jws: Jws) -> Json:
    """The credential in a token, without the claims that repeat it.

    Raises `typ_mismatch` for tokens of other kinds (VER-07), `claims_mismatch` where a claim
    and its member differ, `malformed_time`.
    """
    if jose.typ_of(jws.header) not in TYPES:
        raise NotAllowed("typ_mismatch", "a token of another kind")
    claims = jws.claims
    if isinstance(claims.get("vc"), dict):
        return _older(claims, claims["vc"])
    if "@context" not in claims or "type" not in claims:
        raise NotAllowed("typ_mismatch", "a token of another kind")
    document = {name: value for name, value in claims.items() if name not in _CLAIMS}
    _check_claims(claims, document)
    return document


def _older(claims: Mapping[str, Any], inside: Mapping[str, Any]) -> Json:
    """The credential of VC 1.1 in the claim `vc`, completed by the claims around it.

    VC Data Model 1.1, section 6.3.1: a claim stands in for the member that it replaces.
    """
    if "@context" not in inside or "type" not in inside:
        raise NotAllowed("typ_mismatch", "a token of another kind")
    document = dict(inside)
    if isinstance(claims.get("iss"), str):
        document.setdefault("issuer", claims["iss"])
    if isinstance(claims.get("jti"), str):
        document.setdefault("id", claims["jti"])
    subject = document.get("credentialSubject")
    if isinstance(subject, dict) and isinstance(claims.get("sub"), str):
        document["credentialSubject"] = {"id": claims["sub"], **subject}
    for claim, member in (("nbf", "issuanceDate"), ("exp", "expirationDate")):
        if claim in claims:
            instant = strict.format_instant(jose.numeric_date_of(claims[claim]))
            document.setdefault(member, instant)
    _check_claims(claims, document, ("issuanceDate", "expirationDate"))
    return document


def signed_at(jws: Jws) -> datetime | None:
    """When the token says that it was made: `iat`, else `nbf`."""
    claims = jws.claims
    for name in ("iat", "nbf"):
        if name in claims:
            return jose.numeric_date_of(claims[name])
    return None


def _registered(
    document: Mapping[str, Any], times: tuple[str, str] = ("validFrom", "validUntil")
) -> Json:
    """The claims that the credential itself demands."""
    found: Json = {"iss": _issuer(document)}
    if isinstance(document.get("id"), str):
        found["jti"] = document["id"]
    subject = _subject(document)
    if subject is not None:
        found["sub"] = subject
    for claim, member in zip(("nbf", "exp"), times, strict=True):
        if member in document:
            found[claim] = jose.numeric_date(strict.parse_instant(document[member]))
    return found


def _check_claims(
    claims: Mapping[str, Any],
    document: Mapping[str, Any],
    times: tuple[str, str] = ("validFrom", "validUntil"),
) -> None:
    try:
        expected = _registered(document, times)
    except CoreError:
        # Not what the data model says: the reading of the credential tells why.
        return
    for name in ("iss", "jti", "sub", "nbf", "exp"):
        if name not in claims:
            continue
        if name in ("nbf", "exp"):
            jose.numeric_date_of(claims[name])
        if name in expected and claims[name] != expected[name]:
            raise Malformed("claims_mismatch", "a claim and its member differ", claim=name)
        if name not in expected and name in ("iss", "exp"):
            raise Malformed("claims_mismatch", "a claim has no member", claim=name)


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(name, str):
        raise Malformed("data_model", "the issuer has no id")
    return name


def _subject(document: Mapping[str, Any]) -> str | None:
    subject = document.get("credentialSubject")
    name = subject.get("id") if isinstance(subject, dict) else None
    return name if isinstance(name, str) else None
