"""Proofs of several suites before the whole verifier: all hold, or the report says which not."""

import json
from typing import Any

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, Issued, World, outcome

from pharos.core import dataintegrity, multibase, strict
from pharos.core.publickeys import P256
from pharos.core.verify import Report

Json = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    """The academy has a key of Ed25519 and one of P-256."""
    made = World()
    made.signer.add("documents", b"\x51" * 32, P256)
    made.use_keys(made.key("academy", rw.ACADEMY), made.key("documents", rw.ACADEMY))
    return made


def options(world: World, document: Json, name: str, suite: str, owner: str) -> Json:
    return dataintegrity.proof_options(
        document,
        verification_method=world.method(name, owner),
        created=strict.format_instant(rw.ISSUED),
        cryptosuite=suite,
    )


def with_second(
    world: World, issued: Issued, name: str = "documents", owner: str = rw.ACADEMY
) -> Issued:
    """The same document with a second proof; its log proof is that of the first."""
    suite = dataintegrity.ECDSA_RDFC if name == "documents" else dataintegrity.RDFC
    made = options(world, issued.signed, name, suite, owner)
    [signature] = world.signer.sign_many(
        [dataintegrity.hash_data(issued.signed, made)], key_id=name, intent=b""
    )
    both = dataintegrity.with_proofs(issued.signed, [(made, signature)])
    return Issued(both, issued.tlog_proof)


@pytest.fixture(scope="module")
def one(world: World) -> Issued:
    return world.issue()


@pytest.fixture(scope="module")
def two(world: World, one: Issued) -> Issued:
    return with_second(world, one)


def each(report: Report) -> list[tuple[str, str]]:
    told = report.check("proof").facts["proofs"]
    assert isinstance(told, list)
    return [(proof["method"], proof["code"]) for proof in told]


def flip(proof: Json) -> None:
    value = bytearray(multibase.b58btc_decode(proof["proofValue"]))
    value[40] ^= 1
    proof["proofValue"] = multibase.b58btc_encode(bytes(value))


def test_a_credential_signed_by_p256_alone_is_valid(world: World) -> None:
    issued = world.issue(name="documents", suite=dataintegrity.ECDSA_RDFC)
    report = world.verify(issued)
    assert report.verdict is VALID
    assert outcome(report, "issuer") == ("passed", "issuer_known")


def test_both_proofs_hold_and_the_leaf_of_the_first_is_enough(world: World, two: Issued) -> None:
    report = world.verify(two)
    assert report.verdict is VALID
    methods = [world.method("academy"), world.method("documents")]
    assert each(report) == [(method, "proof_holds") for method in methods]
    assert len(report.identities) == 2


@pytest.mark.parametrize("place", [0, 1])
def test_the_report_says_which_proof_does_not_hold(world: World, two: Issued, place: int) -> None:
    """LD-07: one spoiled proof of two makes the document invalid, and is named."""
    report = world.verify(two.changed(lambda d: flip(d["proof"][place])))
    assert report.verdict is INVALID
    assert outcome(report, "proof") == ("failed", "signature_wrong")
    method = [world.method("academy"), world.method("documents")][place]
    assert report.check("proof").facts["method"] == method
    codes = [code for _, code in each(report)]
    assert codes == (["signature_wrong", "proof_holds"][:: -1 if place else 1])


def test_a_second_proof_by_an_unknown_key_is_never_valid(world: World, one: Issued) -> None:
    """LD-07: two proofs, one by a key that nobody can give: unknown, not good by the other."""
    report = world.verify(with_second(world, one, "stranger", rw.STRANGER))
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    assert [code for _, code in each(report)] == ["proof_holds", "key_unavailable"]
    assert report.verdict is not VALID


def test_a_second_proof_by_another_body_of_the_register_is_refused(
    world: World, one: Issued
) -> None:
    """VER-05, LD-07: the college's key signs rightly and speaks not for the academy."""
    report = world.verify(with_second(world, one, "college", rw.COLLEGE))
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")
    assert report.verdict is INVALID


def test_a_chain_of_proofs_is_unknown(world: World, two: Issued) -> None:
    """LD-07: a proof that leans on a missing one is answered as not supported."""
    chained = two.changed(lambda d: d["proof"][1].update(previousProof="urn:uuid:1"))
    report = world.verify(chained)
    assert outcome(report, "proof") == ("unknown", "not_supported")
    assert report.verdict is INDETERMINATE


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"cryptosuite": "bbs-2023"}, ("unknown", "not_supported")),
        ({"type": "BbsBlsSignature2020"}, ("unknown", "not_supported")),
        ({"cryptosuite": "none"}, ("failed", "cryptosuite_not_allowed")),
        ({"cryptosuite": "Ed25519Signature2020"}, ("failed", "cryptosuite_not_allowed")),
        ({"cryptosuite": "ecdsa-jcs-2019"}, ("failed", "cryptosuite_not_allowed")),
        ({"cryptosuite": "ecdsa-sd-2023"}, ("failed", "malformed")),
        ({"cryptosuite": "ecdsa-sd-2023", "proofValue": "u2V0A"}, ("failed", "base_proof")),
        ({"proofPurpose": "authentication"}, ("failed", "proof_purpose")),
        ({"verificationMethod": "did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"},
         ("failed", "cryptosuite_not_allowed")),
    ],
    ids=range(9),
)  # fmt: skip
def test_wrong_and_not_supported_are_never_confused(
    world: World, one: Issued, change: Json, answer: tuple[str, str]
) -> None:
    """VER-01, VER-02, LD-08: the list of suites decides first, and the key names its algorithm."""
    report = world.verify(one.changed(lambda d: d["proof"][0].update(change)))
    assert outcome(report, "proof") == answer
    assert report.verdict is (INVALID if answer[0] == "failed" else INDETERMINATE)


def test_the_other_signature_of_p256_is_the_same_document(world: World) -> None:
    """VER-08: s replaced by n - s is the same identity, so the log knows it as before."""
    issued = world.issue(name="documents", suite=dataintegrity.ECDSA_RDFC)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

    def turn(document: Json) -> None:
        [proof] = document["proof"]
        value = multibase.b58btc_decode(proof["proofValue"])
        s = order - int.from_bytes(value[32:], "big")
        proof["proofValue"] = multibase.b58btc_encode(value[:32] + s.to_bytes(32, "big"))

    other = issued.changed(turn)
    assert other.raw != issued.raw
    first, second = world.verify(issued), world.verify(other)
    assert first.verdict is second.verdict is VALID
    assert first.identities == second.identities


def test_a_proof_of_a_set_without_proof_members_is_refused(world: World, one: Issued) -> None:
    nine = one.changed(lambda d: d.update(proof=d["proof"] * 9))
    assert world.verify(nine).verdict is INVALID
    assert json.loads(nine.raw)["proof"][8]
