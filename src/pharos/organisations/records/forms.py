"""Forms of enquiries."""

from typing import Any

from django import forms as django_forms

from pharos.common.forms import Form, choices
from pharos.organisations.records.enquiries import MAX_ANSWER, MAX_MESSAGE, MAX_NUMBER
from pharos.organisations.records.models import KINDS


class EnquiryForm(Form):
    """What somebody asks for, about which certificate, and where the answer goes."""

    area = "enquiry"
    kind = django_forms.ChoiceField(widget=django_forms.RadioSelect)
    number = django_forms.CharField(max_length=MAX_NUMBER)
    email = django_forms.EmailField(
        max_length=254, widget=django_forms.EmailInput(attrs={"autocomplete": "email"})
    )
    message = django_forms.CharField(
        required=False, max_length=MAX_MESSAGE, widget=django_forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        listed = choices(KINDS, "page_enquiry_kind_", language)
        self.fields["kind"].choices = listed  # type: ignore[attr-defined]


class AnswerForm(Form):
    """What the custodian answers."""

    area = "enquiry"
    answer = django_forms.CharField(
        max_length=MAX_ANSWER, widget=django_forms.Textarea(attrs={"rows": 4})
    )
