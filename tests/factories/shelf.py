"""A provider that publishes programmes, and a reader who looks for them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from moments import NOW

from pharos.catalogue import actions, search
from pharos.catalogue.models import ProgrammeVersion, Standing
from pharos.catalogue.search import Asked
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.ids import uuid7

FIRST_DAY = date(2026, 1, 1)
TODAY = date(2026, 11, 22)


class Shelf:
    """Two providers that publish, and a reader who looks."""

    def __init__(self, bodies: Any, course: Callable[[str], dict[str, Any]]) -> None:
        self.course, self.bodies = course, bodies
        self.university = bodies.enter("aragats-demo-university", "hei_private")
        self.head: Actor = bodies.person(self.university, "registrar", "head")

    def publish(self, slug: str, hy: str, en: str, /, **members: Any) -> ProgrammeVersion:
        document = self.course(members.pop("kind", "credit_bearing"))
        document |= {"title": {"hy": hy, "en": en}, **members}
        with tenancy.scope(self.head):
            draft = actions.draft(slug=slug, document=document, by=self.head, now=NOW)
            return actions.publish(
                draft_id=draft.id, digest=bytes(draft.digest), first_day=FIRST_DAY,
                by=self.head, now=NOW,
            )  # fmt: skip

    def stand(self, version: ProgrammeVersion, state: str = "in_force", **days: Any) -> None:
        agency = Actor(person_id=uuid7(), organisation_id=uuid7())
        given = {"first_day": FIRST_DAY, "until": None} | days
        with tenancy.scope(agency):
            actions.set_standing(
                decision_id=uuid7(), version_id=version.id, agency_id=agency.organisation_id,
                kind="programme", state=Standing.State(state), now=NOW, **given,
            )  # fmt: skip

    def find(self, text: str = "", /, **asked: Any) -> search.Found:
        with tenancy.scope(ANONYMOUS):
            return search.find(Asked(text=text, **asked), on=TODAY)

    def slugs(self, text: str = "", /, **asked: Any) -> list[str]:
        return [one.programme.slug for one in self.find(text, **asked).versions]
