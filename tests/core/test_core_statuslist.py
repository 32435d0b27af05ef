"""Status lists: bit order, one encoding, limits, indices, purposes."""

import gzip
import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import datamodel, limits, rdf, statuslist, strict
from pharos.core.errors import CoreError

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
URL = "https://registry.example/status/academy/revocation/1"
# The encoded list of the examples of the standard: 131,072 bits, none set.
EMPTY = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def _packed(value: bytes, **options: Any) -> str:
    return "u" + strict.b64url_encode(gzip.compress(value, mtime=0, **options))


def _credential(bits: bytes | bytearray, purpose: str = "revocation") -> dict[str, Any]:
    return statuslist.credential(
        url=URL,
        issuer="did:web:registry.example:providers:academy",
        purpose=purpose,
        bits=bits,
        valid_from=NOW,
        valid_until=NOW + timedelta(days=7),
        ttl_ms=300_000,
    )


def _code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(CoreError) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_the_example_of_the_standard_is_an_empty_list() -> None:
    assert statuslist.decode(EMPTY) == bytes(16_384)


def test_the_first_index_is_the_left_most_bit() -> None:
    """Section 3.1: most significant bit first."""
    bits = statuslist.new()
    for index in (0, 9, 131_071):
        statuslist.set(bits, index)
    assert (bits[0], bits[1], bits[-1]) == (0b1000_0000, 0b0100_0000, 0b0000_0001)
    assert [index for index in range(131_072) if statuslist.get(bits, index)] == [0, 9, 131_071]
    statuslist.set(bits, 9, False)
    assert not statuslist.get(bits, 9)
    assert sum(bits) == 129


def test_the_same_bits_have_the_same_text() -> None:
    bits = statuslist.new()
    statuslist.set(bits, 94_567)
    text = statuslist.encode(bits)
    assert text == statuslist.encode(bytes(bits))
    assert text.startswith("uH4sIAAAAAAA")  # GZIP without a time of making
    assert zlib.decompress(strict.b64url_decode(text[1:]), wbits=31) == bits


@given(st.sets(st.integers(0, 131_071), max_size=40))
def test_lists_round_trip(indices: set[int]) -> None:
    bits = statuslist.new()
    for index in indices:
        statuslist.set(bits, index)
    read = statuslist.decode(statuslist.encode(bits))
    assert {index for index in indices if statuslist.get(read, index)} == indices
    assert sum(byte.bit_count() for byte in read) == len(indices)


def test_a_bomb_of_a_gibibyte_is_stopped_at_the_limit() -> None:
    """STA-01: 1 GiB from 1.04 MB, stopped at 16 MiB within 100 ms (room for a busy machine)."""
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(1 << 24)) for _ in range(64)) + packer.flush()
    bomb = "u" + strict.b64url_encode(packed)
    begun = time.process_time()
    assert _code(statuslist.decode, bomb) == "status_too_large"
    assert time.process_time() - begun < 0.5


def test_a_list_of_exactly_the_limit_is_read() -> None:
    """STA-01: the limit itself is permitted."""
    assert len(statuslist.decode(_packed(bytes(limits.MAX_STATUS_BYTES)))) == 2**24
    over = _packed(bytes(limits.MAX_STATUS_BYTES + 1))
    assert _code(statuslist.decode, over) == "status_too_large"


def test_a_text_beyond_the_limit_is_not_even_decoded() -> None:
    """STA-01: by the length of the text."""
    text = "u" + "A" * limits.MAX_STATUS_TEXT
    assert _code(statuslist.decode, text) == "status_too_large"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed"),
        ("u", "malformed"),
        (EMPTY[1:], "malformed"),
        ("z" + EMPTY[1:], "malformed"),
        (EMPTY + "=", "malformed"),
        (EMPTY.replace("-", "+"), "malformed"),
        (EMPTY[:-20], "malformed"),
        (EMPTY + "AAAA", "malformed"),
        ("u" + strict.b64url_encode(zlib.compress(bytes(16_384))), "malformed"),
        ("u" + strict.b64url_encode(gzip.compress(bytes(16_384)) * 2), "malformed"),
        (_packed(bytes(16_383)), "status_length"),
        (_packed(b""), "status_length"),
    ],
)
def test_other_texts_are_refused(text: str, code: str) -> None:
    assert _code(statuslist.decode, text) == code


