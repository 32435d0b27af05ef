"""What every page of a case has: the case for who looks, its parts as links, its acts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Malformed, NotAllowed
from pharos.common.forms import Form
from pharos.organisations import desk
from pharos.procedures import showing
from pharos.procedures.rules.words import Side, State
from pharos.procedures.showing import Look

LOOKING = (
    Permission.CASE_READ,
    Permission.CASE_APPLY,
    Permission.PANEL_SERVE,
    Permission.SESSION_VOTE,
)
ACTING = (*LOOKING[1:], Permission.CASE_MANAGE)


def require_look(by: Actor) -> None:
    """Raise NotAllowed unless the role has any part in procedures."""
    if not policies.held_by(by).intersection(LOOKING):
        raise NotAllowed("case_not_yours")


def look(request: HttpRequest, by: Actor, case_id: UUID) -> Look:
    """The case as this person sees it; raises NotFound."""
    require_look(by)
    return showing.look(by, case_id, request.now)


def shown(
    request: HttpRequest, seen: Look, template: str, page: str, facts: Mapping[str, Any]
) -> HttpResponse:
    """A page of the case; a member of the panel states conflicts before anything else."""
    if seen.must_state and page not in ("case", "case-panel"):
        return _lead(request, seen)
    case = seen.case
    names = showing.names_of({case.agency_id, case.organisation_id})
    return render(
        request,
        template,
        {
            "case": case,
            "look": seen,
            "kind": f"page_procedure_kind_{case.kind}",
            "state": f"page_case_state_{case.state}",
            "tone": showing.tone_of(case.where),
            "provider": names.get(case.organisation_id, {}),
            "agency": names.get(case.agency_id, {}),
            "tabs": tabs(request, seen, page),
            **facts,
        },
    )


def tabs(request: HttpRequest, seen: Look, page: str) -> list[Mapping[str, Any]]:
    """The pages of the case that this person may open."""
    names = ["case", "case-evidence"]
    if seen.case.where is not State.DRAFT:
        names += ["case-panel", "case-questions", "case-report"]
    if seen.is_inside and not (seen.serves and len(seen.sides) == 1):
        names.append("case-sitting")
    if seen.manages or "auditor" in seen.by.roles:
        names.append("case-charge")
    if seen.sides & {Side.PROVIDER, Side.AGENCY} and seen.case.number:
        names.append("case-letters")
    return [
        {
            "code": f"page_case_tab_{name.replace('-', '_')}",
            "href": address(request, name, case_id=seen.case.id),
            "here": name == page,
        }
        for name in names
    ]


def address(request: HttpRequest, name: str, **arguments: object) -> str:
    """The address of a page of the same desk."""
    return str(
        reverse(name, kwargs={"language": request.language, "slug": request.desk.slug, **arguments})
    )


def done(request: HttpRequest, name: str, say: str, **arguments: object) -> desk.Done:
    """Back to a page of the same desk, with what was done."""
    return desk.Done(address(request, name, **arguments), say=say)


_SENT = frozenset(
    {"return", "suspend", "answer_pause", "object", "uphold", "replace", "ask", "reply", "comment",
     "answer_comments", "send_factual_check", "propose_panel", "accept_panel", "agree"}
)  # fmt: skip
_KEPT = frozenset(
    {"change", "add", "take_back", "find", "state", "close", "remark", "write", "hold_visit",
     "declare", "settle", "record_hours", "motion"}
)  # fmt: skip


def said(do: str) -> str:
    """The sentence after an act: sent to the other side, kept, voted, or gone on."""
    if do in _SENT:
        return "done_case_sent"
    if do in _KEPT:
        return "done_case_kept"
    if do in ("set_panel_aside", "remit"):
        return "done_case_back"
    return "done_case_vote" if do == "vote" else "done_case_moved"


def wanted(request: HttpRequest, by: Actor, works: Mapping[str, Any]) -> Any:
    """What the pressed button asks for; raises Malformed for anything else.

    Whoever only looks does nothing: the act itself asks once more, and by the case.
    """
    if not policies.held_by(by).intersection(ACTING):
        raise NotAllowed("case_not_yours")
    found = works.get(request.POST.get("do", ""))
    if found is None:
        raise Malformed("request_unreadable", "no such act at this page")
    return found


def filled(
    request: HttpRequest,
    do: str,
    form_class: type[Form],
    fields: Mapping[str, str] | None = None,
    /,
    **more: Any,
) -> Any:
    """The form of an act, with what was typed and why it was refused, when it was this one."""
    sent = request.POST if request.POST.get("do") == do else None
    files = request.FILES if sent is not None else None
    form = form_class(sent, files, auto_id=f"{do}-%s", **more)
    refusal = getattr(request, "refusal", None)
    if sent is not None and refusal is not None and form.is_valid() and fields:
        form.refuse(refusal, fields)
    return form


def id_in(request: HttpRequest, name: str) -> UUID:
    """The id that a form names; raises Malformed."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Malformed("request_unreadable", f"no id in {name}") from error


def _lead(request: HttpRequest, seen: Look) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = address(request, "case-panel", case_id=seen.case.id)
    return response
