"""Criteria of the demonstration's agencies, written and put in force by two of their people."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from typing import Any, Final
from uuid import UUID

from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.criteria import actions, queries
from pharos.portal.demo.seeding import Seeding

AGENCIES: Final[Mapping[str, tuple[str, str]]] = {
    "demo-quality-agency-am": ("agency-officer-am", "agency-approver-am"),
    "demo-quality-agency-ge": ("agency-officer-ge", "agency-approver-ge"),
}


def seed(seeding: Seeding) -> int:
    """The sets that were put in force now; nothing where they are there."""
    made = 0
    for officer, approver in AGENCIES.values():
        if officer in seeding.world.people:
            made += put_in_force(seeding.actor(officer), seeding.actor(approver), now=clock.now())
    return made


def put_in_force(officer: Actor, approver: Actor, *, now: datetime) -> int:
    """Every set of the demonstration, in force from today on, for the agency of these two."""
    file = tomllib.loads(_text())
    made = 0
    for one in file["sets"]:
        for kind in one["kinds"]:
            with tenancy.scope(officer):
                if queries.versions(officer.organisation_id, kind):
                    continue
                draft = write(officer, kind, one, file["source"], now=now)
            with tenancy.scope(approver):
                _approve(approver, draft, now)
            made += 1
    return made


def write(by: Actor, kind: str, one: Mapping[str, Any], source: str, *, now: datetime) -> UUID:
    """A draft with everything that the demonstration says for this kind."""
    draft: UUID = actions.begin(by=by, kind=kind, now=now).id
    actions.name(by=by, draft_id=draft, title=one["title"], source=source, now=now)
    for criterion in one["criteria"]:
        actions.put(by=by, draft_id=draft, criterion=criterion, now=now)
    return draft


def _approve(by: Actor, draft_id: UUID, now: datetime) -> None:
    today = actions.nation_of(by, now).legal_day(now)
    digest = bytes(queries.draft(by, draft_id).digest)
    actions.approve(by=by, draft_id=draft_id, digest=digest, first_day=today, now=now)


def _text() -> str:
    file = resources.files("pharos.criteria") / "data" / "demonstration.toml"
    return file.read_text(encoding="utf-8")