@pytest.mark.parametrize("index", [-1, 131_072, 2**64, -131_072])
def test_places_outside_of_the_list_are_refused(index: int) -> None:
    """STA-02: outside the list, negative, 2^64."""
    bits = statuslist.new()
    assert _code(statuslist.get, bits, index) == "status_index"
    assert _code(statuslist.set, bits, index) == "status_index"


@pytest.mark.parametrize(
    "value",
    [5, 5.0, -1, True, None, "", "-1", "+1", " 1", "1 ", "1.0", "1e3", "01", "0x1", "१", "٣", "1_0",
     "18446744073709551616", "9" * 100_000, [1], "1\n"],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_an_index_is_decimal_digits_in_a_text(value: object) -> None:
    """STA-02: floats, signs, numbers, other digits."""
    assert _code(statuslist.parse_index, value) == "status_index"


@pytest.mark.parametrize("index", [0, 7, 94_567, 131_071])
def test_indices_round_trip(index: int) -> None:
    entry = statuslist.entry(id="urn:a:b", purpose="revocation", index=index, list_url=URL)
    assert statuslist.parse_index(entry["statusListIndex"]) == index


@pytest.mark.parametrize("entries", [131_064, 0, -8, 131_073])
def test_no_list_is_shorter_than_the_standard_says(entries: int) -> None:
    """STA-09: at least 131,072 places."""
    assert _code(statuslist.new, entries) == "status_length"


def test_the_credential_is_right_by_form_and_wholly_signed() -> None:
    bits = statuslist.new()
    statuslist.set(bits, 94_567)
    document = _credential(bits)
    assert datamodel.data_model_problems(document) == []
    assert "encodedList" in rdf.canonical_nquads(document)
    assert document["validUntil"] == "2026-11-29T10:00:00Z"
    assert document["credentialSubject"]["ttl"] == 300_000
    assert statuslist.get(statuslist.read(document, purpose="revocation"), 94_567)


def test_one_purpose_is_not_read_as_the_other() -> None:
    """STA-06: a suspension is no revocation, nor the reverse."""
    document = _credential(statuslist.new(), purpose="suspension")
    assert _code(statuslist.read, document, purpose="revocation") == "status_purpose"
    document["credentialSubject"]["statusPurpose"] = ["revocation", "suspension"]
    assert statuslist.read(document, purpose="revocation") == bytes(16_384)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": ["VerifiableCredential"]}, "malformed"),
        ({"type": None}, "malformed"),
        ({"credentialSubject": []}, "malformed"),
        ({"credentialSubject": {"type": "StatusList2021"}}, "malformed"),
        ({"credentialSubject": {"type": "BitstringStatusList"}}, "status_purpose"),
    ],
)
def test_other_credentials_are_no_lists(change: dict[str, Any], code: str) -> None:
    """VER-07: a credential of another type in the place of a status list."""
    document = {**_credential(statuslist.new()), **change}
    assert _code(statuslist.read, document, purpose="revocation") == code


def test_entries_of_more_bits_are_unknown() -> None:
    document = _credential(statuslist.new())
    document["credentialSubject"]["statusSize"] = 2
    assert _code(statuslist.read, document, purpose="revocation") == "not_supported"
    del document["credentialSubject"]["statusSize"], document["credentialSubject"]["encodedList"]
    assert _code(statuslist.read, document, purpose="revocation") == "malformed"


@given(st.text(max_size=40))
def test_any_text_gives_a_list_or_our_refusal(text: str) -> None:
    with pytest.raises(CoreError):
        statuslist.decode("u" + text)
