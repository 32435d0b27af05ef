"""Records of a closed organisation: a form for everybody, and the desk of who keeps them."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pharos.accounts.policies import Permission
from pharos.common import http, outbox, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import NotFound
from pharos.common.throttle import Throttle
from pharos.organisations import desk, queries
from pharos.organisations.models import Organisation
from pharos.organisations.records import enquiries
from pharos.organisations.records.enquiries import Asked
from pharos.organisations.records.forms import AnswerForm, EnquiryForm

FORM_LIMIT: Final = 16 * 1024
# Somebody asks about a certificate or two; a body is asked by some people at a time.
_ASKS_A_MINUTE: Final = 2
_ASKED_A_MINUTE: Final = 30
_asks = Throttle()


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, language: str, provider: str) -> HttpResponse:
    """A duplicate or a confirmation is asked for; the answer here is the same for any number."""
    http.require_size(request, FORM_LIMIT)
    form = EnquiryForm(request.POST or None, language=language)
    with tenancy.scope(ANONYMOUS):
        entry = enquiries.closed_body(provider)
        custody = queries.custody_of(entry.id, on=request.now.date())
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        _keep(entry, form.cleaned_data, language, request.now)
    status = 422 if form.is_bound and not is_sent else 200
    context = {"entry": entry, "custody": custody, "form": form, "sent": is_sent}
    response = render(request, "organisations/records/ask.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep(entry: Organisation, told: dict[str, Any], language: str, now: datetime) -> None:
    address = told["email"]
    waits = _asks.take("who", address.casefold(), _ASKS_A_MINUTE)
    waits = waits or _asks.take("body", str(entry.id), _ASKED_A_MINUTE)
    if waits or not outbox.address_is_sound(address):
        return
    asked = Asked(told["number"], address, language, told["message"])
    with tenancy.scope(system(organisation_id=entry.id)) as by:
        enquiries.ask(entry=entry, kind=told["kind"], asked=asked, by=by, now=now)


@desk.page(Permission.ENQUIRY_ANSWER)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """What waits for an answer of who keeps the records."""
    rows = [{"one": one, "form": _form(request, one.row.id)} for one in enquiries.waiting(by)]
    entry = queries.by_id(by.organisation_id)
    return render(request, "organisations/records/enquiries.html", {
        "rows": rows,
        "answered": enquiries.answered(by),
        "entry": entry,
        "custody": queries.custody_of(entry.id, on=request.now.date()),
    })  # fmt: skip


@listing.post("organisations.answer_enquiry", Permission.ENQUIRY_ANSWER, name="answer")
def answer(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The answer goes out."""
    named = _uuid(request.POST.get("enquiry", ""))
    told = _form(request, named).checked()
    enquiries.answer(enquiry_id=named, text=told["answer"], by=by, now=now)
    here = reverse("enquiries", kwargs={"language": request.language, "slug": request.desk.slug})
    return desk.Done(here, "done_enquiry_answered")


def _form(request: HttpRequest, enquiry: UUID) -> AnswerForm:
    mine = request.method == "POST" and request.POST.get("enquiry") == str(enquiry)
    return AnswerForm(request.POST if mine else None, auto_id=f"id_{enquiry.hex}_%s")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("enquiry_unknown") from None
