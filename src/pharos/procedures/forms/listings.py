"""What is told of an agency's place on a list, and of its end."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from pharos.common.forms import DayField, Form, choices
from pharos.procedures.rules.listings import LISTS

_ONE_DAY = timedelta(days=1)


class ListingForm(Form):
    """Which agency stands on which list, since when, and where that can be read."""

    area: ClassVar[str] = "listing"

    agency = forms.ChoiceField()
    list = forms.ChoiceField(widget=forms.RadioSelect)
    first_day = DayField()
    last_day = DayField(required=False)
    source = forms.CharField(max_length=400)

    def __init__(
        self, *args: Any, agencies: Iterable[tuple[str, str]], language: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["agency"].choices = list(agencies)
        self.fields["list"].choices = choices(LISTS, "page_listing_", language)

    def facts(self) -> dict[str, Any]:
        """The arguments of `listings.propose`; what people see as the last day is inclusive."""
        given = self.checked()
        last = given["last_day"]
        return {
            "agency_id": UUID(given["agency"]),
            "list": given["list"],
            "first_day": given["first_day"],
            "until": last + _ONE_DAY if last else None,
            "source": given["source"],
        }


class ListingEndForm(Form):
    """Which entry ends, its last day, and where that can be read."""

    area: ClassVar[str] = "listing"

    listing = forms.ChoiceField()
    last_day = DayField(label="field_listing_ended_on")
    source = forms.CharField(max_length=400)

    def __init__(self, *args: Any, listings: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["listing"].choices = list(listings)

    def facts(self) -> dict[str, Any]:
        """The arguments of `listings.propose_end`."""
        given = self.checked()
        return {
            "listing_id": UUID(given["listing"]),
            "until": given["last_day"] + _ONE_DAY,
            "source": given["source"],
        }
