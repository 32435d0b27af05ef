"""Forms of runs, enrolments and results."""

from collections.abc import Sequence
from typing import Any

from django import forms

from pharos.awards.models import IDENTITY_CHECKS
from pharos.common.forms import DayField, Form, choices

PERSON_FIELDS = (
    "given_name",
    "family_name",
    "patronymic",
    "given_name_latin",
    "family_name_latin",
    "patronymic_latin",
    "birth_date",
    "national_number",
    "document_number",
    "email",
)


def dressed(form: forms.Form, hinted: Sequence[str]) -> None:
    """Give fields that a page sets by itself the look and the hint of the others."""
    for name, field in form.fields.items():
        field.widget.attrs["class"] = "ds-input"
        if name in hinted:
            field.widget.attrs["aria-describedby"] = f"id_{name}_hint"


class NewRun(Form):
    """A delivery of one of the own versions, from a day to a day."""

    area = "run"
    version = forms.ChoiceField()
    code = forms.CharField(max_length=60)
    first_day = DayField()
    last_day = DayField()

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["version"].choices = list(versions)  # type: ignore[attr-defined]


class NewEnrolment(Form):
    """One learner by hand; the cells are judged as those of a roster are."""

    area = "enrolment"
    given_name = forms.CharField(max_length=200)
    family_name = forms.CharField(max_length=200, required=False)
    patronymic = forms.CharField(max_length=200, required=False)
    given_name_latin = forms.CharField(max_length=200, required=False)
    family_name_latin = forms.CharField(max_length=200, required=False)
    patronymic_latin = forms.CharField(max_length=200, required=False)
    single_name = forms.BooleanField(required=False)
    birth_date = DayField(required=False)
    national_number = forms.CharField(max_length=40, required=False)
    document_number = forms.CharField(max_length=40, required=False)
    email = forms.CharField(max_length=254, required=False)
    enrolled_on = DayField()

    def cells(self) -> dict[str, str]:
        """What a row of a roster would say of this person."""
        told = self.cleaned_data
        cells = {name: str(told[name] or "") for name in PERSON_FIELDS}
        cells["single_name"] = "yes" if told["single_name"] else ""
        return {name: cell for name, cell in cells.items() if cell}


class EnrolmentRoster(Form):
    """Many learners from a file, enrolled on one day."""

    area = "roster"
    file = forms.FileField()
    enrolled_on = DayField()


class Leaving(Form):
    """When and why a learner left."""

    area = "leaving"
    ended_on = DayField()
    because = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class Closing(Form):
    """The day on which who is neither awarded nor withdrawn has not completed."""

    area = "closing"
    ended_on = DayField()


class NewResult(Form):
    """What the assessment came to; each part of it may have its points."""

    area = "result"
    grade = forms.CharField(max_length=40)
    assessed_on = DayField()
    identity_check = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, language: str, parts: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["identity_check"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *choices(IDENTITY_CHECKS, "page_runs_identity_", language),
        ]
        self.parts = list(dict.fromkeys(parts))
        for number, _ in enumerate(self.parts):
            self.fields[f"points_{number}"] = forms.CharField(
                max_length=20, required=False, label="field_result_points"
            )

    def components(self) -> list[dict[str, str]]:
        """The parts that got points."""
        told = [(part, self.cleaned_data[f"points_{n}"]) for n, part in enumerate(self.parts)]
        return [{"type": part, "points": points} for part, points in told if points]


class Search(Form):
    """A name or a number, and the day of birth that makes a name exact."""

    area = "search"
    text = forms.CharField(max_length=200, required=False)
    birth_date = DayField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        dressed(self, ("text", "birth_date"))
