"""Forms of signing in and of one's own account; the library's, with words and rules of ours."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms as django_forms

from pharos.accounts import rules
from pharos.common import forms, outbox
from pharos.common.i18n import LANGUAGES

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "size": 12, "maxlength": 20}
_LANGUAGES = [("en", "English"), ("hy", "Հայերեն"), ("ka", "ქართული")]
LAST_STEP = "last_step"


class AddressForm(RequestLoginCodeForm):
    """Whom the code is sent to."""

    use_required_attribute = False
    email = django_forms.CharField(
        label="field_signin_email",
        max_length=254,
        widget=django_forms.EmailInput(attrs={"autocomplete": "username webauthn"}),
    )

    def clean_email(self) -> str:
        """The address as it is looked for: folded, so that spelling does not matter (UNI-06)."""
        email = self.cleaned_data["email"].strip()
        if not (rules.email_is_sound(email) and outbox.address_is_sound(email)):
            raise django_forms.ValidationError("email_malformed", code="email_malformed")
        self.cleaned_data["email"] = rules.folded_email(email)
        return str(super().clean_email())


class CodeForm(ConfirmLoginCodeForm):
    """The code that came by mail."""

    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _dress(self.fields["code"], "field_signin_code")


class OnceMixin:
    """A code of the authenticator app is taken once, and none older than the last one (ACC-02)."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _dress(self.fields["code"], "field_signin_factor")

    def clean_code(self) -> str:
        """The code; it is used up with this."""
        clear = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        own = Authenticator.objects.select_for_update().filter(user=self.user)
        for one in own.exclude(type=Authenticator.Type.WEBAUTHN):
            if _takes(one, code):
                one.user = self.user
                self.authenticator = one
                clear()
                return code
        raise get_adapter().validation_error("incorrect_code")


class FactorForm(OnceMixin, AuthenticateForm):
    """The second factor at sign-in."""

    use_required_attribute = False


class AgainForm(OnceMixin, ReauthenticateForm):
    """The second factor once more, before something about it is changed."""

    use_required_attribute = False


class AppForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _dress(self.fields["code"], "field_signin_app_code")


@contextmanager
def _parsing() -> Iterator[None]:
    """What a browser never sends is a wrong credential, however the parser trips over it."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class ShownMixin:
    """A passkey's answer, read without trust."""

    def clean_credential(self) -> Authenticator:
        with _parsing():
            return super().clean_credential()


class ShownForm(ShownMixin, LoginWebAuthnForm):
    """A passkey that signs in by itself."""


class ShownSecondForm(ShownMixin, AuthenticateWebAuthnForm):
    """A passkey after the code by mail."""


class ShownAgainForm(ShownMixin, ReauthenticateWebAuthnForm):
    """A passkey once more, before something about it is changed."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey and its name."""

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """The parts of the new credential; raises ValidationError `incorrect_code`."""
        with _parsing():
            return super().clean()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        name = self.fields["name"]
        name.label, name.required, name.max_length = "field_account_passkey", False, 60
        name.widget.attrs["maxlength"] = 60


class PasskeyNameForm(forms.Form):
    """Another name for a passkey."""

    area = "account"
    passkey = django_forms.CharField(max_length=60)


class ProfileForm(forms.Form):
    """How one is called, and in which language one is written to."""

    area = "account"
    name = django_forms.CharField(
        max_length=200, widget=django_forms.TextInput(attrs={"autocomplete": "name"})
    )
    latin_name = django_forms.CharField(max_length=200, required=False)
    language = django_forms.ChoiceField(choices=[one for one in _LANGUAGES if one[0] in LANGUAGES])


class NewAddressForm(forms.Form):
    """The address that one wants to be written to from now on."""

    area = "account"
    email = django_forms.CharField(
        max_length=254, widget=django_forms.EmailInput(attrs={"autocomplete": "email"})
    )


class AddressCodeForm(forms.Form):
    """The code that came to the new address."""

    area = "account"
    code = django_forms.CharField(
        label="field_signin_code", widget=django_forms.TextInput(attrs=_CODE)
    )


def step_of(secret: str, code: str) -> int | None:
    """The time step whose code this is, among those that are taken now."""
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected):
            return counter
    return None


def _takes(one: Authenticator, code: str) -> bool:
    if one.type == Authenticator.Type.RECOVERY_CODES:
        return bool(one.wrap().validate_code(code))
    step = step_of(get_adapter().decrypt(one.data["secret"]), code)
    if step is None or step <= one.data.get(LAST_STEP, 0):
        return False
    one.data[LAST_STEP] = step
    one.save(update_fields=["data"])
    return True


def _dress(field: django_forms.Field, label: str) -> None:
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(_CODE)
