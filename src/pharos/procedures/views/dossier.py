"""Evidence by criterion and document: handed in by the provider, judged by the panel."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.core import limits
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.agency import FindingForm
from pharos.procedures.forms.applying import EvidenceForm
from pharos.procedures.models import Finding
from pharos.procedures.rules.words import ENDED, State
from pharos.procedures.showing import Look, Place
from pharos.procedures.views import looking
from pharos.procedures.views.looking import address

_TONES: Final[Mapping[str, str]] = {"met": "good", "partly": "warn", "not_met": "bad"}
_FINDING: Final = (
    State.PANEL_CONFIRMED, State.SITE_VISIT, State.DRAFT_REPORT, State.FACTUAL_CHECK,
)  # fmt: skip
_FIELDS: Final = {
    "evidence_file_kind": "file",
    "evidence_file_too_large": "file",
    "evidence_file_empty": "file",
    "evidence_case_full": "file",
    "case_evidence_empty": "text",
}


@desk.page()
def evidence(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """Everything that is asked for, what lies there, and what the panel finds of it."""
    seen = looking.look(request, by, case_id)
    found = _findings(seen)
    rows = [_row(request, seen, one, found) for one in showing.places(seen.case, seen.nation)]
    return looking.shown(
        request,
        seen,
        "procedures/evidence.html",
        "case-evidence",
        {
            "documents": [one for one in rows if one["place"].what == "document"],
            "criteria": [one for one in rows if one["place"].what == "criterion"],
            "filled": sum(one["place"].is_filled for one in rows),
            "total": len(rows),
            "criteria_set": seen.case.criteria_set,
        },
    )


@desk.page()
def item(request: HttpRequest, by: Actor, case_id: UUID, what: str, place: str) -> HttpResponse:
    """One criterion or document: what it asks, what lies there, and what comes to it."""
    seen = looking.look(request, by, case_id)
    found = showing.place(seen.case, seen.nation, what, place)
    if found is None:
        raise NotFound("case_unknown")
    findings = [one for one in _findings(seen) if one.criterion == place]
    return looking.shown(
        request,
        seen,
        "procedures/item.html",
        "case-evidence",
        {
            "row": _row(request, seen, found, findings),
            "findings": [_finding(one) for one in findings],
            "may_hand_in": seen.applies and seen.case.where not in ENDED
            and seen.case.where is not State.DECIDED,
            "may_take_back": seen.applies and seen.case.where in (State.DRAFT, State.RETURNED),
            "may_find": what == "criterion" and seen.serves and seen.case.where in _FINDING,
            "form": looking.filled(request, "add", EvidenceForm, _FIELDS),
            "finding_form": _finding_form(request, seen, findings),
        },
    )  # fmt: skip


@item.post("procedures.evidence", limit=limits.MAX_EVIDENCE_BYTES + limits.MIB)
def act(
    request: HttpRequest, by: Actor, now: datetime, case_id: UUID, what: str, place: str
) -> desk.Done:
    """A piece is handed in or taken back, or a finding is written."""
    work = looking.wanted(request, by, {"add": _add, "take_back": _take_back, "find": _find})
    work(request, by, now, case_id, what, place)
    say = looking.said(request.POST["do"])
    return looking.done(request, "case-item", say, case_id=case_id, what=what, place=place)


@desk.page()
def file(request: HttpRequest, by: Actor, case_id: UUID, evidence_id: UUID) -> HttpResponse:
    """UPL-07: a file as it was handed in, always saved and never shown by the browser itself."""
    seen = looking.look(request, by, case_id)
    if seen.must_state:
        raise NotFound("case_evidence_unknown")
    found = queries.evidence_file(seen.case, evidence_id)
    if found.content is None:
        raise NotFound("case_evidence_unknown")
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    name = found.file_name.encode("ascii", "ignore").decode().replace('"', "") or "file"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _add(
    request: HttpRequest, by: Actor, now: datetime, case_id: UUID, what: str, place: str
) -> None:
    given = EvidenceForm(request.POST, request.FILES).checked()
    file = given.get("file")
    if what not in ("criterion", "document"):
        raise Invalid("case_criterion_unknown", criterion=what[:20])
    actions.add_evidence(
        case_id=case_id, by=by, now=now, text=given["text"], file_name=file.name if file else "",
        content=file.read() if file else b"", **{what: place},
    )  # fmt: skip


def _take_back(
    request: HttpRequest, by: Actor, now: datetime, case_id: UUID, what: str, place: str
) -> None:
    evidence_id = looking.id_in(request, "evidence")
    actions.withdraw_evidence(evidence_id=evidence_id, case_id=case_id, by=by, now=now)


def _find(
    request: HttpRequest, by: Actor, now: datetime, case_id: UUID, what: str, place: str
) -> None:
    seen = looking.look(request, by, case_id)
    form = _finding_form(request, seen, [])
    given = form.checked()
    subject = given.get("subject")
    actions.find(
        case_id=case_id, criterion=place, verdict=given["verdict"], text=given["finding"],
        subject_id=UUID(subject) if subject else None, by=by, now=now,
    )  # fmt: skip


def _findings(seen: Look) -> list[Finding]:
    """What the panel finds: never shown to the provider before the report."""
    return queries.findings(seen.by, seen.case) if seen.is_inside else []


def _finding(one: Finding) -> dict[str, Any]:
    version = one.subject.version if one.subject else None
    return {
        "row": one,
        "code": f"page_case_verdict_{one.verdict}",
        "tone": _TONES.get(one.verdict, "grey"),
        "title": version.descriptor.title if version else None,
    }


def _row(request: HttpRequest, seen: Look, place: Place, findings: list[Finding]) -> dict[str, Any]:
    own = [one for one in findings if one.criterion == place.code]
    arguments = {"case_id": seen.case.id, "what": place.what, "place": place.code}
    return {
        "place": place,
        "label": f"page_case_document_{place.code}" if place.what == "document" else "",
        "href": address(request, "case-item", **arguments),
        "findings": [_finding(one) for one in own],
    }


def _finding_form(request: HttpRequest, seen: Look, findings: list[Finding]) -> FindingForm:
    language = request.language
    listed = [("", sentence("page_case_all_subjects", language))]
    listed += [
        (str(one["row"].id), choose(one["title"], language))
        for one in showing.subjects(seen.case)
        if one["title"]
    ]
    whole = next((one for one in findings if one.subject_id is None), None)
    start = {"verdict": whole.verdict, "finding": whole.text} if whole else {}
    return looking.filled(
        request, "find", FindingForm, language=language, subjects=listed, initial=start
    )
