"""Refusals and faults as a page, or as a problem document for a program (RFC 9457)."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from pharos.common import problems
from pharos.common.errors import DomainError, NotFound
from pharos.common.i18n import reader_language
from pharos.common.ids import uuid7
from pharos.common.sentences import catalogue
from pharos.common.settings import settings

log = structlog.get_logger(__name__)
_PAGES = ("text/html", "application/xhtml+xml")
# Sentences under these beginnings are words of pages and checks, not problems.
_NOT_PROBLEMS = (
    "page_", "verify_", "verdict_", "title_", "certificate_", "field_", "done_", "menu_", "mail_",
)  # fmt: skip


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence of an expected error, with its status."""
    document = problems.document(error, origin=settings().origin, language=_language(request))
    return _answer(request, document)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django could not read the request."""
    return _plain(request, 400, "page_request_unreadable")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 403, "page_forbidden")


def foreign_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is not from a page of ours, or from one that was open too long (ACC-06)."""
    return _plain(request, 403, "page_forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same answer for what never was and for what is not yours (PRV-03)."""
    return _plain(request, 404, "page_not_found")


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours: a number to ask by, and nothing else (OUT-08)."""
    reference = str(uuid7())
    log.error("page.fault", reference=reference, path=request.path)
    return _answer(
        request,
        problems.fault(origin=settings().origin, language=_language(request), reference=reference),
    )


def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What a code of a problem document means; the `type` of each leads here."""
    if code not in catalogue("en") or code.startswith(_NOT_PROBLEMS):
        raise NotFound("page_not_found")
    return render(request, "portal/problem.html", {"code": code})


def _plain(request: HttpRequest, status: int, code: str) -> HttpResponse:
    error = DomainError(code)
    document = problems.document(error, origin=settings().origin, language=_language(request))
    title = catalogue(_language(request))[f"title_{status}"]
    return _answer(request, {**document, "status": status, "title": title})


def _answer(request: HttpRequest, document: dict[str, object]) -> HttpResponse:
    status = int(str(document["status"]))
    if _wants_page(request):
        response = render(request, "portal/refused.html", {"problem": document}, status=status)
    else:
        response = JsonResponse(document, status=status, content_type=problems.MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _wants_page(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "*/*")
    return any(kind in accepted for kind in _PAGES)


def _language(request: HttpRequest) -> str:
    known = getattr(request, "language", None)
    return known or reader_language(request.headers.get("Accept-Language", ""))
