"""A decision by its id, for people and for programs: its page, or its signed statement."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from pharos.accreditation.endorsing import actions

# What a program may ask for; the first is what is answered unless it names another.
TYPES: Final = (
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "application/json",
)
PAGE: Final = "text/html"


@require_safe
def page(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """From the id of a decision to its page in the reader's language."""
    where = {"language": request.language, "decision_id": decision_id}
    return HttpResponseRedirect(reverse("accreditation-public", kwargs=where))


@require_safe
def report(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """From the address of a report, as decisions name it, to its page in the reader's language."""
    return HttpResponseRedirect(f"/{request.language}/reports/{case_id}")


@require_safe
def statement(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The id of a statement: people come to the page of the decision, programs get it signed."""
    chosen = request.get_preferred_type([PAGE, *TYPES])
    if chosen is None or str(chosen) == PAGE:
        response = page(request, decision_id)
    else:
        response = document(request, decision_id)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def document(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """The signed statement, whatever was asked for."""
    made = actions.statement(decision_id, now=request.now)
    chosen = request.get_preferred_type(list(TYPES))
    response = HttpResponse(made, content_type=str(chosen or TYPES[0]))
    # a decision that was withdrawn has none from that moment on
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="decision-{decision_id}.json"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
