"""The front door: what this is, where to look, whom it serves, and its numbers."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.portal import answers, keeping
from pharos.portal.queries import figures, programmes

NEWEST: Final = 6
# For whom, the picture, and the address that the card leads to.
_DOORS: Final = (
    ("learner", "person", "programmes"),
    ("provider", "body", "help"),
    ("employer", "shield", "verify"),
    ("authority", "list", "agencies"),
)


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """From the bare address to the home page in the reader's language."""
    return HttpResponseRedirect(f"/{request.language}/")


@require_safe
@keeping.kept
def home(request: HttpRequest, language: str) -> HttpResponse:
    """Search, verify, four doors, the numbers of the register, its newest programmes."""
    with tenancy.scope(ANONYMOUS):
        context = {
            "doors": _doors(language),
            "now": request.now,
            "figures": figures.headline(now=request.now),
            "cards": programmes.newest(NEWEST, day=request.now.date()),
        }
        return answers.public(render(request, "portal/home.html", context))


def _doors(language: str) -> list[dict[str, str]]:
    return [
        {
            "icon": icon,
            "title": f"page_door_{name}",
            "text": f"page_door_{name}_text",
            "action": f"page_door_{name}_action",
            "href": reverse(where, kwargs={"language": language})
            + ("#provider" if name == "provider" else ""),
        }
        for name, icon, where in _DOORS
    ]
