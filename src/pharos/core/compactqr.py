"""A whole award in one QR code, so that it can be verified where there is no network.

The code holds `PHAROS1:` and, in Base45 (RFC 9285), zlib-compressed CBOR (RFC 8949): a
COSE_Sign1 (RFC 9052, section 4.2) with ES256 by the issuer's `documents` key. Its payload is
a CWT claims set (RFC 8392): 1 `iss` the issuer's DID, 2 `sub` the holder's DID if there is
one, 4 `exp`, 5 `nbf`, 6 `iat` when it was signed, 7 `cti` the UUID of the credential, and
under a private number the facts of the award (`compactfacts`). CBOR is deterministic
(RFC 8949, section 4.2.1): any other writing of the same values is refused.
"""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import cbor2

from pharos.core import base45, strict
from pharos.core.compactfacts import BARE, FULL, Told, claims
from pharos.core.errors import Malformed, NotAllowed, TooLarge
from pharos.core.openbadges.facts import Award, Issuer, Programme, Status

PREFIX: Final = "PHAROS1:"
KID_SIZE: Final = 8
# Alphanumeric characters of a symbol of version 25 (ISO/IEC 18004, table 7): 117 modules a
# side, which a telephone reads from paper of 6 cm; error level M as long as it has room.
MAX_CHARACTERS_M: Final = 1451
MAX_CHARACTERS: Final = 1853
MAX_INFLATED: Final = 16 * 1024
_SIGN1: Final = 18
_ALGORITHM, _KID, _ES256 = 1, 4, -7
_ISS, _SUB, _EXP, _NBF, _IAT, _CTI = 1, 2, 4, 5, 6, 7
# Numbers below -65536 are for private use (RFC 8392, section 9.1.1).
_FACTS: Final = -65537
_CLAIMS: Final = frozenset({_ISS, _SUB, _EXP, _NBF, _IAT, _CTI, _FACTS})
_YEARS: Final = range(1900, 9999)


@dataclass(frozen=True)
class Compact:
    """What a compact code holds; nothing of it is believed before its signature holds."""

    issuer: str
    kid: bytes
    told: Told
    issued_at: datetime
    signing_input: bytes
    signature: bytes


def signing_input(
    programme: Programme,
    issuer: Issuer,
    award: Award,
    status: Status,
    *,
    kid: str,
    created: str,
    demonstration: bool,
    registration: str | None = None,
) -> bytes:
    """The bytes that the key `kid` (its full id) signs: the Sig_structure of RFC 9052, 4.4.

    Long texts are told in both languages when that fits, else in one, else left out.
    `registration` is the number of the award in the national register. Raises TooLarge.
    """
    protected = _dumps({_ALGORITHM: _ES256, _KID: short_kid(kid)})
    for detail in range(FULL, BARE - 1, -1):
        facts = claims(
            programme,
            issuer,
            award,
            status,
            detail=detail,
            demonstration=demonstration,
            registration=registration,
        )
        made = _sig_structure(protected, _dumps(_claims_set(issuer, award, created, facts)))
        # a signature does not shrink: any 64 bytes of noise show how much room it takes
        if len(text(made, hashlib.sha512(made).digest())) <= MAX_CHARACTERS - 16:
            return made
    raise TooLarge("payload_too_large", "no QR code of ours holds this award")


def text(signing_input: bytes, signature: bytes) -> str:
    """What the QR code holds: the signed award in the alphabet of such codes."""
    if len(signature) != 64:
        raise Malformed("malformed", "a signature of ES256 has 64 bytes")
    _, protected, _, payload = _loads(signing_input)
    whole = _dumps(cbor2.CBORTag(_SIGN1, [protected, {}, payload, signature]))
    return PREFIX + base45.encode(zlib.compress(whole, 9))


def short_kid(key_id: str) -> bytes:
    """The name of a key inside a code: the first bytes of the SHA-256 of its id."""
    return hashlib.sha256(key_id.encode()).digest()[:KID_SIZE]


