"""What the transparency log says: the inclusion of the document and its time.

The holder's `.tlog-proof` is checked against the log's key of the trust bundle. Nothing
that stands in the proof beside the checkpoint is believed unless the tree confirms it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pharos.core import commitments, merkle, notes
from pharos.core.bundle import TrustBundle
from pharos.core.commitments import Kind
from pharos.core.errors import CoreError
from pharos.core.verify.proofs import ProofFinding

LEEWAY = timedelta(seconds=60)


@dataclass(frozen=True)
class LogEntry:
    """A document that stands in the log: where, and since when by the log's own time."""

    index: int
    size: int
    time: datetime
    extra: notes.ProofExtra


@dataclass(frozen=True)
class LogFinding:
    """The entry, or the code that says why there is none."""

    entry: LogEntry | None
    code: str | None = None
    reason: str = ""


def find_entry(
    tlog_proof: bytes | None,
    findings: Sequence[ProofFinding],
    trust: TrustBundle,
    at: datetime,
) -> LogFinding:
    """Where the document stands in the log, as known at `at`."""
    identities = [finding.identity for finding in findings if finding.identity is not None]
    if not identities or len(identities) != len(findings):
        return LogFinding(None, "not_checked")
    if tlog_proof is None:
        return LogFinding(None, _absence(findings, trust))
    try:
        proof = notes.TlogProof.from_text(tlog_proof)
        if proof.extra is None:
            return LogFinding(None, "log_proof_wrong", "extra")
        extra = notes.ProofExtra.from_bytes(proof.extra)
        entries = [commitments.commitment(Kind.ISSUE, extra.salt, one) for one in identities]
        checkpoint = confirm(proof, entries, trust)
    except CoreError as error:
        return LogFinding(None, "log_proof_wrong", error.code)
    time = checkpoint.time
    if time is None:
        return LogFinding(None, "log_proof_wrong", "checkpoint_time")
    if time > at + LEEWAY:
        return LogFinding(None, "log_pending")
    return LogFinding(LogEntry(proof.index, checkpoint.size, time, extra))


def confirm(
    proof: notes.TlogProof, entries: Sequence[bytes], trust: TrustBundle
) -> notes.Checkpoint:
    """The checkpoint under which one of `entries` stands; raises when none does."""
    checkpoint = notes.open_checkpoint(proof.checkpoint, trust.log_key, origin=trust.log_origin)
    _refuse_fork(checkpoint, trust.head)
    refusal: CoreError | None = None
    for entry in entries:
        try:
            merkle.verify_inclusion(
                leaf=merkle.leaf_hash(entry),
                index=proof.index,
                size=checkpoint.size,
                proof=proof.path,
                root=checkpoint.root,
            )
        except CoreError as error:
            refusal = error
        else:
            return checkpoint
    raise refusal or CoreError("merkle_proof_wrong")


def _refuse_fork(checkpoint: notes.Checkpoint, head: notes.Checkpoint) -> None:
    """Two roots for one size are two logs."""
    if checkpoint.size == head.size and checkpoint.root != head.root:
        raise CoreError("log_forked", size=head.size)


def _absence(findings: Sequence[ProofFinding], trust: TrustBundle) -> str:
    """Younger than the last checkpoint that we know: the entry may be on its way."""
    created = max((f.created for f in findings if f.created is not None), default=None)
    head = trust.head.time
    if created is not None and head is not None and created > head:
        return "log_pending"
    return "log_proof_missing"
