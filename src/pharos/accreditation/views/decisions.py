"""A case and its decision: what is known, what the law allows, the form, what was decided."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions, cases, forms, queries, telling, worklist
from pharos.accreditation.cases import Case
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.endorsing.facts import report_address
from pharos.accreditation.models import Decision
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.i18n import LANGUAGES
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

PAGE: Final = 30
TONES: Final = {
    "in_force": "good",
    "conditional": "warn",
    "limited": "warn",
    "suspended": "warn",
    "withdrawn": "bad",
    "annulled": "bad",
    "refused": "bad",
    "ended": "grey",
    "not_yet": "info",
    "conditions_met": "good",
    "prolonged": "warn",
    "annulled_on_appeal": "bad",
    "superseded": "grey",
    "parent_not_in_force": "warn",
    "unclear": "warn",
}


@desk.page(Permission.DECISION_READ)
def decide(request: HttpRequest, by: Actor, kind: str, subject_id: UUID) -> HttpResponse:
    """The case with its form; `?from=` takes over what was sent back."""
    case = cases.case(kind, subject_id, now=request.now)
    return shown(request, by, case, form_for(request, case, initial=_taken_over(request, by)))


@decide.post("accreditation.preview", name="preview")
def preview(
    request: HttpRequest, by: Actor, now: datetime, kind: str, subject_id: UUID
) -> HttpResponse:
    """The decision as it would be published, and what stands against it; nothing is kept."""
    case = cases.case(kind, subject_id, now=now)
    form = form_for(request, case)
    form.checked()
    return shown(request, by, case, form, content=form.document(case.members))


@decide.post("accreditation.propose", name="propose")
def propose(
    request: HttpRequest, by: Actor, now: datetime, kind: str, subject_id: UUID
) -> desk.Done:
    """The decision waits for a second person."""
    case = cases.case(kind, subject_id, now=now)
    policies.require(by, policies.proposing(kind))
    form = form_for(request, case)
    form.checked()
    made = actions.propose(decision=form.document(case.members), by=by, now=now)
    return desk.Done(address(request, "accreditation-proposal", proposal_id=made.id),
                     say="done_decision_proposed")  # fmt: skip


@desk.page(Permission.DECISION_READ)
def decision(request: HttpRequest, by: Actor, decision_id: UUID) -> HttpResponse:
    """A decision, what happened to it since, and what can still happen."""
    found = queries.decision(decision_id)
    own = found.agency_id == by.organisation_id
    may_change = own and policies.allows(by, Permission.DECISION_CHANGE_PROPOSE)
    facts = told(found, request.language, request.now)
    return render(
        request,
        "accreditation/decision.html",
        {
            "decision": found,
            "own": own,
            "has_letter": own or found.organisation_id == by.organisation_id,
            "may_change": may_change,
            "who_may": policies.matrix().holders(Permission.DECISION_CHANGE_PROPOSE),
            "possible": cases.changes_possible(found, facts["case"].nation) if own else [],
            **facts,
        },
    )


@desk.page(Permission.DECISION_READ)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the acting body decided, newest first."""
    kind = request.GET.get("kind", "")
    found = queries.taken_by(by.organisation_id)
    if kind:
        found = found.filter(kind=kind)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    body = worklist.body_of(by, now=request.now)
    rows = [_row(one, request.now) for one in page]
    kinds = [(one, f"page_deciding_kind_{one}") for one in (body.kinds if body else ())]
    return render(
        request,
        "accreditation/decisions.html",
        {"page": page, "rows": rows, "kinds": kinds, "kind": kind},
    )


def form_for(
    request: HttpRequest, case: Case, *, initial: dict[str, Any] | None = None
) -> forms.DecisionForm:
    """The form of a case: as it was sent, with what was refused, or to be filled in."""
    given = request.POST if request.method == "POST" else None
    form = forms.DecisionForm(
        given, initial=initial, kind=case.kind, nation=case.nation, language=request.language
    )
    refuse(request, form, forms.DECISION_FIELDS)
    return form


