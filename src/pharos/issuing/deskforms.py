"""Forms of awards: what is looked for, and why something happens to a credential."""

from collections.abc import Sequence
from typing import Any

from django import forms

from pharos.awards.runforms import dressed
from pharos.common.forms import DayField, Form, choices
from pharos.issuing import rules
from pharos.issuing.finding import STATES
from pharos.issuing.rules import Act


class Filter(Form):
    """What somebody looks for among the awards."""

    area = "awards"
    text = forms.CharField(max_length=200, required=False)
    birth_date = DayField(required=False, label="field_search_birth_date")
    programme = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, language: str, programmes: Sequence[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        _choices(self, "programme", [("", "–"), *programmes])
        _choices(self, "state", [("", "–"), *choices(STATES, "page_awards_state_", language)])
        dressed(self, ("text", "birth_date"))


class Reason(Form):
    """Why, by one of the reasons of the act; the note is for the own organisation alone."""

    area = "reason"
    reason = forms.ChoiceField(widget=forms.RadioSelect())
    note = forms.CharField(
        max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, act: Act, language: str, **more: Any) -> None:
        more.setdefault("prefix", act.value)
        super().__init__(*args, **more)
        _choices(self, "reason", choices(rules.REASONS[act], "page_awards_reason_", language))


def _choices(form: forms.Form, name: str, found: Sequence[tuple[str, str]]) -> None:
    form.fields[name].choices = list(found)  # type: ignore[attr-defined]
