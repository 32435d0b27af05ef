"""ECDSA cryptosuites: the W3C vectors at every step, proof sets, and what no signature may be."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pharos.core import contexts, dataintegrity, jcs, multibase, rdf
from pharos.core.errors import CoreError
from pharos.core.publickeys import P256, P384, PublicKey
from pharos.core.signing import MemorySigner

VECTORS = Path(__file__).parents[1] / "vectors" / "data-integrity" / "ecdsa"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
CREATED = "2026-11-22T10:00:00Z"
ISSUER = "did:web:localhost%3A8000:providers:a"
SIGNER = MemorySigner()
SIGNER.add("ed", b"\x07" * 32)
SIGNER.add("p256", b"\x08" * 32, P256)
SIGNER.add("p384", b"\x09" * 48, P384)
DOCUMENT: dict[str, Any] = {
    "@context": [contexts.VC_V2],
    "id": "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00",
    "type": ["VerifiableCredential"],
    "name": "მოწმობა",
    "issuer": ISSUER,
    "credentialSubject": {"id": "urn:uuid:11111111-58f1-4d5c-9d8e-2a6c6a1f4f00"},
}
CASES = [
    ("ecdsa-rdfc-2019-p256", "ECDSAP256", P256),
    ("ecdsa-rdfc-2019-p384", "ECDSAP384", P384),
    ("ecdsa-jcs-2019-p256", "JCSECDSAP256", P256),
    ("ecdsa-jcs-2019-p384", "JCSECDSAP384", P384),
]
SUITES = {
    "eddsa-rdfc-2022": "ed",
    "eddsa-jcs-2022": "ed",
    "ecdsa-rdfc-2019": "p256",
    "ecdsa-jcs-2019": "p256",
}


def text(folder: str, name: str) -> str:
    return (VECTORS / folder / name).read_bytes().decode("utf-8")


def method_of(name: str) -> str:
    return f"{ISSUER}#{SIGNER.multikey(name)}"


def options(suite: str, name: str) -> dict[str, Any]:
    return dataintegrity.proof_options(
        DOCUMENT, verification_method=method_of(name), created=CREATED, cryptosuite=suite
    )


def signer(name: str) -> Callable[..., bytes]:
    return lambda signing_input: SIGNER.sign_many([signing_input], key_id=name, intent=b"")[0]


def signed(suite: str = "ecdsa-rdfc-2019", name: str = "p256") -> dict[str, Any]:
    return dataintegrity.sign(DOCUMENT, options(suite, name), signer(name))


def code(document: Any, proof: Any, key: PublicKey) -> str:
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_proof(document, proof, key)
    return refused.value.code


# --- the vectors of the standard ------------------------------------------------------


@pytest.mark.parametrize(("folder", "suffix", "algorithm"), CASES)
def test_the_w3c_vectors_at_every_step(folder: str, suffix: str, algorithm: str) -> None:
    document = json.loads(text(folder, f"signed{suffix}.json"))
    proof = document["proof"]
    bare = dataintegrity.without_proofs(document)
    config = json.loads(text(folder, f"proofConfig{suffix}.json"))
    name = "sha384" if algorithm == P384 else "sha256"
    if "rdfc" in folder:
        canonical, canonical_config = (
            rdf.canonical_nquads(value, permitted=contexts.BUNDLED, algorithm=name).encode()
            for value in (bare, config)
        )
    else:
        canonical, canonical_config = jcs.canonical_json(bare), jcs.canonical_json(config)
    assert canonical.decode() == text(folder, f"canonDoc{suffix}.txt")
    assert canonical_config.decode() == text(folder, f"proofCanon{suffix}.txt")
    assert hashlib.new(name, canonical).hexdigest() == text(folder, f"docHash{suffix}.txt").strip()
    assert (
        hashlib.new(name, canonical_config).hexdigest()
        == text(folder, f"proofHash{suffix}.txt").strip()
    )
    data = dataintegrity.hash_data(document, proof, permitted=contexts.BUNDLED, hash_name=name)
    assert data.hex() == text(folder, f"combinedHash{suffix}.txt").strip()

    pair = json.loads((VECTORS / f"p{algorithm[2:]}KeyPair.json").read_text("utf-8"))
    own = MemorySigner()
    own.add("key", multibase.b58btc_decode(pair["secretKeyMultibase"])[2:], algorithm)
    assert own.multikey("key") == pair["publicKeyMultibase"]
    [signature] = own.sign_many([data], key_id="key", intent=b"")
    assert signature.hex() == text(folder, f"sigHex{suffix}.txt").strip()
    assert multibase.b58btc_encode(signature) == text(folder, f"sigBTC58{suffix}.txt").strip()
    assert proof["proofValue"] == multibase.b58btc_encode(signature)
    dataintegrity.verify_proof(document, proof, own.key("key"), permitted=contexts.BUNDLED)


@pytest.mark.parametrize(("folder", "suffix", "algorithm"), CASES[:2])
def test_the_vectors_with_an_own_vocabulary_hold_and_are_outside_our_profile(
    folder: str, suffix: str, algorithm: str
) -> None:
    """LD-01: their context is not bundled; from their canonical form on every step is ours."""
    folder += "/employ"
    document = json.loads(text(folder, f"signed{suffix}.json"))
    with pytest.raises(CoreError) as refused:
        dataintegrity.hash_data(document, document["proof"], permitted=contexts.BUNDLED)
    assert refused.value.code == "context_not_allowed"
    combined = bytes.fromhex(text(folder, f"combinedHash{suffix}.txt"))
    name = "sha384" if algorithm == P384 else "sha256"
    canonical = [text(folder, f"{part}{suffix}.txt") for part in ("proofCanon", "canonDoc")]
    assert combined == b"".join(hashlib.new(name, one.encode()).digest() for one in canonical)
    for one in canonical:
        assert rdf.canonical_nquads_from_nquads(one, algorithm=name) == one
    key = PublicKey.from_multikey(document["proof"]["verificationMethod"].split("#")[1])
    assert key.algorithm == algorithm
    key.verify(combined, dataintegrity.check_form(document, document["proof"]))


# --- our own --------------------------------------------------------------------------


@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
@pytest.mark.parametrize("name", ["p256", "p384"])
def test_what_is_signed_verifies_and_nothing_changed_does(suite: str, name: str) -> None:
    key = SIGNER.key(name)
    made = options(suite, name)
    data = dataintegrity.hash_data(DOCUMENT, made, hash_name=key.hash_name)
    document = dataintegrity.with_proof(DOCUMENT, made, signer(name)(data))
    proof = document["proof"][0]
    assert dataintegrity.prove(document, proof, key) == data
    assert code({**document, "name": "x"}, proof, key) == "signature_wrong"
    assert code(document, {**proof, "created": "2026-11-22T10:00:01Z"}, key) == "signature_wrong"


def test_the_other_signature_of_the_same_bytes_has_the_same_identity() -> None:
    """VER-08: s replaced by n - s verifies; the document's name is what was signed."""
    document = signed()
    [proof] = document["proof"]
    value = multibase.b58btc_decode(proof["proofValue"])
    turned = ORDER - int.from_bytes(value[32:], "big")
    other = {
        **proof,
        "proofValue": multibase.b58btc_encode(value[:32] + turned.to_bytes(32, "big")),
    }
    assert other["proofValue"] != proof["proofValue"]
    key = SIGNER.key("p256")
    assert dataintegrity.prove(document, proof, key) == dataintegrity.prove(document, other, key)


