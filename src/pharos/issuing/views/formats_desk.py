"""The form of the provider's certificates: submitted, and how the ministry decided about it.

The register keeps the hash of a format; which file it is of stays with the provider.
"""

import hashlib
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions, queries
from pharos.accreditation.models import CertificateFormat, Decision
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.forms import Form
from pharos.core import standing
from pharos.issuing.certificate import making
from pharos.issuing.layouts import queries as layouts
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.organisations import desk
from pharos.standards import queries as standards

MAX_FILE = 16 * 1024 * 1024
_TONES: Final = {
    "waits": "info", "used": "good", "approved": "good", "ending": "warn", "rejected": "bad",
    "retired": "grey", "not_in_force": "bad",
}  # fmt: skip


class Submission(Form):
    """The file whose form is submitted."""

    area = "format"
    file = forms.FileField()


@desk.page(Permission.DECISION_READ)
def formats(request: HttpRequest, by: Actor) -> HttpResponse:
    """The formats that were submitted, the newest first, and what can be submitted."""
    found = queries.formats(request.desk.organisation_id)
    people = names.of(one.submitted_by for one in found)
    nation = standards.nation(
        request.desk.nation, on=zones.legal_day(request.desk.nation, request.now)
    )
    held = layouts.contents_of(request.desk.organisation_id)
    posted = request.POST if request.method == "POST" else None
    is_file = posted is not None and posted.get(desk.ACT_FIELD) == "file"
    return render(request, "issuing/desk/formats.html", {
        "rows": [_row(one, people, request, nation, held) for one in found],
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


def _row(
    one: CertificateFormat, people: Any, request: HttpRequest, nation: Nation, held: set[UUID]
) -> dict[str, Any]:
    decided = queries.about(one.organisation_id, format_id=one.id)
    decision = decided[0] if decided else None
    ended = getattr(one, "retirement", None)
    state = _state(one, decision, request, nation)
    return {
        "format": one,
        "hash": bytes(one.content_hash).hex(),
        "ours": bytes(one.content_hash) == ours(),
        "held": one.id in held,
        "submitter": people.get(one.submitted_by, ""),
        "state": state,
        "tone": _TONES[state],
        "decision": decision,
        "reasons": decision.content.reasons if decision and state == "rejected" else {},
        "last_day": _earlier(
            catalogue.last_day(decision.until) if decision else None,
            ended.last_day if ended else None,
        ),
    }


def _state(
    one: CertificateFormat, decision: Decision | None, request: HttpRequest, nation: Nation
) -> str:
    """waits, used (no approval is asked for), approved, ending, rejected, retired, not_in_force."""
    today = nation.legal_day(request.now)
    ended = getattr(one, "retirement", None)
    if ended is not None and ended.last_day < today:
        return "retired"
    if decision is None:
        return "waits" if nation.gates.format_approval else "used"
    if decision.first_day is None:
        return "rejected"
    subject = standing.Subject(holder=str(one.organisation_id), programme="", kind="",
                               level=None, field=None)  # fmt: skip
    found = standing.in_force([queries.as_core(decision)], kind="format", subject=subject,
                              on=today, known_at=request.now)  # fmt: skip
    # whether its scope covers a programme is asked of each version; here it is only held
    if found.is_in_force or found.reason is standing.Reason.OUT_OF_SCOPE:
        return "approved" if ended is None else "ending"
    return "not_in_force"


def _earlier(one: date | None, other: date | None) -> date | None:
    known = [day for day in (one, other) if day is not None]
    return min(known) if known else None


def _here(request: HttpRequest) -> str:
    known = {"language": request.language, "slug": request.desk.slug}
    return reverse("formats-mine", kwargs=known)
