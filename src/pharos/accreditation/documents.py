"""What is proposed and approved: decisions and changes as frozen values and canonical JSON.

The proposal keeps the canonical text, the approval names its digest, and the decision keeps
the same text again: nobody can approve something else than what was looked at.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Self

from pharos.catalogue import reading
from pharos.catalogue.parts import LanguageMap
from pharos.core import jcs, standing


class _Document:
    """The canonical text of a frozen value and its digest."""

    __slots__ = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        return reading.read(cls, json.loads(text))

    @property
    def text(self) -> str:
        return jcs.canonical_json(reading.written(self)).decode("utf-8")

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode("utf-8")).digest()


@dataclass(frozen=True, slots=True)
class Scope:
    """Levels, ISCED-F fields (by prefix) and programme kinds; None does not limit."""

    levels: tuple[int, ...] | None = None
    fields: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None

    def as_core(self) -> standing.Scope:
        """The scope as the one rule of standings reads it."""
        return standing.Scope(
            levels=None if self.levels is None else frozenset(self.levels),
            fields=None if self.fields is None else frozenset(self.fields),
            kinds=None if self.kinds is None else frozenset(self.kinds),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be mended, and the last day for it."""

    text: LanguageMap
    due: date


@dataclass(frozen=True, slots=True)
class Foreign:
    """A body abroad that decided, and the days of its entry in EQAR; `until` is exclusive."""

    name: LanguageMap
    country: str
    register_from: date
    register_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision(_Document):
    """A decision as it is proposed; ids are texts, `until` is exclusive.

    `version_digest` and `format_hash` (hex) bind it to the content that was judged. `link`
    leads to the report or act that everybody may read. `follows` and `renews` are ids of
    decisions: the one without which this does not hold, and the one whose place it takes.
    `foreign` took the decision that the proposing body recognises or takes note of. `quality` is
    the type of quality assurance where a programme was accredited with others, in a cluster or
    jointly; without it the decision is one about a single programme.
    """

    act: ClassVar[str] = "decision"

    kind: str
    organisation: str
    outcome: str
    number: str
    decided_on: date
    version: str | None = None
    version_digest: str | None = None
    format: str | None = None
    format_hash: str | None = None
    first_day: date | None = None
    until: date | None = None
    scope: Scope = Scope()
    conditions: tuple[Condition, ...] = ()
    reasons: LanguageMap = field(default_factory=dict)
    link: str | None = None
    follows: str | None = None
    renews: str | None = None
    foreign: Foreign | None = None
    quality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange(_Document):
    """Something that happens to a decision, as it is proposed.

    `ground` is fraud where a withdrawal reaches back to `retroactive_from`, appeal where an
    appeal annuls. An appeal names the change that it `contests`, or the decision itself; its
    close has an `outcome`. A prolongation names the day that the renewal was applied for.
    """

    act: ClassVar[str] = "change"

    decision: str
    kind: str
    number: str
    decided_on: date
    first_day: date
    until: date | None = None
    teach_out_until: date | None = None
    retroactive_from: date | None = None
    ground: str | None = None
    scope: Scope | None = None
    reasons: LanguageMap = field(default_factory=dict)
    link: str | None = None
    contests: str | None = None
    suspensive: bool = False
    outcome: str | None = None
    applied_on: date | None = None
