"""A day that the government moved, as the ministry enters it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from pharos.common.forms import DayField, Form, choices


class MovedDayForm(Form):
    """Which day, whether it is free or worked on, its name, and the act that says so."""

    area: ClassVar[str] = "moved_day"

    nation = forms.ChoiceField()
    day = DayField()
    works = forms.ChoiceField(widget=forms.RadioSelect)
    name = forms.CharField(max_length=300)
    source = forms.CharField(max_length=300)

    def __init__(
        self, *args: Any, nations: Iterable[tuple[str, str]], language: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["nation"].choices = list(nations)
        self.fields["works"].choices = choices(("free", "worked"), "page_days_as_", language)

    def facts(self) -> dict[str, Any]:
        """The arguments of `days.propose`."""
        given = self.checked()
        return {**given, "works": given["works"] == "worked"}
