"""The page that a share shows: the verdict, and of the award as much as its holder chose."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.personkeys import Erased
from pharos.common.problems import document
from pharos.common.settings import settings
from pharos.issuing.holders import actions, queries, rules
from pharos.issuing.holders.queries import Gone, Shared
from pharos.issuing.reissue import queries as reissue
from pharos.issuing.views import public as issuing
from pharos.verification import judging
from pharos.verification.bands import ERASED
from pharos.verification.forms import Asked
from pharos.verification.showing import nation_of


@require_safe
def share(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The verdict of this moment; 410 once the share is over or withdrawn (PRV-04)."""
    share_id = rules.read_share(token)
    if share_id is None:
        raise NotFound("share_unknown")
    try:
        shared = queries.share_of(share_id, request.now)
        # what was signed anew since is shown as its newest document
        shared = replace(shared, credential_id=reissue.newest(shared.credential_id))
        raw, proof, _ = issuing.files(shared.credential_id)
    except Gone as gone:
        _count(share_id, request, is_open=False)
        told = document(gone, origin=settings().origin, language=language)
        response = render(request, "verification/share_over.html", {"told": told}, status=410)
    except Erased:
        context = {"band": ERASED, "checked_at": request.now}
        response = render(request, "verification/share_over.html", context, status=410)
    else:
        _count(share_id, request, is_open=True)
        response = _verdict(request, shared, Asked(raw, proof))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _verdict(request: HttpRequest, shared: Shared, asked: Asked) -> HttpResponse:
    judged = judging.judge(asked, now=request.now)
    assert judged.report is not None
    request.clock_of = nation_of(judged.report)
    parts = set(shared.parts)
    checks = judging.checks(judged.report, request.language)
    context: dict[str, Any] = {
        "band": judged.band,
        "checked_at": request.now,
        "award": judged.award,
        "checks": checks,
        "until": shared.expires_at,
        "shows_name": rules.NAME in parts,
        "shows_details": rules.DETAILS in parts,
        "number": str(shared.credential_id) if rules.FILES in parts else "",
    }
    return render(request, "verification/share.html", context)


def _count(share_id: UUID, request: HttpRequest, *, is_open: bool) -> None:
    if request.method == "HEAD":
        return
    with tenancy.scope(ANONYMOUS, capability=share_id):
        actions.count_use(share_id=share_id, is_open=is_open, now=request.now)
