"""The front door: hostile JSON, names, times, base64url and URLs, each refused soon."""

import base64
import gc
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import limits, strict
from pharos.core.errors import CoreError


def _code(call: Any, *arguments: Any, **named: Any) -> str:
    # what other tests left in memory is not measured: no sweep over it within the call
    gc.disable()
    begun = time.process_time()
    try:
        with pytest.raises(CoreError) as refused:
            call(*arguments, **named)
    finally:
        gc.enable()
    # 50 ms is the promise on an idle machine; the test leaves room for a busy one.
    assert time.process_time() - begun < 0.5
    return refused.value.code


# --- JSON -----------------------------------------------------------------------------

HOSTILE = {
    "duplicate member": b'{"iss": 1, "iss": 2}',
    "duplicate by escape": b'{"iss": 1, "\\u0069ss": 2}',
    "duplicate deep down": b'{"a": [{"b": {"c": 1, "c": 1}}]}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": Infinity}',
    "minus Infinity": b'{"a": -Infinity}',
    "1e999": b'{"a": 1e999}',
    "minus 1e999": b'{"a": -1e999}',
    "5,000 digits": b'{"a": ' + b"9" * 5000 + b"}",
    "500,000 digits": b'{"a": ' + b"9" * 500_000 + b"}",
    "5,000 decimals": b'{"a": 0.' + b"1" * 5000 + b"}",
    "beyond 2^53": b'{"a": 9007199254740992}',
    "below -2^53": b'{"a": -9007199254740992}',
    "100,000 arrays": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 open arrays": b"[" * 100_000,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "900 arrays": b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}",
    "65 deep": b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}",
    "lone high surrogate": b'{"a": "\\ud800"}',
    "lone low surrogate": b'{"a": "\\udc00"}',
    "surrogate in a member": b'{"\\ud800": 1}',
    "NUL escaped": b'{"a": "x\\u0000y"}',
    "NUL in a member": b'{"\\u0000": 1}',
    "NUL raw": b'{"a": "\x00"}',
    "control raw": b'{"a": "\x01"}',
    "byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "Latin-1": b'{"a": "\xe9"}',
    "surrogate in UTF-8": b'{"a": "\xed\xa0\x80"}',
    "overlong UTF-8": b'{"a": "\xc0\xaf"}',
    "array": b"[]",
    "text": b'"a"',
    "null": b"null",
    "nothing": b"",
    "two documents": b"{} {}",
    "trailing comma": b'{"a": 1,}',
    "comment": b'{"a": 1} // b',
    "single quotes": b"{'a': 1}",
    "leading zero": b'{"a": 01}',
    "plus": b'{"a": +1}',
    "hexadecimal": b'{"a": 0x1}',
}  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_json_is_refused(raw: bytes) -> None:
    """VER-09, VER-10, UNI-07: duplicate members, numbers, depth, lone surrogates, NUL."""
    assert _code(strict.load_json, raw) == "malformed_json"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": "' + b"x" * limits.MAX_CREDENTIAL_BYTES + b'"}',
        b'{"a": [' + b"0," * 100_000 + b"0]}",
        b'{"a": [' + b"[]," * 100_000 + b"[]]}",
        b'{"a": [' + b"{}," * 100_000 + b"{}]}",
        b"{" + b",".join(b'"%d":0' % n for n in range(60_000)) + b"}",
    ],
    ids=["bytes", "numbers", "arrays", "objects", "members"],
)
def test_large_json_is_refused(raw: bytes) -> None:
    """ISS-06, VER-21, DOS-05: by bytes before any parsing, by values soon after."""
    assert _code(strict.load_json, raw) == "payload_too_large"


def test_the_limit_of_bytes_can_be_set() -> None:
    assert _code(strict.load_json, b'{"a": 1}', limit=7) == "payload_too_large"
    assert strict.load_json(b'{"a": 1}', limit=8) == {"a": 1}


def test_ordinary_json_is_read_as_it_is() -> None:
    raw = '{"a": [1, -2, 1.5, 1e2, true, null, "և\\ud83d\\ude00"], "b": {}}'.encode()
    value = {"a": [1, -2, 1.5, 100.0, True, None, "և\U0001f600"], "b": {}}
    assert strict.load_json(raw) == value
    assert strict.load_json(b'{"a": 9007199254740991, "b": 9.5}')["a"] == 2**53 - 1
    assert strict.load_json(b'{"a": ' + b"[" * 62 + b"]" * 62 + b"}")


@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_our_refusal(raw: bytes) -> None:
    try:
        value = strict.load_json(raw)
    except CoreError:
        return
    assert isinstance(value, dict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
        inner, max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.just("a"), JSON), st.booleans())
def test_what_was_written_is_read(value: dict[str, Any], ascii_only: bool) -> None:
    assert strict.load_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


# --- names and texts ------------------------------------------------------------------

