"""`ecdsa-sd-2023`: the W3C vectors at every step, and what a holder may not do."""

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest

from pharos.core import contexts, dataintegrity, multibase, rdf, strict
from pharos.core.dataintegrity import selective
from pharos.core.dataintegrity.proofs import selective_value
from pharos.core.errors import CoreError
from pharos.core.publickeys import P256, PublicKey
from pharos.core.signing import MemorySigner

VECTORS = Path(__file__).parents[1] / "vectors" / "data-integrity" / "ecdsa" / "ecdsa-sd-2023"
FOLDERS = ("prc", "employ")
SIGNER = MemorySigner()
SIGNER.add("base", b"\x08" * 32, P256)
SIGNER.add("one", b"\x09" * 32, P256)
METHOD = f"did:web:localhost%3A8000:providers:a#{SIGNER.multikey('base')}"
CONTEXT = [contexts.VC_V2, contexts.OPEN_BADGES]
HEAD: dict[str, Any] = {
    "@context": CONTEXT,
    "id": "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:localhost%3A8000:providers:a", "type": ["Profile"]},
    "validFrom": "2026-11-22T10:00:00Z",
}
SHOWN: dict[str, Any] = {
    **HEAD,
    "name": 'մոწმობა _:c14n0 <x> "y" \\',
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "http://localhost:8000/programmes/a/b/v1",
            "type": ["Achievement"],
            "name": "Data",
            "description": "How to analyse data.",
            "criteria": {"narrative": "A project."},
        },
        "result": [
            {"type": ["Result"], "value": "18"},
            {"type": ["Result"], "value": "20"},
        ],
    },
}


def read(folder: str, name: str) -> Any:
    raw = (VECTORS / folder / name).read_text("utf-8")
    return json.loads(raw) if name.endswith("json") else raw


def labels_of(nquads: str, key: bytes) -> dict[str, bytes]:
    """The issuer's label of each blank node (section 3.4.4)."""
    names = {found[1] for found in selective._TERM.finditer(nquads) if found[1]}
    return {name: hmac.digest(key, name.encode(), "sha256") for name in names}


# --- the vectors of the standard ------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_labels_are_those_that_the_issuer_made(folder: str) -> None:
    key = bytes.fromhex(json.loads((VECTORS / "SDKeyMaterial.json").read_text())["hmacKeyString"])
    canonical = "".join(read(folder, "addBaseDocCanon.json"))
    assert rdf.canonical_nquads_from_nquads(canonical) == canonical
    labels = {
        name: f"u{strict.b64url_encode(label)}" for name, label in labels_of(canonical, key).items()
    }
    lines = [line.decode() for line in selective.relabelled(canonical, labels)]
    assert lines == read(folder, "addBaseDocHMACCanon.json")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_derived_vectors_at_every_step(folder: str) -> None:
    """From the value of the proof to each of its signatures; their context is not bundled."""
    document = read(folder, "derivedRevealDocument.json")
    value = dataintegrity.check_form(document, document["proof"])
    disclosure = selective.read(value)
    for name in ("derivedDisclosureData.json", "verifyDerivedProofValue.json"):
        wanted = read(folder, name)
        pairs = wanted["labelMap"]
        assert disclosure.base_signature.hex() == wanted["baseSignature"]
        assert multibase.b58btc_encode(disclosure.public_key) == wanted["publicKey"]
        assert [one.hex() for one in disclosure.signatures] == wanted["signatures"]
        assert disclosure.labels == dict(pairs["value"] if isinstance(pairs, dict) else pairs)
        assert list(disclosure.mandatory) == wanted["mandatoryIndexes"]

    options = read(folder, "addProofConfigCanon.txt")
    assert rdf.canonical_nquads_from_nquads(options) == options
    lines = read(folder, "verifyNQuads.json")
    shown = rdf.canonical_nquads_from_nquads("".join(lines))
    assert [line.decode() for line in selective.relabelled(shown, disclosure.labels)] == lines

    data = selective.verify_data(options, shown, disclosure)
    wanted = read(folder, "verifyCreateVerifyData.json")
    assert wanted["proofHash"] == read(folder, "addHashData.json")["proofHash"]
    assert wanted["mandatoryHash"] == read(folder, "addHashData.json")["mandatoryHash"]
    assert data.signing_input == (
        bytes.fromhex(wanted["proofHash"])
        + disclosure.public_key
        + bytes.fromhex(wanted["mandatoryHash"])
    )
    assert [line.decode() for line in data.alone] == wanted["nonMandatory"]

    pairs = json.loads((VECTORS / "SDKeyMaterial.json").read_text("utf-8"))
    base = PublicKey.from_multikey(pairs["baseKeyPair"]["publicKeyMultibase"])
    base.verify(data.signing_input, disclosure.base_signature)
    one_by_one = PublicKey.from_multikey(pairs["proofKeyPair"]["publicKeyMultibase"])
    for statement, signature in zip(data.alone, disclosure.signatures, strict=True):
        one_by_one.verify(statement, signature)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_base_proof_is_not_for_verifiers(folder: str) -> None:
    document = read(folder, "addSignedSDBase.json")
    with pytest.raises(CoreError) as refused:
        dataintegrity.check_form(document, document["proof"])
    assert refused.value.code == "base_proof"


