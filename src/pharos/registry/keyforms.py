"""Forms of keys."""

from django import forms

from pharos.common.forms import DayField, Form


class KeyNamed(Form):
    """Which key an act is about."""

    area = "key"
    key_id = forms.CharField(max_length=300, widget=forms.HiddenInput())


class Compromised(KeyNamed):
    """Since which day a key may have been in other hands."""

    since = DayField()
