"""What looks unlikely in an application: advice to the officer, never a refusal (B22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pharos.catalogue.problems import Problem

FEW_OUTCOMES = 2
MANY_OUTCOMES = 20
SHORT_TEXT = 60
SAME_FILE = 2


@dataclass(frozen=True, slots=True)
class ProgrammeLook:
    """What the flags look at in one programme of an application."""

    title: str
    ects: Decimal | None
    clock_hours: Decimal | None
    level: int | None
    outcomes: int
    supervised: bool
    other_versions_open: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceLook:
    criterion: str
    text: str
    digest: bytes | None


def flags(programmes: Sequence[ProgrammeLook], evidence: Sequence[EvidenceLook]) -> list[Problem]:
    """Everything that looks unlikely, low before high as it was found."""
    found = [flag for one in programmes for flag in _of_programme(one)]
    return found + _of_evidence(evidence) + _same_titles(programmes)


def _of_programme(one: ProgrammeLook) -> list[Problem]:
    facts = {"title": one.title}
    found = []
    if one.outcomes < FEW_OUTCOMES or one.outcomes > MANY_OUTCOMES:
        found.append(Problem("flag_outcomes_number", "high", {**facts, "number": one.outcomes}))
    if one.ects and one.clock_hours and one.ects > 0:
        hours = one.clock_hours / one.ects
        if hours < 25 or hours > 30:
            found.append(Problem("flag_hours_per_credit", "high",
                                 {**facts, "hours": str(round(hours, 1))}))  # fmt: skip
    if one.ects and one.outcomes > one.ects * 4:
        found.append(Problem("flag_many_outcomes_for_size", "low", facts))
    if not one.supervised:
        found.append(Problem("flag_unsupervised", "low", facts))
    if one.other_versions_open:
        found.append(Problem("flag_other_case_open", "high", facts))
    return found


def _of_evidence(evidence: Sequence[EvidenceLook]) -> list[Problem]:
    found = [
        Problem("flag_evidence_short", "low", {"criterion": one.criterion})
        for one in evidence
        if one.digest is None and len(one.text) < SHORT_TEXT
    ]
    uses: dict[bytes, set[str]] = {}
    for one in evidence:
        if one.digest is not None:
            uses.setdefault(one.digest, set()).add(one.criterion)
    same = [sorted(criteria) for criteria in uses.values() if len(criteria) > SAME_FILE]
    found += [Problem("flag_same_file", "low", {"criteria": ", ".join(one)}) for one in same]
    texts = [one.text for one in evidence if len(one.text) >= SHORT_TEXT]
    if len(texts) != len(set(texts)):
        found.append(Problem("flag_same_text", "high"))
    return found


def _same_titles(programmes: Sequence[ProgrammeLook]) -> list[Problem]:
    titles = [one.title for one in programmes]
    twice = sorted({one for one in titles if titles.count(one) > 1})
    return [Problem("flag_same_title", "high", {"title": one}) for one in twice]
