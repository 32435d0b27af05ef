"""Base58 and Multikey: known values, one text a value, and refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import multibase
from pharos.core.errors import CoreError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        # The examples of the Base58 draft, section 5, with the multibase letter.
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
        (b"", "z"),
        (b"\0", "z1"),
        (b"\0\0\0", "z111"),
    ],
)
def test_known_values(value: bytes, text: str) -> None:
    assert multibase.b58btc_encode(value) == text
    assert multibase.b58btc_decode(text) == value


def test_the_key_of_the_data_integrity_vectors() -> None:
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    algorithm, public = multibase.decode_multikey(text)
    assert (algorithm, len(public)) == ("Ed25519", 32)
    assert multibase.encode_ed25519(public) == text


@pytest.mark.parametrize(
    ("text", "algorithm", "length"),
    [
        ("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", "P-256", 33),
        (
            "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
            "P-384",
            49,
        ),
    ],
)
def test_keys_of_other_algorithms_are_read(text: str, algorithm: str, length: int) -> None:
    found, public = multibase.decode_multikey(text)
    assert (found, len(public)) == (algorithm, length)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed"),
        ("6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "malformed"),
        ("z0", "malformed"),
        ("zO", "malformed"),
        ("zI", "malformed"),
        ("zl", "malformed"),
        ("z6Mk rJVn", "malformed"),
        ("z6Mk\u0430", "malformed"),
        ("z" + "2" * 100_000, "malformed"),
        (multibase.b58btc_encode(b"\xed\x01" + bytes(31)), "malformed"),
        (multibase.b58btc_encode(b"\xed\x01" + bytes(33)), "malformed"),
        ("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "not_supported"),
        ("z", "not_supported"),
    ],
)
def test_other_texts_are_refused(text: str, code: str) -> None:
    with pytest.raises(CoreError) as refused:
        multibase.decode_multikey(text)
    assert refused.value.code == code


def test_a_key_of_another_length_is_not_written() -> None:
    with pytest.raises(CoreError):
        multibase.encode_ed25519(bytes(31))


@given(st.binary(max_size=100))
def test_values_round_trip(value: bytes) -> None:
    assert multibase.b58btc_decode(multibase.b58btc_encode(value)) == value


@given(st.text(multibase.ALPHABET, max_size=60))
def test_each_value_has_one_text(body: str) -> None:
    assert multibase.b58btc_encode(multibase.b58btc_decode("z" + body)) == "z" + body
