"""Entries that are lists by name: shares, pairs, the fields of a nation of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from pharos.catalogue.drafting.parts import LABEL, Choices, Codes, Fields, Part, Words


@dataclass(frozen=True, kw_only=True)
class PairedCodes(Part):
    """One choice for each of some names: which outcome of a parent each own outcome is."""

    names: Sequence[tuple[str, str]]
    choices: Choices
    left: str
    right: str

    def fields(self, stem: str) -> Fields:
        listed = [("", "–"), *self.choices]
        return {
            f"{stem}-{place}": forms.ChoiceField(required=False, choices=listed, label=shown)
            for place, (_, shown) in enumerate(self.names)
        }

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        known = {one[self.left]: one[self.right] for one in member or ()}
        return {
            f"{stem}-{place}": known.get(name, "") for place, (name, _) in enumerate(self.names)
        }

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        chosen = [
            {self.left: name, self.right: told.get(f"{stem}-{place}")}
            for place, (name, _) in enumerate(self.names)
        ]
        return [one for one in chosen if one[self.right]]


@dataclass(frozen=True, kw_only=True)
class Shares(Part):
    """How much of a part of the assessment proves each outcome, in per cent."""

    outcomes: Sequence[str]

    def fields(self, stem: str) -> Fields:
        widget = {"inputmode": "decimal", "size": 4}
        return {
            f"{stem}-{place}": forms.CharField(
                required=False, max_length=6, label=self.label,
                widget=forms.TextInput(attrs=widget),
            )
            for place, _ in enumerate(self.outcomes)
        }  # fmt: skip

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        known = {one["outcome"]: one["weight"] for one in member or ()}
        return {f"{stem}-{place}": known.get(name) for place, name in enumerate(self.outcomes)}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        found = [
            (name, str(told.get(f"{stem}-{place}") or "").strip().replace(",", "."))
            for place, name in enumerate(self.outcomes)
        ]
        return [{"outcome": name, "weight": weight} for name, weight in found if weight]


@dataclass(frozen=True, kw_only=True)
class Extras(Part):
    """The fields that a nation adds: each is an entry of its own, the member is their list."""

    parts: Sequence[Part]
    hints: Mapping[str, str] = field(default_factory=dict)

    def fields(self, stem: str) -> Fields:
        found: Fields = {}
        for part in self.parts:
            for name, made in part.fields(f"{stem}-{part.name}").items():
                made.help_text = self.hints.get(part.name, "")
                found[name] = made
        return found

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        known = {one["code"]: one.get("words") or one.get("value") for one in member or ()}
        return {
            name: value
            for part in self.parts
            for name, value in part.initial(f"{stem}-{part.name}", known.get(part.name)).items()
        }

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        found = []
        for part in self.parts:
            given = part.member(f"{stem}-{part.name}", told)
            if given in (None, "", {}, []):
                continue
            found.append(
                {"code": part.name, "words" if isinstance(part, Words) else "value": given}
            )
        return found


@dataclass(frozen=True, kw_only=True)
class OpenCodes(Codes):
    """Any number of codes of a list, and words of one's own for what the list does not have."""

    lines: int = 2
    limit: int = 2_000

    def fields(self, stem: str) -> Fields:
        other = forms.CharField(
            required=False, max_length=self.limit, label=f"{LABEL}{self.name}_other",
            widget=forms.Textarea(attrs={"rows": self.lines}),
        )  # fmt: skip
        return {**super().fields(stem), f"{stem}-other": other}

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        known = {code for code, _ in self.choices}
        return {
            stem: [one for one in member or () if one in known],
            f"{stem}-other": "\n".join(one for one in member or () if one not in known),
        }

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        own = str(told.get(f"{stem}-other") or "").splitlines()
        found = [*(told.get(stem) or ()), *(line.strip() for line in own if line.strip())]
        return list(dict.fromkeys(found))
