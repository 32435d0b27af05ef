"""The specimens of the form that is worked on, asked for anew whenever its source was kept.

The piece of the page that htmx puts in its place. Who types without end is not set anew without
end: the piece then says so and asks again by itself.
"""

import math
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.settings import settings
from pharos.common.throttle import Throttle
from pharos.issuing.layouts import queries, specimens
from pharos.issuing.views import layouts_shown
from pharos.organisations import desk

A_MINUTE: Final = 15
_asks = Throttle()


@desk.page(Permission.LAYOUT_DRAFT)
def shown(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the form looks like now and what it lacks, or the line that is wrong."""
    found = queries.draft(by)
    if found is None:
        raise NotFound("layout_draft_unknown")
    seconds = _asks.take("layout", str(by.person_id), A_MINUTE) if settings().limits else 0.0
    if seconds:
        facts = {"waits": math.ceil(seconds)}
    else:
        usual = specimens.usual(found.organisation_id, now=request.now)
        facts = layouts_shown.examined(found.parts, usual, request.language)
    return render(request, "issuing/desk/layout_live.html", facts)
