"""Criteria of the demonstration, in force at an agency, and a draft of one more version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pharos.common import clock, tenancy


def put_in_force(world: Any, now: datetime, nation: str = "ge") -> Mapping[str, Any]:
    """The agency's set for programmes and a draft that goes on from it, by their ids."""
    # they read models, which are there when the session is
    from pharos.criteria import actions, queries
    from pharos.portal.demo import criteria

    officer = world.actor(f"agency-officer-{nation}")
    criteria.put_in_force(officer, world.actor(f"agency-approver-{nation}"), now=now)
    with tenancy.scope(officer):
        held = queries.versions(officer.organisation_id, "programme")[0]
        draft = actions.begin(by=officer, kind="programme", copy_of=held.id, now=now)
    return {"set": held.id, "draft": draft.id}


def one_set(world: Any, now: datetime, nation: str = "ge") -> Any:
    """A set of one criterion for programmes, in force from today on."""
    from pharos.criteria import actions

    officer, approver = f"agency-officer-{nation}", f"agency-approver-{nation}"
    draft = world.in_scope(officer, actions.begin, kind="programme", now=now)
    title = {"en": "Programmes", "ka": "პროგრამები"}
    world.in_scope(officer, actions.name, draft_id=draft.id, title=title, source="Own", now=now)
    criterion = {
        "code": "1.1",
        "text": {"en": "The policy is published.", "ka": "პოლიტიკა გამოქვეყნებულია."},
        "esg": ["1.8", "1.1"],
        "clause": "Article 5",
        "evidence": {"en": "The policy"},
    }
    draft = world.in_scope(officer, actions.put, draft_id=draft.id, criterion=criterion, now=now)
    return world.in_scope(
        approver, actions.approve, draft_id=draft.id, digest=bytes(draft.digest),
        first_day=now.date(), now=now,
    )  # fmt: skip


def desk_objects(world: Any, now: datetime) -> Mapping[str, Any]:
    """What stands for the parameters of the pages of criteria."""
    made = put_in_force(world, now)
    return {
        "set_id": made["set"],
        "criteria-draft.draft_id": made["draft"],
        "criteria-criterion.draft_id": made["draft"],
        "place": 1,
    }


def parameters(world: Any) -> Mapping[str, str]:
    """The same for a running installation."""
    made = put_in_force(world, clock.now())
    return {"criteria_id": str(made["set"]), "criteria_draft": str(made["draft"])}
