"""Token Status Lists: the draft's own encodings, both bit orders, limits, and the token."""

import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import tokenworld as tw
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import jose, limits, p256, statuslist, strict, tokenstatus
from pharos.core.errors import CoreError

VECTORS = Path("tests/vectors/token-status-list")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
URI = "https://register.example/status/token/1"


def told(name: str) -> dict[str, Any]:
    """The JSON of an example, whose long texts are folded over lines."""
    text = (VECTORS / f"status_list_{name}.md").read_text("utf-8")
    found: dict[str, Any] = json.loads(re.sub(r"\n\s+(?![\s\"}])", "", text[text.index("{") :]))
    return found


@pytest.mark.parametrize(
    ("name", "size", "statuses"),
    [
        ("encoding_json", 2, {0: 1, 1: 0, 2: 0, 3: 1, 7: 1, 8: 1, 10: 0, 15: 1}),
        ("encoding2_json", 3, {0: 1, 1: 2, 2: 0, 3: 3, 4: 0, 5: 1, 6: 0, 7: 1, 8: 1, 11: 3}),
        ("encoding1_long_json", 131_072, {0: 1, 1993: 1, 25460: 1, 159495: 1, 1994: 0}),
        ("encoding2_long_json", 262_144, {0: 1, 1993: 2, 25460: 1, 159495: 3, 1994: 0}),
        ("encoding4_json", 524_288, {0: 1, 1993: 2, 35460: 3, 459495: 4, 934534: 10}),
        ("encoding8_json", 1_048_576, {1199: 121, 4520: 213, 19535: 255, 44112: 153}),
    ],
)
def test_the_encodings_of_the_draft(name: str, size: int, statuses: dict[int, int]) -> None:
    example = told(name)
    values = tokenstatus.decode(example["lst"])
    assert len(values) == size
    bits = example["bits"]
    assert {index: tokenstatus.get(values, bits, index) for index in statuses} == statuses
    assert tokenstatus.encode(values) == example["lst"]


def test_the_token_of_the_draft_is_read() -> None:
    raw = "".join((VECTORS / "status_list_jwt_raw.md").read_text("utf-8").split())
    found = tokenstatus.read(raw.encode(), uri="https://example.com/statuslists/1")
    assert (found.bits, found.ttl) == (1, timedelta(hours=12))
    assert [tokenstatus.get(found.values(), 1, index) for index in range(4)] == [1, 0, 0, 1]


def test_the_two_bit_orders_meet() -> None:
    """Both lists come out of one table: first bit most significant there, least here."""
    revoked, suspended = statuslist.new(), statuslist.new()
    for index in (0, 5, 131_071):
        statuslist.set(revoked, index)
    for index in (5, 6):
        statuslist.set(suspended, index)
    values = tokenstatus.merged(revoked, suspended)
    assert len(values) * 4 == statuslist.new().__len__() * 8
    found = {index: tokenstatus.get(values, 2, index) for index in (0, 1, 4, 5, 6, 131_071)}
    assert found == {0: 1, 1: 0, 4: 0, 5: 1, 6: 2, 131_071: 1}
    with pytest.raises(CoreError):
        tokenstatus.merged(revoked, suspended[:-1])


@given(
    st.sampled_from(tokenstatus.BITS),
    st.dictionaries(st.integers(0, 63), st.integers(0, 255), max_size=20),
)
def test_what_is_written_is_read(bits: int, statuses: dict[int, int]) -> None:
    values = tokenstatus.new(64, bits)
    kept = {index: status % (1 << bits) for index, status in statuses.items()}
    for index, status in kept.items():
        tokenstatus.set(values, bits, index, 0)
        tokenstatus.set(values, bits, index, status)
    back = tokenstatus.decode(tokenstatus.encode(values))
    assert {i: tokenstatus.get(back, bits, i) for i in range(64)} == {
        i: kept.get(i, 0) for i in range(64)
    }


@pytest.mark.parametrize(("index", "bits"), [(-1, 2), (64, 2), (2**64, 1), (128, 1), (16, 8)])
def test_no_place_outside_of_the_list(index: int, bits: int) -> None:
    """STA-02: beyond the end, negative, 2^64."""
    with pytest.raises(CoreError) as caught:
        tokenstatus.get(bytes(16), bits, index)
    assert caught.value.code == "status_index"


@pytest.mark.parametrize("bits", [0, 3, 16, -1])
def test_an_entry_has_one_of_four_sizes(bits: int) -> None:
    with pytest.raises(CoreError):
        tokenstatus.get(bytes(16), bits, 0)
    with pytest.raises(CoreError):
        tokenstatus.new(64, bits)


