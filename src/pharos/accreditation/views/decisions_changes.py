"""What happens to a decision, from a suspension to an appeal; by two persons."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions, cases, forms, queries
from pharos.accreditation.documents import NewChange
from pharos.accreditation.models import Decision, DecisionChange
from pharos.accreditation.views import decisions
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.sentences import sentence
from pharos.core.standing import ChangeKind
from pharos.organisations import desk


@desk.page(Permission.DECISION_READ)
def change(request: HttpRequest, by: Actor, decision_id: UUID, kind: str) -> HttpResponse:
    """The decision with the form of one kind of change."""
    found = queries.decision(_known(decision_id, kind))
    beginning = {"first_day": found.until} if kind == ChangeKind.PROLONGED else None
    form = form_for(request, found, kind, initial=beginning)
    return shown(request, by, found, kind, form)


@change.post("accreditation.preview", name="preview")
def preview(
    request: HttpRequest, by: Actor, now: datetime, decision_id: UUID, kind: str
) -> HttpResponse:
    """The change as it would be published, and what stands against it; nothing is kept."""
    found = queries.decision(_known(decision_id, kind))
    form = form_for(request, found, kind)
    form.checked()
    return shown(request, by, found, kind, form, content=form.document(decision_id))


@change.post("accreditation.propose_change", Permission.DECISION_CHANGE_PROPOSE, name="propose")
def propose(
    request: HttpRequest, by: Actor, now: datetime, decision_id: UUID, kind: str
) -> desk.Done:
    """The change waits for a second person."""
    found = queries.decision(_known(decision_id, kind))
    form = form_for(request, found, kind)
    form.checked()
    made = actions.propose_change(change=form.document(decision_id), by=by, now=now)
    to = decisions.address(request, "accreditation-proposal", proposal_id=made.id)
    return desk.Done(to, say="done_change_proposed")


def form_for(
    request: HttpRequest, found: Decision, kind: str, *, initial: dict[str, Any] | None = None
) -> forms.ChangeForm:
    """The form of a kind of change: as it was sent, with what was refused, or to be filled in."""
    given = request.POST if request.method == "POST" else None
    form = forms.ChangeForm(
        given,
        initial=initial,
        kind=kind,
        contestable={str(one.id): _label(one, request.language) for one in found.changes.all()},
        nation=cases.of_decision(found, now=request.now).nation,
        language=request.language,
    )
    decisions.refuse(request, form, forms.CHANGE_FIELDS)
    return form


def _label(change: DecisionChange, language: str) -> str:
    return f"{sentence(f'page_change_{change.kind}', language)}, {change.number}"


def shown(
    request: HttpRequest,
    by: Actor,
    found: Decision,
    kind: str,
    form: forms.ChangeForm,
    *,
    content: NewChange | None = None,
    mends: UUID | None = None,
) -> HttpResponse:
    """The page of a change; with `content`, the preview of what would be published."""
    own = found.agency_id == by.organisation_id
    facts: dict[str, Any] = {
        "decision": found,
        "kind": kind,
        "title": f"page_change_{kind}",
        "effect": f"page_change_effect_{kind}",
        "form": form,
        "mends": mends,
        "may_propose": own and policies.allows(by, Permission.DECISION_CHANGE_PROPOSE),
        "who_may": policies.matrix().holders(Permission.DECISION_CHANGE_PROPOSE),
        **decisions.told(found, request.language, request.now),
    }
    if content is not None:
        facts |= {
            "previews": decisions.previews(content, by),
            "against": actions.problems_of(content, by=by, now=request.now),
        }
    return render(request, "accreditation/change.html", facts)


def _known(decision_id: UUID, kind: str) -> UUID:
    if kind not in list(ChangeKind):
        raise NotFound("change_kind_unknown", kind=kind)
    return decision_id
