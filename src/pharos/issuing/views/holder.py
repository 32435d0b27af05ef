"""The pages behind a learner's secret link: awards, shares, corrections. No account is needed.

The secret in the address is the proof, so a form needs no other token; it is sent to nobody
(no referrer), kept by nobody (no-store) and found by nobody (noindex).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pharos.accounts import actions as accounts
from pharos.accounts.signin import signed_in
from pharos.common import http, outbox, tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import Conflict, DomainError
from pharos.common.ids import uuid7
from pharos.common.settings import settings
from pharos.common.throttle import Throttle
from pharos.issuing.holders import actions, letters, linkedin, queries
from pharos.issuing.holders.forms import AddressForm, NameForm, ShareForm, WishForm
from pharos.issuing.holders.queries import Gone, Held, Holder
from pharos.organisations.desk import Done

TONES: Final = {"valid": "good", "suspended": "warn", "revoked": "bad"}
FORM_LIMIT: Final = 64 * 1024
# Somebody who lost a mail asks once or twice; more would only fill a mailbox.
_LOST_A_MINUTE: Final = 2
_lost = Throttle()

View = Callable[..., HttpResponse]


def link_page(view: View) -> View:
    """`view(request, holder=, token=, …)` for whoever shows a secret link that is good."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, language: str, token: str, **more: Any) -> HttpResponse:
        http.require_size(request, FORM_LIMIT)
        try:
            holder = queries.holder_of(token)
        except Gone:
            return private(render(request, "issuing/holder/ended.html", status=410))
        request.clock_of = queries.nation_of(holder)
        try:
            response = view(request, holder=holder, token=token, **more)
        except DomainError as error:
            if request.method != "POST":
                raise
            response = _again(view, request, error, holder=holder, token=token, **more)
        return private(response)

    return answer


