"""An objection turns a notification into a case of the full procedure, with everything in it.

The provider does nothing again: its application, internal decision, mapping and answers lie in
the case as it sent them, under its own names and instants.
"""

from datetime import datetime
from typing import Any

from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.sentences import sentence
from pharos.criteria import queries as criteria
from pharos.lightroute import carving, facts, queries
from pharos.lightroute.models import Notification
from pharos.nations.model import Nation
from pharos.procedures import numbers
from pharos.procedures.models import Case, CaseSubject, Evidence, Question, Reply, Step
from pharos.procedures.rules.words import Deed, State
from pharos.review import rules as review

_AGENCY, _PROVIDER = "officer", "quality"


def case_of(found: Notification, *, reason: str, by: Actor, now: datetime) -> Case:
    """The case that goes on where the notification ends: submitted, and under its own number."""
    nation = facts.nation_of(found.organisation_id, now)
    case = _begun(found, nation, now)
    CaseSubject.objects.create(
        case=case,
        agency_id=case.agency_id,
        organisation_id=case.organisation_id,
        position=1,
        version=found.version,
        digest=bytes(found.version.digest),
    )
    Step.objects.create(
        **_row(case, by.person_id, _AGENCY, found.agency_id, now),
        act=Deed.OPEN.value,
        from_state=State.DRAFT.value,
        to_state=State.SUBMITTED.value,
        note=f"{found.number}: {reason}",
    )
    _carry_over(found, case, nation)
    return case


def _begun(found: Notification, nation: Nation, now: datetime) -> Case:
    """The case itself, with the agency's criteria of the day."""
    today = nation.legal_day(now)
    kind = found.kind if found.kind in nation.procedures.kinds else "programme"
    case = Case(
        number=numbers.next(found.agency_id, "procedure", now),
        agency_id=found.agency_id,
        organisation_id=found.organisation_id,
        nation=nation.code,
        kind=kind,
        state=State.SUBMITTED,
        summary=str(found.content["statement"]),
        opened_by=found.sent_by,
        opened_at=found.sent_at,
        moved_at=now,
        submitted_on=today,
    )
    try:
        chosen = criteria.in_force(found.agency_id, kind, today)
        case.criteria_set = chosen.id
        case.criteria = [one.code for one in chosen.criteria]
    except NotFound:
        # an agency without criteria of this kind may object all the same; it chooses them then
        case.criteria = []
    case.save()
    return case


def _carry_over(found: Notification, case: Case, nation: Nation) -> None:
    sent: dict[str, Any] = _row(
        case, found.sent_by, _PROVIDER, found.organisation_id, found.sent_at
    )
    told = {"application": str(found.content["statement"])}
    if found.content.get("review"):
        told["internal_decision"] = _review_text(found.content["review"], nation)
    if found.content.get("mapping"):
        told["mapping"] = _mapping_text(found.content["mapping"])
    for document, text in told.items():
        Evidence.objects.create(**sent, document=document, text=text)
    for one in queries.questions(found):
        asked = Question.objects.create(
            **_row(case, one.asked_by, _AGENCY, found.agency_id, one.asked_at),
            text=one.text,
            due_on=one.answer_until,
            closed_at=one.answered_at,
        )
        if one.answer is not None:
            Reply.objects.create(
                **_row(case, one.answered_by, _PROVIDER, found.organisation_id, one.answered_at),
                question=asked,
                text=one.answer,
            )


def _row(case: Case, by: Any, role: str, acted_in: Any, at: Any) -> dict[str, Any]:
    return {
        "case": case,
        "agency_id": case.agency_id,
        "organisation_id": case.organisation_id,
        "by": by,
        "role": role,
        "acted_in": acted_in,
        "at": at,
    }


def _review_text(told: dict[str, Any], nation: Nation) -> str:
    """The internal decision in words: each item with its verdict and reason."""
    language = next(one for one in nation.required_languages if one in ("hy", "ka", "en"))
    lines = [
        ": ".join(
            filter(
                None,
                (
                    sentence(f"page_review_item_{code}", language),
                    sentence(f"page_review_verdict_{one.verdict}", language),
                    one.reason,
                ),
            )
        )
        for code, one in review.answers_of(told["answers"]).items()
    ]
    return "\n".join([*lines, str(told["reason"])]).strip()


def _mapping_text(document: dict[str, Any]) -> str:
    mapping = carving.read(document)
    lines = [f"{own} → {parents}" for own, parents in mapping.outcomes.items()]
    lines += [f"{one.name}: {one.ects} ECTS" for one in mapping.components]
    return "\n".join(lines)
