"""Another e-mail address: it counts once the code that went to it comes back."""

from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pharos.accounts import actions, mails, rules, signin
from pharos.accounts.forms import AddressCodeForm, NewAddressForm
from pharos.accounts.views.door import own
from pharos.common import outbox
from pharos.common.errors import DomainError

_PENDING: Final = "pharos.new_email"
_TRIES: Final = 3


@require_http_methods(["GET", "HEAD", "POST"])
@own
@reauthentication_required(app="allauth.mfa")
def change(request: HttpRequest, language: str) -> HttpResponse:
    """Ask for the new address and send a code to it; also when it is taken, which nobody learns."""
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_ask(request, form):
        email, code = form.cleaned_data["email"].strip(), get_adapter().generate_login_code()
        at = request.now.timestamp()
        request.session[_PENDING] = {"email": email, "code": code, "at": at, "tries": 0}
        mails.send_to_new_address(request.by, email, code, now=request.now)
        return HttpResponseRedirect(f"/{language}/account/email/code", status=303)
    return render(request, "accounts/email.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@own
def confirm(request: HttpRequest, language: str) -> HttpResponse:
    """The code of the new address; with it the address is the person's, and the old one hears."""
    pending = request.session.get(_PENDING)
    if not _holds(request, pending):
        request.session.pop(_PENDING, None)
        return HttpResponseRedirect(f"/{language}/account/email", status=303)
    form = AddressCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if compare_user_code(actual=form.cleaned_data["code"], expected=pending["code"]):
            return _changed(request, language, pending["email"])
        request.session[_PENDING] = {**pending, "tries": pending["tries"] + 1}
        form.add_error("code", ValidationError("incorrect_code", code="incorrect_code"))
    return render(request, "accounts/email_code.html", {"form": form, "email": pending["email"]})


def _may_ask(request: HttpRequest, form: NewAddressForm) -> bool:
    code = ""
    email = form.cleaned_data["email"].strip()
    if not (rules.email_is_sound(email) and outbox.address_is_sound(email)):
        code = "email_malformed"
    elif not ratelimit.consume(request, action="manage_email", user=request.user):
        code = "rate_limited"
    if code:
        form.add_error("email", ValidationError(code, code=code))
    return not code


def _holds(request: HttpRequest, pending: Any) -> bool:
    if not isinstance(pending, dict) or pending["tries"] >= _TRIES:
        return False
    return bool(request.now.timestamp() - pending["at"] <= mails.MINUTES * 60)


def _changed(request: HttpRequest, language: str, email: str) -> HttpResponse:
    del request.session[_PENDING]
    say = "done_account_email"
    # the old address is told, whoever reads it now
    mails.send_changed(request.by.person_id, "email_changed", now=request.now)
    try:
        actions.change_email(by=request.by, email=email)
    except DomainError as error:
        request.refusal = error
        return render(request, "accounts/email.html", {"form": NewAddressForm()}, status=409)
    signin.renew(request)
    return HttpResponseRedirect(f"/{language}/account/?done={say}", status=303)