def refuse(request: HttpRequest, form: Any, fields: Any) -> None:
    """Show beside its field what the act refused of a form that was whole."""
    refusal = getattr(request, "refusal", None)
    if refusal is not None and form.is_valid():
        form.refuse(refusal, fields)


def shown(
    request: HttpRequest,
    by: Actor,
    case: Case,
    form: forms.DecisionForm,
    *,
    content: NewDecision | None = None,
    mends: UUID | None = None,
) -> HttpResponse:
    """The page of a case; with `content`, the preview of what would be published."""
    body = worklist.body_of(by, now=request.now)
    decides = body is not None and case.kind in body.kinds and body.nation.code == case.nation.code
    permission = policies.proposing(case.kind)
    facts: dict[str, Any] = {
        "case": case,
        "form": form,
        "mends": mends,
        "holder_rows": cases.holder_rows(case, request.language),
        "version_rows": cases.version_rows(case, request.language),
        "law_rows": cases.law_rows(case),
        "legal_status": f"verify_legal_{case.nation.legal_basis.status}",
        "earlier": [_row(one, request.now) for one in case.about],
        "may_propose": decides and policies.allows(by, permission),
        "decides": decides,
        "who_may": policies.matrix().holders(permission),
    }
    if content is not None:
        facts |= {
            "previews": previews(content, by),
            "against": actions.problems_of(content, by=by, now=request.now),
            "digest": content.digest.hex(),
        }
    return render(request, "accreditation/decide.html", facts)


def previews(content: NewDecision | NewChange, by: Actor) -> list[dict[str, Any]]:
    """The decision as it will be published, in each language; those of the nation first."""
    agency = organisations.by_id(by.organisation_id)
    own = standards.history(agency.nation)[-1].required_languages if agency.nation else ()
    tags = dict.fromkeys((*(tag for tag in own if tag in LANGUAGES), *LANGUAGES))
    return [{"language": tag, "rows": telling.rows(content, agency, tag)} for tag in tags]


def told(found: Decision, language: str, now: datetime) -> dict[str, Any]:
    """A decision and its changes in words, and how it stands today."""
    agency = organisations.by_id(found.agency_id)
    case = cases.of_decision(found, now=now)
    return {
        "rows": telling.rows(found.content, agency, language),
        "under_appeal": queries.is_under_appeal(found, case.today),
        "state": _state(found, case),
        "case": case,
        "basis": f"page_decision_basis_{found.basis}",
        "report": report_address(found),
        "changes": [
            {"change": one, "rows": telling.rows(one.content, agency, language),
             "code": f"page_change_{one.kind}"}
            for one in found.changes.all()
        ],
    }  # fmt: skip


def _state(found: Decision, case: Case) -> dict[str, str]:
    state = standing_word(found, case.today)
    return {"code": f"page_stands_{state}", "tone": TONES[state]}


def standing_word(found: Decision, today: date) -> str:
    """How a decision stands on a legal day, in one word."""
    word, _ = queries.stands(found, today)
    return word


def _row(one: Decision, now: datetime) -> dict[str, Any]:
    case = cases.of_decision(one, now=now)
    return {
        "decision": one,
        "what": f"page_deciding_kind_{one.kind}",
        "holder": case.holder.name,
        "agency": organisations.by_id(one.agency_id).name,
        "programme": case.version.descriptor.title if case.version else None,
        "last_day": one.until and one.until - worklist.ONE_DAY,
        **{f"state_{name}": value for name, value in _state(one, case).items()},
    }


def _taken_over(request: HttpRequest, by: Actor) -> dict[str, Any] | None:
    asked = request.GET.get("from", "")
    if not asked:
        return None
    content = queries.proposal_for(by, queries.id_in(asked)).content
    if not isinstance(content, NewDecision):
        raise NotFound("proposal_unknown")
    return forms.initial(content)


def address(request: HttpRequest, name: str, **arguments: object) -> str:
    """The address of a page of the same desk."""
    return str(
        reverse(name, kwargs={"language": request.language, "slug": request.desk.slug, **arguments})
    )
