"""Forms of mandates and signatories."""

from datetime import date, timedelta
from typing import Any

from django import forms

from pharos.common.forms import DayField, Form

LANGUAGES = ("hy", "ka", "en", "ru")
_ONE_DAY = timedelta(days=1)


def until(last_day: date | None) -> date | None:
    """The exclusive end of a term whose last day people named; None when it has none."""
    return last_day + _ONE_DAY if last_day else None


class NewMandate(Form):
    """The act that lets the register sign, and for how long."""

    area = "mandate"
    legal_act = forms.CharField(
        max_length=1_000, label="field_mandate_act", widget=forms.Textarea(attrs={"rows": 3})
    )
    act_day = DayField()
    first_day = DayField()
    last_day = DayField(required=False)


class Approval(Form):
    """The mandate as it was read."""

    area = "mandate"
    content = forms.CharField(max_length=64, widget=forms.HiddenInput())


class Revocation(Form):
    """Why the register signs no longer."""

    area = "mandate"
    reason = forms.CharField(max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


class NewSignatory(Form):
    """Whose name and office stand on certificates, in the languages they are printed in."""

    area = "signatory"
    first_day = DayField()
    last_day = DayField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for part in ("name", "office"):
            for language in LANGUAGES:
                self.fields[f"{part}_{language}"] = forms.CharField(
                    max_length=200, required=False, label=f"field_signatory_in_{language}",
                    widget=forms.TextInput(attrs={"lang": language}),
                )  # fmt: skip

    def words(self, part: str) -> dict[str, str]:
        """The name or the office, in the languages that were filled in."""
        told = {one: self.cleaned_data[f"{part}_{one}"].strip() for one in LANGUAGES}
        return {language: text for language, text in told.items() if text}


class Ending(Form):
    """The last day on which the person signs."""

    area = "signatory"
    signatory = forms.UUIDField(widget=forms.HiddenInput())
    ended_on = DayField()
