"""A case before the committee: ties declared, motions, votes with their quorum, the decision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.accounts import queries as accounts
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.deciding import InterestForm, MotionForm, ScheduleForm, VoteForm
from pharos.procedures.models import Interest
from pharos.procedures.queries import dossier
from pharos.procedures.rules.words import Choice, Move, Side, State
from pharos.procedures.showing import Look
from pharos.procedures.views import looking
from pharos.procedures.views.case import told

_MOVES: Final = (Move.SCHEDULE, Move.DECIDE, Move.PUBLISH)


@desk.page()
def sitting(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """The agenda item: who may vote and why not, what is moved, how it was voted."""
    seen = _inside(request, by, case_id)
    case = seen.case
    session = queries.session_of(case)
    own = _own_interest(seen)
    ballots = queries.ballots(by, case, request.now) if session else []
    on_panel = queries.is_on_panel(by, case)
    tied = own is not None and (own.has_conflict or own.is_known)
    barred = "page_case_no_vote_panel" if on_panel else "page_case_no_vote_tied" if tied else ""
    return looking.shown(
        request,
        seen,
        "procedures/sitting.html",
        "case-sitting",
        {
            "session": session,
            "seats": _seats(seen, session) if session else [],
            "moves": _moves(request, seen),
            "may_schedule": seen.manages and case.where in (State.FINAL_REPORT, State.SCHEDULED),
            "schedule_form": _schedule_form(request, seen),
            "may_declare": seen.votes and case.where is State.SCHEDULED and own is None,
            "own": own,
            "barred": barred,
            "interest_form": looking.filled(
                request, "declare", InterestForm, language=request.language
            ),
            "ballots": [_ballot(request, seen, one, own, barred) for one in ballots],
            "subjects": _subjects(seen, ballots),
            "decisions": queries.decisions_of(case),
        },
    )


@sitting.post("procedures.sitting")
def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """What office and members of the committee do."""
    work = looking.wanted(request, by, _ACTS)
    work(request, by, now, case_id)
    return looking.done(request, "case-sitting", looking.said(request.POST["do"]), case_id=case_id)


@desk.page()
def motion(request: HttpRequest, by: Actor, case_id: UUID, subject_id: UUID) -> HttpResponse:
    """What is put to the vote for one subject."""
    seen = _inside(request, by, case_id)
    if not seen.manages:
        raise NotFound("case_unknown")
    subject = next(
        (one for one in showing.subjects(seen.case) if one["row"].id == subject_id), None
    )
    if subject is None:
        raise NotFound("case_unknown")
    return looking.shown(
        request,
        seen,
        "procedures/motion.html",
        "case-sitting",
        {"subject": subject, "form": _motion_form(request, seen)},
    )


@motion.post("procedures.motion")
def move_motion(
    request: HttpRequest, by: Actor, now: datetime, case_id: UUID, subject_id: UUID
) -> desk.Done:
    """The motion lies before the committee."""
    put = _motion_form(request, _inside(request, by, case_id)).put()
    actions.move_motion(case_id=case_id, subject_id=subject_id, put=put, by=by, now=now)
    return looking.done(request, "case-sitting", "done_case_kept", case_id=case_id)


def _inside(request: HttpRequest, by: Actor, case_id: UUID) -> Look:
    """The case for the agency and the committee; the provider never sees a vote."""
    seen = looking.look(request, by, case_id)
    if not seen.sides & {Side.AGENCY, Side.COMMITTEE}:
        raise NotFound("case_unknown")
    return seen


def _schedule(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    form = _schedule_form(request, _inside(request, by, case_id))
    session = UUID(form.checked()["session"])
    actions.schedule(case_id=case_id, session_id=session, by=by, now=now)


def _declare(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    given = InterestForm(request.POST, language=request.language).checked()
    actions.declare_interest(
        case_id=case_id, has_conflict=given["has_conflict"] == "yes", text=given["text"],
        by=by, now=now,
    )  # fmt: skip


def _vote(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    choice = VoteForm(request.POST, language=request.language).checked()["choice"]
    about = looking.id_in(request, "motion")
    actions.vote(case_id=case_id, motion_id=about, choice=choice, by=by, now=now)


def _again(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    subject = looking.id_in(request, "subject")
    actions.propose_again(case_id=case_id, subject_id=subject, by=by, now=now)


def _decide(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.decide(case_id=case_id, by=by, now=now)


def _publish(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    actions.publish(case_id=case_id, by=by, now=now)


_ACTS: Final[Mapping[str, Any]] = {
    "schedule": _schedule,
    "declare": _declare,
    "vote": _vote,
    "decide": _decide,
    "propose_again": _again,
    "publish": _publish,
}


def _own_interest(seen: Look) -> Interest | None:
    mine = [one for one in queries.interests(seen.by, seen.case) if one.by == seen.by.person_id]
    return mine[-1] if mine else None


def _seats(seen: Look, session: Any) -> list[dict[str, Any]]:
    """Each seat: whether it votes, and why not."""
    names = accounts.names_of(session.seats)
    case = seen.case
    newest = {one.by: one for one in queries.interests(seen.by, case)}
    on_panel = set(queries.panel(case).filter(removed_at=None).values_list("person_id", flat=True))
    found = []
    for person in session.seats:
        said = newest.get(person)
        if person in on_panel:
            code, tone = "page_case_seat_panel", "warn"
        elif said is None:
            code, tone = "page_case_seat_silent", "grey"
        elif said.has_conflict or said.is_known:
            code, tone = "page_case_seat_tied", "warn"
        else:
            code, tone = "page_case_seat_free", "good"
        found.append({"name": names.get(person, "–"), "code": code, "tone": tone})
    return found


def _moves(request: HttpRequest, seen: Look) -> list[dict[str, Any]]:
    if not seen.manages:
        return []
    return [
        {
            "do": one.move.value,
            "code": f"page_case_move_{one.move.value}",
            "problems": [told(two, request.language) for two in one.problems],
        }
        for one in queries.what_next(seen.case, Side.AGENCY, request.now)
        if one.move in _MOVES and one.move is not Move.SCHEDULE
    ]


def _schedule_form(request: HttpRequest, seen: Look) -> Any:
    found = queries.sittings(seen.by, since=seen.today) if seen.manages else []
    listed = [
        (str(one.id), f"{day_text(one.day, request.language)} {one.title}".strip()) for one in found
    ]
    fields = {"case_session_past": "session", "case_on_agenda_already": "session"}
    return looking.filled(request, "schedule", ScheduleForm, fields, sessions=listed)


def _motion_form(request: HttpRequest, seen: Look) -> Any:
    fields = {
        "case_term_overlaps": "first_day",
        "term_not_in_national_scheme": "years",
        "conditions_missing": "outcome",
        "conditions_not_applicable": "outcome",
        "condition_due_out_of_term": "outcome",
    }
    return looking.filled(
        request, "motion", MotionForm, fields, kind=seen.case.kind, nation=seen.nation,
        language=request.language,
    )  # fmt: skip


def _ballot(
    request: HttpRequest, seen: Look, one: dossier.Ballot, own: Interest | None, barred: str
) -> dict[str, Any]:
    motion = one.motion
    voted = any(two.by == seen.by.person_id for two in motion.votes.all())
    version = motion.subject.version
    session = queries.session_of(seen.case)
    held = session is not None and session.day <= seen.today
    mine = request.POST.get("motion") == str(motion.id)
    return {
        "row": motion,
        "title": version.descriptor.title if version else None,
        "outcome": f"page_outcome_{motion.outcome}",
        "counts": [(f"page_case_choice_{choice.value}", one.votes.get(choice, 0))
                   for choice in Choice],
        "ballot": one,
        "given": sum(one.votes.values()),
        "quorum": ("page_case_quorum_met", "good") if one.has_quorum
        else ("page_case_quorum_missing", "warn"),
        "result": ("page_case_motion_carried", "good") if one.has_quorum and one.is_carried
        else ("page_case_motion_open", "info"),
        "voted": voted,
        "held": held,
        "may_vote": seen.votes and held and not voted and not barred and own is not None
        and seen.case.where is State.SCHEDULED and motion.result is None,
        "form": VoteForm(request.POST if mine else None, language=request.language,
                         auto_id=f"vote-{motion.id.hex[:8]}-%s"),
    }  # fmt: skip


def _subjects(seen: Look, ballots: list[dossier.Ballot]) -> list[dict[str, Any]]:
    """What is still to be moved: each subject with the page where its motion is written."""
    scheduled = seen.manages and seen.case.where is State.SCHEDULED
    moved = {one.motion.subject_id for one in ballots}
    return [
        {
            **one,
            "may_move": scheduled and one["decision"] is None,
            "moved": one["row"].id in moved,
            "may_propose_again": seen.manages and one["waiting"]
            and seen.case.where is State.DECIDED,
        }
        for one in showing.subjects(seen.case)
    ]  # fmt: skip
