"""The kinds of entries in a draft's forms: text, words in each language, codes, numbers, rows.

A part knows one member of the descriptor. It makes the fields that show it, fills them from the
document and makes the member again from what was typed; what is left empty is absent.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pharos.common.forms import DayField

Fields = dict[str, forms.Field]
Choices = Sequence[tuple[str, str]]
LABEL = "field_draft_"
MAX_ROWS = 40
SPARE = 2
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Part(ABC):
    """One member of the descriptor; `name` is its name there."""

    name: str
    code: str = ""
    called: str = ""
    """What a nation calls a field of its own, where no sentence of ours names it."""

    @property
    def label(self) -> str:
        """The code of the sentence that names it, or the words themselves."""
        return self.called or f"{LABEL}{self.code or self.name}"

    @abstractmethod
    def fields(self, stem: str) -> Fields:
        """The fields that show it, by names that begin with `stem`."""

    @abstractmethod
    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        """What the fields hold for a member of a document."""

    @abstractmethod
    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        """The member for what was typed, None when it is absent."""


@dataclass(frozen=True, kw_only=True)
class Text(Part):
    """One line, or several."""

    lines: int = 1
    limit: int = 500
    offered: str = ""
    """The id of the list on the page that the browser offers values of."""

    def fields(self, stem: str) -> Fields:
        attrs = {"list": self.offered} if self.offered else {}
        widget: forms.Widget = forms.TextInput(attrs=attrs)
        if self.lines > 1:
            widget = forms.Textarea(attrs={"rows": self.lines})
        field = forms.CharField(
            required=False, max_length=self.limit, widget=widget, label=self.label
        )
        return {stem: field}

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {stem: member}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        return str(told.get(stem) or "").strip() or None


@dataclass(frozen=True, kw_only=True)
class Lines(Text):
    """A list, one entry a line."""

    lines: int = 4
    limit: int = 5_000

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {stem: "\n".join(member or ())}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        return [line.strip() for line in str(told.get(stem) or "").splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True)
class Days(Lines):
    """Days, one a line, day first; a line that is no day stays as it is, for the rules to tell."""

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return super().initial(stem, [day_first(one) for one in member or ()])

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        return [_iso(line) for line in super().member(stem, told)]


def day_first(text: str) -> str:
    """A day of a document as 21.11.2026; another text as it is."""
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


def _iso(text: str) -> str:
    try:
        return str(DayField().to_python(text))
    except ValidationError:
        return text


@dataclass(frozen=True, kw_only=True)
class Whole(Text):
    """A whole number."""

    limit: int = 7

    def fields(self, stem: str) -> Fields:
        return {stem: forms.IntegerField(
            required=False, min_value=0, max_value=1_000_000, label=self.label,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
        )}  # fmt: skip

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        return told.get(stem)


@dataclass(frozen=True, kw_only=True)
class Number(Text):
    """A number with a fraction, written with comma or point; text in the document."""

    limit: int = 12

    def fields(self, stem: str) -> Fields:
        made = super().fields(stem)
        made[stem].widget.attrs.update({"inputmode": "decimal", "size": 8})
        return made

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        text = str(told.get(stem) or "").strip().replace(",", ".")
        return text or None


@dataclass(frozen=True, kw_only=True)
class Day(Part):
    """A day; for the end of a term the last day, where the document holds the one after it."""

    is_end: bool = False

    def fields(self, stem: str) -> Fields:
        return {stem: DayField(required=False, label=self.label)}

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        shown = date.fromisoformat(member) if member else None
        return {stem: shown - _ONE_DAY if shown and self.is_end else shown}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        found = told.get(stem)
        if not found:
            return None
        return (found + _ONE_DAY if self.is_end else found).isoformat()


@dataclass(frozen=True, kw_only=True)
class Tick(Part):
    """Yes, or nothing."""

    def fields(self, stem: str) -> Fields:
        return {stem: forms.BooleanField(required=False, label=self.label)}

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {stem: bool(member)}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        return True if told.get(stem) else None


@dataclass(frozen=True, kw_only=True)
class Code(Part):
    """One code of a list; `as_number` where the descriptor holds a number."""

    choices: Choices
    as_number: bool = False

    def fields(self, stem: str) -> Fields:
        listed = [("", "–"), *self.choices]
        return {stem: forms.ChoiceField(required=False, choices=listed, label=self.label)}

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {stem: "" if member is None else str(member)}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        found = told.get(stem) or None
        return int(found) if found and self.as_number else found


@dataclass(frozen=True, kw_only=True)
class Codes(Part):
    """Any number of codes of a list."""

    choices: Choices

    def fields(self, stem: str) -> Fields:
        return {stem: forms.MultipleChoiceField(
            required=False, choices=list(self.choices), label=self.label,
            widget=forms.CheckboxSelectMultiple(),
        )}  # fmt: skip

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {stem: list(member or ())}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        return list(told.get(stem) or ())


@dataclass(frozen=True, kw_only=True)
class Words(Part):
    """A text in several languages, one field each."""

    languages: Sequence[str]
    lines: int = 1
    limit: int = 2_000

    def fields(self, stem: str) -> Fields:
        made: Fields = {}
        for language in self.languages:
            attrs: dict[str, Any] = {"lang": language}
            widget: forms.Widget = forms.TextInput(attrs=attrs)
            if self.lines > 1:
                widget = forms.Textarea(attrs={**attrs, "rows": self.lines})
            made[f"{stem}_{language}"] = forms.CharField(
                required=False, max_length=self.limit, widget=widget,
                label=f"{LABEL}in_{language}",
            )  # fmt: skip
        return made

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {f"{stem}_{one}": (member or {}).get(one, "") for one in self.languages}

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        words = {one: str(told.get(f"{stem}_{one}") or "").strip() for one in self.languages}
        return {one: text for one, text in words.items() if text} or None


@dataclass(frozen=True, kw_only=True)
class Group(Part):
    """Parts that make one object together."""

    parts: Sequence[Part]
    is_whole: Callable[[dict[str, Any]], bool] = field(default=lambda members: bool(members))

    def fields(self, stem: str) -> Fields:
        return {
            name: made
            for part in self.parts
            for name, made in part.fields(f"{stem}-{part.name}").items()
        }

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {
            name: value
            for part in self.parts
            for name, value in part.initial(
                f"{stem}-{part.name}", (member or {}).get(part.name)
            ).items()
        }

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        found = {part.name: part.member(f"{stem}-{part.name}", told) for part in self.parts}
        members = {name: value for name, value in found.items() if value not in (None, [], {})}
        return members if self.is_whole(members) else None


@dataclass(frozen=True, kw_only=True)
class Rows(Part):
    """A list of objects: `count` rows, filled or empty; a row without its nucleus is no row."""

    parts: Sequence[Part]
    nucleus: Sequence[str]
    count: int = SPARE

    def row(self) -> Group:
        """One of its rows."""
        return Group(name=self.name, parts=self.parts, is_whole=self._is_filled)

    def fields(self, stem: str) -> Fields:
        return {
            name: made
            for number in range(self.count)
            for name, made in self.row().fields(f"{stem}-{number}").items()
        }

    def initial(self, stem: str, member: Any) -> dict[str, Any]:
        return {
            name: value
            for number, one in enumerate((member or ())[: self.count])
            for name, value in self.row().initial(f"{stem}-{number}", one).items()
        }

    def member(self, stem: str, told: Mapping[str, Any]) -> Any:
        rows = [self.row().member(f"{stem}-{number}", told) for number in range(self.count)]
        return [row for row in rows if row is not None]

    def _is_filled(self, members: dict[str, Any]) -> bool:
        return any(name in members for name in self.nucleus)
