"""Forms of the import: the file with its programme, the sheet, the columns."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from pharos.awards.rosters import template
from pharos.awards.rosters.headings import REQUIRED, Field
from pharos.common.forms import DayField, Form

Choices = Sequence[tuple[str, str]]


class Upload(Form):
    """A roster: whose programme, which run, the day for rows without one, and the file."""

    area = "import"
    file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"})
    )
    version = forms.ChoiceField(required=False)
    run = forms.ChoiceField(required=False)
    award_date = DayField(required=False)

    def __init__(self, *args: Any, versions: Choices, runs: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["version"].choices = versions  # type: ignore[attr-defined]
        self.fields["run"].choices = runs  # type: ignore[attr-defined]

    def version_id(self) -> UUID | None:
        """The version that was chosen, or None: the template knows."""
        chosen = self.cleaned_data["version"]
        return UUID(chosen) if chosen else None

    def run_id(self) -> UUID | None:
        """The run that was chosen, or None."""
        chosen = self.cleaned_data["run"]
        return UUID(chosen) if chosen else None


class Sheet(Form):
    """Which of several sheets is the roster."""

    area = "import"
    sheet = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, sheets: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sheet"].choices = [(one, one) for one in sheets]  # type: ignore[attr-defined]


def field_choices(language: str, not_read: str) -> list[tuple[str, str]]:
    """What a column can be, in the words of the template; first that nobody reads it."""
    names = [(one.value, template.heading(one, language)) for one in Field]
    needed = {one.value for one in REQUIRED}
    return [("", not_read), *((value, f"{name} *" if value in needed else name)
                              for value, name in names)]  # fmt: skip