NAMES = [
    "Աննա Պետրոսյան",
    "ნინო ბერიძე",
    "Ó",
    "D'Arcy O’Neill-Ghazaryan",
    "Սևակ",
    "Եւա",
    "Нгуен Ван А",
    "Jean-Luc de la Croix, Jr.",
    "A" * 200,
    "Ելենա (Հելեն) Գրիգորի Ավագյան",
]


@pytest.mark.parametrize("name", NAMES)
def test_real_names_pass_unchanged(name: str) -> None:
    """UNI-08: one letter, 200 letters, apostrophes, no family name."""
    assert strict.clean_name(name) == name


HIDDEN = [
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff",  # zero width
    "\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c",  # direction
    "\u00ad",  # soft hyphen
    "\U000e0041", "\U000e0001",  # tags
    "\x00", "\x07", "\x1b", "\x7f", "\x85", "\t", "\n", "\r",  # control
    "\u2028", "\u2029", "\ud800", "\ue000", "\u0378", "\uffff",
    "\u034f", "\u115f", "\u3164", "\u2800", "\ufe0f", "\U000e0100", "\u180e",
]  # fmt: skip


@pytest.mark.parametrize("character", HIDDEN, ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize("place", [0, 3, 6])
def test_hidden_characters_are_refused_with_their_position(character: str, place: int) -> None:
    """UNI-03: zero width, bidi, soft hyphen, tags; the message names the position."""
    name = "Աննա Պ"[:place] + character + "Աննա Պ"[place:]
    with pytest.raises(CoreError) as refused:
        strict.clean_name(name)
    assert refused.value.code == "name_character"
    assert refused.value.facts["position"] == place + 1
    assert refused.value.facts["character"] == f"U+{ord(character):04X}"
    assert str(place + 1) in refused.value.message


def test_letters_stacked_with_marks_are_refused() -> None:
    """UNI-03: the class of texts that hide others by their marks."""
    assert _code(strict.clean_name, "a" + "\u0301" * 4) == "name_character"
    assert strict.clean_name("Ệ") == "Ệ"


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+cmd", "-2+3", "@SUM", " =1", "＝1", "＋1", "－1", "＠x"]
)
def test_names_that_begin_like_formulas_are_refused(name: str) -> None:
    """UPL-06: a cell that a spreadsheet would run."""
    assert _code(strict.clean_name, name) == "name_formula"


@pytest.mark.parametrize("name", ["\t=1", "\r=1"])
def test_names_that_begin_with_tab_or_return_are_refused(name: str) -> None:
    """UPL-06: tab and carriage return first."""
    assert _code(strict.clean_name, name) == "name_character"


def test_free_text_keeps_what_begins_like_a_formula() -> None:
    """UPL-06: literally in free text."""
    assert strict.clean_text("=1+1\r\n\tline") == "=1+1\n\tline"


@pytest.mark.parametrize("character", sorted(set(HIDDEN) - set("\t\n\r")), ids=ascii)
def test_free_text_hides_nothing_either(character: str) -> None:
    """UNI-03: in texts too, but for line ends and tabs."""
    assert _code(strict.clean_text, f"a{character}b") == "text_character"


def test_names_are_stored_in_nfc() -> None:
    """UNI-04: the same name, composed or not, is one name."""
    assert strict.clean_name("Jose\u0301") == strict.clean_name("José") == "José"
    assert strict.clean_text("Jose\u0301") == "José"


def test_the_armenian_ligature_stays() -> None:
    """UNI-05: NFKC would make two letters of U+0587."""
    assert strict.clean_name("Սևակ") == "Սևակ"
    assert "\u0587" in strict.clean_text("և")


def test_blanks_become_single_blanks() -> None:
    assert strict.clean_name("  Աննա\u00a0 \u3000Պետրոսյան ") == "Աննա Պետրոսյան"


@pytest.mark.parametrize(("name", "code"), [("", "name_empty"), ("  ", "name_empty")])
def test_empty_names_are_refused(name: str, code: str) -> None:
    assert _code(strict.clean_name, name) == code


@pytest.mark.parametrize("length", [201, 10_000_000])
def test_long_names_and_texts_are_refused(length: int) -> None:
    """UNI-08: beyond the limit; UPL-05: a field of 10 MB."""
    assert _code(strict.clean_name, "a" * length) == "name_too_long"
    assert _code(strict.clean_text, "a" * length, max_length=200) == "text_too_long"


@given(st.text(max_size=60))
def test_a_cleaned_name_is_clean(text: str) -> None:
    try:
        name = strict.clean_name(text)
    except CoreError:
        return
    assert strict.clean_name(name) == name


