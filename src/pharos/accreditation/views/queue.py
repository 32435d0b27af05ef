"""What waits for a deciding body, the most pressing first; and where a decision begins."""

from datetime import timedelta
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.accreditation import queries, telling, worklist
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import Proposal
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.organisations import desk
from pharos.organisations import queries as organisations

PAGE: Final = 30
SHOWN: Final = ("all", "approval", "decisions", "conditions")
_SENT_BACK: Final = timedelta(days=60)


@desk.page(Permission.DECISION_READ)
def queue(request: HttpRequest, by: Actor) -> HttpResponse:
    """The queue; what is shown stands in the address."""
    body = worklist.body_of(by, now=request.now)
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    kind = request.GET.get("kind", "")
    text = request.GET.get("q", "").strip()[:80]
    facts: dict[str, Any] = {"body": body, "show": show, "shown": SHOWN, "kind": kind, "q": text}
    if body is None or not body.kinds:
        return render(request, "accreditation/queue.html", facts | {"decides": False})
    waiting = [_line(one, by, request.language) for one in queries.open_proposals(by)]
    kind = kind if kind in body.kinds else ""
    needs = worklist.needs(body, kind=kind, text=text)
    return render(
        request,
        "accreditation/queue.html",
        facts
        | {
            "decides": True,
            "kinds": [(one, f"page_deciding_kind_{one}") for one in body.kinds],
            "mine": [one for one in waiting if one["mine"]],
            "others": [one for one in waiting if not one["mine"]],
            "back": _back(by, request),
            "dues": worklist.conditions(body),
            "needs": Paginator(needs, PAGE).get_page(request.GET.get("page")),
            "count": len(needs),
        },
    )


@desk.page(Permission.DECISION_READ)
def choose(request: HttpRequest, by: Actor) -> HttpResponse:
    """Providers of the nation by name, with what the body may decide about each."""
    body = worklist.body_of(by, now=request.now)
    text = request.GET.get("q", "").strip()[:80]
    found: list[dict[str, Any]] = []
    if body is not None and body.kinds and text:
        listed = organisations.listing(nation=body.nation.code, on=body.today, text=text)
        found = [_choices(one, body) for one in listed[:PAGE]]
    return render(request, "accreditation/choose.html", {"body": body, "q": text, "found": found})


def _choices(one: Any, body: worklist.Body) -> dict[str, Any]:
    about_provider = [kind for kind in body.kinds if kind in ("authorisation", "institution")]
    versions = catalogue.published(organisation_id=one.id)
    return {
        "name": one.name,
        "path": telling.public_path(one),
        "links": [(kind, one.id) for kind in about_provider],
        "versions": [
            {"title": version.descriptor.title, "number": version.number, "id": version.id,
             "kinds": [kind for kind, asked in body.programme_kinds.items()
                       if kind in worklist.ABOUT_VERSION and version.kind in asked]}
            for version in versions
        ],
    }  # fmt: skip


def _line(proposal: Proposal, by: Actor, language: str) -> dict[str, Any]:
    content = proposal.content
    decision = None
    if isinstance(content, NewDecision):
        holder = organisations.by_id(queries.id_in(content.organisation))
        what = f"page_deciding_kind_{content.kind}"
        version_id = content.version
    else:
        decision = queries.decision(queries.id_in(content.decision))
        holder = organisations.by_id(decision.organisation_id)
        what = f"page_change_{content.kind}"
        version_id = str(decision.version_id) if decision.version_id else None
    version = catalogue.version(queries.id_in(version_id)) if version_id else None
    return {
        "id": proposal.id,
        "what": what,
        "holder": holder.name,
        "programme": version.descriptor.title if version else None,
        "number": content.number,
        "at": proposal.proposed_at,
        "mine": proposal.proposed_by == by.person_id,
        "note": proposal.closed_note,
    }


def _back(by: Actor, request: HttpRequest) -> list[dict[str, Any]]:
    found = queries.sent_back(by, since=request.now - _SENT_BACK)
    return [_line(one, by, request.language) for one in found]
