"""What a set of criteria is, what it lacks, what it covers and how two of them differ; pure."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

from pharos.core.jcs import canonical_json

CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,11}", re.ASCII)
MOST_CRITERIA: Final = 60
MAX_TEXT: Final = 1_500
MAX_CLAUSE: Final = 120
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its words, what it answers to in the ESG and in national law, its evidence.

    `esg` are numbers of ESG 2015 (`1.3`); `clause` is that of the national standard, as cited.
    """

    code: str
    text: Texts
    esg: tuple[str, ...] = ()
    clause: str = ""
    evidence: Texts = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The criterion as its set's document holds it."""
        return {
            "code": self.code,
            "text": dict(self.text),
            "esg": list(self.esg),
            "clause": self.clause,
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Content:
    """What a set says: its title, what it rests on, and its criteria in their order."""

    title: Texts
    source: str = ""
    criteria: tuple[Criterion, ...] = ()

    def text(self) -> str:
        """The document whose digest an approval binds to (RFC 8785)."""
        return canonical_json(
            {
                "title": dict(self.title),
                "source": self.source,
                "criteria": [one.as_dict() for one in self.criteria],
            }
        ).decode()

    def criterion(self, code: str) -> Criterion | None:
        return next((one for one in self.criteria if one.code == code), None)

    def with_criterion(self, new: Criterion, *, instead_of: str = "") -> "Content":
        """The content with a criterion replaced, or added at the end."""
        if instead_of:
            changed = tuple(new if one.code == instead_of else one for one in self.criteria)
        else:
            changed = (*self.criteria, new)
        return Content(self.title, self.source, changed)

    def without(self, code: str) -> "Content":
        return Content(
            self.title, self.source, tuple(one for one in self.criteria if one.code != code)
        )

    def moved(self, code: str, by: int) -> "Content":
        """The content with a criterion some places further down (or up, when negative)."""
        listed = list(self.criteria)
        at = next(place for place, one in enumerate(listed) if one.code == code)
        to = min(max(at + by, 0), len(listed) - 1)
        listed.insert(to, listed.pop(at))
        return Content(self.title, self.source, tuple(listed))


@dataclass(frozen=True, slots=True)
class Lack:
    """What stands between a draft and its approval; `code` names a sentence."""

    code: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard of ESG 2015: part 1 internal, 2 external, 3 of agencies."""

    part: int
    number: str
    title: str


@cache
def esg() -> tuple[Standard, ...]:
    """The standards of ESG 2015 in their order."""
    file = resources.files("pharos.criteria") / "data" / "esg-2015.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return tuple(Standard(int(row["part"]), row["number"], row["title"]) for row in rows)


def esg_numbers() -> frozenset[str]:
    return frozenset(one.number for one in esg())


def content_of(document: Mapping[str, Any]) -> Content:
    """The content of a document that `Content.text` wrote."""
    return Content(
        title=dict(document["title"]),
        source=str(document["source"]),
        criteria=tuple(_criterion(one) for one in document["criteria"]),
    )


def lacks(content: Content, languages: Sequence[str]) -> list[Lack]:
    """Everything that a set still needs before a second person can approve it."""
    found = [
        Lack("criteria_lack_title", {"language": tag})
        for tag in languages
        if not content.title.get(tag, "").strip()
    ]
    if not content.criteria:
        found.append(Lack("criteria_lack_all", {}))
    for one in content.criteria:
        found += [
            Lack("criteria_lack_text", {"code": one.code, "language": tag})
            for tag in languages
            if not one.text.get(tag, "").strip()
        ]
        if not one.esg and not one.clause:
            found.append(Lack("criteria_lack_ground", {"code": one.code}))
        if not any(text.strip() for text in one.evidence.values()):
            found.append(Lack("criteria_lack_evidence", {"code": one.code}))
    return found


def coverage(criteria: Iterable[Criterion]) -> list[tuple[Standard, tuple[str, ...]]]:
    """Each standard of the ESG with the codes of the criteria that answer to it."""
    listed = list(criteria)
    return [
        (standard, tuple(one.code for one in listed if standard.number in one.esg))
        for standard in esg()
    ]


def uncovered(criteria: Iterable[Criterion], parts: Iterable[int] = (1,)) -> tuple[str, ...]:
    """The standards of these parts that no criterion answers to."""
    wanted = set(parts)
    return tuple(
        standard.number
        for standard, codes in coverage(criteria)
        if standard.part in wanted and not codes
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion in two sets: `kind` is added, removed, changed or same."""

    code: str
    kind: str
    before: Criterion | None
    after: Criterion | None

    @property
    def changed(self) -> tuple[str, ...]:
        """Which of its members differ."""
        if self.before is None or self.after is None:
            return ()
        before, after = self.before.as_dict(), self.after.as_dict()
        return tuple(name for name in before if before[name] != after[name])


def differences(before: Content, after: Content) -> list[Difference]:
    """Every criterion of either set by its code, in the order of the newer one."""
    old = {one.code: one for one in before.criteria}
    new = {one.code: one for one in after.criteria}
    found = [
        Difference(code, _kind(old.get(code), one), old.get(code), one) for code, one in new.items()
    ]
    gone = [Difference(code, "removed", one, None) for code, one in old.items() if code not in new]
    return [*found, *gone]


def _kind(before: Criterion | None, after: Criterion) -> str:
    if before is None:
        return "added"
    return "same" if before == after else "changed"


def _criterion(row: Mapping[str, Any]) -> Criterion:
    return Criterion(
        code=str(row["code"]),
        text=dict(row["text"]),
        esg=tuple(row["esg"]),
        clause=str(row["clause"]),
        evidence=dict(row["evidence"]),
    )
