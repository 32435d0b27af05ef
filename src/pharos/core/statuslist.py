"""Bitstring Status Lists: one bit a credential, for one purpose.

Bitstring Status List 1.0: index 0 is the left-most bit (section 3.1), the string is
compressed by GZIP and written as multibase base64url (section 3.3), and no list has
fewer than 131,072 entries, so that a reader hides in the crowd (section 3.4).
"""

import gzip
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pharos.core import contexts, inflating, limits, strict
from pharos.core.errors import Malformed, NotSupported

# Level 9 takes ten times as long for a tenth of the size.
_LEVEL: Final = 6
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def new(entries: int = limits.MIN_STATUS_ENTRIES) -> bytearray:
    """A list of this many entries, none of them set."""
    if entries < limits.MIN_STATUS_ENTRIES or entries % 8:
        raise Malformed("status_length", "too few entries, or not whole bytes", entries=entries)
    return bytearray(entries // 8)


def get(bits: bytes | bytearray, index: int) -> bool:
    """Whether the bit at `index` is set; `status_index` outside of the list."""
    _check_index(bits, index)
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def set(bits: bytearray, index: int, value: bool = True) -> None:
    """Set or clear the bit at `index`, most significant bit first (section 3.1)."""
    _check_index(bits, index)
    mask = 0x80 >> (index & 7)
    if value:
        bits[index >> 3] |= mask
    else:
        bits[index >> 3] &= ~mask


def _check_index(bits: bytes | bytearray, index: int) -> None:
    if not 0 <= index < len(bits) * 8:
        raise Malformed("status_index", "no such place in the list", index=index)


def parse_index(value: object) -> int:
    """The index of a status entry: decimal digits in a text, nothing else (section 2.2)."""
    if not isinstance(value, str) or not _INDEX.fullmatch(value):
        raise Malformed("status_index", "an index is written in decimal digits")
    return int(value)


def encode(bits: bytes | bytearray) -> str:
    """The `encodedList` of a bit string; the same bits give the same text (section 3.3)."""
    return "u" + strict.b64url_encode(gzip.compress(bytes(bits), _LEVEL, mtime=0))


def decode(text: str, *, max_bytes: int = limits.MAX_STATUS_BYTES) -> bytes:
    """The bit string of an `encodedList` (section 3.4).

    Raises `status_too_large` as soon as the limit is passed, `status_length` for a short
    list, `malformed` for anything that is not one whole GZIP member in base64url.
    """
    inflating.require_short(text)
    if not text.startswith("u"):
        raise Malformed("malformed", "an encoded list begins with u")
    bits = inflating.inflated(text[1:], inflating.GZIP, max_bytes=max_bytes)
    if len(bits) * 8 < limits.MIN_STATUS_ENTRIES:
        raise Malformed("status_length", "the list is shorter than it may be")
    return bits


def entry(*, id: str, purpose: str, index: int, list_url: str) -> dict[str, Any]:
    """The `credentialStatus` that points to one place of a list (section 2.2)."""
    return {
        "id": id,
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def credential(
    *,
    url: str,
    issuer: str,
    purpose: str,
    bits: bytes | bytearray,
    valid_from: datetime,
    valid_until: datetime,
    ttl_ms: int,
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential; one purpose as a text (section 2.3).

    The purpose may be a list by the standard, but other makers' verifiers read a text.
    """
    return {
        "@context": [contexts.VC_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": strict.format_instant(valid_from),
        "validUntil": strict.format_instant(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(bits),
            "ttl": ttl_ms,
        },
    }


def read(document: Mapping[str, Any], *, purpose: str) -> bytes:
    """The bit string of a status list credential that serves `purpose` (section 3.2).

    The caller has verified its proof, issuer and time. Raises `status_purpose` for a list
    of another purpose (STA-06), `not_supported` for entries of more than one bit.
    """
    types, subject = document.get("type"), document.get("credentialSubject")
    listed = types if isinstance(types, list) else [types]
    if "BitstringStatusListCredential" not in listed or not isinstance(subject, dict):
        raise Malformed("malformed", "not a status list credential")
    if subject.get("type") != "BitstringStatusList":
        raise Malformed("malformed", "not a status list")
    served = subject.get("statusPurpose")
    if purpose not in (served if isinstance(served, list) else [served]):
        raise Malformed("status_purpose", "the list serves another purpose", purpose=purpose)
    if subject.get("statusSize", 1) != 1:
        raise NotSupported("not_supported", "entries of more than one bit")
    text = subject.get("encodedList")
    if not isinstance(text, str):
        raise Malformed("malformed", "the list has no content")
    return decode(text)