@pytest.mark.parametrize("algorithm", [P256, P384])
def test_signatures_in_der_are_refused(algorithm: str) -> None:
    name = "p256" if algorithm == P256 else "p384"
    plain = signer(name)(b"x")
    half = len(plain) // 2
    der = encode_dss_signature(
        int.from_bytes(plain[:half], "big"), int.from_bytes(plain[half:], "big")
    )
    key = SIGNER.key(name)
    key.verify(b"x", plain)
    for wrong in (der, plain + b"\0", plain[:-1], b"", bytes(len(plain)), b"\xff" * len(plain)):
        with pytest.raises(CoreError) as refused:
            key.verify(b"x", wrong)
        assert refused.value.code == "signature_wrong"


def test_every_byte_of_the_signature_counts() -> None:
    plain = signer("p256")(b"x")
    for place in range(64):
        changed = bytearray(plain)
        changed[place] ^= 1
        with pytest.raises(CoreError):
            SIGNER.key("p256").verify(b"x", bytes(changed))


@pytest.mark.parametrize("suite", sorted(SUITES))
@pytest.mark.parametrize("name", ["ed", "p256", "p384"])
def test_a_suite_takes_its_own_kind_of_key_only(suite: str, name: str) -> None:
    """VER-02: what the document says never chooses how a key is used."""
    document = signed(suite, SUITES[suite])
    fits = (name == "ed") == suite.startswith("eddsa")
    if name == SUITES[suite]:
        dataintegrity.verify_proof(document, document["proof"][0], SIGNER.key(name))
    elif fits:
        assert code(document, document["proof"][0], SIGNER.key(name)) == "signature_wrong"
    else:
        assert code(document, document["proof"][0], SIGNER.key(name)) == "cryptosuite_not_allowed"


