"""Documents in a known shape: the same report as in general, for every byte that differs."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pharos.core import dataintegrity
from pharos.core.openbadges import specimen
from pharos.core.templates.awards import compile_award, leaves_of, shape_of
from pharos.core.verify import Report, Verdict, Verifier, reading
from pharos.core.verify.shapes import KnownShapes
from pharos.issuing.bench import register
from pharos.issuing.bench.register import AT, Register


@pytest.fixture(scope="module")
def world() -> Register:
    return Register(8)


@pytest.fixture(scope="module")
def learned(world: Register) -> Verifier:
    """A verifier that met the shape: the second credential taught it."""
    verifier = Verifier(world.trust)
    for held in world.held[:3]:
        verifier.verify(held.document, at=AT, tlog_proof=held.proof)
    assert verifier._shapes.recognise(world.held[4].document) is not None
    return verifier


class Nothing(KnownShapes):
    """Remembers nothing, so that every document goes the general way."""

    def learn(self, *arguments: Any) -> bool:
        return False


def in_general(world: Register, raw: bytes, proof: bytes | None) -> Report:
    return Verifier(world.trust, shapes=Nothing()).verify(raw, at=AT, tlog_proof=proof)


def test_a_known_shape_gives_the_same_report_as_the_general_way(
    world: Register, learned: Verifier
) -> None:
    for held in world.held:
        fast = learned.verify(held.document, at=AT, tlog_proof=held.proof)
        assert fast.verdict is Verdict.VALID
        assert fast == in_general(world, held.document, held.proof)


def test_every_changed_byte_gives_the_same_report_as_the_general_way(
    world: Register, learned: Verifier
) -> None:
    """VER-08: what is recognised by its bytes is bound to each of them."""
    held = world.held[5]
    step = max(1, len(held.document) // 120)
    for place in range(0, len(held.document), step):
        raw = bytearray(held.document)
        raw[place] ^= 1
        fast = learned.verify(bytes(raw), at=AT, tlog_proof=held.proof)
        assert fast == in_general(world, bytes(raw), held.proof)
        assert fast.verdict is not Verdict.VALID


CHANGES: dict[str, Any] = {
    "another name": lambda d: d["credentialSubject"]["identifier"][0].update(identityHash="Ուրիշ"),
    "both names alike": lambda d: d["credentialSubject"]["identifier"][0].update(
        identityHash=d["credentialSubject"]["identifier"][1]["identityHash"]
    ),
    "a hidden character": lambda d: d["credentialSubject"]["identifier"][0].update(
        identityHash="Ani\u202eB"
    ),
    "another day": lambda d: d.update(awardedDate="2026-11-19T00:00:00+04:00"),
    "a day that is none": lambda d: d.update(awardedDate="2026-02-31T00:00:00+04:00"),
    "another place in the list": lambda d: d["credentialStatus"][0].update(statusListIndex="9"),
    "both places": lambda d: [e.update(statusListIndex="9") for e in d["credentialStatus"]],
    "no place": lambda d: [e.update(statusListIndex="9999999") for e in d["credentialStatus"]],
    "a better grade": lambda d: d["credentialSubject"]["result"][0].update(value="20"),
    "another time of the proof": lambda d: d["proof"][0].update(created="2026-11-22T10:00:01Z"),
    "both times": lambda d: (
        d["proof"][0].update(created="2026-11-22T10:00:01Z"),
        d.update(validFrom="2026-11-22T10:00:01Z"),
    ),
    "another key": lambda d: d["proof"][0].update(verificationMethod="did:web:x.example#z6Mk"),
    "a shorter signature": lambda d: d["proof"][0].update(proofValue="z3"),
    "two proofs": lambda d: d["proof"].append(d["proof"][0]),
    "one member more": lambda d: d.update(validUntil="2031-01-01T00:00:00Z"),
    "status away": lambda d: d.pop("credentialStatus"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changed_documents_are_judged_as_in_general(
    world: Register, learned: Verifier, name: str
) -> None:
    held = world.held[6]
    document = json.loads(held.document)
    CHANGES[name](document)
    raw = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    fast = learned.verify(raw, at=AT, tlog_proof=held.proof)
    assert fast == in_general(world, raw, held.proof)
    assert fast.verdict is not Verdict.VALID


def test_the_same_document_in_another_writing_goes_the_general_way(
    world: Register, learned: Verifier
) -> None:
    held = world.held[3]
    for raw in (held.document + b"\n", json.dumps(json.loads(held.document), indent=1).encode()):
        assert learned._shapes.recognise(raw) is None
        report = learned.verify(raw, at=AT, tlog_proof=held.proof)
        assert report.verdict is Verdict.VALID


names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(native=names, latin=names, grade=names, number=st.integers(0, 2**64))
def test_any_award_is_proven_as_in_general(
    world: Register, learned: Verifier, native: str, latin: str, grade: str, number: int
) -> None:
    award = replace(
        specimen.AWARD,
        credential=str(UUID(bytes=sha256(b"%d" % number).digest()[:16], version=4)),
        native_name=native,
        latin_name=latin,
        grade=grade,
    )
    leaves = leaves_of(award, "77")
    template = world.template
    created = "2026-11-22T10:00:00Z"
    [signature] = world.signer.sign_many(
        [template.signing_input(leaves, created)], key_id="i", intent=b""
    )
    raw = template.fill(leaves, created, signature)
    found = learned._shapes.recognise(raw)
    if found is None:
        # a text that the front door refuses, or that never stands in a name
        assert template.check(leaves) != []
        return
    document = json.loads(raw)
    assert found.signing_input == dataintegrity.hash_data(document, document["proof"][0])
    assert reading.read(raw) == found.credential


def test_nothing_is_learned_of_strangers_of_one_document_or_of_what_does_not_hold(
    world: Register,
) -> None:
    def known(verifier: Verifier) -> int:
        return len(verifier._shapes._shapes)

    once = Verifier(world.trust)
    once.verify(world.held[0].document, at=AT)
    assert known(once) == 0
    stranger = Verifier(replace(world.trust, issuers=()))
    wrong = Verifier(world.trust)
    for held in world.held[:3]:
        stranger.verify(held.document, at=AT)
        raw = held.document.replace("Մարիամ".encode(), "Մարիան".encode())
        wrong.verify(raw.replace(b'"creditsEarned":6', b'"creditsEarned":7'), at=AT)
    assert known(stranger) == known(wrong) == 0


def test_a_constant_that_differs_is_another_shape_and_learning_ends_when_nothing_comes_again(
    world: Register,
) -> None:
    shapes = KnownShapes()
    learned = 0
    for number in range(20):
        award = replace(specimen.AWARD, valid_until=f"20{number + 30}-01-01T00:00:00Z")
        template = compile_award(
            replace(specimen.PROGRAMME, further={"en": f"Number {number}."}),
            specimen.ISSUER,
            register._LISTS,
            shape=shape_of(award),
            origin=specimen.ORIGIN,
            demonstration=True,
            suite=dataintegrity.RDFC,
            verification_method=world.key.id,
        )
        leaves, created = leaves_of(award, "5"), "2026-11-22T10:00:00Z"
        signed = template.signing_input(leaves, created)
        [signature] = world.signer.sign_many([signed], key_id="i", intent=b"")
        raw = template.fill(leaves, created, signature)
        assert shapes.recognise(raw) is None
        learned += shapes.learn(raw, reading.read(raw), sha256(signed).digest())
    assert learned == 9


def test_a_shape_is_kept_only_when_it_gives_the_same_identity(world: Register) -> None:
    raw, shapes = world.held[0].document, KnownShapes()
    credential = reading.read(raw)
    assert not shapes.learn(raw, credential, bytes(32))
    assert not shapes.learn(raw, credential, bytes(32))
    assert shapes.recognise(raw) is None


def test_time_and_log_are_judged_as_ever(world: Register, learned: Verifier) -> None:
    held, other = world.held[1], world.held[2]
    assert learned.verify(held.document, at=AT, tlog_proof=other.proof).verdict is Verdict.INVALID
    late = learned.verify(held.document, at=AT + timedelta(days=30), tlog_proof=held.proof)
    assert late.verdict is Verdict.INDETERMINATE


def test_who_holds_a_credential_is_a_value_and_no_part_of_the_shape(world: Register) -> None:
    """E09: what a process remembers of verified documents tells of no person."""
    shapes = KnownShapes()
    award = replace(
        specimen.AWARD, holder="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    )
    template = compile_award(
        specimen.PROGRAMME,
        specimen.ISSUER,
        register._LISTS,
        shape=shape_of(award),
        origin=specimen.ORIGIN,
        demonstration=True,
        suite=dataintegrity.RDFC,
        verification_method=world.key.id,
    )
    leaves, created = leaves_of(award, "5"), "2026-11-22T10:00:00Z"
    signed = template.signing_input(leaves, created)
    [signature] = world.signer.sign_many([signed], key_id="i", intent=b"")
    raw = template.fill(leaves, created, signature)
    for _ in range(2):
        shapes.learn(raw, reading.read(raw), sha256(signed).digest())
    found = shapes.recognise(raw)
    assert found is not None
    assert found.signing_input == signed
    [kept] = shapes._shapes
    text = kept._template.to_bytes().decode()
    for value in (award.holder, award.native_name, award.latin_name, award.credential):
        assert value not in text
