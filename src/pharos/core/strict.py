"""The one front door for untrusted input: JSON, names, texts, instants, URLs.

What passes here has one meaning for every reader: no member twice, no number that
another parser would round, no character that hides, turns or joins what people see.
Refusals are `CoreError`s; hostile input of the permitted size is refused within 50 ms.
"""

import base64
import binascii
import itertools
import json
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final

import orjson

from pharos.core import limits
from pharos.core.errors import Malformed, NotAllowed, TooLarge
from pharos.core.lookalikes import name_skeleton as name_skeleton
from pharos.core.lookalikes import scripts_of_word as scripts_of_word

# --- JSON -----------------------------------------------------------------------------


def load_json(
    raw: bytes,
    *,
    limit: int = limits.MAX_CREDENTIAL_BYTES,
    max_values: int = limits.MAX_JSON_VALUES,
) -> dict[str, Any]:
    """The JSON object in `raw`, read by two parsers that both have to agree.

    Raises `payload_too_large`, or `malformed_json` for duplicate members, NaN and
    infinities, integers of 2^53 or more, depth beyond 64, lone surrogates, NUL, a byte order
    mark, or anything but one object. RFC 8259 and RFC 7493 (I-JSON), section 2.
    """
    if len(raw) > limit:
        raise TooLarge("payload_too_large", "more bytes than we read", limit=limit)
    try:
        # orjson bounds its own recursion, refuses lone surrogates and wrong UTF-8.
        first = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed("malformed_json", f"not JSON: {error.msg}") from None
    if not isinstance(first, dict):
        raise Malformed("malformed_json", "the document is not a JSON object")
    _check_shape(first, max_values)
    # The second reading sees members and numbers as they are written.
    value: dict[str, Any] = json.loads(
        raw,
        object_pairs_hook=_unique_members,
        parse_int=_integer,
        parse_float=_decimal,
        parse_constant=_constant,
    )
    return value


