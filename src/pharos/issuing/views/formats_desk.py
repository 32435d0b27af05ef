"""The form of the provider's certificates: submitted, and how the ministry decided about it.

The register keeps the hash of a format; which file it is of stays with the provider.
"""

import hashlib
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions, queries
from pharos.accreditation.models import CertificateFormat
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.forms import Form
from pharos.core import standing
from pharos.issuing.certificate import making
from pharos.organisations import desk
from pharos.standards import queries as standards

MAX_FILE = 16 * 1024 * 1024


class Submission(Form):
    """The file whose form is submitted."""

    area = "format"
    file = forms.FileField()


@desk.page(Permission.DECISION_READ)
def formats(request: HttpRequest, by: Actor) -> HttpResponse:
    """The formats that were submitted, the newest first, and what can be submitted."""
    found = queries.formats(request.desk.organisation_id)
    people = names.of(one.submitted_by for one in found)
    nation = standards.nation(request.desk.nation, on=request.now.date())
    posted = request.POST if request.method == "POST" else None
    is_file = posted is not None and posted.get(desk.ACT_FIELD) == "file"
    return render(request, "issuing/desk/formats.html", {
        "rows": [_row(one, people, request) for one in found],
        "asked": nation.gates.format_approval,
        "has_ours": any(bytes(one.content_hash) == ours() for one in found),
        "form": Submission(posted, request.FILES) if is_file else Submission(),
        "may_submit": policies.allows(by, Permission.FORMAT_PROPOSE),
    })  # fmt: skip


@formats.post("accreditation.submit_format", Permission.FORMAT_PROPOSE, name="ours")
def submit_ours(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The form in which this register prints certificates waits for the ministry."""
    actions.submit_format(content_hash=ours(), by=by, now=now)
    return desk.Done(_here(request), "done_format_submitted")


@formats.post("accreditation.submit_format", Permission.FORMAT_PROPOSE, name="file", limit=MAX_FILE)
def submit_file(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The form of this file waits for the ministry."""
    told = Submission(request.POST, request.FILES).checked()
    digest = hashlib.sha256()
    for block in told["file"].chunks():
        digest.update(block)
    actions.submit_format(content_hash=digest.digest(), by=by, now=now)
    return desk.Done(_here(request), "done_format_submitted")


def ours() -> bytes:
    """The hash of the form in which this installation prints certificates."""
    return hashlib.sha256((making.FOLDER / "certificate.typ").read_bytes()).digest()


def _row(one: CertificateFormat, people: Any, request: HttpRequest) -> dict[str, Any]:
    decided = queries.about(one.organisation_id, format_id=one.id)
    decision = decided[0] if decided else None
    state, tone = "waits", "info"
    if decision is not None:
        core = queries.as_core(decision)
        subject = standing.Subject(holder=str(one.organisation_id), programme="", kind="",
                                   level=None, field=None)  # fmt: skip
        found = standing.in_force(
            [core], kind="format", subject=subject, on=request.now.date(), known_at=request.now
        )
        # whether its scope covers a programme is asked of each version; here it is only held
        holds = found.is_in_force or found.reason is standing.Reason.OUT_OF_SCOPE
        state, tone = ("approved", "good") if holds else ("not_in_force", "bad")
    return {
        "format": one,
        "hash": bytes(one.content_hash).hex(),
        "ours": bytes(one.content_hash) == ours(),
        "submitter": people.get(one.submitted_by, ""),
        "state": state,
        "tone": tone,
        "decision": decision,
        "last_day": catalogue.last_day(decision.until) if decision else None,
    }


def _here(request: HttpRequest) -> str:
    known = {"language": request.language, "slug": request.desk.slug}
    return reverse("formats-mine", kwargs=known)
