"""The files of a published report, each with its languages and checksum (ESG 2015, 2.6; DEQAR)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.urls import reverse

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision
from pharos.criteria import queries as criteria_sets
from pharos.criteria.models import CriteriaSet
from pharos.procedures.letters import reports as prints
from pharos.procedures.models import Report


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file that everybody may take: what is got at the address on this host."""

    code: str
    address: str
    media_type: str
    languages: tuple[str, ...]
    sha256: str


def files(found: Report, language: str) -> list[ReportFile]:
    """The PDF and the document itself, by their addresses below a language."""
    made = (
        ("page_casereport_print", "report-print", "application/pdf", printed(found)),
        ("page_casereport_file", "report-file", "application/json", found.document.encode()),
    )
    return [
        ReportFile(code, _address(name, found, language), media, tuple(found.languages),
                   sha256(raw).hexdigest())
        for code, name, media, raw in made
    ]  # fmt: skip


def printed(found: Report) -> bytes:
    """The PDF of a report, with what was decided by it."""
    chosen = criteria_of(found, json.loads(found.document))
    words = {one.code: one.text for one in chosen.criteria} if chosen else {}
    outcomes = {one.number: one.outcome for one in decisions_of(found)}
    return prints.render(found, outcomes, words)


def criteria_of(found: Report, told: Mapping[str, Any]) -> CriteriaSet | None:
    """The set that the report names; of an older report the only one that can be meant."""
    if named := told.get("criteria_set"):
        return criteria_sets.by_id(UUID(named["id"]))
    codes = {one["criterion"] for one in told["findings"]}
    fitting = [
        one
        for one in criteria_sets.versions(found.agency_id, told["kind"])
        if one.approved_at <= found.at and {two.code for two in one.criteria} == codes
    ]
    return fitting[0] if len(fitting) == 1 else None


def decisions_of(found: Report) -> list[Decision]:
    """What was decided in the case; the case itself only its two sides see."""
    return list(accreditation.published().filter(case_id=found.case_id).order_by("number"))


def _address(name: str, found: Report, language: str) -> str:
    path = reverse(name, kwargs={"language": language, "case_id": found.case_id})
    return f"{path}?report={found.id}"
