"""Signing in: an address and the code that is mailed to it, or a passkey; then a second factor."""

import json
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import logout as library_logout
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods
from django.views.generic.edit import FormMixin

from pharos.accounts import factors, mails
from pharos.accounts.forms import (
    AddressForm,
    AgainForm,
    CodeForm,
    FactorForm,
    ShownAgainForm,
    ShownForm,
    ShownSecondForm,
)
from pharos.accounts.signin import signed_in
from pharos.accounts.views.door import private
from pharos.common import tenancy
from pharos.common.actor import Actor


class Entrance:
    """What every page of the sign-in shares: it is kept nowhere, and shows where one wants to."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return private(super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        found["next"] = self.request.POST.get(
            REDIRECT_FIELD_NAME, self.request.GET.get(REDIRECT_FIELD_NAME, "")
        )
        found["trouble"] = self.request.GET.get("trouble", "")
        options = found.pop("js_data", {})
        found["options"] = json.dumps(options.get("request_options", {}), default=str)
        return found


class SignIn(Entrance, RequestLoginCodeView):
    """The address that the code goes to, or a passkey."""

    template_name = "accounts/sign_in.html"
    form_class = AddressForm

    def form_valid(self, form: AddressForm) -> HttpResponse:
        """The next step, for whoever it is: an unknown address costs the same work (ACC-03)."""
        response = super().form_valid(form)
        if form._user is None:
            code = get_adapter().generate_login_code()
            email, language = form.cleaned_data["email"], self.request.language
            mails.send_code(email, code, language=language, now=self.request.now)
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        # whoever mistyped the address comes back and types it again
        return None


class EnterCode(Entrance, ConfirmLoginCodeView):
    """The code that was mailed; the page is the same whether there was anybody to mail to."""

    template_name = "accounts/enter_code.html"
    form_class = CodeForm

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return FormMixin.form_invalid(self, form)
        return HttpResponseRedirect(_back(self.request, "code_void"))


class SecondFactor(Entrance, AuthenticateView):
    """The authenticator app, a recovery code or a passkey, after the code by mail."""

    template_name = "accounts/second_factor.html"
    form_class = FactorForm
    webauthn_form_class = ShownSecondForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _as(self.stage.login.user.pk):
            return super().post(request, *args, **kwargs)


class Again(Entrance, ReauthenticateView):
    """The second factor once more, before something about it is changed."""

    template_name = "accounts/again.html"
    form_class = AgainForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _as(request.user.pk):
            return super().post(request, *args, **kwargs)


class PasskeyAgain(Entrance, ReauthenticateWebAuthnView):
    """A passkey once more."""

    template_name = "accounts/again_passkey.html"
    form_class = ShownAgainForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _as(request.user.pk):
            return super().post(request, *args, **kwargs)


class PasskeySignIn(LoginWebAuthnView):
    """What a passkey has to sign, for the script; and the passkey's answer."""

    form_class = ShownForm

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.cleaned_data["credential"].user
        with _as(user.pk):
            return private(super().form_valid(form))

    def form_invalid(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(_back(self.request, "passkey_unknown"))


def _back(request: HttpRequest, trouble: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'trouble': trouble})}"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest, language: str) -> HttpResponse:
    """Ask, then end the session; a link of another site ends nothing."""
    if signed_in(request) is None:
        return HttpResponseRedirect(f"/{language}/sign-in", status=303)
    if request.method == "POST":
        factors.forget_session(request)
        library_logout.logout(request, show_message=False)
        return private(
            HttpResponseRedirect(f"/{language}/sign-in?done=done_signin_out", status=303)
        )
    return private(render(request, "accounts/sign_out.html"))


def done(request: HttpRequest, language: str) -> HttpResponse:
    """Where a sign-in leads that was not on its way to somewhere."""
    return private(HttpResponseRedirect(f"/{language}/desk/", status=303))


def _as(person_id: UUID) -> AbstractContextManager[Actor]:
    return tenancy.scope(Actor(person_id=person_id, organisation_id=None))
