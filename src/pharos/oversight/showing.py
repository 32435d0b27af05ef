"""Filings, dues and checks as rows of pages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pharos.accreditation.models import Decision, Proposal
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.oversight.actions.foreign import is_finding
from pharos.oversight.models import Check, Filing
from pharos.oversight.queries import MissedReport
from pharos.oversight.rules.words import State

TONES: Final = {
    State.FILED: "warn",
    State.REGISTERED: "warn",
    State.INADMISSIBLE: "bad",
    State.DECIDED: "info",
    State.ANSWERED: "good",
    State.ACCEPTED: "good",
    State.RETURNED: "warn",
    State.NOTED: "good",
    State.PROCEDURE: "warn",
    State.RECOGNISED: "good",
    State.REFUSED: "bad",
}
STAGES: Final = {"later": "grey", "due_soon": "info", "reminder": "warn", "warning": "warn",
                 "suspension": "bad"}  # fmt: skip


def row(filing: Filing) -> dict[str, Any]:
    """One filing: what, who, when, how it stands."""
    return {
        "filing": filing,
        "what": f"page_filing_{'finding' if is_finding(filing) else filing.kind}",
        "provider": organisations.by_id(filing.organisation_id).name,
        "agency": organisations.by_id(filing.agency_id).name,
        "decision": filing.decision,
        "state_code": f"page_filing_state_{filing.state}",
        "tone": TONES[State(filing.state)],
    }


def settling(filing: Filing) -> str:
    """Which words its answer has: what was found abroad is entered as it was found."""
    if not is_finding(filing):
        return str(filing.kind)
    return "finding_met" if filing.content["met"] else "finding_unmet"


def rows(filings: Iterable[Filing]) -> list[dict[str, Any]]:
    return [row(one) for one in filings]


def decision(found: Decision) -> dict[str, Any]:
    """A decision by its kind, number and subject."""
    return {
        "decision": found,
        "kind": f"page_deciding_kind_{found.kind}",
        "programme": found.version.descriptor.title if found.version else None,
        "provider": organisations.by_id(found.organisation_id).name,
    }


def missed(found: MissedReport) -> dict[str, Any]:
    """A report that is owed, with how late it is."""
    return {
        "report": found,
        "provider": organisations.by_id(found.organisation_id).name,
        "agency": organisations.by_id(found.agency_id).name,
        "stage": f"page_report_stage_{found.stage}",
        "tone": STAGES[found.stage],
    }


def check(found: Check) -> dict[str, Any]:
    return {"check": found, "kind": f"page_check_kind_{found.kind}",
            "provider": organisations.by_id(found.organisation_id).name,
            "number": found.decision.number}  # fmt: skip


def entry(proposal_id: UUID | None) -> dict[str, Any] | None:
    """The entry that a second person approves, for the body that made it."""
    found = Proposal.objects.filter(id=proposal_id).first() if proposal_id else None
    if found is None:
        return None
    return {"proposal": found, "state": f"page_proposal_{found.state}"}


def is_late(filing: Filing, now: datetime) -> bool:
    """Whether the answer to a complaint is overdue."""
    agency = organisations.by_id(filing.agency_id)
    today = zones.legal_day(agency.nation, now)
    return filing.due_on is not None and filing.state == State.FILED and filing.due_on < today
