"""Entries of a nation's tables as they are filled in, member by member."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms

from pharos.common import texts
from pharos.common.errors import Invalid
from pharos.common.forms import Form
from pharos.common.i18n import LANGUAGES
from pharos.common.sentences import sentence
from pharos.nations import tables
from pharos.nations.model import Nation
from pharos.standards import entries, parameters, showing
from pharos.standards.entries import Member
from pharos.standards.parameters import Path, Vocabulary

_MOST_TEXT: Final = 300
_LEVELS: Final = tuple("12345678")


class EntryForm(Form):
    """One entry of `table`; with `present` it is changed and its key stays as it is."""

    area: ClassVar[str] = "row"

    def __init__(
        self, *args: Any, table: Path, present: Mapping[str, Any] | None, nation: Nation,
        language: str, **more: Any,
    ) -> None:  # fmt: skip
        self.table, self.present = table, present
        self.key, *self.members = entries.members(table)
        self.inner = entries.first_inside(table) if present is None else None
        super().__init__(*args, **more)
        held = present or {}
        if present is None:
            self._put(self.key, None, nation, language)
        for member in self.members:
            self._put(member, held.get(member.name), nation, language)
        self._ours = tuple(self.fields)
        for member in self.inner[1] if self.inner else ():
            self._put(member, None, nation, language)

    def _put(self, member: Member, held: Any, nation: Nation, language: str) -> None:
        for name, field in _fields(member, held, nation, language):
            field.label = field.label or f"field_row_{member.name}"
            self.fields[name] = field

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields of the entry itself."""
        return [self[name] for name in self._ours]

    @property
    def inside(self) -> list[forms.BoundField]:
        """The fields of the first entry inside a new one: the first grade of a scale."""
        return [self[name] for name in self.fields if name not in self._ours]

    def key_of(self) -> str:
        """The key that a new entry has."""
        return str(self.checked()[self.key.name]).strip()

    def entry(self, key: str) -> dict[str, Any]:
        """The entry under a key; raises Invalid `parameter_unreadable`, `entry_text_unreadable`."""
        given = self.checked()
        found = {one.name: _read(one, given) for one in self.members}
        named = tables.KEYS[tables.general(self.table)]
        if named:
            found = {named: int(key) if self.key.kind == "level" else key} | found
        if self.inner is not None:
            name, members = self.inner
            first = {one.name: _read(one, given) for one in members}
            found[name] = {first["code"]: first | {"source": found["source"]}}
        return found


def _fields(
    member: Member, held: Any, nation: Nation, language: str
) -> Iterator[tuple[str, forms.Field]]:
    if member.kind != "words":
        yield member.name, _field(member, held, nation, language)
        return
    label = sentence(f"field_row_{member.name}", language)
    for code in dict.fromkeys((*nation.required_languages, *LANGUAGES, *(held or ()))):
        field = forms.CharField(max_length=_MOST_TEXT, required=code == "en")
        field.label = f"{label}: {sentence(f'field_words_{code}', language)}"
        field.initial = (held or {}).get(code, "")
        yield f"{member.name}_{code}", field


def _field(member: Member, held: Any, nation: Nation, language: str) -> forms.Field:
    if member.kind == "flag":
        choices = [(one, sentence(f"parameter_{one}", language)) for one in ("yes", "no")]
        return forms.ChoiceField(
            choices=choices, widget=forms.RadioSelect, initial="yes" if held else "no"
        )
    if member.kind == "level":
        shown = "" if held is None else str(held)
        return forms.ChoiceField(choices=[(one, one) for one in _LEVELS], initial=shown)
    if member.vocabulary is not None:
        return _chosen(member, member.vocabulary, held, nation, language)
    if member.kind == "choices":
        shown = "\n".join(_line(code, said) for code, said in (held or {}).items())
        lines = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=4_000, required=False, widget=lines, initial=shown)
    shown = "" if held is None else str(held)
    return forms.CharField(max_length=_MOST_TEXT, required=member.is_required, initial=shown)


def _chosen(
    member: Member, words: Vocabulary, held: Any, nation: Nation, language: str
) -> forms.Field:
    choices = [(one, showing.word(words.name, one, nation, language)) for one in words.words]
    if member.kind == "codes":
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            choices=choices, required=False, widget=boxes, initial=list(held or ())
        )
    blank = [] if member.is_required else [("", sentence(showing.NOTHING, language))]
    return forms.ChoiceField(
        choices=blank + choices, required=member.is_required, initial=held or ""
    )


def _read(member: Member, given: Mapping[str, Any]) -> Any:
    name = member.name
    if member.kind == "words":
        said = {key.removeprefix(f"{name}_"): text for key, text in given.items()
                if key.startswith(f"{name}_") and text.strip()}  # fmt: skip
        return {code: _text(text, f"{name}_{code}") for code, text in said.items()}
    value = given[name]
    if member.kind == "flag":
        return value == "yes"
    if member.kind == "level":
        return int(value)
    if member.kind == "number":
        return _number(value, name)
    if member.kind == "choices":
        return dict(_choice(line, name) for line in value.splitlines() if line.strip())
    if member.kind == "text":
        return _text(value, name)
    return list(value) if member.kind == "codes" else str(value).strip() or None


def _text(text: str, field: str) -> str:
    return texts.kept(text, code="entry_text_unreadable", limit=_MOST_TEXT, field=field)


def _number(text: str, field: str) -> str | None:
    if not text.strip():
        return None
    try:
        return parameters.number_of(text)
    except ValueError as error:
        raise Invalid("parameter_unreadable", field=field) from error


def _line(code: str, said: Mapping[str, str]) -> str:
    return "; ".join((code, *(said.get(language, "") for language in LANGUAGES)))


def _choice(line: str, field: str) -> tuple[str, dict[str, str]]:
    """A choice as a line tells it: its code and its words, language by language."""
    parts: Sequence[str] = [one.strip() for one in line.split(";")]
    if len(parts) != 1 + len(LANGUAGES) or not entries.is_key(parts[0]):
        raise Invalid("parameter_unreadable", field=field)
    return parts[0], {
        code: _text(one, field) for code, one in zip(LANGUAGES, parts[1:], strict=True)
    }