def _check_shape(value: Any, max_values: int) -> None:
    """Refuse depth, too many values and NUL; by a list, so that no depth hurts us."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        if depth > limits.MAX_JSON_DEPTH:
            raise Malformed("malformed_json", "nested too deep", limit=limits.MAX_JSON_DEPTH)
        children: Sequence[Any]
        if isinstance(item, dict):
            children = [*item, *item.values()]
        elif isinstance(item, list):
            children = item
        else:
            if isinstance(item, str) and "\0" in item:
                raise Malformed("malformed_json", "a text holds NUL")
            continue
        seen += len(children)
        if seen > max_values:
            raise TooLarge("payload_too_large", "more values than we read", limit=max_values)
        waiting.extend((child, depth + 1) for child in children)


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("malformed_json", "a member stands twice in one object")
    return members


def _integer(text: str) -> int:
    if len(text) <= limits.MAX_NUMBER_CHARACTERS:
        number = int(text)
        if abs(number) <= limits.MAX_INTEGER:
            return number
    raise Malformed("malformed_json", "an integer of 2^53 or more")


def _decimal(text: str) -> float:
    if len(text) <= limits.MAX_NUMBER_CHARACTERS:
        number = float(text)
        if math.isfinite(number):
            return number
    raise Malformed("malformed_json", "a number that no reader keeps")


def _constant(text: str) -> float:
    raise Malformed("malformed_json", f"{text} is not JSON")


# --- names and texts ------------------------------------------------------------------

# Characters that are drawn as nothing or as a blank although their category is harmless:
# joiners of graphemes, fillers, variation selectors (Unicode, Default_Ignorable).
_INVISIBLE: Final = frozenset(
    itertools.chain(
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        range(0x180B, 0x1810),
        range(0xFE00, 0xFE10),
        range(0xE0000, 0xE1000),
    )
)
# Cc control, Cf format (zero width, bidi, soft hyphen, tags), Cs surrogates, Co private,
# Cn unassigned, Zl and Zp line and paragraph separators.
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORMULA_STARTS: Final = frozenset("=+-@＝＋－＠﹢﹣﹦﹫−")
_LINE_ENDS: Final = re.compile("\r\n?")


def clean_name(text: str, *, max_length: int = limits.MAX_NAME_CHARACTERS) -> str:
    """The name in NFC with single blanks; never NFKC, which would split the Armenian U+0587.

    Raises `name_character` with its 1-based position, `name_formula`, `name_empty`,
    `name_too_long`.
    """
    if len(text) > max_length * 4:  # before any work on hostile lengths
        raise Malformed("name_too_long", "the name is too long", limit=max_length)
    _check_characters(text, code="name_character", allowed="")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise Malformed("name_empty", "the name is empty")
    if len(name) > max_length:
        raise Malformed("name_too_long", "the name is too long", limit=max_length)
    if name[0] in _FORMULA_STARTS:
        # A spreadsheet would run it as a formula wherever the name is exported.
        raise Malformed("name_formula", "a name does not begin like a formula", character=name[0])
    return name


def clean_text(text: str, *, max_length: int = limits.MAX_TEXT_CHARACTERS) -> str:
    """Free text in NFC with `\\n` line ends; a text that begins like a formula stays so.

    Raises `text_character` with its 1-based position, `text_too_long`.
    """
    if len(text) > max_length * 2:
        raise Malformed("text_too_long", "the text is too long", limit=max_length)
    lines = _LINE_ENDS.sub("\n", text)
    _check_characters(lines, code="text_character", allowed="\n\t")
    cleaned = unicodedata.normalize("NFC", lines).strip()
    if len(cleaned) > max_length:
        raise Malformed("text_too_long", "the text is too long", limit=max_length)
    return cleaned


def _check_characters(text: str, *, code: str, allowed: str) -> None:
    marks = 0
    for position, character in enumerate(text, 1):
        if character in allowed:
            continue
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        hidden = category in _REFUSED_CATEGORIES or ord(character) in _INVISIBLE
        if hidden or marks > limits.MAX_MARKS_IN_A_ROW:
            raise Malformed(
                code,
                f"U+{ord(character):04X} at position {position} is not accepted",
                position=position,
                character=f"U+{ord(character):04X}",
            )


# --- instants -------------------------------------------------------------------------

_INSTANT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def parse_instant(text: object) -> datetime:
    """The instant in UTC of an xsd:dateTimeStamp; `malformed_time` without a zone.

    VC Data Model 2.0, section 4.9 (dates are dateTimeStamps).
    """
    if not isinstance(text, str) or len(text) > 40:
        raise Malformed("malformed_time", "a time reads like 2026-11-22T10:00:00Z")
    return _instant(text)


@lru_cache(maxsize=1024)  # all credentials of a chunk have the same few
def _instant(text: str) -> datetime:
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise Malformed("malformed_time", "a time reads like 2026-11-22T10:00:00Z")
    *numbers, fraction, sign, zone_hours, zone_minutes = match.groups()
    year, month, day, hour, minute, second = (int(number) for number in numbers)
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    offset = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
    if offset > timedelta(hours=14) or int(zone_minutes or 0) > 59:
        raise Malformed("malformed_time", "no zone is further than 14 hours")
    zone = timezone(-offset if sign == "-" else offset)
    try:
        local = datetime(year, month, day, hour, minute, second, microsecond, zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed("malformed_time", "there is no such time") from None


@lru_cache(maxsize=1024)
def format_instant(instant: datetime) -> str:
    """The text of an aware instant in whole seconds of UTC: `2026-11-22T10:00:00Z`."""
    if instant.tzinfo is None:
        raise Malformed("malformed_time", "an instant has a zone")
    return instant.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


# --- base64url ------------------------------------------------------------------------

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*")
_TO_URL: Final = bytes.maketrans(b"+/", b"-_")


def b64url_encode(value: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return b64url_bytes(value).decode("ascii")


def b64url_bytes(value: bytes) -> bytes:
    """The same as the bytes of its ASCII text, for what is signed or hashed."""
    # the steps of `base64.urlsafe_b64encode` at half its cost: a token has a dozen of them
    return binascii.b2a_base64(value, newline=False).translate(_TO_URL).rstrip(b"=")


def b64url_decode(text: str, *, max_characters: int = limits.MAX_CREDENTIAL_BYTES) -> bytes:
    """The bytes of the one canonical base64url text; `malformed` for every other spelling."""
    if len(text) > max_characters:
        raise TooLarge("payload_too_large", "more text than we read", limit=max_characters)
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise Malformed("malformed", "not base64url without padding")
    try:
        value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise Malformed("malformed", "not base64url") from None
    if len(text) % 4 and b64url_encode(value[-(len(value) % 3) :]) != text[-(len(text) % 4) :]:
        raise Malformed("malformed", "bits beyond the last byte")
    return value


# --- URLs -----------------------------------------------------------------------------


@dataclass(frozen=True)
class HttpsUrl:
    """An https address in parts that are checked; `text` is what is fetched and shown."""

    text: str
    host: str
    port: int
    path: str
    query: str


# RFC 3986 characters only: no blank, backslash, control, quote or letter beyond ASCII.
_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?")
_URL_CHARACTERS: Final = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC_LABEL: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


def parse_https_url(text: str) -> HttpsUrl:
    """The parts of an https URL, read the same way by check and connection.

    Raises `malformed_url`, `scheme_not_allowed` or `address_not_allowed` (a host that is
    a number in any of its spellings; names are checked again when they are resolved).
    """
    if len(text) > limits.MAX_URL_CHARACTERS or not _URL_CHARACTERS.fullmatch(text):
        raise Malformed("malformed_url", "not a URL of permitted characters and length")
    match = _URL.fullmatch(text)
    if match is None:
        scheme = text.partition(":")[0].lower()
        if ":" in text and scheme != "https":
            raise NotAllowed("scheme_not_allowed", "only https", scheme=scheme)
        raise Malformed("malformed_url", "not a URL with a host")
    scheme, authority, path, query, fragment = match.groups()
    if scheme.lower() != "https":
        raise NotAllowed("scheme_not_allowed", "only https", scheme=scheme.lower())
    if fragment is not None or "@" in authority:
        raise Malformed("malformed_url", "no user, password or fragment in a fetched URL")
    host, port = _host_and_port(authority)
    return HttpsUrl(text=text, host=host, port=port, path=path or "/", query=query or "")


def _host_and_port(authority: str) -> tuple[str, int]:
    name, colon, digits = authority.partition(":")
    if authority.startswith("["):
        raise NotAllowed("address_not_allowed", "a host is a name, not a number", host=authority)
    host = name.lower()
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Malformed("malformed_url", "the host is not a DNS name in ASCII")
    if _NUMERIC_LABEL.fullmatch(labels[-1]):
        raise NotAllowed("address_not_allowed", "a host is a name, not a number", host=host)
    if not colon:
        return host, 443
    if not re.fullmatch(r"[1-9][0-9]{0,4}", digits) or int(digits) > 65535:
        raise Malformed("malformed_url", "the port is not a number between 1 and 65535")
    return host, int(digits)