# --- instants -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-11-22T10:00:00+04:00", datetime(2026, 11, 22, 6, tzinfo=UTC)),
        ("2026-11-22T10:00:00-06:30", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)),
        ("2026-11-22T10:00:00.25Z", datetime(2026, 11, 22, 10, 0, 0, 250_000, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_instants_become_utc(text: str, instant: datetime) -> None:
    assert strict.parse_instant(text) == instant
    assert strict.parse_instant(text).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22", "2026-11-22T10:00:00", "2026-11-22 10:00:00Z", "2026-11-22T10:00Z",
        "10000-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:00:60Z",
        "2026-11-22T10:00:00z", "2026-11-22t10:00:00Z", "2026-11-22T10:00:00+15:00",
        "2026-11-22T10:00:00+04:60", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "-2026-11-22T10:00:00Z", "٢٠٢٦-11-22T10:00:00Z", "2026-11-22T10:00:00Z\n",
        "2026-11-22T10:00:00.Z", " 2026-11-22T10:00:00Z", "1763805600", "", "x" * 100_000,
        1763805600, 1763805600.5, -1, None, True, ["2026-11-22T10:00:00Z"], {},
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_other_times_are_refused(value: object) -> None:
    """VER-12: numbers, negative, year 10000, no zone, other spellings."""
    assert _code(strict.parse_instant, value) == "malformed_time"


@given(st.datetimes(timezones=st.timezones()))
def test_instants_round_trip_in_whole_seconds(instant: datetime) -> None:
    try:
        text = strict.format_instant(instant)
    except OverflowError:
        return
    assert abs(strict.parse_instant(text) - instant) < timedelta(seconds=1)


def test_an_instant_without_a_zone_is_not_written() -> None:
    assert _code(strict.format_instant, datetime(2026, 1, 1)) == "malformed_time"


# --- base64url ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["QQ==", "QQ=", "Q Q", "QQ\n", "\nQQ", "+/8", "Q", "QQQQQ", "QR", "QUJ", "Qé", "QQ\0", "QQ%3D"],
    ids=ascii,
)
def test_other_spellings_of_base64url_are_refused(text: str) -> None:
    """VER-11: padding, line breaks, the other alphabet, non-zero trailing bits."""
    assert _code(strict.b64url_decode, text) == "malformed"


@given(st.binary(max_size=80))
def test_base64url_round_trips(value: bytes) -> None:
    text = strict.b64url_encode(value)
    assert text == base64.urlsafe_b64encode(value).decode().rstrip("=")
    assert strict.b64url_decode(text) == value


@given(st.text("QRSTabc019-_", max_size=10))
def test_each_value_has_one_text(text: str) -> None:
    try:
        value = strict.b64url_decode(text)
    except CoreError:
        return
    assert strict.b64url_encode(value) == text


# --- URLs -----------------------------------------------------------------------------


def test_a_url_in_its_parts() -> None:
    url = strict.parse_https_url("https://Registry.Example:8443/a/b%20c?x=1&y=2")
    assert (url.host, url.port, url.path, url.query) == (
        "registry.example",
        8443,
        "/a/b%20c",
        "x=1&y=2",
    )
    assert strict.parse_https_url("https://xn--80ak6aa92e.example").path == "/"


@pytest.mark.parametrize(
    "text",
    ["http://a.example/", "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/",
     "data:text/plain,x", "jar:https://a.example!/x", "javascript:alert(1)"],
)  # fmt: skip
def test_only_https_is_fetched(text: str) -> None:
    """NET-01, NET-07: other schemes by the one parser."""
    assert _code(strict.parse_https_url, text) == "scheme_not_allowed"


@pytest.mark.parametrize(
    "text",
    ["https://user@a.example/", "https://user:pass@a.example/", "https://a.example#@evil.example/",
     "https://a.example\\@evil.example/", "https://a.exa\tmple/", "https://a.example/\n",
     " https://a.example/", "https://a.example/ x", "https://ա.example/", "https://a.example./",
     "https://a..example/", "https://-a.example/", "https:///x", "https://", "https:a.example",
     "//a.example/", "a.example", "", "https://a.example:0/", "https://a.example:65536/",
     "https://a.example:/", "https://a.example:80x/", "https://a.example/%zz", "https://a_b.example/",
     "https://a.example/" + "x" * 3000, "https://a.example/\u202e", 'https://a.example/"'],
    ids=ascii,
)  # fmt: skip
def test_urls_that_are_read_in_two_ways_are_refused(text: str) -> None:
    """NET-07: user and password, fragments, backslash, tab, newline, IDN, trailing dot."""
    assert _code(strict.parse_https_url, text) == "malformed_url"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "0x7f000001", "2130706433", "017700000001", "127.1", "[::1]", "0",
     "[::ffff:127.0.0.1]", "169.254.169.254", "a.0x7f", "[fd00::1]:443"],
)  # fmt: skip
def test_hosts_that_are_numbers_are_refused(host: str) -> None:
    """NET-02: addresses in all spellings, before anything is resolved."""
    assert _code(strict.parse_https_url, f"https://{host}/") == "address_not_allowed"
