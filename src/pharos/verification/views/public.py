"""What everybody may do here: verify a document, open a credential's page, take the bundle.

Nothing about who asks is kept (E09): no cookie is set, nothing is written, and what was sent
is forgotten with the answer. So the form needs no token against forgery either.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pharos.common.errors import DomainError, Invalid, NotFound
from pharos.common.personkeys import Erased
from pharos.common.settings import settings
from pharos.core.verify import CHECKS, Report
from pharos.issuing.views import public as issuing
from pharos.verification import actions, forms
from pharos.verification.bands import ERASED, band
from pharos.verification.report import MARKS
from pharos.verification.showing import Signed, sentence_of, told

PAGE = "text/html"
TONES = {"passed": "good", "failed": "bad", "unknown": "grey", "not_applicable": "grey"}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and the verdict on what was sent with it."""
    if request.method != "POST":
        return _form(request)
    try:
        forms.refuse_large(request.META.get("CONTENT_LENGTH"))
        asked = forms.read(request.POST, request.FILES, origin=settings().origin)
    except Invalid as error:
        return _form(request, error)
    if asked.credential_id is not None:
        return _private(
            HttpResponseRedirect(f"/c/{asked.credential_id}?lang={language}", status=303)
        )
    signed = Signed(asked.raw)
    proof = asked.tlog_proof or _own_proof(signed.credential_id)
    report = actions.check(asked.raw, at=request.now, tlog_proof=proof)
    return _verdict(request, report, signed)


@require_safe
def credential(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of a credential for whoever has its number, or its JSON for a program."""
    if _prefers_json(request):
        response = issuing.document(request, id)
        patch_vary_headers(response, ["Accept"])
        return response
    try:
        raw, proof = issuing.files(id)
    except Erased:
        context = {"band": ERASED, "number": str(id), "checked_at": request.now}
        response = render(request, "verification/erased.html", context, status=410)
    else:
        report = actions.check(raw, at=request.now, tlog_proof=proof)
        response = _verdict(request, report, Signed(raw), credential_id=id)
    patch_vary_headers(response, ["Accept"])
    return _private(response)


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """The trust bundle as it was published last."""
    file = settings().published_dir / "trust-bundle.json"
    if not file.is_file():
        raise NotFound("page_not_found")
    response = HttpResponse(file.read_bytes(), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _form(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    context = {"here": "verify", "origin": settings().origin, "error": error, "checks": CHECKS}
    if error is not None and error.http_status != 413:
        context["number"] = request.POST.get("number", "")[:300]
    status = error.http_status if error else 200
    return _private(render(request, "verification/verify.html", context, status=status))


def _verdict(
    request: HttpRequest, report: Report, signed: Signed, credential_id: UUID | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "band": band(report),
        "checked_at": request.now,
        "checks": _checks(report, request.language),
        "award": told(report, signed),
        "demonstration": report.facts.get("demonstration", False),
        "number": str(credential_id) if credential_id else "",
        "origin": settings().origin,
    }
    context["accredited"] = next(
        one for one in context["checks"] if one["name"] == "verify_check_accredited_at_award"
    )
    reason = context["band"].because
    context["because"] = sentence_of(reason, request.language) if reason else ""
    return _private(render(request, "verification/verdict.html", context))


def _checks(report: Report, language: str) -> list[dict[str, str]]:
    return [
        {
            "name": f"verify_check_{check.id}",
            "outcome": f"verify_outcome_{check.outcome.value}",
            "mark": MARKS[check.outcome],
            "tone": TONES[check.outcome.value],
            "message": sentence_of(check, language),
            "code": check.code,
        }
        for check in report.checks
    ]


def _own_proof(number: str) -> bytes | None:
    """The proof that we hold ourselves, when the document names a credential of ours.

    It speaks of the signed bytes only: it is of no help to a document that was altered.
    """
    with suppress(ValueError, DomainError):
        return issuing.files(UUID(number))[1]
    return None


def _prefers_json(request: HttpRequest) -> bool:
    chosen = request.get_preferred_type([PAGE, *issuing.CREDENTIAL_TYPES])
    return chosen is not None and str(chosen) != PAGE


def _private(response: HttpResponse) -> HttpResponse:
    """For one reader only: in no cache and no search engine (OUT-07)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
