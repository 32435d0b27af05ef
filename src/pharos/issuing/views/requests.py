"""What learners ask the provider for, and the mails that nobody got."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.common import outbox
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.models import Mail
from pharos.common.sentences import catalogue as catalogue_of_words
from pharos.issuing import queries as issuing
from pharos.issuing.holders import actions, queries
from pharos.issuing.holders.forms import AnswerForm
from pharos.issuing.holders.queries import Wish
from pharos.issuing.models import Credential
from pharos.organisations import desk

SHOWN = 100


@desk.page(Permission.LEARNER_READ)
def requests(request: HttpRequest, by: Actor) -> HttpResponse:
    """Wishes for corrections, the open ones first, and undelivered mails."""
    wishes = queries.wishes_for(by)[:SHOWN]
    failed = list(outbox.undelivered(by)[:SHOWN])
    return render(request, "issuing/desk/requests.html", {
        "wishes": [_wish(one, request) for one in wishes],
        "open": sum(one.answered_at is None for one in wishes),
        "mails": [_mail(one) for one in failed],
        "tallies": [{"kind": _kind(one.kind), "tally": one} for one in outbox.counts(by)],
        "can_go": any(one.box is not None for one in failed),
        "answers": policies.allows(by, Permission.LEARNER_RECORD),
    })  # fmt: skip


@requests.post("issuing.answer_correction", Permission.LEARNER_RECORD, name="answer")
def answer(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """One wish is answered, and the learner told."""
    wish = _uuid(request.POST.get("wish", ""))
    told = _form(request, wish).checked()
    actions.answer_correction(
        correction_id=wish, outcome=told["outcome"], answer=told["answer"], by=by, now=now
    )
    here = reverse(
        "issuing-requests", kwargs={"language": request.language, "slug": request.desk.slug}
    )
    return desk.Done(to=here, say="done_correction_answered")


@requests.post("issuing.send_again", Permission.LEARNER_RECORD, name="again")
def send_again(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """One mail that nobody got is tried anew, or all of them where none is named."""
    named = request.POST.get("mail", "")
    mail_id = _uuid(named, "mail_not_undelivered") if named else None
    count = actions.send_again(mail_id=mail_id, by=by, now=now)
    here = reverse(
        "issuing-requests", kwargs={"language": request.language, "slug": request.desk.slug}
    )
    return desk.Done(to=here, say="done_mails_again", facts={"count": str(count)})


def _form(request: HttpRequest, wish: UUID) -> AnswerForm:
    """The form of one wish: filled with what was sent when it was this one's."""
    mine = request.method == "POST" and request.POST.get("wish") == str(wish)
    data = request.POST if mine else None
    return AnswerForm(data, language=request.language, auto_id=f"id_{wish.hex}_%s")


def _wish(one: Wish, request: HttpRequest) -> dict[str, Any]:
    row = issuing.credential(one.credential_id)
    return {
        "wish": one,
        "title": catalogue.version(row.version_id).descriptor.title,
        "award_id": row.award_id,
        "outcome": f"page_requests_outcome_{one.outcome}" if one.outcome else "",
        "form": None if one.answered_at else _form(request, one.id),
    }


def _mail(mail: Mail) -> dict[str, Any]:
    letter = outbox.opened(mail)
    row = _credential(mail.about)
    return {
        "mail": mail,
        "kind": _kind(mail.kind),
        "address": letter.to if letter else "",
        "award_id": row.award_id if row else None,
    }


def _kind(kind: str) -> str:
    """The code that says what a mail was about."""
    code = f"page_requests_{kind}"
    return code if code in catalogue_of_words("en") else "page_requests_mail_other"


def _credential(id: UUID | None) -> Credential | None:
    """The credential that a mail tells of, if it tells of one itself."""
    if id is None:
        return None
    try:
        return issuing.credential(id)
    except NotFound:
        return None


def _uuid(text: str, otherwise: str = "correction_unknown") -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(otherwise) from None
