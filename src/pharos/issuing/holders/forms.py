"""Forms of holders' pages."""

from typing import Any, Final

from django import forms

from pharos.common.forms import Form, choices
from pharos.issuing.holders import rules

_DEFAULT_DAYS: Final = "30"


class ShareForm(Form):
    """What others see through a link, and for how long."""

    area = "share"
    parts = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple())
    days = forms.ChoiceField(initial=_DEFAULT_DAYS)

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        parts = choices(rules.PARTS, "page_share_part_", language)
        days = choices([str(one) for one in rules.LIVES], "page_share_days_", language)
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]
        self.fields["days"].choices = days  # type: ignore[attr-defined]


class WishForm(Form):
    """What is wrong in a credential, in the holder's words."""

    area = "correction"
    wish = forms.CharField(
        max_length=rules.MAX_WISH, widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
    )


class AddressForm(Form):
    """The address that mails of awards went to."""

    area = "lost"
    email = forms.EmailField(
        max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NameForm(Form):
    """The name of a new account."""

    area = "newcomer"
    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class AnswerForm(Form):
    """What the provider answers to a wish for a correction."""

    area = "answer"
    outcome = forms.ChoiceField(widget=forms.RadioSelect())
    answer = forms.CharField(max_length=rules.MAX_WISH, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        found = choices([one.value for one in rules.Outcome], "page_requests_outcome_", language)
        self.fields["outcome"].choices = found  # type: ignore[attr-defined]