def private(response: HttpResponse) -> HttpResponse:
    """For one reader only, and the address is told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _again(view: View, request: HttpRequest, error: DomainError, **more: Any) -> HttpResponse:
    """The page once more with the refusal above it; what was typed stays."""
    request.refusal = error
    request.method = "GET"
    response = view(request, **more)
    response.status_code = error.http_status
    return response


@link_page
def record(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """Every award of the record with what can be done with it."""
    if request.method == "POST":
        with queries.as_holder(holder.person_key_id):
            actions.end_links(holder=holder, now=request.now)
        return private(render(request, "issuing/holder/renewed.html"))
    with queries.as_holder(holder.person_key_id):
        held = queries.held(holder)
        shares = queries.shares(holder.person_key_id)
    return render(request, "issuing/holder/record.html", {
        "token": token,
        "issuer": held[0].issuer,
        "awards": [shown(one, request) for one in held],
        "shares": sum(one.is_open(request.now) for one in shares),
        "signed_in": signed_in(request) is not None,
    })  # fmt: skip


@link_page
def share(request: HttpRequest, holder: Holder, token: str, credential_id: UUID) -> HttpResponse:
    """The links that others read by: make one, see how often each was opened, withdraw it."""
    here = _at("holder-share", request, token, credential_id)
    form = ShareForm(request.POST or None, language=request.language)
    with queries.as_holder(holder.person_key_id):
        if request.method == "POST" and "withdraw" in request.POST:
            _withdraw(request, holder)
            return _on(here, "done_share_withdrawn")
        if request.method == "POST" and form.is_valid():
            actions.share(
                holder=holder,
                credential_id=credential_id,
                parts=form.cleaned_data["parts"],
                days=int(form.cleaned_data["days"]),
                now=request.now,
            )
            return _on(here, "done_share_made")
        one = queries.held_one(holder, credential_id)
        mine = [s for s in queries.shares(holder.person_key_id) if s.credential_id == one.id]
    return render(request, "issuing/holder/share.html", {
        "form": form,
        "token": token,
        "award": shown(one, request),
        "shares": [shown_share(each, request) for each in mine],
    })  # fmt: skip


@link_page
def correct(request: HttpRequest, holder: Holder, token: str, credential_id: UUID) -> HttpResponse:
    """Something is wrong: the holder writes to the provider, and reads its answers."""
    form = WishForm(request.POST or None)
    with queries.as_holder(holder.person_key_id):
        if request.method == "POST" and form.is_valid():
            wish = form.cleaned_data["wish"]
            actions.ask_correction(
                holder=holder, credential_id=credential_id, wish=wish, now=request.now
            )
            return _on(_at("holder-correct", request, token, credential_id), "done_correction_sent")
        one = queries.held_one(holder, credential_id)
        wishes = [w for w in queries.wishes(holder.person_key_id) if w.credential_id == one.id]
    return render(request, "issuing/holder/correct.html", {
        "form": form,
        "token": token,
        "award": shown(one, request),
        "wishes": wishes,
        "waits": any(one.answered_at is None for one in wishes),
    })  # fmt: skip


@link_page
def account(request: HttpRequest, holder: Holder, token: str) -> HttpResponse:
    """A way to keep the awards of all providers together, for whoever has no account yet."""
    contact = queries.contact_of(holder)
    form = NameForm(request.POST or None, initial={"name": contact.name.native})
    if request.method == "POST" and form.is_valid():
        newcomer = Actor(person_id=uuid7(), organisation_id=None)
        with tenancy.scope(newcomer) as by:
            accounts.register_person(
                by=by,
                name=form.cleaned_data["name"],
                latin_name=contact.name.latin,
                email=contact.email,
                language=request.language,
                now=request.now,
            )
            actions.claim(holder=holder, by=by, now=request.now)
        wanted = reverse("me", kwargs={"language": request.language})
        return HttpResponseRedirect(f"/{request.language}/sign-in?next={wanted}", status=303)
    return render(request, "issuing/holder/account.html", {
        "form": form, "token": token, "address": contact.email,
    })  # fmt: skip


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest, language: str) -> HttpResponse:
    """A new mail with the link, to an address that awards were mailed to.

    The answer is the same for known and unknown addresses, and takes as long.
    """
    http.require_size(request, FORM_LIMIT)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        is_first = not _lost.take("lost", address.casefold(), _LOST_A_MINUTE)
        if is_first and outbox.address_is_sound(address):
            with tenancy.scope(ANONYMOUS) as by:
                letters.ask_links(address=address, language=language, by=by, now=request.now)
        return private(render(request, "issuing/holder/asked.html"))
    status = 422 if form.is_bound else 200
    return private(render(request, "issuing/holder/lost.html", {"form": form}, status=status))


def shown(one: Held, request: HttpRequest) -> dict[str, Any]:
    """An award as a card tells it."""
    add = linkedin.address(one.id, one.title, one.issuer, one.awarded_on, request.language)
    return {
        "id": one.id,
        "title": one.title,
        "issuer": one.issuer,
        "day": one.awarded_on,
        "state": f"page_holder_state_{one.state}",
        "tone": TONES[one.state],
        "because": f"mail_because_{one.because}" if one.because else "",
        "is_valid": one.state == "valid",
        "linkedin": add if one.state == "valid" else "",
    }


def shown_share(one: queries.Shared, request: HttpRequest) -> dict[str, Any]:
    """A share as a card tells it."""
    path = reverse("share", kwargs={"language": request.language, "token": one.text})
    state = "open" if one.is_open(request.now) else "over"
    if one.withdrawn_at is not None:
        state = "withdrawn"
    return {
        "id": one.id,
        "credential_id": one.credential_id,
        "address": f"{settings().origin}{path}",
        "path": path,
        "parts": [f"page_share_part_{part}" for part in one.parts],
        "until": one.expires_at,
        "opened": one.opened,
        "state": f"page_share_state_{state}",
        "tone": "good" if state == "open" else "grey",
        "is_open": state == "open",
    }


def _withdraw(request: HttpRequest, holder: Holder) -> None:
    try:
        share_id = UUID(request.POST["withdraw"])
    except ValueError:
        raise Conflict("share_unknown") from None
    actions.withdraw(holder=holder, share_id=share_id, now=request.now)


def _at(name: str, request: HttpRequest, token: str, credential_id: UUID) -> str:
    arguments = {"language": request.language, "token": token, "credential_id": credential_id}
    return reverse(name, kwargs=arguments)


def _on(to: str, say: str) -> HttpResponse:
    return HttpResponseRedirect(Done(to=to, say=say).address, status=303)
