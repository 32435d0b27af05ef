"""An offering as a form: what is typed becomes its terms."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError

from pharos.catalogue import codes
from pharos.catalogue.offerings.models import Offering
from pharos.catalogue.offerings.rules import MAX_SEATS, MAX_TEXT, Terms
from pharos.common.forms import DayField, Form

Choices = Sequence[tuple[str, str]]


class Amount(django_forms.CharField):
    """A sum of money, with comma or point."""

    widget = django_forms.TextInput(attrs={"inputmode": "decimal", "size": 12})

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value)).replace(",", ".").replace(" ", "")
        if not text:
            return None
        whole, _, cents = text.partition(".")
        digits = whole.isascii() and whole.isdigit() and len(whole) <= 8 and len(cents) <= 2
        if not digits or (cents and not (cents.isascii() and cents.isdigit())):
            raise ValidationError("invalid_number", code="invalid_number", params={"value": text})
        return Decimal(text.rstrip("."))


class OfferingForm(Form):
    """What an offering says; the version is chosen when it is announced."""

    area = "offering"
    version = django_forms.ChoiceField()
    starts = DayField()
    ends = DayField(required=False)
    apply_until = DayField(required=False)
    form = django_forms.ChoiceField()
    region = django_forms.ChoiceField(required=False)
    place = django_forms.CharField(required=False, max_length=MAX_TEXT)
    language = django_forms.ChoiceField()
    seats = django_forms.IntegerField(
        required=False, min_value=1, max_value=MAX_SEATS,
        widget=django_forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
    )  # fmt: skip
    price = Amount(required=False)
    currency = django_forms.ChoiceField(
        required=False, choices=[("", "–"), *((one, one) for one in sorted(codes.CURRENCIES))]
    )
    application_url = django_forms.CharField(required=False, max_length=500)
    application_contact = django_forms.CharField(required=False, max_length=MAX_TEXT)

    def __init__(
        self,
        data: Any = None,
        *,
        versions: Choices,
        forms: Choices,
        regions: Choices,
        languages: Choices,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        listed = {"form": forms, "region": [("", "–"), *regions], "language": languages}
        for name, choices in listed.items():
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        if versions:
            self.fields["version"].choices = list(versions)  # type: ignore[attr-defined]
        else:
            del self.fields["version"]

    @property
    def terms(self) -> Terms:
        """The terms that were typed; raises Invalid `form_incomplete`."""
        told = self.checked()
        return Terms(**{one.name: told[one.name] for one in fields(Terms)})


def initial(offering: Offering) -> dict[str, Any]:
    """What the form of an offering begins with."""
    return {one.name: getattr(offering, one.name) for one in fields(Terms)}
