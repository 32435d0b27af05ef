"""Amendments on their way: a draft, and a proposal that is consulted on."""

from datetime import date, datetime, timedelta
from typing import Any

from pharos.common import clock, tenancy
from pharos.common.actor import Actor

REASON, EVIDENCE = "Small courses are counted in.", "ECTS Users' Guide 2015."
NATION, PARAMETER = "AM", "ects.min"
TABLE, ENTRY = "levels", "grading_scales.am-4.grades.5"


def begun(by: Actor, now: datetime, *, first_day: date | None = None) -> Any:
    """A draft with one clause and everything else that a proposal needs."""
    # they read models, which are there when the session is
    from pharos.standards.actions import drafting

    with tenancy.scope(by):
        draft = drafting.begin(by=by, nation=NATION, now=now)
        drafting.set_value(by=by, draft_id=draft.id, name=PARAMETER, value="2", now=now)
        return drafting.explain(
            by=by,
            draft_id=draft.id,
            first_day=first_day or now.date() + timedelta(days=90),
            reason=REASON,
            evidence=EVIDENCE,
            links=["https://example.org/guide"],
            now=now,
        )


def proposed(by: Actor, now: datetime) -> Any:
    """A proposal that waits."""
    from pharos.standards.actions import drafting

    draft = begun(by, now)
    with tenancy.scope(by):
        return drafting.propose(by=by, draft_id=draft.id, now=now)


def consulted(by: Actor, amendment: Any, now: datetime) -> Any:
    """Everybody may comment on it for three weeks."""
    from pharos.standards.actions import consulting

    with tenancy.scope(by):
        return consulting.open_consultation(
            by=by,
            amendment_id=amendment.id,
            last_day=now.date() + timedelta(days=21),
            kinds=["hei_public", "hei_private"],
            now=now,
        )


def desk_objects(world: Any, now: datetime) -> dict[str, Any]:
    """What stands for the parameters of the pages of amendments."""
    by = world.actor("ministry-officer-am")
    draft, amendment = begun(by, now), proposed(by, now)
    consultation = consulted(by, amendment, now)
    return {
        "amendments-draft.draft_id": draft.id,
        "amendments-value.draft_id": draft.id,
        "amendments-table.draft_id": draft.id,
        "amendments-entry.draft_id": draft.id,
        "parameter": PARAMETER,
        "amendments-table.table": TABLE,
        "amendments-entry.entry": ENTRY,
        "amendment_id": amendment.id,
        "consultation_id": consultation.id,
    }


def parameters(world: Any) -> dict[str, str]:
    """The same for a running installation."""
    made = desk_objects(world, clock.now())
    return {
        "amendment_draft": str(made["amendments-draft.draft_id"]),
        "amendment_id": str(made["amendment_id"]),
        "consultation_id": str(made["consultation_id"]),
    }
