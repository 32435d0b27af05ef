"""What is right about an internal decision: a whole checklist, and reasons where something lacks.

The checklist is the ten principles of the Council Recommendation of 16 June 2022 (annex II) and
part 1 of the ESG 2015, as data with the clause of each (`data/checklist.csv`).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from pharos.catalogue.problems import Problem

OUTCOMES: Final = ("approved", "returned")
VERDICTS: Final = ("met", "partly", "not_met", "not_applicable")
MAX_REASON: Final = 2_000


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the checklist: its code, whose clause it is, and what shows that it is met.

    `fields` are those of the descriptor in which the office looks first.
    """

    code: str
    source: str
    clause: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office found about one item."""

    verdict: str
    reason: str = ""


@cache
def checklist() -> tuple[Item, ...]:
    """The items in their order."""
    text = (resources.files("pharos.review") / "data" / "checklist.csv").read_text("utf-8")
    return tuple(
        Item(row["code"], row["source"], row["clause"], tuple(row["fields"].split()))
        for row in csv.DictReader(text.splitlines())
    )


def answers_of(document: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers that a kept document holds, of items that there are."""
    known = {one.code for one in checklist()}
    return {
        code: Answer(str(told.get("verdict", "")), str(told.get("reason", "")))
        for code, told in document.items()
        if code in known
    }


def document_of(answers: Mapping[str, Answer]) -> dict[str, dict[str, str]]:
    """The answers as they are kept, in the order of the checklist."""
    return {
        one.code: {"verdict": answers[one.code].verdict, "reason": answers[one.code].reason}
        for one in checklist()
        if one.code in answers
    }


def answer_problems(answers: Mapping[str, Answer]) -> list[Problem]:
    """What cannot be kept: words that are no verdicts."""
    return [
        Problem("review_verdict_unknown", "review", {"item": code})
        for code, one in answers.items()
        if one.verdict not in ("", *VERDICTS)
    ]


def decision_problems(outcome: str, answers: Mapping[str, Answer], reason: str) -> list[Problem]:
    """Why the office cannot decide this way, or nothing.

    Whatever is not fully met has its reason; nothing is approved while an item is not met, and
    a return says what to mend.
    """
    problems = answer_problems(answers)
    if outcome not in OUTCOMES:
        return [*problems, Problem("review_outcome_unknown", "review", {"outcome": outcome})]
    told = {code: one for code, one in answers.items() if one.verdict}
    if outcome == "returned":
        return (
            problems if reason.strip() else [*problems, Problem("review_remarks_missing", "review")]
        )
    left = [one.code for one in checklist() if one.code not in told]
    if left:
        problems.append(Problem("review_items_open", "review", {"count": len(left)}))
    problems += [
        Problem("review_reason_missing", "review", {"item": _clause(code)})
        for code, one in told.items()
        if one.verdict != "met" and not one.reason.strip()
    ]
    problems += [
        Problem("review_item_not_met", "review", {"item": _clause(code)})
        for code, one in told.items()
        if one.verdict == "not_met"
    ]
    return problems


def _clause(code: str) -> str:
    return next(one.clause for one in checklist() if one.code == code)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the descriptor that two versions say differently."""

    field: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[Difference]:
    """The fields that differ between two descriptors, in the order of the newer one."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        Difference(name, before.get(name), after.get(name))
        for name in names
        if name != "version" and before.get(name) != after.get(name)
    ]
