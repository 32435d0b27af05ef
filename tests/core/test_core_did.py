"""DIDs, DID documents and the intervals of keys."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pharos.core import did, strict
from pharos.core.did import Key, KeyState
from pharos.core.errors import CoreError
from pharos.core.publickeys import PublicKey
from pharos.core.signing import MemorySigner

DID = "did:web:localhost%3A8000:providers:academy"
T = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]


def _public(number: int) -> str:
    signer = MemorySigner({"k": bytes([number]) * 32})
    return signer.multikey("k")


def _key(number: int, state: KeyState, **times: datetime) -> Key:
    public = _public(number)
    return Key(id=did.key_id(DID, public), public=public, state=state, **times)


PROPOSED = _key(1, KeyState.PROPOSED)
ACTIVE = _key(2, KeyState.ACTIVE, active_from=T[6])
RETIRED = _key(3, KeyState.RETIRED, active_from=T[0], active_until=T[6])
STOLEN = _key(4, KeyState.COMPROMISED, active_from=T[1], active_until=T[5], compromised_at=T[4])


@pytest.mark.parametrize(
    ("origin", "path", "expected"),
    [
        ("http://localhost:8000", ("providers", "academy"), DID),
        ("https://registry.example", (), "did:web:registry.example"),
        (
            "https://registry.example/",
            ("agencies", "anqa"),
            "did:web:registry.example:agencies:anqa",
        ),
    ],
)
def test_a_place_has_a_did(origin: str, path: tuple[str, ...], expected: str) -> None:
    assert did.did_web(origin, *path) == expected


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (DID, "https://localhost:8000/providers/academy/did.json"),
        ("did:web:registry.example", "https://registry.example/.well-known/did.json"),
        ("did:web:a.example:u:v", "https://a.example/u/v/did.json"),
    ],
)
def test_a_did_has_a_place(text: str, url: str) -> None:
    assert did.url_of(text) == url
    assert did.url_of(text, scheme="http").startswith("http://")


@pytest.mark.parametrize(
    "origin",
    ["ftp://a.example", "https://a.example/x", "https://u@a.example", "https://A.example",
     "https://a.example?x", "https://a.example#x", "https://a.example:0", "a.example", "https://",
     "https://ա.example", "https://a.example\n"],
)  # fmt: skip
def test_other_origins_have_no_did(origin: str) -> None:
    with pytest.raises(CoreError):
        did.did_web(origin)


@pytest.mark.parametrize("segment", ["", ".", "..", "a/b", "a:b", "a b", "ա", "a%2Fb", "a\n"])
def test_other_segments_have_no_did(segment: str) -> None:
    with pytest.raises(CoreError):
        did.did_web("https://a.example", segment)


@pytest.mark.parametrize(
    "text",
    ["did:web:", "did:key:z6Mk", "did:web:a.example:..", "did:web:a.example:",
     "did:web:a.example/x", "did:web:a.example%2Fx", "did:web:a.example%3A0",
     "did:web:u@a.example", "did:web:a.example#x", "did:web:a.example:../../x",
     "DID:web:a.example", "did:web:a.example\n", "did:web:" + "a" * 2000],
)  # fmt: skip
def test_other_texts_are_no_did_web(text: str) -> None:
    """NET-07: no address is built from anything else."""
    with pytest.raises(CoreError) as refused:
        did.url_of(text)
    assert refused.value.code == "malformed"


@pytest.mark.parametrize(
    "text",
    ["", "#x", DID, DID + "#", DID + "#a/b", "../../x#y", DID + "#' OR 1=1", "x" * 1_000_000,
     DID + "#" + "x" * 1_000_000, DID + "#a#b", "did:WEB:a#b", DID + "#../../x"],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_ids_of_keys_are_plain(text: str) -> None:
    """VER-06: path or SQL characters, or a megabyte."""
    with pytest.raises(CoreError) as refused:
        did.split_key_id(text)
    assert refused.value.code == "malformed"


def test_the_id_of_a_key_is_the_key() -> None:
    """KEY-06: an id cannot be given to another key."""
    with pytest.raises(CoreError):
        Key(id=did.key_id(DID, _public(1)), public=_public(2), state=KeyState.PROPOSED)
    with pytest.raises(CoreError):
        Key(id=DID + "#key-1", public=_public(2), state=KeyState.PROPOSED)
    assert did.split_key_id(ACTIVE.id) == (DID, ACTIVE.public)


@pytest.mark.parametrize(
    ("state", "times"),
    [
        (KeyState.PROPOSED, {"active_from": T[0]}),
        (KeyState.ACTIVE, {}),
        (KeyState.ACTIVE, {"active_from": T[0], "active_until": T[1]}),
        (KeyState.ACTIVE, {"active_from": T[0], "compromised_at": T[1]}),
        (KeyState.RETIRED, {"active_from": T[0]}),
        (KeyState.RETIRED, {"active_from": T[1], "active_until": T[0]}),
        (KeyState.COMPROMISED, {"active_from": T[0], "active_until": T[1]}),
    ],
)
def test_the_interval_fits_the_state(state: KeyState, times: dict[str, datetime]) -> None:
    """KEY-08: among others, a proposed key has never been in use."""
    with pytest.raises(CoreError):
        _key(1, state, **times)


def test_a_key_of_a_kind_we_do_not_sign_with_is_refused() -> None:
    public = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
    with pytest.raises(CoreError):
        Key(id=did.key_id(DID, public), public=public, state=KeyState.PROPOSED)


def test_a_key_of_p256_signs_documents_and_stands_among_the_others() -> None:
    public = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
    key = Key(did.key_id(DID, public), public, KeyState.ACTIVE, active_from=T[0])
    assert (key.algorithm, len(key.raw)) == ("P-256", 33)
    document = did.document(DID, [ACTIVE, key])
    assert did.assertion_key(document, key.id) == key.public_key
    assert did.assertion_key(document, ACTIVE.id) == ACTIVE.public_key


def test_intervals_are_half_open() -> None:
    assert RETIRED.was_active(T[0])
    assert RETIRED.was_active(T[6] - timedelta(microseconds=1))
    assert not RETIRED.was_active(T[6])
    assert not RETIRED.was_active(T[0] - timedelta(microseconds=1))
    assert ACTIVE.was_active(T[11])
    assert not PROPOSED.was_active(T[11])
    assert STOLEN.was_believed(T[3])
    assert not STOLEN.was_believed(T[4])
    assert RETIRED.was_believed(T[11])


def test_the_document_keeps_retired_keys_and_takes_purpose_from_stolen_ones() -> None:
    """KEY-01: other software verifies old proofs. KEY-03: not those of a stolen key."""
    document = did.document(DID, [ACTIVE, STOLEN, PROPOSED, RETIRED])
    assert document["id"] == DID
    assert [method["id"] for method in document["verificationMethod"]] == [
        RETIRED.id,
        STOLEN.id,
        ACTIVE.id,
    ]
    assert document["assertionMethod"] == [RETIRED.id, ACTIVE.id]
    [revoked] = [method for method in document["verificationMethod"] if "revoked" in method]
    assert revoked == {
        "id": STOLEN.id,
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": STOLEN.public,
        "revoked": "2026-05-01T00:00:00Z",
    }


def test_a_document_holds_keys_of_its_own_controller_only() -> None:
    """VER-05: a key of one provider under another's name."""
    with pytest.raises(CoreError) as refused:
        did.document("did:web:registry.example:providers:other", [ACTIVE])
    assert refused.value.code == "issuer_key_mismatch"


