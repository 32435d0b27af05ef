"""The verifier and the log: inclusion, foreign proofs, the answer of the national register."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, Issued, World, outcome

from pharos.core import notes
from pharos.core.verify import (
    Verdict,
)


@pytest.fixture(scope="module")
def world() -> World:
    """A register that no test of this module changes."""
    return World()


@pytest.fixture(scope="module")
def issued(world: World) -> Issued:
    return world.issue()


def log_outcome(world: World, issued: Issued, **arguments: Any) -> tuple[Verdict, str, str]:
    report = world.verify(issued, **arguments)
    return report.verdict, *outcome(report, "registered")


def test_a_missing_proof_is_unknown_and_a_young_award_is_pending() -> None:
    world = World()
    bare = replace(world.issue(), tlog_proof=None)
    missing = (INDETERMINATE, "unknown", "log_proof_missing")
    assert log_outcome(world, bare) == missing
    young = world.trust(checkpoint=world.log.checkpoint(rw.ISSUED - timedelta(seconds=1)))
    pending = (INDETERMINATE, "unknown", "log_pending")
    assert log_outcome(world, bare, trust=young) == pending
    before = rw.LOGGED - timedelta(seconds=61)
    world.status_from = before - timedelta(minutes=1)
    assert log_outcome(world, world.issue(), at=before) == pending


def _foreign_proof(world: World, issued: Issued) -> bytes:
    other = rw.Log(world.signer, "other-log", entries=list(world.log.entries))
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    return replace(right, checkpoint=other.checkpoint(rw.LOGGED)).to_text().encode()


def _proof_of_another_origin(world: World, issued: Issued) -> bytes:
    other = rw.Log(world.signer, "log", "other.example/log", list(world.log.entries))
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    return replace(right, checkpoint=other.checkpoint(rw.LOGGED)).to_text().encode()


def _edited(change: Callable[[notes.TlogProof], notes.TlogProof]) -> Any:
    def edit(world: World, issued: Issued) -> bytes:
        return change(notes.TlogProof.from_text(issued.tlog_proof or b"")).to_text().encode()

    return edit


def _other_salt(proof: notes.TlogProof) -> notes.TlogProof:
    extra = notes.ProofExtra.from_bytes(proof.extra or b"")
    return replace(proof, extra=replace(extra, salt=b"\x07" * 32).to_bytes())


def _without_time(world: World, issued: Issued) -> bytes:
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    return replace(right, checkpoint=world.log.checkpoint(None)).to_text().encode()


def _forked(world: World, issued: Issued) -> bytes:
    """A second log of the same size under the same key: one of them is a lie."""
    fork = rw.Log(world.signer, entries=list(world.log.entries))
    fork.entries[0] = b"\x99" * 32
    right = notes.TlogProof.from_text(issued.tlog_proof or b"")
    entry = fork.entries[right.index]
    return fork.prove(entry, time=rw.LOGGED, extra=right.extra).to_text().encode()


WRONG_PROOFS: dict[str, Callable[[World, Issued], bytes]] = {
    "not a proof": lambda world, issued: b"hello",
    "empty": lambda world, issued: b"",
    "foreign log": _foreign_proof,
    "foreign origin": _proof_of_another_origin,
    "without extra": _edited(lambda p: replace(p, extra=None)),
    "extra not ours": _edited(lambda p: replace(p, extra=b"{}")),
    "other salt": _edited(_other_salt),
    "other index": _edited(lambda p: replace(p, index=p.index - 1)),
    "path cut": _edited(lambda p: replace(p, path=p.path[:-1])),
    "path turned": _edited(lambda p: replace(p, path=p.path[::-1])),
    "path flipped": _edited(lambda p: replace(p, path=(bytes(32), *p.path[1:]))),
    "without time": _without_time,
    "forked log": _forked,
}


@pytest.mark.parametrize("name", WRONG_PROOFS)
def test_a_wrong_or_foreign_log_proof_is_invalid(name: str) -> None:
    """LOG-04: the proof of another log, entry, salt, place or tree."""
    world = World()
    issued = world.issue()
    wrong = replace(issued, tlog_proof=WRONG_PROOFS[name](world, issued))
    assert log_outcome(world, wrong) == (INVALID, "failed", "log_proof_wrong")


def test_the_proof_of_another_credential_is_wrong() -> None:
    world = World()
    first = world.issue()
    second = world.issue(rw.document() | {"name": "Another title"})
    swapped = replace(second, tlog_proof=first.tlog_proof)
    assert log_outcome(world, swapped) == (INVALID, "failed", "log_proof_wrong")


def test_what_has_no_good_proof_is_not_looked_up_in_the_log(world: World, issued: Issued) -> None:
    altered = issued.changed(lambda d: d["credentialSubject"].update(creditsEarned=7))
    report = world.verify(altered)
    assert outcome(report, "registered") == ("unknown", "not_checked")
    assert outcome(report, "issuer") == ("unknown", "not_checked")


def nationally(world: World, registration: str | None, number: str | None = "DM-2026-17") -> Issued:
    signed = world.sign(rw.document())
    proof = world.proof(signed, registration=registration, number=number)
    return Issued(signed, proof.to_text().encode())


def test_national_registration_is_pending_registered_or_refused() -> None:
    world = World()
    pending = (INDETERMINATE, "unknown", "registration_pending")
    assert log_outcome(world, nationally(world, None)) == pending
    registered = nationally(world, world.acknowledge())
    assert log_outcome(world, registered) == (VALID, "passed", "registered_nationally")
    refused = nationally(world, world.acknowledge(number=None, refused=True), None)
    assert log_outcome(world, refused) == (INVALID, "failed", "registration_refused")
    late = nationally(world, world.acknowledge(time=rw.NOW + timedelta(hours=1)))
    assert log_outcome(world, late) == pending


def test_an_acknowledgement_with_another_number_or_of_another_is_wrong() -> None:
    world = World()
    wrong = (INVALID, "failed", "log_proof_wrong")
    other_number = nationally(world, world.acknowledge(), "DM-2026-18")
    assert log_outcome(world, other_number) == wrong
    own_leaf = notes.TlogProof.from_text(world.issue().tlog_proof or b"")
    misused = nationally(world, replace(own_leaf, extra=None).to_text())
    assert log_outcome(world, misused) == wrong
    assert log_outcome(world, nationally(world, "rubbish")) == wrong


def test_where_no_nation_asks_the_log_alone_registers() -> None:
    world = World()
    world.regime = replace(world.regime, national_registration=False)
    assert log_outcome(world, nationally(world, None)) == (VALID, "passed", "registered_in_log")
