"""One's own account: name and language, address, and everything by which one signs in."""

import json
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pharos.accounts import actions, devices, factors, queries, signin
from pharos.accounts.forms import LAST_STEP, AppForm, PasskeyForm, ProfileForm, step_of
from pharos.accounts.views.door import own
from pharos.common.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@own
def overview(request: HttpRequest, language: str) -> HttpResponse:
    """Everything about the own account on one page; the profile is changed on it."""
    person = queries.person(request.by.person_id)
    kept = {name: getattr(person, name) for name in ("name", "latin_name", "language")}
    form = ProfileForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(by=request.by, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error, {"name_malformed": "name"})
        else:
            return _on(form.cleaned_data["language"], "done_account_profile")
    found = _factors(request)
    return render(
        request,
        "accounts/overview.html",
        {"form": form, "person": person, "sessions": _sessions(request), **found},
    )


@require_http_methods(["POST"])
@own
def end_sessions(request: HttpRequest, language: str) -> HttpResponse:
    """End the session that the button names, or all but this one."""
    wanted = request.POST.get("session", "")
    if wanted == "others":
        signin.renew(request)
    else:
        mine = factors.sessions_of(request.by.person_id)
        for one in mine.filter(pk=int(wanted) if wanted.isdecimal() else 0):
            if not one.is_current():
                one.end()
    return _on(language, "done_account_sessions")


class AddApp(ActivateTOTPView):
    """An authenticator app: the square to scan, then the first code of it."""

    template_name = "accounts/app.html"
    form_class = AppForm

    def form_valid(self, form: AppForm) -> HttpResponse:
        response = super().form_valid(form)
        mine = factors.app_of(self.request.user.pk)
        # the code that proved the app is used up as well (ACC-02)
        mine.data[LAST_STEP] = step_of(form.secret, form.cleaned_data["code"])
        mine.save(update_fields=["data"])
        signin.proved(self.request, "totp")
        return response


class RemoveApp(DeactivateTOTPView):
    """The authenticator app is taken off."""

    template_name = "accounts/remove_app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        signin.renew(self.request)
        return response


class AddPasskey(AddWebAuthnView):
    """A passkey of this device or of a key that is plugged in."""

    template_name = "accounts/passkey_add.html"
    form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        # made for signing in by itself as well, whatever the person chooses later
        options = passkey_options(self.request)
        found["options"] = json.dumps(options)
        return found

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        response = super().form_valid(form)
        signin.proved(self.request, "webauthn")
        return response


class NamePasskey(EditWebAuthnView):
    """Another name for a passkey."""

    template_name = "accounts/passkey_name.html"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.use_required_attribute = False
        form.fields["name"].label = "field_account_passkey"
        form.fields["name"].max_length = 60
        return form


class RemovePasskey(RemoveWebAuthnView):
    """A passkey is taken off."""

    template_name = "accounts/passkey_remove.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        signin.renew(self.request)
        return response


class Codes(ViewRecoveryCodesView):
    """The recovery codes, shown this once."""

    template_name = "accounts/codes.html"


class NewCodes(GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    template_name = "accounts/codes_new.html"


def passkey_options(request: HttpRequest) -> Mapping[str, Any]:
    """What the browser needs to make a passkey that signs in by itself."""
    return begin_registration(request.user, True)


def _factors(request: HttpRequest) -> dict[str, Any]:
    """The person's factors as the page shows them."""
    passkeys, app, codes = [], None, None
    for one in factors.factors_of(request.by.person_id):
        if one.type == Authenticator.Type.WEBAUTHN:
            passkeys.append({"id": one.pk, "name": one.wrap().name, "row": one})
        elif one.type == Authenticator.Type.TOTP:
            app = one
        else:
            codes = {"left": len(one.wrap().get_unused_codes()), "row": one}
    return {"passkeys": passkeys, "app": app, "codes": codes, "need": "need" in request.GET}


def _sessions(request: HttpRequest) -> list[Mapping[str, Any]]:
    """Where the person is signed in, this place first."""
    rows = factors.sessions_of(request.by.person_id)
    shown = [
        {
            "id": row.pk,
            "current": row.is_current(),
            "device": devices.told(row.user_agent, request.language),
            "seen": row.last_seen_at,
            "since": row.created_at,
        }
        for row in rows
        if row.exists()
    ]
    return sorted(shown, key=lambda one: not one["current"])


def _on(language: str, say: str) -> HttpResponse:
    return HttpResponseRedirect(f"/{language}/account/?done={say}", status=303)
