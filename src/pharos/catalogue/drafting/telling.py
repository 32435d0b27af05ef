"""A whole description as people read it before they publish it: every entry in its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pharos.catalogue.drafting.named import Extras, PairedCodes, Shares
from pharos.catalogue.drafting.parts import (
    Code,
    Codes,
    Day,
    Days,
    Group,
    Part,
    Rows,
    Words,
    day_first,
)
from pharos.catalogue.drafting.sections import SECTIONS, parts_of
from pharos.common.dates import day_text
from pharos.common.sentences import sentence
from pharos.nations.model import Nation


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: its name, its text, and the language of the text where it has one."""

    label: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A section with its lines."""

    section: str
    lines: Sequence[Line]


def told(document: Mapping[str, Any], nation: Nation, language: str) -> list[Told]:
    """The sections in which something is written."""
    found = []
    for section in SECTIONS:
        parts = parts_of(section, nation=nation, language=language, document=document)
        lines = [
            line
            for part in parts
            if document.get(part.name) not in (None, [], {})
            for line in _lines(part, document[part.name], language)
        ]
        if lines:
            found.append(Told(section, lines))
    return found


def _lines(part: Part, member: Any, language: str) -> list[Line]:
    label = part.called or sentence(part.label, language)
    if isinstance(part, Extras):
        known = {one["code"]: one.get("words") or one.get("value") for one in member}
        return [
            line
            for inner in part.parts
            if known.get(inner.name)
            for line in _lines(inner, known[inner.name], language)
        ]
    if isinstance(part, PairedCodes):
        ours, theirs = dict(part.names), dict(part.choices)
        pairs = [(one[part.left], one[part.right]) for one in member]
        told = [f"{ours.get(a, a)} → {theirs.get(b, b)}" for a, b in pairs]
        return [Line(label, "\n".join(told))]
    if isinstance(part, Shares):
        return [Line(label, ", ".join(f"{one['outcome']}: {one['weight']} %" for one in member))]
    if isinstance(part, Words):
        return [Line(label, text, tag) for tag, text in member.items()]
    if isinstance(part, Group):
        return [
            Line(f"{label}: {one.label}", one.text, one.language)
            for inner in part.parts
            if inner.name in member
            for one in _lines(inner, member[inner.name], language)
        ]
    if isinstance(part, Rows):
        return [
            Line(f"{label} {number}: {one.label}", one.text, one.language)
            for number, row in enumerate(member, 1)
            for inner in part.parts
            if inner.name in row
            for one in _lines(inner, row[inner.name], language)
        ]
    return [Line(label, _text(part, member, language))]


def _text(part: Part, member: Any, language: str) -> str:
    if isinstance(part, Day):
        shown = part.initial("", member)[""]
        return day_text(shown, language) if shown else ""
    if isinstance(part, Code):
        return dict(part.choices).get(str(member), str(member))
    if isinstance(part, Codes):
        named = dict(part.choices)
        return ", ".join(named.get(one, one) for one in member)
    if isinstance(part, Days):
        return ", ".join(day_first(one) for one in member)
    if isinstance(member, list):
        return ", ".join(str(one) for one in member)
    return "✓" if member is True else str(member)
