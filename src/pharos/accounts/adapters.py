"""Where the sign-in library asks us: whom a mail reaches, how secrets rest, what is allowed."""

from base64 import b64decode, b64encode
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from pharos.accounts import mails
from pharos.accounts.models import Login
from pharos.common import secretbox, tenancy
from pharos.common.actor import Actor
from pharos.common.secretbox import PersonCipher
from pharos.common.settings import settings
from pharos.common.throttle import client_address

_PLACE: Final = "mfa_authenticator.data"
_NAME: Final = "Pharos"


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: a login is made with a registered person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Login) -> None:
        """Open the session; that the person signed in is an event of the person's own."""
        with tenancy.scope(Actor(person_id=user.pk, organisation_id=None)):
            super().login(request, user)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted together: the same address that all limits go by."""
        ours = settings()
        forwarded = request.headers.get(ours.proxy_header, "") if ours.proxy_header else ""
        proxies = ours.proxy_count if ours.proxy_header else 0
        remote = request.META.get("REMOTE_ADDR", "")
        return str(client_address(remote, forwarded, proxies=proxies))

    def respond_user_inactive(self, request: HttpRequest, user: Login) -> HttpResponse:
        """As for everybody who is not known (ACC-03)."""
        return HttpResponseRedirect(reverse("account_login"))

    def is_reauthentication_required(self, app: str) -> bool:
        """Whether the second factor was last shown too long ago to change anything about it."""
        records = get_authentication_records(self.request, self.request.user)
        shown = [float(one["at"]) for one in records if one.get("method") in ("mfa", "link")]
        since = self.request.now.timestamp() - max(shown, default=0.0)
        return since > app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The code for signing in, as a mail of ours; other mails are not sent by address."""
        if template_prefix == "account/email/login_code":
            request = context["request"]
            code = str(context["code"])
            mails.send_code(email, code, language=request.language, now=request.now)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Login,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person that something about its way in was changed."""
        changed = template_prefix.rpartition("/")[2]
        mails.send_changed(user.pk, changed, now=self.request.now)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets rest encrypted, names and hosts come from the settings."""

    def encrypt(self, text: str) -> str:
        return b64encode(_cipher().encrypt(text, _PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(b64decode(encrypted_text), _PLACE)

    def get_totp_issuer(self) -> str:
        return f"{_NAME} ({_host()})"

    def build_totp_svg(self, url: str) -> str:
        """The square for the authenticator app, as a part of the page."""
        made = segno.make(url, error="m")
        return str(made.svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, light="#fff"))

    def generate_authenticator_name(self, user: Login, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"{number + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host of the settings, whatever a request calls us (ACC-08)."""
        return {"id": _host(), "name": _NAME}


def _host() -> str:
    return urlsplit(settings().origin).hostname or "localhost"


def _cipher() -> PersonCipher:
    return _cipher_under(secretbox.keys().master)


@cache
def _cipher_under(master: bytes) -> PersonCipher:
    return PersonCipher(secretbox.derived(master, b"pharos-factor"))
