"""From what an officer fills in to a prolongation: the last day and the reasons."""

from typing import Any, ClassVar

from django import forms

from pharos.catalogue import reading
from pharos.common.forms import DayField, Form
from pharos.common.sentences import sentence
from pharos.nations.model import Nation

_ROWS = 3


class ProlongForm(Form):
    """The last day of a prolongation, with reasons in each language of publication."""

    area: ClassVar[str] = "prolong"

    last_day = DayField()

    def __init__(self, *args: Any, nation: Nation, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.tags = nation.required_languages
        for tag in self.tags:
            self.fields[f"reasons_{tag}"] = forms.CharField(
                label=sentence(f"field_decision_reasons_{tag}", language),
                max_length=reading.MAX_TEXT,
                widget=forms.Textarea(attrs={"rows": _ROWS, "lang": tag}),
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {tag: self.cleaned_data[f"reasons_{tag}"] for tag in self.tags}