def test_keys_are_found_by_their_purpose() -> None:
    document = did.document(DID, [ACTIVE, RETIRED, STOLEN])
    assert did.assertion_key(document, ACTIVE.id) == PublicKey("Ed25519", ACTIVE.raw)
    assert did.assertion_key(document, RETIRED.id) == PublicKey("Ed25519", RETIRED.raw)
    for method, code in ((STOLEN.id, "proof_purpose"), (PROPOSED.id, "proof_purpose")):
        with pytest.raises(CoreError) as refused:
            did.assertion_key(document, method)
        assert refused.value.code == code


def test_methods_of_another_controller_are_refused() -> None:
    """LD-08: the method stands in the document but belongs to somebody else."""
    document = did.document(DID, [ACTIVE])
    document["verificationMethod"][0]["controller"] = "did:web:attacker.example"
    with pytest.raises(CoreError) as refused:
        did.assertion_key(document, ACTIVE.id)
    assert refused.value.code == "proof_purpose"
    with pytest.raises(CoreError) as refused:
        did.assertion_key({**document, "id": "did:web:attacker.example"}, ACTIVE.id)
    assert refused.value.code == "issuer_key_mismatch"


@pytest.mark.parametrize("methods", [None, "x", [], [None], [{}], [{"id": ACTIVE.id}]])
def test_broken_documents_have_no_key(methods: Any) -> None:
    document = {**did.document(DID, [ACTIVE]), "verificationMethod": methods}
    with pytest.raises(CoreError):
        did.assertion_key(document, ACTIVE.id)


@pytest.mark.parametrize("key", [PROPOSED, ACTIVE, RETIRED, STOLEN], ids=lambda key: key.state)
def test_entries_round_trip(key: Key) -> None:
    assert Key.from_json(key.to_json()) == key


@pytest.mark.parametrize(
    "change",
    [{"state": "lost"}, {"id": None}, {"public": 5}, {"from": "2026-01-01"}, {"until": 5},
     {"public": "z6Mk"}],
)  # fmt: skip
def test_other_entries_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CoreError):
        Key.from_json({**RETIRED.to_json(), **change})
    with pytest.raises(CoreError):
        Key.from_json({})


def test_did_key_spells_out_its_key() -> None:
    text = did.did_key(ACTIVE.raw)
    assert did.key_of_did_key(text) == PublicKey("Ed25519", ACTIVE.raw)
    assert did.key_of_did_key(f"{text}#{ACTIVE.public}") == PublicKey("Ed25519", ACTIVE.raw)
    for wrong in (f"{text}#x", ACTIVE.public, "did:web:a.example", "did:key:"):
        with pytest.raises(CoreError):
            did.key_of_did_key(wrong)


