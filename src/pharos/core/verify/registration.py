"""The check `registered`: in the register's log and, where the law asks it, nationally."""

from datetime import datetime

from pharos.core import commitments, notes, strict
from pharos.core.bundle import TrustBundle
from pharos.core.commitments import Kind
from pharos.core.errors import CoreError
from pharos.core.verify.accreditation import Award
from pharos.core.verify.log import LEEWAY, LogEntry, LogFinding, confirm
from pharos.core.verify.outcomes import Check, failed, not_applicable, passed, unknown
from pharos.core.verify.reading import Credential

ID = "registered"


def check(
    credential: Credential, award: Award, trust: TrustBundle, log: LogFinding, at: datetime
) -> Check:
    """Whether the document stands in the log, and whether the nation acknowledged it."""
    if trust.issuer(credential.issuer) is None:
        return not_applicable(ID, "outside_register")
    if log.code == "log_proof_wrong":
        return failed(ID, log.code, reason=log.reason)
    if log.code == "log_proof_missing" and credential.is_alone:
        return _check_alone(credential, award)
    if log.entry is None:
        return unknown(ID, log.code or "log_proof_missing")
    facts: dict[str, object] = {
        "index": log.entry.index,
        "size": log.entry.size,
        "logged_at": strict.format_instant(log.entry.time),
    }
    if award.regime is None and award.programme is not None:
        return unknown(ID, "regime_unknown", **facts)
    if award.regime is None or not award.regime.national_registration:
        return passed(ID, "registered_in_log", **facts)
    return _check_national(credential, log.entry, trust, at, facts)


def _check_alone(credential: Credential, award: Award) -> Check:
    """A code on paper is older than the bundle's checkpoint and has no room for a proof.

    Its signature and its status are judged as ever. Where the law asks for registration, only
    a number that the issuer signed says that it took place.
    """
    if award.regime is None and award.programme is not None:
        return unknown(ID, "regime_unknown")
    wanted = award.regime is not None and award.regime.national_registration
    if wanted and credential.national_number is None:
        return unknown(ID, "registration_pending")
    return not_applicable(ID, "registration_not_carried", number=credential.national_number)


def _check_national(
    credential: Credential,
    entry: LogEntry,
    trust: TrustBundle,
    at: datetime,
    facts: dict[str, object],
) -> Check:
    extra = entry.extra
    if extra.registration is None:
        return unknown(ID, "registration_pending", **facts)
    facts = facts | {"number": extra.number}
    try:
        proof = notes.TlogProof.from_text(extra.registration)
    except CoreError as error:
        return failed(ID, "log_proof_wrong", reason=error.code)
    for refused in (False, True):
        leaf = _leaf(credential, extra, refused=refused)
        try:
            checkpoint = confirm(proof, [leaf], trust)
        except CoreError as error:
            reason = error.code
            continue
        if checkpoint.time is None or checkpoint.time > at + LEEWAY:
            return unknown(ID, "registration_pending", **facts)
        if refused:
            return failed(ID, "registration_refused", **facts)
        return passed(ID, "registered_nationally", **facts)
    return failed(ID, "log_proof_wrong", reason=reason)


def _leaf(credential: Credential, extra: notes.ProofExtra, *, refused: bool) -> bytes:
    statement = commitments.registration_statement(
        credential_id=credential.id or "", number=extra.number, refused=refused
    )
    kind = Kind.NATIONAL_REFUSAL if refused else Kind.NATIONAL_ACKNOWLEDGEMENT
    return commitments.commitment(kind, extra.salt, commitments.digest(statement))
