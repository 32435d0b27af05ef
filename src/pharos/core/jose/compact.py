"""The compact form: `header.payload.signature`, each part in its one base64url text.

The name of a signed document is the SHA-256 of `header.payload`, never of the signature:
an ECDSA signature has a twin (VER-08).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import orjson

from pharos.core import limits, strict
from pharos.core.errors import Malformed, NotAllowed, NotSupported, TooLarge, WrongSignature
from pharos.core.jose.certificates import x5c_of
from pharos.core.publickeys import PublicKey

Json = dict[str, Any]

ALGORITHMS: Final[Mapping[str, str]] = {
    "ES256": "P-256",
    "ES384": "P-384",
    "EdDSA": "Ed25519",
    "Ed25519": "Ed25519",  # RFC 9864 gives the curve a name of its own
}
"""JOSE's algorithms that we accept, and the kind of key that each needs."""
# Public-key algorithms that others rightly use and we do not compute.  All others, `none`
# and secrets shared with the verifier among them, can never speak for an issuer.
_ELSEWHERE: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES512", "ES256K", "Ed448", "ML-DSA-44"}
)
MAX_HEADER_BYTES: Final = 64 * limits.KIB  # a chain of certificates has 4 to 8 KB


@dataclass(frozen=True)
class Jws:
    """A signed text taken apart; nothing in it is believed yet."""

    header: Mapping[str, Any]
    payload: bytes
    signature: bytes
    signing_input: bytes

    @property
    def identity(self) -> bytes:
        """The name of what was signed, whatever signature it bears."""
        return sha256(self.signing_input).digest()

    @cached_property
    def claims(self) -> Json:
        """The payload as a JSON object, read strictly (VER-09)."""
        return strict.load_json(self.payload, limit=len(self.payload))

    @property
    def kid(self) -> str | None:
        """The name of the key, when it is a text of sane length (VER-06)."""
        kid = self.header.get("kid")
        if kid is None:
            return None
        if not isinstance(kid, str) or not 0 < len(kid) <= limits.MAX_KEY_ID_CHARACTERS:
            raise Malformed("malformed", "the name of a key is a text of sane length")
        return kid


def read(text: bytes, *, limit: int = limits.MAX_CREDENTIAL_BYTES) -> Jws:
    """The parts of a compact JWS (RFC 7515, section 7.1); `malformed` for any other text.

    Raises `payload_too_large` before any parsing (VER-21), `malformed_json`.
    """
    if len(text) > limit:
        raise TooLarge("payload_too_large", "more bytes than we read", limit=limit)
    try:
        parts = text.decode("ascii").split(".", 3)
    except UnicodeDecodeError:
        raise Malformed("malformed", "a signed text is ASCII") from None
    if len(parts) != 3 or not parts[0]:
        raise Malformed("malformed", "a signed text has three parts")
    header, payload, signature = (
        strict.b64url_decode(part, max_characters=limit) for part in parts
    )
    return Jws(
        header=strict.load_json(header, limit=MAX_HEADER_BYTES),
        payload=payload,
        signature=signature,
        signing_input=f"{parts[0]}.{parts[1]}".encode("ascii"),
    )


def check_header(header: Mapping[str, Any]) -> str:
    """The kind of key that the header asks for; decided before any key is looked for.

    Raises `alg_not_allowed` (VER-01, VER-02), `not_supported` for algorithms of others,
    `crit_unsupported`: we know no extension, so none can be critical (VER-04).
    """
    algorithm = header.get("alg")
    if isinstance(algorithm, str) and algorithm in _ELSEWHERE:
        raise NotSupported("not_supported", f"the algorithm {algorithm}", form=algorithm)
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise NotAllowed("alg_not_allowed", "not an algorithm that we accept")
    if "crit" in header or "b64" in header:
        raise NotAllowed("crit_unsupported", "an extension that we do not know")
    return ALGORITHMS[algorithm]


def verify(jws: Jws, key: PublicKey) -> None:
    """Nothing when the signature holds under this key, which fixes the algorithm.

    Raises the codes of `check_header`, `alg_not_allowed` when key and header differ,
    `signature_wrong`.
    """
    if check_header(jws.header) != key.algorithm:
        raise NotAllowed("alg_not_allowed", "the key is of another kind")
    key.verify(jws.signing_input, jws.signature)


def typ_of(header: Mapping[str, Any]) -> str:
    """The media type of the header without `application/`, in small letters; may be empty.

    RFC 7515, section 4.1.9.
    """
    typ = header.get("typ", "")
    if not isinstance(typ, str) or len(typ) > 100:
        raise Malformed("malformed", "the type is a short text")
    return typ.lower().removeprefix("application/")


def load_value(raw: bytes, *, limit: int = limits.MAX_CREDENTIAL_BYTES) -> Any:
    """Any JSON value, read as strictly as an object."""
    read_ = strict.load_json(b'{"value":' + raw + b"}", limit=limit + 16)
    if set(read_) != {"value"}:
        raise Malformed("malformed_json", "more than one value")
    return read_["value"]


# --- making ---------------------------------------------------------------------------


def json_bytes(value: Any) -> bytes:
    """Compact JSON with sorted members: the same value gives the same bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def protected(
    *, algorithm: str, typ: str, kid: str, cty: str | None = None, chain: Sequence[bytes] = ()
) -> Json:
    """The protected header; `chain` is of DER certificates, the signing one first."""
    if algorithm not in ALGORITHMS:
        raise NotAllowed("alg_not_allowed", "not an algorithm that we sign with")
    header: Json = {"alg": algorithm, "kid": kid, "typ": typ}
    if cty is not None:
        header["cty"] = cty
    if chain:
        header["x5c"] = x5c_of(chain)
    return header


def signing_input(header: Mapping[str, Any], payload: bytes) -> bytes:
    """The ASCII bytes that are signed (RFC 7515, section 5.1)."""
    return strict.b64url_bytes(json_bytes(header)) + b"." + strict.b64url_bytes(payload)


def compact(signing_input: bytes, signature: bytes) -> bytes:
    """The signed text; an EC signature is r and s, never DER (RFC 7518, section 3.4)."""
    if len(signature) not in (64, 96):
        raise WrongSignature("signature_wrong", "not a signature of JOSE")
    return signing_input + b"." + strict.b64url_bytes(signature)
