"""Forms of keys."""

from collections.abc import Sequence

from django import forms

from pharos.common.forms import DayField, Form
from pharos.common.sentences import sentence
from pharos.registry.rules import KeyAct


class PurposeNamed(Form):
    """What a new key is for."""

    area = "key"
    purpose = forms.ChoiceField(choices=(), widget=forms.RadioSelect())

    def offer(self, purposes: Sequence[str], language: str = "en") -> None:
        """Let these be chosen and no others; the first is chosen until another is."""
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, sentence(f"page_keys_purpose_{one}", language)) for one in purposes]
        field.initial = purposes[0] if purposes else None


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
