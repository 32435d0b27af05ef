"""Forms of keys."""

from collections.abc import Sequence

from django import forms

from pharos.common.forms import DayField, Form
from pharos.registry.rules import KeyAct


class PurposeNamed(Form):
    """What a new key is for."""

    area = "key"
    purpose = forms.ChoiceField(choices=())

    def offer(self, purposes: Sequence[str]) -> None:
        """Let these be chosen and no others."""
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, one) for one in purposes]


class KeyNamed(Form):
    """Which key an act is about."""

    area = "key"
    key_id = forms.CharField(max_length=300, widget=forms.HiddenInput())


class ActNamed(KeyNamed):
    """Which proposal about a key is meant."""

    key_act = forms.ChoiceField(choices=[(act, act) for act in KeyAct], widget=forms.HiddenInput())


class Compromised(KeyNamed):
    """Since which day a key may have been in other hands."""

    since = DayField()
