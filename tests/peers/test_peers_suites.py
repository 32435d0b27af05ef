"""ECDSA, sets of proofs and selective disclosure, before and by libraries of other makers."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pharos.core import contexts, dataintegrity, did, multibase, strict
from pharos.core.errors import CoreError
from pharos.core.openbadges import specimen
from pharos.core.publickeys import P256
from pharos.core.signing import MemorySigner
from pharos.issuing.bench import verify

pytestmark = pytest.mark.peers
Json = dict[str, Any]
ISSUER = specimen.INSTITUTE.id
CREATED = specimen.AWARD.valid_from
SEED = b"\x31" * 32
SIGNER = MemorySigner({"ed": b"\x30" * 32})
SIGNER.add("ec", SEED, P256)
SUITE_OF = {"ed": "eddsa-rdfc-2022", "ec": "ecdsa-rdfc-2019"}
# Multicodec of a secret key of P-256, for the library that signs in JavaScript.
SECRET = b"\x86\x26"


def method_of(name: str) -> str:
    return did.key_id(ISSUER, SIGNER.multikey(name))


def documents() -> Json:
    keys = [
        did.Key(
            method_of(name),
            SIGNER.multikey(name),
            did.KeyState.ACTIVE,
            active_from=strict.parse_instant("2026-01-01T00:00:00Z"),
        )
        for name in SUITE_OF
    ]
    return {ISSUER: did.document(ISSUER, keys)}


def unsigned() -> Json:
    return specimen.credential()


def signed(*names: str) -> Json:
    """The specimen with one proof for each key, side by side."""
    made = unsigned()
    for name in names:
        options = dataintegrity.proof_options(
            made, verification_method=method_of(name), created=CREATED, cryptosuite=SUITE_OF[name]
        )
        [signature] = SIGNER.sign_many(
            [dataintegrity.hash_data(made, options)], key_id=name, intent=b""
        )
        made = dataintegrity.with_proofs(made, [(options, signature)])
    return made


def changed(document: Json, change: Callable[[Json], Any]) -> Json:
    other = copy.deepcopy(document)
    change(other)
    return other


def flip(proof: Json) -> None:
    value = bytearray(multibase.b58btc_decode(proof["proofValue"]))
    value[40] ^= 1
    proof["proofValue"] = multibase.b58btc_encode(bytes(value))


def test_others_accept_a_proof_of_p256_and_refuse_a_spoiled_one(peers: Any) -> None:
    made = signed("ec")
    spoiled = [
        changed(made, lambda d: d.update(name="Doctor of everything")),
        changed(made, lambda d: d["proof"][0].update(created="2026-11-22T10:00:01Z")),
        changed(made, lambda d: flip(d["proof"][0])),
        changed(made, lambda d: d["proof"][0].update(verificationMethod=method_of("ed"))),
    ]
    answers = peers([made, *spoiled], documents())
    assert [result["verified"] for result in answers.results] == [True, *[False] * len(spoiled)]
    assert answers.results[0]["suite"] == "ecdsa-rdfc-2019"
    assert answers.signatures_checked >= len(spoiled)


def test_others_accept_each_proof_of_a_set(peers: Any) -> None:
    made = signed("ed", "ec")
    [result] = peers([made], documents()).results
    assert sorted(result["proofs"]) == [["ecdsa-rdfc-2019", True], ["eddsa-rdfc-2022", True]]


@pytest.mark.parametrize("place", [0, 1])
def test_the_other_verifier_is_content_with_one_right_proof_and_we_are_not(
    peers: Any, place: int
) -> None:
    """LD-07: of a set all hold, or the document does not."""
    made = changed(signed("ed", "ec"), lambda d: flip(d["proof"][place]))
    [result] = peers([made], documents()).results
    assert result["verified"]
    assert sorted(verified for _, verified in result["proofs"]) == [False, True]
    keys = {method_of(name): SIGNER.key(name) for name in SUITE_OF}
    held = [one.holds for one in dataintegrity.verify_all(made, keys)]
    assert held == [place == 1, place == 0]


@pytest.fixture(scope="module")
def disclosed(node: Callable[[str, Json], Json]) -> Json:
    """The specimen issued for selective disclosure and shown in three ways, all by others."""
    folder = Path(contexts.__file__).parent / "context_files"
    secret = multibase.b58btc_encode(SECRET + SEED)
    return node(
        "disclose.mjs",
        {
            "contexts": {u: str(folder / c.file) for u, c in contexts.CONTEXTS.items()},
            "credential": unsigned(),
            "created": CREATED,
            "key": {
                "@context": "https://w3id.org/security/multikey/v1",
                "id": method_of("ec"),
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": SIGNER.multikey("ec"),
                "secretKeyMultibase": secret,
            },
            "mandatory": ["/issuer", "/validFrom", "/credentialStatus"],
            "shown": [
                ["/credentialSubject/achievement/name"],
                ["/name", "/credentialSubject/achievement"],
                ["/credentialSubject", "/name", "/awardedDate", "/termsOfUse"],
            ],
        },
    )


def prove(document: Json) -> bytes:
    [proof] = dataintegrity.proofs(document)
    return dataintegrity.prove(document, proof, SIGNER.key("ec"))


def test_we_verify_what_others_disclose(disclosed: Json) -> None:
    names = [one["credentialSubject"]["achievement"]["name"] for one in disclosed["derived"]]
    assert set(names) == {unsigned()["credentialSubject"]["achievement"]["name"]}
    assert "identifier" not in disclosed["derived"][0]["credentialSubject"]
    # however much is shown, it is one credential
    assert len({prove(one) for one in disclosed["derived"]}) == 1


@pytest.mark.parametrize("place", range(3))
def test_we_refuse_what_was_changed_after_it_was_disclosed(disclosed: Json, place: int) -> None:
    derived = disclosed["derived"][place]
    for change in (
        lambda d: d["credentialSubject"]["achievement"].update(name="Doctor of everything"),
        lambda d: d.update(validFrom="2026-11-21T10:00:00Z"),
        lambda d: d["credentialStatus"].pop(),
        lambda d: d["issuer"].update(name="Another"),
    ):
        with pytest.raises(CoreError) as refused:
            prove(changed(derived, change))
        assert refused.value.code in ("signature_wrong", "malformed")


def test_the_base_document_of_others_is_refused_by_name(disclosed: Json) -> None:
    with pytest.raises(CoreError) as refused:
        prove(disclosed["base"])
    assert refused.value.code == "base_proof"


def test_verifying_is_measured_beside_the_verifier_of_others() -> None:
    """How large the ratios are depends on the machine: `pharos bench verify --peers` tells it."""
    own, seen, unseen = verify.measure(count=20, rounds=1, peers=Path(__file__).parent)
    assert (own.goal, seen.goal, unseen.goal) == (0.25, 20, 1.5)
    assert own.value > 0
    assert seen.value > unseen.value > 0
