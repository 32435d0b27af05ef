"""The completeness of a draft as its page shows it: groups, gaps with links, warnings, overlaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pharos.catalogue import meter, plausible, queries
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.drafting import forms
from pharos.catalogue.drafting.sections import section_of
from pharos.common.i18n import LanguageMap, choose
from pharos.common.sentences import sentence
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations

# How the clauses of lists that have a number are told in the page's language.
_CLAUSES: Final = MappingProxyType({
    "annex_i": "page_meter_clause_annex",
    "annex_i_optional": "page_meter_clause_annex",
    "fields": "page_meter_clause_question",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One list that is measured against."""

    code: str
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class GapRow:
    """One field that is not told yet: what to do, who asks for it, where it is written."""

    section: str
    text: str
    asked_by: Sequence[str]
    href: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Everything of the meter; `score` in per cent."""

    score: int
    groups: Sequence[GroupRow]
    gaps: Sequence[GapRow]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A published programme that is much alike."""

    text: str
    title: LanguageMap
    path: str


def measure(
    descriptor: Descriptor, nation: Nation, language: str, href: Callable[[str], str]
) -> Measure:
    """What the draft tells of what others ask for (A33); `href` leads to a section."""
    found = meter.of(descriptor, nation)
    groups = [
        GroupRow(f"page_meter_group_{one.name}", one.filled, one.total)
        for one in found.groups.values()
        if one.total
    ]
    labels = {(one.group, one.item): one.label for one in meter.items()}
    rows: dict[str, GapRow] = {}
    for gap in found.gaps:
        text = sentence(gap.code, language, forms.spoken(gap.facts, language))
        section = section_of(gap.field)
        label = labels.get((gap.group, gap.item))
        clause = _clause(gap, language)
        asked = f"{clause} {choose(label, language)}" if label else clause
        before = rows.get(text)
        listed = (*before.asked_by, asked) if before else (asked,)
        rows[text] = GapRow(section, text, tuple(dict.fromkeys(listed)), href(section))
    return Measure(found.score, groups, list(rows.values()))


def _clause(gap: meter.Gap, language: str) -> str:
    """Where it is asked for, in words; names of lists stay as they are."""
    code = _CLAUSES.get(gap.group)
    return sentence(code, language, {"item": gap.item}) if code else gap.clause


def warnings(descriptor: Descriptor, nation: Nation, language: str) -> list[str]:
    """What an author should look at again; nothing of it is refused."""
    return [forms.told(one, language) for one in plausible.warnings(descriptor, nation)]


def overlaps(descriptor: Descriptor, nation: Nation, language: str) -> list[Overlap]:
    """Published programmes that are much alike (A40), the first few, each with its address."""
    found = []
    for version, likeness in queries.overlaps(descriptor, nation)[:5]:
        provider = organisations.by_id(version.organisation_id)
        facts: dict[str, Any] = {
            "share": likeness.share,
            "title": choose(version.descriptor.title, language),
            "provider": choose(provider.name, language),
        }
        path = f"/programmes/{provider.slug}/{version.programme.slug}"
        text = sentence("overlap_found", language, facts)
        found.append(Overlap(text, version.descriptor.title, path))
    return found
