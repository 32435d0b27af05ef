"""The bytes of a status list, unpacked within limits: the same of both kinds of lists."""

import zlib

from pharos.core import limits, strict
from pharos.core.errors import Malformed, TooLarge

ZLIB = zlib.MAX_WBITS
"""The format of RFC 1950, in Token Status Lists."""
GZIP = 16 + zlib.MAX_WBITS
"""The format of RFC 1952, in Bitstring Status Lists."""
_NAMES = {ZLIB: "zlib", GZIP: "GZIP"}


def require_short(text: str) -> None:
    """Raise `status_too_large` for a text that no list of ours or of others needs (STA-01)."""
    if len(text) > limits.MAX_STATUS_TEXT:
        raise TooLarge("status_too_large", "the list is too large", limit=limits.MAX_STATUS_TEXT)


def inflated(text: str, form: int, *, max_bytes: int = limits.MAX_STATUS_BYTES) -> bytes:
    """The bytes behind base64url and `form`.

    Raises `status_too_large` as soon as the limit is passed, `malformed` for anything that is
    not one whole member.
    """
    require_short(text)
    packed = strict.b64url_decode(text, max_characters=limits.MAX_STATUS_TEXT)
    reader = zlib.decompressobj(wbits=form)
    try:
        found = reader.decompress(packed, max_bytes + 1)
    except zlib.error:
        raise Malformed("malformed", f"the list is not compressed by {_NAMES[form]}") from None
    if len(found) > max_bytes:
        raise TooLarge("status_too_large", "the list inflates beyond the limit", limit=max_bytes)
    if not reader.eof or reader.unused_data:
        raise Malformed("malformed", "the list is cut off, or followed by something")
    return found
