"""An amendment as it is filled in: whole, as the JSON of the members that it replaces."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from pharos.common.errors import Invalid
from pharos.common.forms import DayField, Form
from pharos.core import strict
from pharos.core.errors import CoreError

MAX_CHANGES = 20_000


class AmendmentForm(Form):
    """What changes, from which day, why, and on what it rests."""

    area: ClassVar[str] = "amendment"

    nation = forms.ChoiceField()
    first_day = DayField()
    changes = forms.CharField(
        max_length=MAX_CHANGES,
        widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"}),
    )
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, nations: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["nation"].choices = list(nations)

    def facts(self) -> Mapping[str, Any]:
        """The arguments of `actions.propose`; raises Invalid for what is no JSON object."""
        given = self.checked()
        try:
            changes = strict.load_json(given["changes"].encode())
        except CoreError as error:
            raise Invalid("amendment_invalid", error.message, reason=error.code) from error
        return {**given, "changes": changes}
