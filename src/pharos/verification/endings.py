"""Why and since when a credential of ours no longer holds, told so that it harms nobody.

The provider's reason is one of a closed list; what everybody reads is a sentence that says
no more about the learner than it has to. The register tells it to whoever has the
credential. The lists that verifiers take with them do not: a list of reasons would tell
who was revoked and why to those who watch it (STA-08, STA-09).
"""

from contextlib import suppress
from dataclasses import replace
from typing import Final
from uuid import UUID

from pharos.core.verify import Check, Outcome, Report

ACTS: Final = {
    "revoked": frozenset({"revoke", "supersede"}),
    "suspended": frozenset({"suspend"}),
}
"""The acts behind each ending that the check of the status tells."""


def with_page(report: Report, origin: str) -> Report:
    """The report for who has no register at hand: it names the page with reason and time."""
    number = number_of(report)
    return report if number is None else with_facts(report, page=f"{origin}/c/{number}")


def number_of(report: Report) -> UUID | None:
    """The number of a genuine credential of ours that ended; a forger learns nothing."""
    issuer = report.facts.get("issuer")
    is_ours = isinstance(issuer, dict) and issuer.get("listed") is True
    if not is_ours or not report.checks or report.check("status").code not in ACTS:
        return None
    if report.check("proof").outcome is not Outcome.PASSED:
        return None
    if report.check("issuer").outcome is Outcome.FAILED:
        return None
    with suppress(ValueError):
        return UUID(str(report.facts.get("credential")).removeprefix("urn:uuid:"))
    return None


def with_facts(report: Report, **facts: object) -> Report:
    """The report whose check of the status knows more."""

    def more(check: Check) -> Check:
        if check.id != "status":
            return check
        return replace(check, facts={**check.facts, **facts})

    return replace(report, checks=tuple(more(check) for check in report.checks))
