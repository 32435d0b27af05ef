"""Token Status Lists: one small number a credential, as SD-JWT VC carry them.

Draft 20 of the IETF's OAuth group: entries of 1, 2, 4 or 8 bits, least significant bits
first (section 4.1, the other way round than a Bitstring Status List), compressed by zlib and
written in base64url (4.2), in a JWT of its own (5.1). Ours have two bits: revoked and
suspended are two answers.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pharos.core import inflating, jose, limits, strict
from pharos.core.errors import Malformed, NotAllowed, NotSupported, TooLarge
from pharos.core.jose import Jws

Json = dict[str, Any]

VALID: Final = 0
INVALID: Final = 1
SUSPENDED: Final = 2
TYP: Final = "statuslist+jwt"
ENTRY: Final = "TokenStatusListEntry"
"""How a credential that was read names the kind of its status."""
BITS: Final = (1, 2, 4, 8)
OUR_BITS: Final = 2
_LEVEL: Final = 9  # section 4.1 recommends the highest


def new(entries: int, bits: int = OUR_BITS) -> bytearray:
    """A list of so many entries, all of them valid."""
    _check_bits(bits)
    if entries <= 0 or entries * bits % 8:
        raise Malformed("status_length", "no entries, or not whole bytes", entries=entries)
    return bytearray(entries * bits // 8)


def get(values: bytes | bytearray, bits: int, index: int) -> int:
    """The status at `index`; `status_index` outside of the list (section 4.1)."""
    place, shift = _place(values, bits, index)
    return values[place] >> shift & (1 << bits) - 1


def set(values: bytearray, bits: int, index: int, status: int) -> None:
    """Write the status at `index`."""
    place, shift = _place(values, bits, index)
    mask = (1 << bits) - 1
    if not 0 <= status <= mask:
        raise Malformed("malformed", "no such status in so few bits", status=status)
    values[place] = values[place] & ~(mask << shift) | status << shift


def _place(values: bytes | bytearray, bits: int, index: int) -> tuple[int, int]:
    _check_bits(bits)
    per_byte = 8 // bits
    if not 0 <= index < len(values) * per_byte:
        raise Malformed("status_index", "no such place in the list", index=index)
    return index // per_byte, index % per_byte * bits


def _check_bits(bits: int) -> None:
    if bits not in BITS:
        raise Malformed("malformed", "an entry has 1, 2, 4 or 8 bits", bits=bits)


def merged(revoked: bytes | bytearray, suspended: bytes | bytearray) -> bytearray:
    """The list of two bits that says what two bit strings say (`core.statuslist`).

    Their first bit is the most significant one, ours the least. Revoked outweighs suspended.
    """
    if len(revoked) != len(suspended):
        raise Malformed("status_length", "two lists of different lengths")
    made = bytearray()
    for gone, stopped in zip(revoked, suspended, strict=True):
        made += (_SPREAD[gone] | _SPREAD[stopped & ~gone] << 1).to_bytes(2, "little")
    return made


_SPREAD: Final = tuple(
    sum(1 << 2 * place for place in range(8) if byte & 0x80 >> place) for byte in range(256)
)


def encode(values: bytes | bytearray) -> str:
    """The member `lst` (section 4.2)."""
    return strict.b64url_encode(zlib.compress(bytes(values), _LEVEL))


def decode(text: str, *, max_bytes: int = limits.MAX_STATUS_BYTES) -> bytes:
    """The bytes of a `lst`; `status_too_large` as soon as the limit is passed (STA-01)."""
    return inflating.inflated(text, inflating.ZLIB, max_bytes=max_bytes)


def entry(*, index: int, uri: str) -> Json:
    """The claim `status` that points to one place of a list (section 6.2)."""
    return {"status_list": {"idx": index, "uri": uri}}


def parse_entry(status: object) -> tuple[int, str]:
    """Index and address of a claim `status`.

    Raises `status_index` for an index that is no natural number (STA-02), `not_supported`
    for other mechanisms.
    """
    if not isinstance(status, dict):
        raise Malformed("malformed", "a status is an object")
    found = status.get("status_list")
    if found is None:
        raise NotSupported("not_supported", "another mechanism of status", form="status")
    uri = found.get("uri") if isinstance(found, dict) else None
    if not isinstance(uri, str) or not 0 < len(uri) <= limits.MAX_URL_CHARACTERS:
        raise Malformed("malformed", "a list has an address")
    index = found.get("idx")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        raise Malformed("status_index", "an index is a natural number")
    return index, uri


def signing_input(
    values: bytes | bytearray,
    *,
    uri: str,
    bits: int = OUR_BITS,
    issued_at: datetime,
    expires_at: datetime,
    ttl_seconds: int,
    kid: str,
    algorithm: str,
) -> bytes:
    """What is signed of a Status List Token (section 5.1); `jose.compact` puts it together."""
    header = jose.protected(algorithm=algorithm, typ=TYP, kid=kid)
    claims = {
        "sub": uri,
        "iat": jose.numeric_date(issued_at),
        "exp": jose.numeric_date(expires_at),
        "ttl": ttl_seconds,
        "status_list": {"bits": bits, "lst": encode(values)},
    }
    return jose.signing_input(header, jose.json_bytes(claims))


@dataclass(frozen=True)
class TokenList:
    """A list as its token tells it; its signature is another question."""

    jws: Jws
    uri: str
    issued_at: datetime
    expires_at: datetime | None
    ttl: timedelta | None
    bits: int
    text: str

    def values(self) -> bytes:
        """The entries; raises the codes of `decode`."""
        return decode(self.text)


def read(token: bytes, *, uri: str) -> TokenList:
    """The list in a token that says of itself that it lies at `uri` (section 8.3).

    Raises `typ_mismatch`, `status_purpose` for a list of another address, `malformed`,
    `malformed_time`, `status_too_large`.
    """
    if len(token) > 2 * limits.MAX_STATUS_TEXT:
        raise TooLarge("status_too_large", "the list is too large", limit=limits.MAX_STATUS_TEXT)
    jws = jose.read(token, limit=2 * limits.MAX_STATUS_TEXT)
    if jose.typ_of(jws.header) != TYP:
        raise NotAllowed("typ_mismatch", "not a token of a status list")
    claims = jws.claims
    if claims.get("sub") != uri:
        raise Malformed("status_purpose", "the list of another address")
    held = claims.get("status_list")
    bits, text = (held.get("bits"), held.get("lst")) if isinstance(held, dict) else (None, None)
    if not isinstance(text, str) or isinstance(bits, bool) or bits not in BITS:
        raise Malformed("malformed", "a list has its entries and their size")
    return TokenList(
        jws=jws,
        uri=uri,
        issued_at=jose.numeric_date_of(claims.get("iat")),
        expires_at=_optional(claims, "exp"),
        ttl=_ttl(claims),
        bits=bits,
        text=text,
    )


def _optional(claims: Mapping[str, Any], name: str) -> datetime | None:
    return jose.numeric_date_of(claims[name]) if name in claims else None


def _ttl(claims: Mapping[str, Any]) -> timedelta | None:
    ttl = claims.get("ttl")
    if ttl is None:
        return None
    if isinstance(ttl, bool) or not isinstance(ttl, int) or not 0 < ttl <= 10**9:
        raise Malformed("malformed", "a time to live is a number of seconds")
    return timedelta(seconds=ttl)


def stored(uri: str, token: str) -> Json:
    """A token as a document of a bundle or of a store, found by its address."""
    return {"id": uri, "type": TYP, "token": token}


def token_of(document: Mapping[str, Any]) -> bytes | None:
    """The token of such a document; None for documents of another kind."""
    token = document.get("token")
    if document.get("type") != TYP or not isinstance(token, str):
        return None
    return token.encode("utf-8")
