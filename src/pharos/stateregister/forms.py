"""The question of an official as a form."""

from collections.abc import Sequence
from typing import Any

from django import forms as django_forms

from pharos.common.forms import Form
from pharos.stateregister import rules


class LookupForm(Form):
    """Ground and case first: without them there is no question."""

    area = "lookup"
    ground = django_forms.ChoiceField()
    clause = django_forms.CharField(max_length=rules.MAX_TEXT)
    case_number = django_forms.CharField(max_length=rules.MAX_TEXT)
    identifier_kind = django_forms.ChoiceField()
    number = django_forms.CharField(max_length=40)

    def __init__(
        self,
        data: Any = None,
        *,
        grounds: Sequence[tuple[str, str]],
        kinds: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("ground", grounds), ("identifier_kind", kinds)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
