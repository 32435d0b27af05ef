"""What everybody reads of the policy register: a nation's standards on a day, amendments, files."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.forms import DayField, Form
from pharos.common.i18n import choose
from pharos.standards import queries, telling
from pharos.standards.models import Amendment


class OnDay(Form):
    """The day whose rules are asked for."""

    area = "standards"
    day = DayField(required=False)


@require_safe
def standards(request: HttpRequest, language: str, nation: str) -> HttpResponse:
    """Everything that a nation's regime says on a day, with source, status and since when."""
    with tenancy.scope(ANONYMOUS):
        code = _code(nation)
        stretches = queries.stretches(code)
        today = stretches[-1].nation.legal_day(request.now)
        form = OnDay(request.GET if request.GET.get("day") else {"day": today})
        day = form.cleaned_data["day"] if form.is_valid() else today
        at = queries.stretch(code, on=day)
        context = {
            "nation": at.nation,
            "nations": [(one.lower(), queries.history(one)[-1].name)
                        for one in queries.all_codes()],
            "code": nation,
            "form": OnDay(initial={"day": day}) if form.is_valid() else form,
            "day": day,
            "is_today": day == today,
            "status": f"verify_legal_{at.nation.legal_basis.status}",
            "sections": telling.sections(stretches, at, language),
            "rights": telling.rights(at.nation),
            "levels": telling.levels(stretches, at, language),
            "regions": telling.regions(stretches, at, language),
            "scales": telling.scales(stretches, at, language),
            "defined": telling.defined(at.nation),
            "versions": telling.versions(stretches, language),
            "amendments": _proposals(code, today, language),
            "guideline": queries.guideline_on(code, day),
            "guidelines": queries.guidelines(code),
            "plain_title": choose(at.nation.name, language),
        }  # fmt: skip
        return _public(render(request, "standards/standards.html", context))


@require_safe
def amendment(request: HttpRequest, language: str, nation: str, amendment_id: UUID) -> HttpResponse:
    """A proposal with its clauses, its evidence, and what was said and answered."""
    with tenancy.scope(ANONYMOUS):
        found = _amendment(nation, amendment_id)
        return _public(render(request, "standards/amendment.html", told(request, found, language)))


@require_safe
def evidence(
    request: HttpRequest, language: str, nation: str, amendment_id: UUID, file_id: UUID
) -> HttpResponse:
    """A file behind an amendment, always to be saved and never shown in our name (UPL-09)."""
    with tenancy.scope(ANONYMOUS):
        file = queries.evidence_file(_amendment(nation, amendment_id), file_id)
        response = HttpResponse(bytes(file.content), content_type=file.media_type)
    ending = {"application/pdf": "pdf", "image/png": "png"}.get(file.media_type, "jpg")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="evidence-{bytes(file.digest).hex()[:12]}.{ending}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def told(request: HttpRequest, found: Amendment, language: str) -> dict[str, Any]:
    """What the public page and the desk both show of a proposal."""
    if found.approved_at is None:
        before = queries.stretch_before(found, request.now)
    else:
        before = queries.stretch(found.nation, on=found.first_day - timedelta(days=1))
    request.clock_of = getattr(request, "clock_of", None) or found.nation
    today = before.nation.legal_day(request.now)
    consultation = queries.consultation_of(found.id)
    return {
        "amendment": found,
        "nation": before.nation,
        "code": found.nation.lower(),
        "state": state_of(found, today),
        "digest": bytes(found.content_hash).hex(),
        "clauses": _clauses(telling.clauses(found, before, language), consultation),
        "consultation": telling.consultation(consultation, language, today)
        if consultation
        else None,
        "plain_title": choose(before.nation.name, language),
    }


def state_of(found: Amendment, today: date) -> dict[str, str]:
    """How far an amendment is, in words and colour."""
    if found.withdrawn_at is not None:
        return {"code": "page_amendment_withdrawn", "tone": "grey"}
    if found.approved_at is None:
        return {"code": "page_amendment_proposed", "tone": "warn"}
    if found.first_day > today:
        return {"code": "page_amendment_approved", "tone": "info"}
    return {"code": "page_amendment_in_force", "tone": "good"}


def _clauses(clauses: list[dict[str, Any]], consultation: Any) -> list[dict[str, Any]]:
    by_clause = telling.said(consultation) if consultation else {}
    return [{**one, "comments": by_clause.get(one["name"], [])} for one in clauses]


def _proposals(code: str, today: date, language: str) -> list[dict[str, Any]]:
    return [
        {"row": one, "state": state_of(one, today),
         "consultation": telling.consultation(asked, language, today)
         if (asked := queries.consultation_of(one.id)) else None}
        for one in queries.amendments(code)
    ]  # fmt: skip


def _amendment(nation: str, amendment_id: UUID) -> Amendment:
    found = queries.amendment(amendment_id)
    if found.nation != _code(nation):
        raise NotFound("amendment_unknown")
    return found


def _code(nation: str) -> str:
    """The nation of an address, whose codes are written small there."""
    found = {one.lower(): one for one in queries.all_codes()}.get(nation)
    if found is None:
        raise NotFound("page_not_found")
    return found


def _public(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "public, no-cache"
    return response