def read(code: str) -> Compact:
    """What the text of a code holds; raises a CoreError, `malformed` for what is not of ours."""
    if not code.startswith(PREFIX):
        raise Malformed("malformed", "not a compact code")
    whole = _loads(_inflated(base45.decode(code.removeprefix(PREFIX))))
    protected, payload, signature = _parts(whole)
    header, found = _loads(protected), _loads(payload)
    if not isinstance(header, dict) or header.keys() != {_ALGORITHM, _KID}:
        raise Malformed("malformed", "another protected header")
    if header[_ALGORITHM] != _ES256:
        raise NotAllowed("cryptosuite_not_allowed", algorithm=str(header[_ALGORITHM])[:20])
    if not isinstance(found, dict) or not found.keys() <= _CLAIMS:
        raise Malformed("malformed", "claims that no version of ours has")
    try:
        return Compact(
            issuer=_typed(found[_ISS], str),
            kid=_typed(header[_KID], bytes),
            told=_told(found),
            issued_at=_moment(found[_IAT]),
            signing_input=_sig_structure(protected, payload),
            signature=signature,
        )
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        raise Malformed("malformed", "a claim of another form") from None


def _claims_set(issuer: Issuer, award: Award, created: str, facts: dict[int, Any]) -> Any:
    made = {
        _ISS: issuer.organisation.id,
        _SUB: award.holder,
        _EXP: _seconds(award.valid_until),
        _NBF: _seconds(award.valid_from),
        _IAT: _seconds(created),
        _CTI: UUID(award.credential).bytes,
        _FACTS: facts,
    }
    return {name: value for name, value in made.items() if value is not None}


def _told(found: dict[int, Any]) -> Told:
    return Told(
        found[_FACTS],
        issuer=_typed(found[_ISS], str),
        credential=str(UUID(bytes=_typed(found[_CTI], bytes))),
        valid_from=strict.format_instant(_moment(found[_NBF])),
        valid_until=strict.format_instant(_moment(found[_EXP])) if _EXP in found else None,
        holder=_typed(found[_SUB], str) if _SUB in found else None,
    )


def _seconds(instant: str | None) -> int | None:
    return None if instant is None else int(datetime.fromisoformat(instant).timestamp())


def _moment(seconds: object) -> datetime:
    moment = datetime.fromtimestamp(_typed(seconds, int), UTC)
    if moment.year not in _YEARS:
        raise Malformed("malformed_time", "a year that no award has")
    return moment


def _typed(value: Any, kind: Callable[..., Any]) -> Any:
    if type(value) is not kind:
        raise TypeError("a value of another type")
    return value


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    return _dumps(["Signature1", protected, b"", payload])


def _parts(whole: Any) -> tuple[bytes, bytes, bytes]:
    if isinstance(whole, cbor2.CBORTag) and whole.tag == _SIGN1 and len(whole.value) == 4:
        protected, unprotected, payload, signature = whole.value
        if unprotected == {} and all(type(p) is bytes for p in (protected, payload, signature)):
            return protected, payload, signature
    raise Malformed("malformed", "not a COSE_Sign1")


def _dumps(value: Any) -> bytes:
    return bytes(cbor2.dumps(value, canonical=True))


def _loads(raw: bytes) -> Any:
    """The value of deterministic CBOR; any other writing of it is refused (VER-09)."""
    try:
        value = cbor2.loads(raw, max_depth=12, allow_indefinite=False, allow_duplicate_keys=False)
        if _dumps(value) == raw:
            return value
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError):
        pass
    raise Malformed("malformed", "not deterministic CBOR")


def _inflated(packed: bytes) -> bytes:
    """What was compressed, up to a limit: a small code cannot become large."""
    engine = zlib.decompressobj()
    try:
        content = engine.decompress(packed, MAX_INFLATED + 1)
    except zlib.error:
        raise Malformed("malformed", "not compressed by zlib") from None
    if len(content) > MAX_INFLATED:
        raise TooLarge("payload_too_large", limit=MAX_INFLATED)
    if not engine.eof or engine.unused_data:
        raise Malformed("malformed", "not compressed by zlib")
    return content
