"""What a body of the register says of a decision: judged by the decision itself.

An EndorsementCredential of one of our bodies is no award. Its `status` is how the decision
stands at `at` in the register's own history, so a withdrawn decision has no valid statement,
whatever was signed before. That the decision is entered takes the place of the log.
"""

from datetime import datetime

from pharos.core import standing
from pharos.core.bundle import TrustBundle, TrustedDecision
from pharos.core.openbadges.endorsement import is_statement, statement_address
from pharos.core.verify.accreditation import regime_at
from pharos.core.verify.outcomes import Check, failed, not_applicable, passed, unknown
from pharos.core.verify.reading import Credential


def claims(credential: Credential, trust: TrustBundle) -> bool:
    """True for a statement that names one of the register's bodies as its issuer."""
    return is_statement(credential.document) and trust.issuer(credential.issuer) is not None


def status(credential: Credential, trust: TrustBundle, at: datetime) -> Check:
    """Whether the decision is the one that the register knows, and in force at `at`."""
    known = _decision(credential, trust)
    if known is None:
        return unknown("status", "decision_not_listed", decision=credential.id)
    if not _fits(credential, known, trust):
        return failed("status", "decision_of_another", number=known.number)
    holder = trust.issuer(known.decision.holder)
    day, _ = regime_at(holder.nation, at, trust) if holder else (None, None)
    if day is None:
        return unknown("status", "regime_unknown")
    among = [one.decision for one in trust.judged_with(known.decision.holder)]
    held = standing.of_decision(known.decision, on=day, known_at=at, among=among)
    facts = {"number": known.number, "kind": held.kind, "day": day.isoformat()}
    if held.reason is None:
        return passed("status", "decision_in_force", **facts)
    if held.reason is standing.Reason.NONE:  # entered after `at`
        return unknown("status", "decision_not_listed", decision=credential.id)
    if held.reason is standing.Reason.UNCLEAR:
        return unknown("status", "decision_unclear", **facts)
    return failed("status", f"decision_{held.reason.value}", **facts)


def registered(credential: Credential, trust: TrustBundle) -> Check:
    """Whether the decision stands in the register; its leaf is the decision's own."""
    known = _decision(credential, trust)
    if known is None:
        return unknown("registered", "decision_not_listed", decision=credential.id)
    return passed("registered", "decision_listed", number=known.number)


def no_award(id: str) -> Check:
    """The answer of checks that ask about an award."""
    return not_applicable(id, "not_an_award")


def _decision(credential: Credential, trust: TrustBundle) -> TrustedDecision | None:
    for one in trust.decisions:
        if credential.id == statement_address(f"{trust.origin}/decisions/{one.decision.id}"):
            return one
    return None


def _fits(credential: Credential, known: TrustedDecision, trust: TrustBundle) -> bool:
    """The body that decided signs, about what it decided on, and of no other outcome."""
    issuer = trust.issuer(credential.issuer)
    about = known.decision.programme or known.decision.holder
    right = issuer is not None and issuer.id == known.agency_id
    return right and credential.subject.get("id") == about
