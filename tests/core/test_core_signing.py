"""The signer in memory answers as a real one must."""

import pytest

from pharos.core.errors import CoreError
from pharos.core.signing import MemorySigner, Signer

# RFC 8032, section 7.1, test 3.
SEED = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
PUBLIC = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_the_vector_of_the_standard() -> None:
    signer: Signer = MemorySigner({"key": SEED})
    assert signer.sign_many([b"\xaf\x82"], key_id="key", intent=b"") == [SIGNATURE]
    assert MemorySigner({"key": SEED}).public_key("key") == PUBLIC


def test_signatures_come_in_order_and_bear_only_themselves() -> None:
    signer = MemorySigner({"a": SEED})
    both = signer.sign_many([b"1" * 64, b"2" * 64], key_id="a", intent=b"")
    assert both == [signer.sign_many([d * 64], key_id="a", intent=b"")[0] for d in (b"1", b"2")]
    assert {len(signature) for signature in both} == {64}
    assert signer.sign_many([], key_id="a", intent=b"") == []


def test_a_key_it_does_not_hold_signs_nothing() -> None:
    with pytest.raises(CoreError) as refused:
        MemorySigner().sign_many([b"1"], key_id="a", intent=b"")
    assert refused.value.code == "key_unknown"
