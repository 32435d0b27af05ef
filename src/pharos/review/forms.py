"""From the checklist as the office fills it in to answers."""

from typing import Any

from django import forms

from pharos.common.forms import Form, choices
from pharos.review import rules


class ChecklistForm(Form):
    """A verdict and a reason for each item, and a reason for the whole."""

    area = "review"

    def __init__(
        self, *args: Any, language: str, told: dict[str, rules.Answer], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for one in rules.checklist():
            known = told.get(one.code, rules.Answer(""))
            self.fields[f"verdict_{one.code}"] = forms.ChoiceField(
                label=f"page_review_item_{one.code}",
                choices=[("", "–"), *choices(rules.VERDICTS, "page_review_verdict_", language)],
                initial=known.verdict,
            )
            self.fields[f"reason_{one.code}"] = forms.CharField(
                label="field_review_reason",
                required=False,
                max_length=rules.MAX_REASON,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                initial=known.reason,
            )
        self.fields["whole"] = forms.CharField(
            label="field_review_whole",
            required=False,
            max_length=rules.MAX_REASON,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def full_clean(self) -> None:
        """Clean what was filled in; what is left open is asked only when the office decides."""
        asked = [self.fields[f"verdict_{one.code}"] for one in rules.checklist()]
        for one in asked:
            one.required = False
        super().full_clean()
        for one in asked:
            one.required = True

    @property
    def answers(self) -> dict[str, rules.Answer]:
        """The answers as they were filled in."""
        return {
            one.code: rules.Answer(
                self.cleaned_data.get(f"verdict_{one.code}", ""),
                self.cleaned_data.get(f"reason_{one.code}", ""),
            )
            for one in rules.checklist()
        }


class NoteForm(Form):
    """Words to whoever comes next."""

    area = "review"
    note = forms.CharField(
        required=False, max_length=rules.MAX_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
