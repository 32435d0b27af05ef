"""Forms about the people and programs that act for an organisation."""

from collections.abc import Iterable
from typing import Any

from django import forms as django_forms

from pharos.accounts import policies
from pharos.common import forms
from pharos.common.actor import Actor
from pharos.organisations import rules

_LANGUAGES = (("hy", "Հայերեն"), ("ka", "ქართული"), ("en", "English"))
LIFETIMES = ("30", "90", "180", "366")


class InviteForm(forms.Form):
    """Whom to invite, and to which role."""

    area = "team"
    name = django_forms.CharField(max_length=200)
    email = django_forms.CharField(max_length=254, widget=django_forms.EmailInput())
    language = django_forms.ChoiceField(choices=_LANGUAGES)
    role = django_forms.ChoiceField(widget=django_forms.RadioSelect)

    def __init__(self, *args: Any, by: Actor, kinds: Iterable[str], page: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = roles(by, kinds, page)


class RoleForm(forms.Form):
    """A further role for somebody who acts here already."""

    area = "team"
    person = django_forms.ChoiceField()
    role = django_forms.ChoiceField(widget=django_forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        by: Actor,
        kinds: Iterable[str],
        page: str,
        people: Iterable[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = list(people)
        self.fields["role"].choices = roles(by, kinds, page)


class EndForm(forms.Form):
    """Why something ends."""

    area = "team"
    reason = django_forms.CharField(max_length=500, widget=django_forms.Textarea(attrs={"rows": 3}))


class ClientForm(forms.Form):
    """A program that acts for the organisation: what it may do, for whom, how long."""

    area = "client"
    name = django_forms.CharField(max_length=100)
    sponsor = django_forms.ChoiceField()
    scopes = django_forms.MultipleChoiceField(widget=django_forms.CheckboxSelectMultiple)
    days = django_forms.ChoiceField(initial="180")

    def __init__(
        self, *args: Any, page: str, people: Iterable[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["sponsor"].choices = list(people)
        values = sorted(one.value for one in policies.matrix().client)
        self.fields["scopes"].choices = [(value, forms_text(value, page)) for value in values]
        self.fields["days"].choices = forms.choices(LIFETIMES, "page_client_days_", page)


def forms_text(permission: str, page: str) -> str:
    """What a permission of a program is called for people."""
    code = "page_scope_" + permission.partition(":")[2].replace(":", "_")
    return forms.choices([code], "", page)[0][1]


def roles(by: Actor, kinds: Iterable[str], page: str) -> list[tuple[str, str]]:
    """The roles that the actor may give here, each with what somebody with it does."""
    found = rules.grantable(by.roles, kinds)
    called = forms.choices(found, "page_role_", page)
    told = forms.choices([f"{role}_may" for role in found], "page_role_", page)
    return [(role, f"{name}. {may}") for (role, name), (_, may) in zip(called, told, strict=True)]
