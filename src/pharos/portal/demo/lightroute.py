"""The light route of a demonstration: a trusted provider, and notifications in each state.

One was decided last year and lies in the sample that is drawn this year, one is in its silent
days, one waits for an answer, one is still inside the house. The same acts as everybody's.
"""

import json
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any, Final

from pharos.catalogue import actions as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock, tenancy
from pharos.common.errors import Conflict, Unavailable
from pharos.lightroute import actions, facts, queries
from pharos.lightroute.models import Notification
from pharos.organisations import queries as organisations
from pharos.portal.demo.seeding import Seeding
from pharos.registry import actions as registry_actions
from pharos.review import actions as review
from pharos.review import rules as review_rules

PROVIDER: Final = "golden-fleece-demo-university"
REGISTRAR, QUALITY, HEAD = "registrar-ge", "quality-ge", "head-ge"
OFFICER, APPROVER = "agency-officer-ge", "agency-approver-ge"


def seed(seeding: Seeding) -> int:
    """How much was made now; nothing where the provider has notified something."""
    if QUALITY not in seeding.world.people:
        return 0
    now = clock.now()
    with tenancy.scope(seeding.actor(QUALITY)) as by:
        is_there = bool(queries.sent_by(by.organisation_id))
    if is_there:
        return 0
    file = described()
    earlier = _last_year(now)
    _list(seeding, file["reason"], earlier)
    made = 1
    for one in file["programmes"]:
        version = _published(seeding, one, earlier)
        getattr(_Until(seeding, one, version), one["until"])(now, earlier)
        made += 1
    return made + _announce(seeding, now)


def draw(seeding: Seeding) -> int:
    """The lot of an announced sample: what was entered since is signed, and that is its seed.

    Without a signer the lot waits for the next start, or for the button of the desk.
    """
    if QUALITY not in seeding.world.people or not _is_waiting(seeding):
        return 0
    with suppress(Unavailable):
        registry_actions.sequence(now=clock.now())
    return _draw(seeding, clock.now())


def described() -> Mapping[str, Any]:
    """What the demonstration says of the light route."""
    file = resources.files("pharos.lightroute") / "data" / "demonstration.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class _Until:
    """One programme, walked to its state."""

    def __init__(self, seeding: Seeding, one: Mapping[str, Any], version: ProgrammeVersion) -> None:
        self.seeding, self.one, self.version = seeding, one, version

    def decided(self, now: datetime, earlier: datetime) -> None:
        """Notified last year, taken in, agreed to within its days."""
        note = self._notified(earlier)
        self._taken(note, earlier + timedelta(days=2))
        self._act(OFFICER, actions.spend, earlier, notification_id=note.id, minutes=45)
        self._act(APPROVER, actions.spend, earlier, notification_id=note.id, minutes=15)
        self._act(
            APPROVER, actions.agree, earlier + timedelta(days=3),
            notification_id=note.id, digest=bytes(note.digest),
        )  # fmt: skip

    def notified(self, now: datetime, earlier: datetime) -> None:
        """In its silent days, in an officer's hands."""
        self._taken(self._notified(now), now)

    def asked(self, now: datetime, earlier: datetime) -> None:
        """A question waits for the provider."""
        note = self._notified(now)
        self._taken(note, now)
        self._act(OFFICER, actions.ask, now, notification_id=note.id, text=self.one["question"])

    def in_office(self, now: datetime, earlier: datetime) -> None:
        """Still before the own quality office."""
        self._act(REGISTRAR, review.ask, now, version_id=self.version.id, note="")

    def _notified(self, at: datetime) -> Notification:
        asked = self._act(REGISTRAR, review.ask, at, version_id=self.version.id, note="")
        digest = bytes(asked.digest)
        self._act(
            QUALITY, review.answer, at, decision_id=asked.id, digest=digest, outcome="approved",
            answers={one.code: review_rules.Answer("met") for one in review_rules.checklist()},
            reason=self.one["statement"],
        )  # fmt: skip
        self._act(HEAD, review.confirm, at, decision_id=asked.id, digest=digest)
        found: Notification = self._act(
            QUALITY, actions.notify, at, version_id=self.version.id, digest=digest,
            statement=self.one["statement"],
        )  # fmt: skip
        return found

    def _taken(self, note: Notification, at: datetime) -> None:
        self._act(OFFICER, actions.take, at, notification_id=note.id)

    def _act(self, who: str, action: Any, at: datetime, **given: Any) -> Any:
        return self.seeding.act(who, action, now=at, **given)


def _list(seeding: Seeding, reason: str, at: datetime) -> None:
    """The agency puts the provider on its list, by two of its people."""
    provider = organisations.organisation(PROVIDER)
    if facts.listing(provider.id) is not None:
        return
    proposal = seeding.act(
        OFFICER, actions.propose_listing, organisation_id=provider.id, reason=reason, now=at
    )
    seeding.act(APPROVER, actions.approve, proposal_id=proposal.id, now=at)


def _published(seeding: Seeding, one: Mapping[str, Any], first: datetime) -> ProgrammeVersion:
    """A short programme after the pattern of a longer one of the same provider."""
    draft = seeding.act(
        REGISTRAR, catalogue.draft, slug=one["slug"], document=_document(seeding, one),
        now=clock.now(),
    )  # fmt: skip
    made: ProgrammeVersion = seeding.act(
        HEAD, catalogue.publish, draft_id=draft.id, digest=bytes(draft.digest),
        first_day=first.date(), now=clock.now(),
    )  # fmt: skip
    return made


def _document(seeding: Seeding, one: Mapping[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(seeding.world.read("data-analysis.json"))
    outcomes = [
        {"id": "do", "type": "skill", "text": one["first"]},
        {"id": "explain", "type": "knowledge", "text": one["second"]},
    ]
    parts = [("project_work", "60", "do"), ("written_examination", "40", "explain")]
    return whole | {
        "title": one["title"],
        "objective": one["objective"],
        "learning_outcomes": outcomes,
        "ects": "3",
        "workload_hours": {"count": "75", "minutes": 60},
        "contact_hours": {"count": "24", "minutes": 50},
        "schedule": {"weeks": 5, "load": "part_time"},
        "assessment": [
            {"type": kind, "weight": weight, "outcomes": [outcome], "mode": "onsite"}
            for kind, weight, outcome in parts
        ],
    }


def _announce(seeding: Seeding, now: datetime) -> int:
    """The sample of last year: what is drawn from is said before the seed is known."""
    year = _last_year(now).year
    with tenancy.scope(seeding.actor(OFFICER)) as by:
        if queries.draws(by.organisation_id) or not queries.records_of(by.organisation_id, year):
            return 0
    seeding.act(OFFICER, actions.announce, year=year, now=now)
    return 1


def _is_waiting(seeding: Seeding) -> bool:
    with tenancy.scope(seeding.actor(OFFICER)) as by:
        return any(one.drawn is None for one in queries.draws(by.organisation_id))


def _draw(seeding: Seeding, now: datetime) -> int:
    """The lots that can be drawn now."""
    with tenancy.scope(seeding.actor(OFFICER)) as by:
        waiting = [one for one in queries.draws(by.organisation_id) if one.drawn is None]
    made = 0
    for one in waiting:
        try:
            seeding.act(OFFICER, actions.draw, draw_id=one.id, now=now)
        except Conflict:
            continue
        made += 1
    return made


def _last_year(now: datetime) -> datetime:
    """Noon of a working day in the autumn of the year before."""
    day = date(now.year - 1, 10, 6)
    return now.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=0)
