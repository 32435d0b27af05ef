"""What everybody may do here: verify a document, open a credential's page, take the bundle.

Nothing about who asks is kept (E09): no cookie is set, nothing is written, and what was sent
is forgotten with the answer. So the form needs no token against forgery either.
"""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pharos.common.errors import DomainError, Invalid, NotFound
from pharos.common.personkeys import Erased
from pharos.common.settings import settings
from pharos.core.verify import CHECKS
from pharos.issuing import certificate
from pharos.issuing.holders import linkedin
from pharos.issuing.reissue import queries as reissue
from pharos.issuing.views import public as issuing
from pharos.verification import forms, judging
from pharos.verification.bands import ERASED
from pharos.verification.forms import Asked
from pharos.verification.judging import Judged
from pharos.verification.showing import nation_of

PAGE: Final = "text/html"
# The camera may be asked for on the page that reads codes, and on no other.
CAMERA: Final = "camera=(self), geolocation=(), microphone=(), payment=()"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and the verdict on what was sent with it."""
    if request.method != "POST":
        return _form(request)
    try:
        forms.refuse_large(request.META.get("CONTENT_LENGTH"))
        request.upload_handlers = [forms.InMemory(request)]
        asked = forms.read(request.POST, request.FILES, origin=settings().origin)
    except Invalid as error:
        return _form(request, error)
    if len(asked) > 1:
        return _many(request, asked)
    return _one(request, asked[0], language)


@require_safe
def credential(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page of a credential for whoever has its number, or its JSON for a program."""
    if _prefers_json(request):
        response = issuing.document(request, id)
        patch_vary_headers(response, ["Accept"])
        return response
    try:
        found = issuing.files(id)
    except Erased:
        context = {"band": ERASED, "number": str(id), "checked_at": request.now}
        response = render(request, "verification/erased.html", context, status=410)
    else:
        judged = judging.judge(Asked(found.document, found.proof), now=request.now)
        replaced = None if found.successor is None else reissue.replaced(id)
        response = _verdict(
            request, judged, number=id, replaced=replaced, is_same=request.GET.get("same") == "1"
        )
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
    context = {
        "origin": settings().origin,
        "error": error,
        "checks": [
            {"name": f"verify_check_{id}", "help": f"page_check_help_{id}"} for id in CHECKS
        ],
        "max_files": forms.MAX_FILES,
        "max_numbers": forms.MAX_NUMBERS,
    }
    if error is not None and error.http_status != 413:
        context["number"] = request.POST.get("number", "")[:300]
        context["name"] = request.POST.get("name", "")[: forms.MAX_NAME]
    status = error.http_status if error else 200
    response = _private(render(request, "verification/verify.html", context, status=status))
    response.headers["Permissions-Policy"] = CAMERA
    return response


def _one(request: HttpRequest, asked: Asked, language: str) -> HttpResponse:
    """Our own credentials have an address, so the answer is there; others are told at once."""
    number, same = asked.credential_id, ""
    if number is None:
        number, same = judging.is_ours(asked.raw), "&same=1"
    if number is not None and not asked.name:
        return _private(HttpResponseRedirect(f"/c/{number}?lang={language}{same}", status=303))
    judged = judging.judge(asked, now=request.now)
    if judged.problem is not None:
        raise judged.problem
    if judged.report is None:
        return _private(HttpResponseRedirect(f"/c/{number}?lang={language}", status=303))
    replaced = None if number is None else reissue.replaced(number)
    return _verdict(request, judged, number=number, replaced=replaced, given=asked.name)


def _many(request: HttpRequest, asked: list[Asked]) -> HttpResponse:
    rows = [judging.judge(one, now=request.now) for one in asked]
    context = {"rows": rows, "checked_at": request.now}
    return _private(render(request, "verification/many.html", context))


def _verdict(
    request: HttpRequest,
    judged: Judged,
    *,
    number: UUID | None,
    replaced: tuple[UUID, str] | None,
    given: str = "",
    is_same: bool = False,
) -> HttpResponse:
    """The page of a verdict; with a number it is one of ours and has an address.

    `replaced` is the credential that took its place, and why.
    """
    assert judged.report is not None
    request.clock_of = nation_of(judged.report)
    checks = judging.checks(judged.report, request.language)
    by_id = {one["id"]: one for one in checks}
    reason, award = judged.band.because, judged.award
    context: dict[str, Any] = {
        "band": judged.band,
        "because": by_id[reason.id]["message"] if reason else "",
        "checked_at": request.now,
        "checks": checks,
        "award": award,
        "accredited": by_id["accredited_at_award"],
        "accredited_now": by_id["accredited_now"],
        "origin": settings().origin,
        "is_sent": number is None,
        "is_same": is_same,
        "given": given,
        "fits": bool(given) and judging.names_fit(given, award["holder"]),
        **(_actions(judged, award, number, request.language) if number else {}),
        **(_successor(*replaced) if replaced else {}),
    }
    return _private(render(request, "verification/verdict.html", context))


def _actions(judged: Judged, award: Any, id: UUID, language: str) -> dict[str, Any]:
    """What can be done with a credential of ours; nothing is advertised that does not hold."""
    address = certificate.address(id)
    found: dict[str, Any] = {"number": str(id), "address": address}
    if judged.band.name == "valid":
        found["linkedin"] = linkedin.address(
            id, award["title"], award["issuer"].get("name") or {}, award["award_date"], language
        )
    return found


def _successor(id: UUID, reason: str) -> dict[str, Any]:
    return {"successor": id, "replaced_because": f"page_verdict_replaced_{reason}"}


def _prefers_json(request: HttpRequest) -> bool:
    chosen = request.get_preferred_type([PAGE, *issuing.CREDENTIAL_TYPES])
    return chosen is not None and str(chosen) != PAGE


def _private(response: HttpResponse) -> HttpResponse:
    """For one reader only: in no cache and no search engine (OUT-07)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
