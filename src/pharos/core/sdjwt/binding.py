"""The proof that whoever presents an SD-JWT holds its key (RFC 9901, section 7.3).

What is asked is an argument: who asks, with which nonce, when, and how long a proof is fresh.
That a nonce is used once is for the one who gave it out (VER-15).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pharos.core import jose
from pharos.core.errors import NotAllowed, NotSupported, WrongSignature
from pharos.core.jose import Jws
from pharos.core.publickeys import PublicKey
from pharos.core.sdjwt.presenting import KEY_BINDING_TYP, sd_hash
from pharos.core.sdjwt.reading import SdJwt

LEEWAY = timedelta(seconds=60)


@dataclass(frozen=True)
class Binding:
    """What a verifier asks of the holder."""

    audience: str
    nonce: str
    at: datetime
    fresh: timedelta = timedelta(minutes=10)


def check(credential: SdJwt, asked: Binding) -> None:
    """Nothing when the holder of the key made this very presentation for the one who asks.

    Raises `holder_binding_missing` (VER-16), `holder_typ`, `holder_signature`,
    `holder_audience`, `holder_nonce`, `holder_other_presentation`, `holder_time` (VER-15),
    and the codes of `jose.check_header`.
    """
    if credential.key_binding is None:
        raise NotAllowed("holder_binding_missing", "no proof of the key")
    key = holder_key(credential.claims)
    proof = jose.read(credential.key_binding)
    if jose.typ_of(proof.header) != KEY_BINDING_TYP:
        raise NotAllowed("holder_typ", "a token of another kind")
    jose.check_header(proof.header)
    _check_signature(proof, key)
    claims = proof.claims
    if claims.get("aud") != asked.audience:
        raise NotAllowed("holder_audience", "made for another verifier")
    if claims.get("nonce") != asked.nonce:
        raise NotAllowed("holder_nonce", "made for another question")
    if claims.get("sd_hash") != sd_hash(credential):
        raise NotAllowed("holder_other_presentation", "made for another set of disclosures")
    made = jose.numeric_date_of(claims.get("iat"))
    if not asked.at - asked.fresh - LEEWAY <= made <= asked.at + LEEWAY:
        raise NotAllowed("holder_time", "made in the future, or too long ago")


def holder_key(claims: Mapping[str, Any]) -> PublicKey:
    """The key in `cnf` (RFC 7800, section 3.2); raises `holder_binding_missing`."""
    confirmation = claims.get("cnf")
    if not isinstance(confirmation, dict):
        raise NotAllowed("holder_binding_missing", "the credential is bound to no key")
    jwk = confirmation.get("jwk")
    if not isinstance(jwk, dict):
        raise NotSupported("not_supported", "a way of binding that we do not read", form="cnf")
    return PublicKey.from_jwk(jwk)


def _check_signature(proof: Jws, key: PublicKey) -> None:
    try:
        jose.verify(proof, key)
    except WrongSignature:
        raise NotAllowed("holder_signature", "not signed by the key of the holder") from None
