"""The panel: proposed from the pool, stated by its members, objected to once, confirmed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.common.actor import Actor
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.agency import AsideForm, ConflictForm, PanelForm, ReplaceForm
from pharos.procedures.forms.applying import AnswerForm, ReasonForm
from pharos.procedures.models import ConflictStatement, PanelMember
from pharos.procedures.rules.words import Move, Side, State
from pharos.procedures.showing import Look
from pharos.procedures.views import looking
from pharos.procedures.views.case import told


@desk.page()
def panel(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """Who judges, what binds them, what the provider says to it."""
    seen = looking.look(request, by, case_id)
    case = seen.case
    statements = _statements(seen)
    members = [_member(request, seen, one, statements) for one in queries.panel(case)]
    moves = queries.what_next(case, Side.AGENCY, request.now) if seen.manages else []
    return looking.shown(
        request,
        seen,
        "procedures/panel.html",
        "case-panel",
        {
            "members": [one for one in members if one["row"].removed_at is None],
            "replaced": [one for one in members if one["row"].removed_at is not None],
            "rules": seen.nation.procedures,
            "dues": [one for one in showing.dues(case, request.now) if one.code == "objections"],
            "may_propose": any(one.move is Move.PROPOSE_PANEL for one in moves),
            "form": _panel_form(request, seen),
            "confirming": next(
                ([told(problem, request.language) for problem in one.problems]
                 for one in moves if one.move is Move.CONFIRM_PANEL), None),
            "aside_form": _aside_form(request, seen)
            if any(one.move is Move.SET_PANEL_ASIDE for one in moves) else None,
            "may_accept": seen.applies and case.where is State.PANEL_PROPOSED
            and case.panel_accepted_at is None,
            "accepted_at": case.panel_accepted_at,
            "states": seen.serves,
            "must_state": seen.must_state,
            "statement_form": _conflict_form(request, seen),
            "own": next((one for one in statements if one.member.person_id == by.person_id), None),
        },
    )  # fmt: skip


@panel.post("procedures.panel")
def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """What each part does about the panel."""
    work = looking.wanted(request, by, _ACTS)
    work(request, by, now, case_id)
    return looking.done(request, "case-panel", looking.said(request.POST["do"]), case_id=case_id)


def _propose(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    given = _panel_form(request, looking.look(request, by, case_id)).checked()
    actions.propose_panel(
        case_id=case_id, experts=[UUID(one) for one in given["experts"]],
        chair=UUID(given["chair"]), by=by, now=now,
    )  # fmt: skip


def _replace(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    form = _replace_form(request, looking.look(request, by, case_id))
    given = form.checked()
    actions.replace_member(
        case_id=case_id, member_id=looking.id_in(request, "member"),
        expert_id=UUID(given["expert"]), because=given["reason"], by=by, now=now,
    )  # fmt: skip


def _state(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    seen = looking.look(request, by, case_id)
    form = _conflict_form(request, seen)
    given = form.checked()
    bonds = [
        actions.Bond(body, given[f"tie_{place}"], given[f"until_{place}"])
        for place, body in enumerate(_bodies(seen))
        if given.get(f"tie_{place}")
    ]
    actions.state_conflict(
        case_id=case_id, by=by, now=now, has_conflict=given["has_conflict"] == "yes",
        text=given["text"], bonds=bonds,
    )  # fmt: skip


def _object(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    reason = ReasonForm(request.POST).checked()["reason"]
    member = looking.id_in(request, "member")
    actions.object_to(case_id=case_id, member_id=member, reason=reason, by=by, now=now)


def _uphold(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    answer = AnswerForm(request.POST).checked()["answer"]
    objection = looking.id_in(request, "objection")
    actions.answer_objection(case_id=case_id, objection_id=objection, answer=answer, by=by, now=now)


def _set_aside(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    given = _aside_form(request, looking.look(request, by, case_id)).checked()
    actions.set_panel_aside(
        case_id=case_id, members=[UUID(one) for one in given["bound"]], reason=given["reason"],
        by=by, now=now,
    )  # fmt: skip


def _accept(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.accept_panel(case_id=case_id, by=by, now=now)


def _confirm(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.confirm_panel(case_id=case_id, by=by, now=now)


_ACTS: Final[Mapping[str, Any]] = {
    "propose_panel": _propose,
    "replace": _replace,
    "state": _state,
    "object": _object,
    "uphold": _uphold,
    "accept_panel": _accept,
    "confirm_panel": _confirm,
    "set_panel_aside": _set_aside,
}


def _statements(seen: Look) -> list[ConflictStatement]:
    """The newest statement of each member; only inside the agency."""
    if not seen.is_inside:
        return []
    newest = {one.member_id: one for one in queries.statements(seen.by, seen.case)}
    return list(newest.values())


def _member(
    request: HttpRequest, seen: Look, one: PanelMember, statements: list[ConflictStatement]
) -> dict[str, Any]:
    objection = getattr(one, "objection", None)
    stated = next((two for two in statements if two.member_id == one.id), None)
    proposed = seen.case.where is State.PANEL_PROPOSED and one.removed_at is None
    return {
        "row": one,
        "capacity": f"page_case_capacity_{one.capacity}",
        "objection": objection,
        "stated": stated,
        "tied": stated is not None and bool(stated.has_conflict or stated.ties
                                            or stated.register_ties),
        "may_object": seen.applies and proposed and objection is None
        and seen.case.panel_accepted_at is None,
        "object_form": _of(request, one, "object", ReasonForm),
        "may_answer": seen.manages and objection is not None and objection.outcome is None,
        "uphold_form": _of(request, one, "uphold", AnswerForm),
        "may_replace": seen.manages and proposed,
        "replace_form": _replace_form(request, seen, one),
    }  # fmt: skip


def _of(request: HttpRequest, one: PanelMember, do: str, kind: Any, **more: Any) -> Any:
    """The form of an act about one member: what was typed stays with that member."""
    known = (request.POST.get("member"), request.POST.get("about"))
    mine = request.POST.get("do") == do and str(one.id) in known
    return kind(request.POST if mine else None, auto_id=f"{do}-{one.id.hex[:8]}-%s", **more)


def _panel_form(request: HttpRequest, seen: Look) -> Any:
    if not seen.manages:
        return None
    return looking.filled(
        request, "propose_panel", PanelForm, {"case_chair_missing": "chair"},
        experts=_pool(request, seen),
    )  # fmt: skip


def _aside_form(request: HttpRequest, seen: Look) -> Any:
    held = queries.panel(seen.case).filter(removed_at=None)
    return looking.filled(
        request, "set_panel_aside", AsideForm, {"case_panel_unconflicted": "bound"},
        members=[(str(one.id), one.name) for one in held],
    )  # fmt: skip


def _replace_form(request: HttpRequest, seen: Look, one: PanelMember | None = None) -> Any:
    if not seen.manages:
        return None
    experts = _pool(request, seen, besides=True)
    if one is None:
        return ReplaceForm(request.POST, experts=experts)
    return _of(request, one, "replace", ReplaceForm, experts=experts)


def _pool(request: HttpRequest, seen: Look, *, besides: bool = False) -> list[tuple[str, str]]:
    there = queries.on_this_panel(seen.case).values_list("person_id", flat=True)
    taken = queries.bound_in(seen.case).union(there if besides else ())
    language = request.language
    return [
        (
            str(one.id),
            sentence(
                "page_case_expert_abroad" if one.is_international else "page_case_expert",
                language,
                {
                    "name": one.name,
                    "capacity": sentence(f"page_case_capacity_{one.capacity}", language),
                },
            ),
        )
        for one in queries.experts(seen.by)
        if one.person_id not in taken
    ]


def _bodies(seen: Look) -> list[UUID]:
    partners = seen.case.partners.values_list("partner_id", flat=True)
    return [seen.case.organisation_id, *partners]


def _conflict_form(request: HttpRequest, seen: Look) -> Any:
    bodies = _bodies(seen)
    names = showing.names_of(bodies)
    named = [choose(names.get(one, {}), request.language) for one in bodies]
    return looking.filled(
        request, "state", ConflictForm, {"case_tie_malformed": "has_conflict"},
        bodies=named, language=request.language,
    )  # fmt: skip
