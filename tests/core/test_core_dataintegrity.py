"""Data Integrity: the W3C vectors at every step, and what no proof may be."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pharos.core import contexts, dataintegrity, jcs, multibase, rdf
from pharos.core.errors import CoreError
from pharos.core.signing import MemorySigner

VECTORS = Path(__file__).parents[1] / "vectors" / "data-integrity" / "eddsa"
SUITES = [("eddsa-rdfc-2022", "DataInt"), ("eddsa-jcs-2022", "JCS")]
METHOD = "did:web:localhost%3A8000:providers:a#key"
SIGNER = MemorySigner({METHOD: b"\x07" * 32})
PUBLIC = SIGNER.public_key(METHOD)
EDDSA = ("eddsa-jcs-2022", "eddsa-rdfc-2022")
DOCUMENT: dict[str, Any] = {
    "@context": [contexts.VC_V2],
    "id": "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00",
    "type": ["VerifiableCredential"],
    "name": "Վկայական",
    "issuer": "did:web:localhost%3A8000:providers:a",
    "credentialSubject": {"id": "urn:uuid:11111111-58f1-4d5c-9d8e-2a6c6a1f4f00"},
}
CREATED = "2026-11-22T10:00:00Z"


def _read(folder: str, name: str) -> Any:
    return json.loads((VECTORS / folder / name).read_text("utf-8"))


def _text(folder: str, name: str) -> str:
    return (VECTORS / folder / name).read_bytes().decode("utf-8")


def _options(cryptosuite: str = dataintegrity.RDFC, document: Any = None) -> dict[str, Any]:
    return dataintegrity.proof_options(
        document or DOCUMENT, verification_method=METHOD, created=CREATED, cryptosuite=cryptosuite
    )


def _signed(cryptosuite: str = dataintegrity.RDFC) -> dict[str, Any]:
    def signer(signing_input: bytes) -> bytes:
        return SIGNER.sign_many([signing_input], key_id=METHOD, intent=b"")[0]

    return dataintegrity.sign(DOCUMENT, _options(cryptosuite), signer)


def _code(document: Any, proof: Any, public: bytes = PUBLIC) -> str:
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_proof(document, proof, public)
    return refused.value.code


# --- the vectors of the standard ------------------------------------------------------


@pytest.mark.parametrize(("folder", "suffix"), SUITES)
def test_the_w3c_vectors_at_every_step(folder: str, suffix: str) -> None:
    document = _read(folder, f"signed{suffix}.json")
    proof = document["proof"]
    bare = {key: value for key, value in document.items() if key != "proof"}
    config = _read(folder, f"proofConfig{suffix}.json")

    if folder == dataintegrity.RDFC:
        canonical = rdf.canonical_nquads(bare, permitted=contexts.BUNDLED)
        canonical_config = rdf.canonical_nquads(config, permitted=contexts.BUNDLED)
    else:
        canonical = jcs.canonical_json(bare).decode()
        canonical_config = jcs.canonical_json(config).decode()
    assert canonical == _text(folder, f"canonDoc{suffix}.txt")
    assert canonical_config == _text(folder, f"proofCanon{suffix}.txt")

    hash_of_document = hashlib.sha256(canonical.encode()).hexdigest()
    hash_of_config = hashlib.sha256(canonical_config.encode()).hexdigest()
    assert hash_of_document == _text(folder, f"docHash{suffix}.txt").strip()
    assert hash_of_config == _text(folder, f"proofHash{suffix}.txt").strip()

    data = dataintegrity.hash_data(document, proof, permitted=contexts.BUNDLED)
    assert data.hex() == _text(folder, f"combinedHash{suffix}.txt").strip()
    assert data == dataintegrity.hash_data(bare, config, permitted=contexts.BUNDLED)

    pair = json.loads((VECTORS / "keyPair.json").read_text("utf-8"))
    secret = multibase.b58btc_decode(pair["privateKeyMultibase"])[2:]
    signer = MemorySigner({"key": secret})
    [signature] = signer.sign_many([data], key_id="key", intent=b"")
    assert signer.multikey("key") == pair["publicKeyMultibase"]
    assert signature.hex() == _text(folder, f"sigHex{suffix}.txt").strip()
    assert multibase.b58btc_encode(signature) == _text(folder, f"sigBTC58{suffix}.txt").strip()
    assert proof["proofValue"] == multibase.b58btc_encode(signature)

    dataintegrity.verify_proof(
        document, proof, signer.public_key("key"), permitted=contexts.BUNDLED
    )


def test_the_vector_with_an_own_vocabulary_is_outside_our_profile() -> None:
    """LD-01: the employment vector names a context that is not bundled; its bytes hold."""
    folder = "eddsa-rdfc-2022/employ"
    document = _read(folder, "signedDataInt.json")
    with pytest.raises(CoreError) as refused:
        dataintegrity.hash_data(document, document["proof"], permitted=contexts.BUNDLED)
    assert refused.value.code == "context_not_allowed"
    combined = bytes.fromhex(_text(folder, "combinedHashDataInt.txt"))
    _, public = multibase.decode_multikey(document["proof"]["verificationMethod"].split("#")[1])
    signature = dataintegrity.check_form(document, document["proof"])
    dataintegrity.verify_signature(combined, signature, public)


def _keys(document: Any) -> dict[str, bytes]:
    methods = [proof["verificationMethod"] for proof in document["proof"]]
    return {method: multibase.decode_multikey(method.split("#")[1])[1] for method in methods}


def test_all_proofs_of_the_w3c_proof_set_hold() -> None:
    document = _read("proof-set-chain", "signedProofSet2.json")
    results = dataintegrity.verify_all(document, _keys(document), permitted=contexts.BUNDLED)
    assert [result.holds for result in results] == [True, True]


def test_one_right_proof_does_not_speak_for_another() -> None:
    """LD-07: two proofs, one by an unknown key, one altered: each has its own answer."""
    document = _read("proof-set-chain", "signedProofSet2.json")
    first, second = _keys(document).items()
    results = dataintegrity.verify_all(document, dict([first]), permitted=contexts.BUNDLED)
    assert [result.error and result.error.code for result in results] == [None, "key_unknown"]
    swapped = {first[0]: second[1], second[0]: second[1]}
    results = dataintegrity.verify_all(document, swapped, permitted=contexts.BUNDLED)
    assert [result.error and result.error.code for result in results] == ["signature_wrong", None]


@pytest.mark.parametrize("name", ["signedProofChain1.json", "signedProofChain2.json"])
def test_chains_of_proofs_are_not_supported(name: str) -> None:
    """LD-07: a proof that leans on another one is answered as unknown, never as valid."""
    document = _read("proof-set-chain", name)
    results = dataintegrity.verify_all(document, _keys(document), permitted=contexts.BUNDLED)
    codes = [result.error.code for result in results if result.error]
    assert "not_supported" in codes


# --- our own proofs -------------------------------------------------------------------


@pytest.mark.parametrize("cryptosuite", EDDSA)
def test_what_we_sign_verifies(cryptosuite: str) -> None:
    document = _signed(cryptosuite)
    [proof] = dataintegrity.proofs(document)
    dataintegrity.verify_proof(document, proof, PUBLIC)
    assert len(dataintegrity.hash_data(document, proof)) == 64


def test_the_options_come_first_then_the_document() -> None:
    data = dataintegrity.hash_data(DOCUMENT, _options())
    nquads = rdf.canonical_nquads(DOCUMENT)
    assert data[32:] == hashlib.sha256(nquads.encode()).digest()


@pytest.mark.parametrize("cryptosuite", EDDSA)
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", "Վկայագիր"),
        ("validFrom", CREATED),
        ("issuer", "did:web:localhost%3A8000:providers:b"),
        ("credentialSubject", {"id": "urn:uuid:22222222-58f1-4d5c-9d8e-2a6c6a1f4f00"}),
        ("name", None),
    ],
)
def test_a_changed_document_does_not_verify(cryptosuite: str, member: str, value: Any) -> None:
    document = _signed(cryptosuite)
    changed = {**document, member: value}
    assert _code(changed, changed["proof"][0]) in ("signature_wrong", "undefined_term")


@pytest.mark.parametrize("cryptosuite", EDDSA)
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("created", "2026-11-22T10:00:01Z"),
        ("verificationMethod", METHOD + "2"),
        ("expires", "2036-11-22T10:00:00Z"),
        ("nonce", "x"),
        ("domain", "x"),
        ("id", "urn:x:y"),
    ],
)
def test_changed_options_do_not_verify(cryptosuite: str, member: str, value: Any) -> None:
    document = _signed(cryptosuite)
    assert _code(document, {**document["proof"][0], member: value}) == "signature_wrong"


def test_a_term_that_is_not_signed_is_refused() -> None:
    """LD-04: `grade` added to a signed credential, in document and in proof."""
    document = _signed()
    assert _code({**document, "grade": "20"}, document["proof"][0]) == "undefined_term"
    assert _code(document, {**document["proof"][0], "grade": "20"}) == "undefined_term"


def test_the_jcs_suite_keeps_to_the_profile_too() -> None:
    """LD-02, LD-04: undefined words and inline contexts, although JCS would sign them."""
    for change in ({"grade": "20"}, {"@context": [contexts.VC_V2, {"grade": "urn:x:y"}]}):
        document = {**DOCUMENT, **change}
        with pytest.raises(CoreError) as refused:
            dataintegrity.hash_data(document, _options(dataintegrity.JCS, document))
        assert refused.value.code in ("undefined_term", "context_not_allowed")


@pytest.mark.parametrize(
    "purpose", ["authentication", "keyAgreement", "", None, ["assertionMethod"]]
)
def test_another_purpose_is_refused(purpose: Any) -> None:
    """LD-08: `proofPurpose` authentication used for a credential."""
    document = _signed()
    assert _code(document, {**document["proof"][0], "proofPurpose": purpose}) == "proof_purpose"


@pytest.mark.parametrize("suite", ["bbs-2023", "eddsa-xi-2023"])
def test_suites_of_others_are_unknown_not_wrong(suite: str) -> None:
    document = _signed()
    assert _code(document, {**document["proof"][0], "cryptosuite": suite}) == "not_supported"


@pytest.mark.parametrize("suite", ["none", "", None, "EDDSA-RDFC-2022", "eddsa-2022", 5, []])
def test_suites_are_on_a_list(suite: Any) -> None:
    """VER-01: decided by an allow-list, before any key."""
    document = _signed()
    code = _code(document, {**document["proof"][0], "cryptosuite": suite})
    assert code == "cryptosuite_not_allowed"


def test_one_suite_is_not_taken_for_the_other() -> None:
    document = _signed()
    changed = {**document["proof"][0], "cryptosuite": dataintegrity.JCS}
    assert _code(document, changed) == "signature_wrong"


def test_another_type_of_proof_is_unknown() -> None:
    document = _signed()
    changed = {**document["proof"][0], "type": "Ed25519Signature2018"}
    assert _code(document, changed) == "not_supported"


VALUE = _signed()["proof"][0]["proofValue"]


@pytest.mark.parametrize(
    "value",
    ["", "z", VALUE[1:], "u" + VALUE[1:], VALUE + "1", VALUE[:-3], "z1" + VALUE[1:], VALUE + "\n",
     "z" * 10_000, None, 5, [VALUE]],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_values_that_are_no_signature_are_malformed(value: Any) -> None:
    document = _signed()
    assert _code(document, {**document["proof"][0], "proofValue": value}) == "malformed"


@pytest.mark.parametrize("created", [None, "", "2026-11-22", 5, "2026-11-22T10:00:00"])
def test_a_proof_says_when_it_was_made(created: Any) -> None:
    """VER-12: with a zone."""
    document = _signed()
    assert _code(document, {**document["proof"][0], "created": created}) == "malformed_time"


@pytest.mark.parametrize("method", [None, "", 5, ["x"], "did:web:a#" + "x" * 1_000_000])
def test_a_proof_names_its_key(method: Any) -> None:
    """VER-06: a key id of one megabyte, or none."""
    document = _signed()
    assert _code(document, {**document["proof"][0], "verificationMethod": method}) == "malformed"


def test_every_bit_of_the_signature_counts() -> None:
    document = _signed()
    data = dataintegrity.hash_data(document, document["proof"][0])
    signature = multibase.b58btc_decode(VALUE)
    dataintegrity.verify_signature(data, signature, PUBLIC)
    for bit in range(512):
        other = bytearray(signature)
        other[bit >> 3] ^= 1 << (bit & 7)
        with pytest.raises(CoreError):
            dataintegrity.verify_signature(data, bytes(other), PUBLIC)


def test_a_signature_has_one_form() -> None:
    """VER-08: s + L would be a second signature of the same bytes."""
    data = dataintegrity.hash_data(DOCUMENT, _options())
    [signature] = SIGNER.sign_many([data], key_id=METHOD, intent=b"")
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(signature[32:], "little") + order
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_signature(data, signature[:32] + scalar.to_bytes(32, "little"), PUBLIC)
    assert refused.value.code == "signature_wrong"


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), bytes(31), b""])
def test_keys_of_small_order_verify_nothing(public: bytes) -> None:
    signature = b"\x01" + bytes(63)
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_signature(b"x" * 64, signature, public)
    assert refused.value.code == "signature_wrong"


@pytest.mark.parametrize("proof", [None, [], "x", [None], [[]], [{}] * 9])
def test_documents_without_readable_proofs(proof: Any) -> None:
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_all({**DOCUMENT, "proof": proof}, {})
    assert refused.value.code in ("proof_missing", "malformed")


@pytest.mark.parametrize("proof", [{}, [{}], [{}, {"type": "DataIntegrityProof"}]])
def test_empty_proofs_do_not_hold(proof: Any) -> None:
    results = dataintegrity.verify_all({**DOCUMENT, "proof": proof}, {})
    assert results
    assert not any(result.holds for result in results)


def test_a_document_without_proof_is_said_to_have_none() -> None:
    with pytest.raises(CoreError) as refused:
        dataintegrity.proofs(DOCUMENT)
    assert refused.value.code == "proof_missing"


def test_a_proof_speaks_of_the_contexts_of_its_document() -> None:
    """LD-02: a proof with a context of its own that is no prefix of the document's."""
    document = _signed(dataintegrity.JCS)
    for own in ([contexts.OPEN_BADGES], {"name": "urn:x:y"}, [contexts.VC_V2, contexts.DID_V1]):
        changed = {**document["proof"][0], "@context": own}
        assert _code(document, changed) == "context_not_allowed"


def test_contexts_appended_after_signing_are_refused() -> None:
    """LD-02: the JCS suite would put the proof's shorter context back; we do not."""
    document = _signed(dataintegrity.JCS)
    longer = {**document, "@context": [contexts.VC_V2, contexts.OPEN_BADGES]}
    assert _code(longer, document["proof"][0]) == "signature_wrong"
