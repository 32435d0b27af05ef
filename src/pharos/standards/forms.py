"""Amendments as they are filled in: one parameter at a time, evidence, consultation, answers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from pharos.common.errors import Invalid
from pharos.common.forms import DayField, Form
from pharos.common.i18n import LANGUAGES
from pharos.common.sentences import catalogue
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.standards import parameters, showing
from pharos.standards.actions import drafting
from pharos.standards.parameters import Parameter

MAX_UPLOAD = drafting.MAX_FILE + 20_000
_ROWS = {"rows": 4}


class ValueForm(Form):
    """The new value of one parameter, asked for in the form of its kind."""

    area: ClassVar[str] = "parameter"

    def __init__(
        self, *args: Any, parameter: Parameter, nation: Nation, language: str, **more: Any
    ) -> None:
        self.parameter = parameter
        super().__init__(*args, **more)
        present = parameter.present
        if parameter.kind == "languages":
            for code in dict.fromkeys((*nation.required_languages, *LANGUAGES, *present)):
                field = forms.CharField(max_length=200, required=code == "en")
                field.label, field.initial = f"field_words_{code}", present.get(code, "")
                self.fields[f"value_{code}"] = field
            return
        field = _field(parameter, nation, language)
        field.label = "field_parameter_value"
        hint = f"field_parameter_{parameter.kind}_hint"
        field.help_text = hint if hint in catalogue("en") else ""
        self.fields["value"] = field

    def value(self) -> Any:
        """What the document of the amendment will hold; raises Invalid `parameter_unreadable`."""
        given = self.checked()
        if self.parameter.kind == "languages":
            texts = {name.removeprefix("value_"): text.strip() for name, text in given.items()}
            return {code: text for code, text in texts.items() if text}
        try:
            return _read(self.parameter.kind, given["value"])
        except ValueError as error:
            raise Invalid("parameter_unreadable", field="value") from error


def _field(parameter: Parameter, nation: Nation, language: str) -> forms.Field:
    words, kind, present = parameter.vocabulary, parameter.kind, parameter.present
    if kind == "flag":
        choices = [(code, showing.value(parameter.path, code == "yes", nation, language))
                   for code in ("yes", "no")]  # fmt: skip
        return forms.ChoiceField(
            choices=choices, widget=forms.RadioSelect, initial="yes" if present else "no"
        )
    if words is not None:
        choices = [(one, showing.word(words.name, one, nation, language)) for one in words.words]
        if kind == "codes":
            return forms.MultipleChoiceField(
                choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
                initial=list(present or ()),
            )  # fmt: skip
        return forms.ChoiceField(choices=choices, required=False, initial=present)
    if kind == "day":
        return DayField(initial=present)
    if kind == "texts":
        widget = forms.Textarea(attrs=_ROWS)
        return forms.CharField(
            max_length=4_000, required=False, widget=widget, initial="\n".join(present or ())
        )
    if kind == "integers":
        return forms.CharField(
            max_length=200, required=False, initial=", ".join(map(str, present or ()))
        )
    return forms.CharField(max_length=1_000, initial="" if present is None else str(present))


def _read(kind: str, given: Any) -> Any:
    if kind == "flag":
        return given == "yes"
    if kind == "integer":
        return int(str(given).strip())
    if kind == "integers":
        return [int(one) for one in re.split(r"[,;\s]+", given.strip()) if one]
    if kind == "number":
        return parameters.number_of(str(given))
    if kind == "texts":
        return [one.strip() for one in given.splitlines() if one.strip()]
    if kind == "day":
        return given.isoformat()
    return list(given) if kind == "codes" else str(given).strip()


class ExplainForm(Form):
    """From which day, why, and on what the amendment rests."""

    area: ClassVar[str] = "amendment"

    first_day = DayField()
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs=_ROWS))
    evidence = forms.CharField(max_length=4_000, widget=forms.Textarea(attrs=_ROWS))
    links = forms.CharField(
        max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def facts(self) -> Mapping[str, Any]:
        """The arguments of `drafting.explain`."""
        given = self.checked()
        return {**given, "links": given["links"].splitlines()}


class FileForm(Form):
    """A file behind the amendment."""

    area: ClassVar[str] = "amendment"

    file = forms.FileField()


class ConsultationForm(Form):
    """Until when, and who is invited by kind or by name."""

    area: ClassVar[str] = "consultation"

    last_day = DayField()
    kinds = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    invited = forms.CharField(
        max_length=8_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kinds"].choices = list(kinds)  # type: ignore[attr-defined]

    def facts(self) -> Mapping[str, Any]:
        """The arguments of `consulting.open_consultation`."""
        given = self.checked()
        return {**given, "invited": re.split(r"[,;\s]+", given["invited"])}


class SummaryForm(Form):
    """What came of a consultation, in the languages of the state and English."""

    area: ClassVar[str] = "summary"

    en = forms.CharField(max_length=4_000, widget=forms.Textarea(attrs=_ROWS))
    hy = forms.CharField(max_length=4_000, required=False, widget=forms.Textarea(attrs=_ROWS))
    ka = forms.CharField(max_length=4_000, required=False, widget=forms.Textarea(attrs=_ROWS))


class GuidelineForm(Form):
    """A version of the guideline, in all three languages."""

    area: ClassVar[str] = "guideline"

    first_day = DayField()
    source = forms.CharField(max_length=500)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for code in LANGUAGES:
            title = forms.CharField(max_length=200, label=f"field_guideline_title_{code}")
            text = forms.CharField(
                max_length=20_000, label=f"field_guideline_text_{code}",
                widget=forms.Textarea(attrs={"rows": 6}),
            )  # fmt: skip
            self.fields[f"title_{code}"], self.fields[f"text_{code}"] = title, text

    def facts(self) -> Mapping[str, Any]:
        """The arguments of `guidelines.propose`."""
        given = self.checked()
        return {
            "first_day": given["first_day"],
            "source": given["source"],
            "title": {code: given[f"title_{code}"] for code in LANGUAGES},
            "text": {code: given[f"text_{code}"] for code in LANGUAGES},
        }


def body_kinds(language: str) -> list[tuple[str, str]]:
    """The kinds of bodies that can be invited."""
    return [(code, one.label.get(language, one.label["en"]))
            for code, one in codes.organisation_kinds().items()]  # fmt: skip