# --- a whole way, from an issuer of the tests -------------------------------------------


def options() -> dict[str, Any]:
    return dataintegrity.proof_options(
        HEAD,
        verification_method=METHOD,
        created="2026-11-22T10:00:00Z",
        cryptosuite=dataintegrity.ECDSA_SD,
    )


def sign(name: str, message: bytes) -> bytes:
    return SIGNER.sign_many([message], key_id=name, intent=b"")[0]


def parts_of(shown: dict[str, Any], mandatory: dict[str, Any]) -> list[Any]:
    """What an issuer signs and a holder discloses when everything is shown."""
    made = options()
    canonical_options = rdf.canonical_nquads({**made, "@context": CONTEXT})
    canonical = rdf.canonical_nquads(shown)
    labels = labels_of(canonical, b"\x0a" * 32)
    lines = selective.relabelled(
        canonical, {name: f"u{strict.b64url_encode(label)}" for name, label in labels.items()}
    )
    always = set(rdf.canonical_nquads(mandatory).encode().splitlines(keepends=True))
    indexes = [place for place, line in enumerate(lines) if line in always]
    assert len(indexes) == len(always)
    public = multibase.b58btc_decode(SIGNER.multikey("one"))
    together = b"".join(lines[place] for place in indexes)
    signed = (
        hashlib.sha256(canonical_options.encode()).digest()
        + public
        + hashlib.sha256(together).digest()
    )
    alone = [sign("one", line) for place, line in enumerate(lines) if place not in indexes]
    numbers = {int(name.removeprefix("c14n")): label for name, label in sorted(labels.items())}
    return [sign("base", signed), public, alone, numbers, indexes]


def derived(shown: dict[str, Any], parts: list[Any]) -> dict[str, Any]:
    value = "u" + strict.b64url_encode(selective.DERIVED + cbor2.dumps(parts))
    return {**shown, "proof": [{**options(), "proofValue": value}]}


PARTS = parts_of(SHOWN, HEAD)


def code(document: dict[str, Any]) -> str:
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_proof(document, document["proof"][0], SIGNER.key("base"))
    return refused.value.code


def test_a_derived_document_holds() -> None:
    document = derived(SHOWN, PARTS)
    key = SIGNER.key("base")
    signed = dataintegrity.prove(document, document["proof"][0], key)
    assert len(signed) == 32 + 35 + 32
    assert PARTS[4]
    assert len(PARTS[2]) > 10


def test_what_is_not_shown_leaves_the_identity_as_it_was() -> None:
    """VER-08: whatever a holder shows of it, it is the same signed document."""
    key = SIGNER.key("base")
    full = derived(SHOWN, PARTS)
    less = {name: item for name, item in SHOWN.items() if name != "name"}
    canonical = rdf.canonical_nquads(SHOWN)
    hidden = [
        place
        for place, line in enumerate(selective.relabelled(canonical, selective._labels(PARTS[3])))
        if b"schema.org/name" in line and b"<urn:uuid" in line
    ]
    assert len(hidden) == 1
    before = [place for place in range(hidden[0]) if place not in PARTS[4]]
    signatures = [one for place, one in enumerate(PARTS[2]) if place != len(before)]
    mandatory = [place - (place > hidden[0]) for place in PARTS[4]]
    part = derived(less, [*PARTS[:2], signatures, PARTS[3], mandatory])
    assert dataintegrity.prove(part, part["proof"][0], key) == dataintegrity.prove(
        full, full["proof"][0], key
    )
    assert code(derived(less, PARTS)) == "signature_wrong"


def change_value(change: Callable[[list[Any]], Any]) -> dict[str, Any]:
    parts = [PARTS[0], PARTS[1], list(PARTS[2]), dict(PARTS[3]), list(PARTS[4])]
    change(parts)
    return derived(SHOWN, parts)


