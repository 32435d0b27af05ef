"""The verification of one credential: nine checks in their order, and the verdict.

No clock, no network: time is `at`, and all that is known lies in the trust bundle, the
proof file and the store. The order below is the order of the checks in the report:

    1 format               the bytes are a credential that we read
    2 proof                every proof holds, arithmetic only
    3 issuer               the keys are the issuer's, trusted, and might sign at that time
    4 status               neither revoked nor suspended by the list valid at `at`
    5 validity             `at` lies within the document's own time
    6 accredited_at_award  the decisions were in force on the legal day of the award
    7 accredited_now       the same for `at`; told, without weight
    8 registered           in the log and, where the nation asks it, in its register
    9 holder               the holder is the one who was asked for

The caller must have decided to trust the bundle, and must not show anything as genuine
that the report does not call VALID.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pharos.core import values
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed
from pharos.core.safemode import described_twice
from pharos.core.verify import (
    accreditation,
    containers,
    holder,
    issuers,
    log,
    proofs,
    readers,
    reading,
    registration,
    seals,
    statements,
    told,
    validity,
)
from pharos.core.verify.holder import Asked
from pharos.core.verify.keys import EmptyStore, Store
from pharos.core.verify.outcomes import (
    CHECKS,
    Check,
    Outcome,
    Report,
    failed,
    not_checked,
    refused,
    verdict_of,
)
from pharos.core.verify.presented import DATA_INTEGRITY, Presented
from pharos.core.verify.proofs import ProofFinding, ProofVerifier, prove_generally
from pharos.core.verify.seals import SealRoots
from pharos.core.verify.shapes import KnownShapes
from pharos.core.verify.status import StatusLists
from pharos.core.verify.status import check as check_status

Proven = tuple[Sequence[ProofFinding], Check]


class Verifier:
    """Verifies credentials under one bundle; status lists are verified once for all.

    `prove` is replaceable: a verifier of our own credentials may know a faster way to the
    64 signed bytes, and must give the very same. `shapes` remembers documents of our own
    that differ only in the values of an award; share one among the verifiers of a process.
    `roots` are trusted for the seals of issuers that the register does not know.
    """

    def __init__(
        self,
        trust: TrustBundle,
        store: Store | None = None,
        prove: ProofVerifier = prove_generally,
        shapes: KnownShapes | None = None,
        roots: SealRoots | None = None,
    ) -> None:
        self._trust = trust
        self._roots = roots if roots is not None else SealRoots()
        self._store = store or EmptyStore()
        self._prove = prove
        self._shapes = shapes if shapes is not None else KnownShapes()
        self._lists = StatusLists(trust, self._store, prove_generally)

    def verify(
        self,
        raw: bytes,
        *,
        at: datetime,
        tlog_proof: bytes | None = None,
        holder: Asked | None = None,
    ) -> Report:
        """The report on the credential in `raw` as of `at`."""
        if at.utcoffset() is None or at.year not in values.YEARS:
            raise Malformed("malformed_time", "an instant has a zone and a year of ours")
        known = self._shapes.recognise(raw)
        if known is not None:
            presented = Presented(DATA_INTEGRITY, known.credential, known.examine)
            return self._judge(presented, self._examine(presented), at, tlog_proof, holder)
        try:
            presented = readers.present(raw, self._prove)
            if presented.complete is not None:
                presented = presented.complete(self._store)
        except CoreError as error:
            checks = [refused("format", error), *map(not_checked, CHECKS[1:])]
            return _report(checks, {"demonstration": self._trust.is_demonstration})
        if tlog_proof is None:
            tlog_proof = containers.proof_in(raw)
        proven = self._examine_distinct(presented)
        self._learn(raw, presented, proven)
        return self._judge(presented, proven, at, tlog_proof, holder)

    def _learn(self, raw: bytes, presented: Presented, proven: Proven) -> None:
        """Remember the shape of one of ours that holds."""
        findings, proof = proven
        credential = presented.credential
        if presented.form != DATA_INTEGRITY:
            return
        if proof.outcome is Outcome.PASSED and len(findings) == 1:
            identity = findings[0].identity
            if identity and issuers.is_ours(credential.issuer, self._trust):
                self._shapes.learn(raw, credential, identity)

    def _judge(
        self,
        presented: Presented,
        proven: Proven,
        at: datetime,
        tlog_proof: bytes | None,
        asked: Asked | None,
    ) -> Report:
        trust, credential = self._trust, presented.credential
        findings, proof = proven
        entry = log.find_entry(tlog_proof, findings, trust, at)
        award = accreditation.award_of(credential, trust)
        if statements.claims(credential, trust):
            status = statements.status(credential, trust, at)
            rest = [
                statements.no_award("accredited_at_award"),
                statements.no_award("accredited_now"),
                statements.registered(credential, trust),
            ]
        else:
            status = check_status(credential, self._lists, trust, at)
            rest = [
                accreditation.check_at_award(credential, award, trust, at),
                accreditation.check_now(credential, award, trust, at),
                registration.check(credential, award, trust, entry, at),
            ]
        checks = [
            reading.check(credential, presented.form),
            proof,
            self._issuer(credential, findings, entry, at),
            status,
            validity.check(credential, findings, at),
            *rest,
            holder.check(credential, asked),
        ]
        identities = tuple(finding.identity for finding in findings if finding.identity)
        return _report(
            checks,
            told.Told(credential, award, trust),
            form=presented.form,
            credential=credential,
            identities=identities,
        )

    def _issuer(
        self,
        credential: reading.Credential,
        findings: Sequence[ProofFinding],
        entry: log.LogFinding,
        at: datetime,
    ) -> Check:
        answer = issuers.check(credential, findings, self._trust, entry)
        return seals.check(answer, credential, findings, self._roots, at)

    def _examine(self, presented: Presented) -> Proven:
        try:
            findings = presented.examine(self._trust, self._store)
        except CoreError as error:
            return (), refused("proof", error)
        return findings, proofs.check(findings)

    def _examine_distinct(self, presented: Presented) -> Proven:
        findings, proof = self._examine(presented)
        credential = presented.credential
        if (
            findings
            and presented.form == DATA_INTEGRITY
            and issuers.is_ours(credential.issuer, self._trust)
            and (twice := described_twice(credential.document))
        ):
            # Ours never repeat an id: a member was moved to where the graph does not show it.
            return findings, failed("proof", "node_described_twice", node=twice[0])
        return findings, proof


def verify(
    raw: bytes,
    *,
    trust: TrustBundle,
    at: datetime,
    tlog_proof: bytes | None = None,
    store: Store | None = None,
    holder: Asked | None = None,
    prove: ProofVerifier = prove_generally,
    shapes: KnownShapes | None = None,
    roots: SealRoots | None = None,
) -> Report:
    """The report on one credential; for many under one bundle keep a `Verifier`."""
    verifier = Verifier(trust, store, prove, shapes, roots)
    return verifier.verify(raw, at=at, tlog_proof=tlog_proof, holder=holder)


def _report(checks: Sequence[Check], facts: Mapping[str, object], **read: Any) -> Report:
    assert tuple(check.id for check in checks) == CHECKS
    return Report(verdict_of(checks), tuple(checks), facts, **read)
