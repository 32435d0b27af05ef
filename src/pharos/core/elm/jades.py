"""JAdES baseline B-B: the seal of a European Digital Credential (ETSI TS 119 182-1 V1.2.1).

A JSON Web Signature whose protected header names the certificate and the time. We write the
general JSON serialisation with the payload as it is (`b64` false, RFC 7797), as the
Commission's own issuer does, and the time as `iat`, which the standard demands since
15 May 2025; `sigT`, which it demanded before, is read too.

Opening is arithmetic: whose certificate it is and who answers for it is asked elsewhere.
The certificate is told by the header and never fetched, so it proves no trust (VER-03).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from pharos.core import jose, limits, strict
from pharos.core.elm import sealkeys
from pharos.core.errors import CoreError, Malformed, NotAllowed, NotSupported, WrongSignature
from pharos.core.jose.compact import MAX_HEADER_BYTES

Json = dict[str, Any]

UNDERSTOOD: Final = frozenset({"b64", "sigT", "x5t#o"})
"""The extensions that may be critical, for we heed them; `sigD` moves the payload away."""
TYPES: Final = frozenset({"", "jose", "jose+json", "json", "vc+ld+json"})
_MEMBERS: Final = frozenset({"payload", "signatures", "protected", "header", "signature"})
_HASHES: Final = {"S256": "sha256", "S384": "sha384", "S512": "sha512"}


# --- making ---------------------------------------------------------------------------


def payload_of(document: Mapping[str, Any]) -> bytes:
    """The bytes that are sealed: the credential as compact JSON in UTF-8."""
    return orjson.dumps(document)


def signing_input(payload: bytes, *, chain: Sequence[bytes], signing_time: datetime) -> bytes:
    """What the key of the first certificate signs; `chain` is DER, the sealing one first.

    Header and payload with a dot between them, the payload as it is (RFC 7797, section 5.1).
    """
    header: Json = {
        "alg": sealkeys.algorithm_of(chain[0]),
        "b64": False,
        "crit": ["b64"],
        "cty": "ld+json",
        "iat": jose.numeric_date(signing_time),
        "typ": "jose+json",
        "x5c": jose.x5c_of(chain),
        "x5t#S256": strict.b64url_encode(sha256(chain[0]).digest()),
    }
    return strict.b64url_encode(jose.json_bytes(header)).encode("ascii") + b"." + payload


def sealed(signing_input: bytes, signature: bytes) -> Json:
    """The sealed credential: payload and signature (RFC 7515, section 7.2.1).

    An EC signature is r and s side by side.
    """
    if len(signature) not in (64, 96):
        raise WrongSignature("signature_wrong", "not a signature of JOSE")
    header, _, payload = signing_input.partition(b".")
    one = {"protected": header.decode("ascii"), "signature": strict.b64url_encode(signature)}
    return {"payload": payload.decode("utf-8"), "signatures": [one]}


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A credential that waits for its seal."""

    signing_input: bytes

    def signed(self, signature: bytes) -> bytes:
        """The file of the sealed credential."""
        return orjson.dumps(sealed(self.signing_input, signature))


def unsealed(
    document: Mapping[str, Any], *, chain: Sequence[bytes], signing_time: datetime
) -> Unsealed:
    """The credential with its protected header, ready to be signed."""
    payload = payload_of(document)
    return Unsealed(signing_input(payload, chain=chain, signing_time=signing_time))


# --- opening --------------------------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    """One signature over the payload; nothing in it is believed yet."""

    header: Mapping[str, Any]
    signing_input: bytes
    signature: bytes

    @property
    def identity(self) -> bytes:
        """The name of what was signed, whatever signature it bears (VER-08)."""
        return sha256(self.signing_input).digest()


@dataclass(frozen=True)
class Sealed:
    """A sealed text taken apart."""

    payload: bytes
    signatures: tuple[Signature, ...]

    def document(self) -> Json:
        """The payload as a JSON object, read strictly (VER-09)."""
        return strict.load_json(self.payload, limit=limits.MAX_CREDENTIAL_BYTES)


@dataclass(frozen=True)
class Checked:
    """A signature that holds: under which certificates (DER), and since when it says so."""

    chain: tuple[bytes, ...]
    signed_at: datetime


def opened(raw: bytes) -> Sealed:
    """The parts of a sealed credential in any of the three serialisations.

    Raises `malformed`, `malformed_json`, `payload_too_large`, `typ_mismatch`, and
    `crit_unsupported` for one whose payload lies elsewhere.
    """
    text = raw.strip()
    if not text.startswith(b"{"):
        jws = jose.read(text)
        _check_type(jws.header)
        if "b64" in jws.header:
            raise NotAllowed("crit_unsupported", "a compact text carries an encoded payload")
        return Sealed(jws.payload, (Signature(jws.header, jws.signing_input, jws.signature),))
    outer = strict.load_json(text)
    if not set(outer) <= _MEMBERS:
        raise Malformed("malformed", "a member that no serialisation of a signature has")
    parts = _parts(outer)
    payload = outer.get("payload")
    if not isinstance(payload, str):
        raise Malformed("malformed", "a sealed document without its payload")
    headers = [_header(part) for part in parts]
    plain = {header.get("b64", True) is False for header in headers}
    if len(plain) != 1:
        raise Malformed("malformed", "one payload is either encoded or not (RFC 7797)")
    content = payload.encode("utf-8") if plain.pop() else _decoded(payload)
    signatures = tuple(
        _signature(part, header, payload) for part, header in zip(parts, headers, strict=True)
    )
    return Sealed(content, signatures)