def swap_labels(parts: list[Any]) -> None:
    names = list(parts[3])
    parts[3][names[0]], parts[3][names[1]] = parts[3][names[1]], parts[3][names[0]]


CHANGES: list[tuple[str, Callable[[list[Any]], Any], str]] = [
    ("a signature less", lambda p: p[2].pop(), "signature_wrong"),
    ("a signature more", lambda p: p[2].append(p[2][0]), "signature_wrong"),
    ("signatures in another order", lambda p: p[2].reverse(), "signature_wrong"),
    ("labels swapped", swap_labels, "signature_wrong"),
    ("a label less", lambda p: p[3].popitem(), "malformed"),
    ("a label more", lambda p: p[3].update({99: bytes(32)}), "malformed"),
    ("two nodes of one label", lambda p: p[3].update({1: p[3][0]}), "malformed"),
    ("a label of 31 bytes", lambda p: p[3].update({0: bytes(31)}), "malformed"),
    ("a label by its text", lambda p: p[3].update({"c14n0": bytes(32)}), "malformed"),
    ("less that is always shown", lambda p: p[4].pop(), "signature_wrong"),
    ("a statement too many", lambda p: p[4].append(999), "malformed"),
    ("a negative number", lambda p: p[4].insert(0, -1), "malformed"),
    ("numbers that fall", lambda p: p[4].reverse(), "malformed"),
    ("a number twice", lambda p: p[4].append(p[4][-1]), "malformed"),
    ("true for a number", lambda p: p[4].insert(0, True), "malformed"),
    ("another key", lambda p: p.__setitem__(1, multibase.b58btc_decode(SIGNER.multikey("base"))),
     "signature_wrong"),
    ("a key of nothing", lambda p: p.__setitem__(1, bytes(35)), "not_supported"),
    ("a short base signature", lambda p: p.__setitem__(0, bytes(63)), "malformed"),
    ("a base signature of zeros", lambda p: p.__setitem__(0, bytes(64)), "signature_wrong"),
    ("four parts", lambda p: p.pop(), "malformed"),
    ("six parts", lambda p: p.append(0), "malformed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "wanted"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_nothing_of_the_proof_can_be_changed(
    change: Callable[[list[Any]], Any], wanted: str
) -> None:
    assert code(change_value(change)) == wanted


def test_nothing_that_is_shown_can_be_changed() -> None:
    for change in (
        {"name": "x"},
        {"validFrom": "2026-11-22T10:00:01Z"},
        {"description": "added"},
        {"issuer": {"id": "did:web:other.example", "type": ["Profile"]}},
    ):
        assert code(derived({**SHOWN, **change}, PARTS)) == "signature_wrong"


def test_what_is_always_shown_is_not_left_out() -> None:
    """A holder who hides what the issuer bound together shows nothing that holds."""
    shown = {name: item for name, item in SHOWN.items() if name != "validFrom"}
    assert code(derived(shown, PARTS)) == "signature_wrong"


def test_a_term_that_nothing_defines_is_refused() -> None:
    """LD-04: in a disclosed document too."""
    assert code(derived({**SHOWN, "grade": "20"}, PARTS)) == "undefined_term"


RAW = selective.DERIVED + cbor2.dumps(PARTS)


@pytest.mark.parametrize(
    "value",
    [
        RAW + b"\0",
        RAW[:-1],
        selective.DERIVED,
        selective.DERIVED + b"\x9f" + RAW[4:] + b"\xff",  # a list without a length
        selective.DERIVED + b"\xd8\x40" + RAW[3:],  # a tag before the list
        selective.DERIVED + b"\x98\x05" + RAW[4:],  # a length written longer than needed
        selective.DERIVED + b"\x81" * 5000,
        selective.DERIVED + b"\x9b" + b"\xff" * 8,
        selective.DERIVED + cbor2.dumps("x"),
        b"\xd9\x5d\x03" + RAW[3:],
        b"",
    ],
    ids=range(11),
)
def test_other_bytes_are_malformed(value: bytes) -> None:
    """VER-10, VER-11: one way to write it, and no depth or length that a stranger chooses."""
    with pytest.raises(CoreError) as refused:
        selective.read(value)
    assert refused.value.code == "malformed"


@pytest.mark.parametrize("text", ["", "z" + "1" * 80, "u", "uA", "uAB==", "u" + "A" * 600_000])
def test_values_are_base64url_and_not_endless(text: str) -> None:
    with pytest.raises(CoreError) as refused:
        selective.read(selective_value(text))
    assert refused.value.code in ("malformed", "payload_too_large")
