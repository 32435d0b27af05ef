"""Checks for pages: one document or number, with its band, its facts and its sentences."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pharos.catalogue.romanising import folded, words
from pharos.common.errors import DomainError
from pharos.common.personkeys import Erased
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.core.verify import Report, containers
from pharos.issuing.documents import actions as documents
from pharos.issuing.views.public import files
from pharos.nations.zones import zone_of
from pharos.verification import actions, pdf
from pharos.verification.bands import ERASED, Band, band
from pharos.verification.forms import Asked
from pharos.verification.report import MARKS
from pharos.verification.showing import Shown, nation_of, sentence_of, told

TONES = {"passed": "good", "failed": "bad", "unknown": "grey", "not_applicable": "grey"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what a page tells of it; without a report for what cannot be read."""

    asked: Asked
    band: Band
    report: Report | None = None
    problem: DomainError | None = None

    @property
    def award(self) -> dict[str, Any]:
        """The facts of the award; empty when there is nothing to tell."""
        return {} if self.report is None else told(self.report)

    @property
    def number(self) -> str:
        """The number of a credential of ours, empty for any other document."""
        return str(self.asked.credential_id or "")


def judge(asked: Asked, *, now: datetime) -> Judged:
    """The verdict on one thing; what is unknown or erased is told, never raised."""
    if asked.problem is not None:
        return Judged(asked, Band("unread", "grey"), problem=asked.problem)
    raw, proof = asked.raw, asked.tlog_proof
    if asked.credential_id is not None:
        try:
            raw, proof, _ = files(asked.credential_id)
        except Erased:
            return Judged(asked, ERASED)
        except DomainError as error:
            return Judged(asked, Band("unknown", "grey"), problem=error)
    report = actions.check(raw, at=now, tlog_proof=proof)
    if proof is None and (own := own_proof(report)) is not None:
        report = actions.check(raw, at=now, tlog_proof=own)
    return Judged(asked, band(report), report)


def own_proof(report: Report) -> bytes | None:
    """The proof that we hold ourselves, when what was read is a document of ours.

    It speaks of the signed bytes only: it is of no help to a document that was altered.
    """
    number = _number(report)
    return documents.proof_of(number, report.identities) if number and report.identities else None


def is_ours(raw: bytes) -> UUID | None:
    """The number of our credential that has these very bytes; None for any other document.

    A PDF stands for the credential in it, unless it was changed after it was sealed.
    """
    if containers.is_pdf(raw):
        inside = pdf.credential_in(raw)
        if inside is None or any(seal.is_intact is False for seal in pdf.seals(raw)):
            return None
        raw = inside[0]
    with suppress(ValueError, DomainError, CoreError):
        number = UUID(str(strict.load_json(raw).get("id")).removeprefix("urn:uuid:"))
        if files(number).document == raw:
            return number
    return None


def _number(report: Report) -> UUID | None:
    with suppress(ValueError):
        return UUID(Shown(report).credential_id)
    return None


def checks(report: Report, language: str) -> list[dict[str, str]]:
    """Every check with its outcome and its sentence, by the clock of the award's nation."""
    zone = zone_of(nation_of(report))
    return [
        {
            "id": check.id,
            "name": f"verify_check_{check.id}",
            "help": f"page_check_help_{check.id}",
            "outcome": f"verify_outcome_{check.outcome.value}",
            "mark": MARKS[check.outcome],
            "tone": TONES[check.outcome.value],
            "message": sentence_of(check, language, zone),
            "code": check.code,
        }
        for check in report.checks
    ]


def names_fit(given: str, holder: list[str]) -> bool:
    """Whether a name is one of the signed ones, in whatever script and order it is written."""
    wanted = {folded(word) for word in words(given)}
    return any(wanted == {folded(word) for word in words(name)} for name in holder)