@pytest.mark.parametrize("index", ["5", -1, 1.0, 1.5, True, None, "+1", []])
def test_an_index_is_a_natural_number(index: object) -> None:
    """STA-02: text, negative, fraction."""
    with pytest.raises(CoreError) as caught:
        tokenstatus.parse_entry({"status_list": {"idx": index, "uri": URI}})
    assert caught.value.code == "status_index"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (None, "malformed"),
        ({"status_list": {"idx": 1}}, "malformed"),
        ({"status_list": {"idx": 1, "uri": "x" * 5000}}, "malformed"),
        ({"status_list": 5}, "malformed"),
        ({"identifier_list": {}}, "not_supported"),
    ],
)
def test_other_entries_are_refused_by_their_right_name(status: object, code: str) -> None:
    with pytest.raises(CoreError) as caught:
        tokenstatus.parse_entry(status)
    assert caught.value.code == code


def test_an_entry_is_read_as_it_is_written() -> None:
    assert tokenstatus.parse_entry(tokenstatus.entry(index=7, uri=URI)) == (7, URI)


def test_a_list_that_inflates_without_end_stops_at_the_limit() -> None:
    """STA-01: a gigabyte in a megabyte; stopped within 100 ms."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(limits.MIB)) for _ in range(1024)) + packer.flush()
    text = strict.b64url_encode(packed)
    begin = perf_counter()
    with pytest.raises(CoreError) as caught:
        tokenstatus.decode(text)
    assert caught.value.code == "status_too_large"
    assert perf_counter() - begin < 1


@pytest.mark.parametrize("text", ["", "AAAA", "eNrbuRgAAhcBXQ==", "eNrbuRgAAhcB", "uH4sIAAAA"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(CoreError) as caught:
        tokenstatus.decode(text)
    assert caught.value.code == "malformed"


def test_something_behind_the_list_is_refused() -> None:
    packed = zlib.compress(bytes(16)) + b"more"
    with pytest.raises(CoreError):
        tokenstatus.decode(strict.b64url_encode(packed))


def token(**changes: Any) -> bytes:
    values = tokenstatus.new(131_072)
    tokenstatus.set(values, 2, 7, tokenstatus.SUSPENDED)
    made: dict[str, Any] = {
        "uri": URI, "issued_at": NOW, "expires_at": NOW + timedelta(days=7), "ttl_seconds": 300,
        "kid": "did:web:a.example#k", "algorithm": "ES256",
    }  # fmt: skip
    unsigned = tokenstatus.signing_input(values, **(made | changes))
    return jose.compact(unsigned, p256.sign(unsigned, tw.private_key("list")))


def test_a_token_is_read_as_it_was_made() -> None:
    found = tokenstatus.read(token(), uri=URI)
    jose.verify(found.jws, tw.public_key("list"))
    assert (found.uri, found.bits, found.issued_at) == (URI, 2, NOW)
    assert found.expires_at == NOW + timedelta(days=7)
    assert found.ttl == timedelta(minutes=5)
    values = found.values()
    assert [tokenstatus.get(values, 2, index) for index in (6, 7, 8)] == [0, 2, 0]


def changed(change: dict[str, Any], header: dict[str, Any] | None = None) -> bytes:
    read = jose.read(token())
    claims = {name: value for name, value in (read.claims | change).items() if value is not None}
    unsigned = jose.signing_input({**read.header, **(header or {})}, jose.json_bytes(claims))
    return jose.compact(unsigned, b"\1" * 64)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (changed({}, {"typ": "vc+jwt"}), "typ_mismatch"),
        (changed({}, {"typ": ""}), "typ_mismatch"),
        (changed({"sub": "https://register.example/other"}), "status_purpose"),
        (changed({"sub": None}), "status_purpose"),
        (changed({"iat": None}), "malformed_time"),
        (changed({"iat": "1"}), "malformed_time"),
        (changed({"exp": 1.5}), "malformed_time"),
        (changed({"ttl": 0}), "malformed"),
        (changed({"ttl": "300"}), "malformed"),
        (changed({"status_list": None}), "malformed"),
        (changed({"status_list": {"bits": 3, "lst": "eNoDAAAAAAE"}}), "malformed"),
        (changed({"status_list": {"bits": True, "lst": "eNoDAAAAAAE"}}), "malformed"),
        (changed({"status_list": {"bits": 1}}), "malformed"),
        (b"x", "malformed"),
    ],
)
def test_what_is_no_status_list_token_is_refused(raw: bytes, code: str) -> None:
    """VER-07: a token of another kind; STA-06: the list of another address."""
    with pytest.raises(CoreError) as caught:
        tokenstatus.read(raw, uri=URI)
    assert caught.value.code == code


def test_a_token_is_kept_as_a_document_of_its_address() -> None:
    kept = tokenstatus.stored(URI, token().decode())
    assert kept["id"] == URI
    assert tokenstatus.token_of(kept) == token_of_bytes(kept)
    assert tokenstatus.token_of({"type": "BitstringStatusListCredential"}) is None


def token_of_bytes(kept: dict[str, Any]) -> bytes:
    return str(kept["token"]).encode()