# --- keys of others -------------------------------------------------------------------

P256_MULTIKEY = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
P384_MULTIKEY = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
FOREIGN = "did:web:university.example"
ED, EC, EC384 = (
    PublicKey.from_multikey(text) for text in (ACTIVE.public, P256_MULTIKEY, P384_MULTIKEY)
)


def foreign(**method: Any) -> dict[str, Any]:
    """A DID document of another maker with one method."""
    base = {"id": f"{FOREIGN}#key-1", "controller": FOREIGN}
    return {
        "id": FOREIGN,
        "verificationMethod": [base | method],
        "assertionMethod": [f"{FOREIGN}#key-1"],
    }


@pytest.mark.parametrize("key", [ED, EC, EC384], ids=lambda key: key.algorithm)
def test_keys_of_others_are_read_in_each_form(key: PublicKey) -> None:
    method = f"{FOREIGN}#key-1"
    forms: list[dict[str, Any]] = [
        {"type": "Multikey", "publicKeyMultibase": key.multikey},
        {"type": "JsonWebKey", "publicKeyJwk": key.to_jwk()},
        {"type": "JsonWebKey2020", "publicKeyJwk": {**key.to_jwk(), "kid": "x", "alg": "y"}},
    ]
    if key.algorithm == "Ed25519":
        forms.append({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": key.multikey})
    for form in forms:
        assert did.assertion_key(foreign(**form), method) == key
        embedded = foreign(**form)
        embedded["assertionMethod"] = embedded.pop("verificationMethod")
        assert did.assertion_key(embedded, method) == key
        short = foreign(id="#key-1", **form)
        short["assertionMethod"] = ["#key-1"]
        assert did.assertion_key(short, method) == key
    assert PublicKey.from_jwk(key.to_jwk()) == key
    assert did.key_of_did_key(f"did:key:{key.multikey}#{key.multikey}") == key
    jwk = strict.b64url_encode(json.dumps(key.to_jwk()).encode())
    assert did.key_of_did_jwk(f"did:jwk:{jwk}#0") == did.key_of_did_jwk(f"did:jwk:{jwk}") == key


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "key_unknown"),
        ({"type": "Multikey", "publicKeyMultibase": ED.multikey, "publicKeyJwk": ED.to_jwk()},
         "key_unknown"),
        ({"type": "Ed25519VerificationKey2020", "publicKeyMultibase": EC.multikey}, "malformed"),
        ({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "x"}, "key_unknown"),
        ({"type": "JsonWebKey", "publicKeyMultibase": ED.multikey}, "not_supported"),
        ({"type": "JsonWebKey", "publicKeyJwk": {"kty": "RSA", "n": "x", "e": "AQAB"}},
         "not_supported"),
        ({"type": "JsonWebKey", "publicKeyJwk": {**EC.to_jwk(), "crv": "secp256k1"}},
         "not_supported"),
        ({"type": "JsonWebKey", "publicKeyJwk": {**EC.to_jwk(), "d": "x"}}, "malformed"),
        ({"type": "JsonWebKey", "publicKeyJwk": {"kty": "oct", "k": "x"}}, "malformed"),
        ({"type": "JsonWebKey", "publicKeyJwk": {**EC.to_jwk(), "y": EC.to_jwk()["x"]}},
         "malformed"),
        ({"type": "JsonWebKey", "publicKeyJwk": {**ED.to_jwk(), "x": "AA"}}, "malformed"),
        ({"type": "Multikey", "publicKeyMultibase": ED.multikey, "controller": "did:web:x.y"},
         "proof_purpose"),
        ({"type": "Multikey", "publicKeyMultibase": ED.multikey,
          "revoked": "2026-01-01T00:00:00Z"}, "proof_purpose"),
    ],
    ids=range(13),
)  # fmt: skip
def test_methods_that_are_no_keys_of_their_controller(form: dict[str, Any], code: str) -> None:
    """LD-08, VER-02: the controller, the purpose and the kind of key are its document's."""
    with pytest.raises(CoreError) as refused:
        did.assertion_key(foreign(**form), f"{FOREIGN}#key-1")
    assert refused.value.code == code


@pytest.mark.parametrize(
    "wrong",
    ["did:jwk:", "did:jwk:e30", "did:jwk:bm90IGpzb24#0", "did:jwk:e30#1", "did:jwk:####",
     "did:jwk:" + "A" * 3000, "did:web:a.example"],
)  # fmt: skip
def test_other_texts_are_no_did_jwk(wrong: str) -> None:
    with pytest.raises(CoreError):
        did.key_of_did_jwk(wrong)


def test_a_key_for_encryption_does_not_assert() -> None:
    """LD-08: `use` of a JWK that is not for signatures."""
    jwk = strict.b64url_encode(json.dumps({**EC.to_jwk(), "use": "enc"}).encode())
    with pytest.raises(CoreError) as refused:
        did.key_of_did_jwk(f"did:jwk:{jwk}#0")
    assert refused.value.code == "proof_purpose"