@pytest.mark.parametrize(
    "raw",
    [b"\x04" + bytes(32), b"\x02" + b"\xff" * 32, b"\x05" + bytes(32), bytes(33), b"\x02"],
    ids=["uncompressed", "beyond the field", "no such form", "zero", "short"],
)
def test_points_that_are_none_verify_nothing(raw: bytes) -> None:
    with pytest.raises(CoreError) as refused:
        PublicKey(P256, raw).verify(b"x", signer("p256")(b"x"))
    assert refused.value.code == "malformed"


# --- sets of proofs -------------------------------------------------------------------


def both() -> dict[str, Any]:
    """One document with an Ed25519 and a P-256 proof side by side."""
    pairs = []
    for suite, name in (("eddsa-rdfc-2022", "ed"), ("ecdsa-rdfc-2019", "p256")):
        made = options(suite, name)
        pairs.append((made, signer(name)(dataintegrity.hash_data(DOCUMENT, made))))
    return dataintegrity.with_proofs(DOCUMENT, pairs)


KEYS = {method_of(name): SIGNER.key(name) for name in ("ed", "p256")}


def test_two_suites_side_by_side_both_hold() -> None:
    results = dataintegrity.verify_all(both(), KEYS)
    assert [result.error for result in results] == [None, None]
    assert [result.verification_method for result in results] == list(KEYS)


def test_a_second_proof_is_added_to_a_signed_document_and_leaves_the_first_untouched() -> None:
    first = signed("eddsa-rdfc-2022", "ed")
    made = options("ecdsa-rdfc-2019", "p256")
    signature = signer("p256")(dataintegrity.hash_data(first, made))
    second = dataintegrity.with_proofs(first, [(made, signature)])
    assert second == both()
    assert second["proof"][0] == first["proof"][0]


@pytest.mark.parametrize("place", [0, 1])
def test_the_result_says_which_proof_does_not_hold(place: int) -> None:
    """LD-07: one spoiled proof of two is named, and the other does not speak for it."""
    document = both()
    document["proof"][place]["created"] = "2026-11-22T10:00:01Z"
    results = dataintegrity.verify_all(document, KEYS)
    assert [result.holds for result in results] == [place == 1, place == 0]
    error = results[place].error
    assert error is not None
    assert error.code == "signature_wrong"


def test_a_proof_moved_to_another_document_does_not_hold() -> None:
    document = {**both(), "name": "another"}
    results = dataintegrity.verify_all(document, KEYS)
    assert [result.holds for result in results] == [False, False]