def check(signature: Signature) -> Checked:
    """What holds of one signature; raises the codes of the check `proof`.

    `alg_not_allowed` (VER-01, VER-02), `crit_unsupported` (VER-04), `certificate_mismatch`,
    `key_unavailable`, `key_weak`, `malformed`, `malformed_time`, `signature_wrong`.
    """
    header = signature.header
    algorithm = sealkeys.check_algorithm(header.get("alg"))
    _check_critical(header)
    if "x5c" not in header:
        raise NotSupported("key_unavailable", "the certificate lies elsewhere")
    chain = sealkeys.chain_of(header["x5c"])
    _check_digests(header, chain[0])
    sealkeys.verify(algorithm, chain[0], signature.signing_input, signature.signature)
    return Checked(chain, _signed_at(header))


def _parts(outer: Json) -> list[Json]:
    if "signatures" not in outer:
        return [{name: value for name, value in outer.items() if name != "payload"}]
    parts = outer["signatures"]
    if set(outer) != {"payload", "signatures"} or not isinstance(parts, list):
        raise Malformed("malformed", "the two JSON serialisations are not mixed")
    if not 0 < len(parts) <= limits.MAX_PROOFS or not all(isinstance(p, dict) for p in parts):
        raise Malformed("malformed", "one to eight signatures")
    return parts


def _header(part: Json) -> Json:
    """The protected header; of unprotected ones only `etsiU`, which later stamps need."""
    protected, unprotected = part.get("protected"), part.get("header", {})
    if not set(part) <= {"protected", "header", "signature"} or not isinstance(protected, str):
        raise Malformed("malformed", "a signature has a protected header")
    if not isinstance(unprotected, dict) or not set(unprotected) <= {"etsiU"}:
        raise Malformed("malformed", "a header that is not protected")
    header = strict.load_json(_decoded(protected), limit=MAX_HEADER_BYTES)
    _check_type(header)
    return header


def _signature(part: Json, header: Json, payload: str) -> Signature:
    value = part.get("signature")
    if not isinstance(value, str):
        raise Malformed("malformed", "a signature is a text")
    signed = f"{part['protected']}.{payload}".encode()
    return Signature(header, signed, _decoded(value))


def _decoded(text: str) -> bytes:
    return strict.b64url_decode(text, max_characters=2 * limits.MAX_CREDENTIAL_BYTES)


def _check_type(header: Mapping[str, Any]) -> None:
    """A status list or a token of the same key is no credential (VER-07)."""
    if jose.typ_of(header) not in TYPES:
        raise Malformed("typ_mismatch", "a signed text of another type")
    if "sigD" in header:
        raise NotSupported("not_supported", "a detached payload", form="JAdES sigD")


def _check_critical(header: Mapping[str, Any]) -> None:
    """What is critical is present, named once and understood (RFC 7515, section 4.1.11)."""
    critical = header.get("crit", [])
    right = isinstance(critical, list) and all(isinstance(name, str) for name in critical)
    if not right or ("crit" in header and not critical) or len(set(critical)) != len(critical):
        raise NotAllowed("crit_unsupported", "the list of what is critical is not one")
    if not set(critical) <= UNDERSTOOD & set(header):
        raise NotAllowed("crit_unsupported", "an extension that we do not know")
    if "b64" in header and ("b64" not in critical or not isinstance(header["b64"], bool)):
        raise NotAllowed("crit_unsupported", "an unencoded payload is critical (RFC 7797)")


def _check_digests(header: Mapping[str, Any], certificate: bytes) -> None:
    """The digests that name the certificate are its own (JAdES, clauses 5.1.7 and 5.2.2)."""
    if "x5t#S256" in header:
        _compare(header["x5t#S256"], "S256", certificate)
    if "x5t#o" in header:
        other = header["x5t#o"]
        if not isinstance(other, dict):
            raise Malformed("malformed", "a digest of the certificate is an object")
        _compare(other.get("digVal"), str(other.get("digAlg")), certificate)


def _compare(value: object, algorithm: str, certificate: bytes) -> None:
    name = _HASHES.get(algorithm)
    if name is None:
        raise NotSupported("not_supported", "another digest", form=algorithm[:40])
    digest = sealkeys.digest(name, certificate)
    if value != strict.b64url_encode(digest):
        raise WrongSignature("certificate_mismatch", "the digest is of another certificate")


def _signed_at(header: Mapping[str, Any]) -> datetime:
    """The claimed time: exactly one of `iat` and `sigT` (JAdES, clauses 5.1.11 and 5.2.1)."""
    if ("iat" in header) is ("sigT" in header):
        raise Malformed("malformed_time", "a seal of the baseline tells one time of signing")
    if "iat" in header:
        return jose.numeric_date_of(header["iat"])
    try:
        return strict.parse_instant(header["sigT"])
    except CoreError:
        raise Malformed("malformed_time", "not an instant") from None
