"""The catalogue of the demonstration: thirty programmes of made-up bodies, and five poor drafts.

They are described in `examples/programmes` and come into being by the same acts as the world
before them; whoever decides about them are the people of that world's authorities.
"""

import json
from collections.abc import Mapping
from typing import Any

from pharos.catalogue import actions as catalogue
from pharos.catalogue.claims import actions as saying
from pharos.catalogue.claims import queries as claims
from pharos.catalogue.models import Draft
from pharos.common import clock, tenancy
from pharos.common.settings import settings
from pharos.portal.demo.seeding import Seeding
from pharos.portal.demo.world import World

# The files name this origin where they mean the installation that reads them.
_WRITTEN_FOR = b"http://localhost:8000"


class Shelf(Seeding):
    """One run over the described programmes; `made` counts what was not there before."""

    def drafts(self) -> None:
        """The poor ones stay drafts: what they lack keeps them from being published."""
        for one in self.world.each("drafts"):
            key = self.world.member(one["organisation"], "registrar")
            with tenancy.scope(self.actor(key)) as by:
                if Draft.objects.filter(slug=one["slug"]).exists():
                    continue
                document = described(self.world, one["descriptor"])
                catalogue.draft(slug=one["slug"], document=document, by=by, now=clock.now())
            self._count("drafts")

    def levels(self) -> None:
        """Some levels are claimed, some of these confirmed, one of these entered."""
        for one in self.world.each("levels"):
            version = self._version(one["holder"], one["programme"])
            if version is None or claims.claim_of(version.id) is not None:
                continue
            met = [outcome.id for outcome in version.descriptor.learning_outcomes]
            self.act(
                self.world.member(one["holder"], "registrar"), saying.claim_level,
                version_id=version.id, matches=dict.fromkeys(met, version.level), now=clock.now(),
            )  # fmt: skip
            if "confirmed_by" in one:
                agency = self.world.member(one["confirmed_by"], "approver")
                known: dict[str, Any] = {"version_id": version.id, "now": clock.now()}
                self.act(agency, saying.confirm_level, **known)
                if "number" in one:
                    self.act(agency, saying.enter_level, number=one["number"], **known)
            self._count("levels")

    def recognitions(self) -> None:
        """Employers say themselves that they recognise what names them."""
        for one in self.world.each("recognitions"):
            version = self._version(one["holder"], one["programme"])
            if version is not None and not claims.recognitions_of([version.id]):
                self.act(
                    one["person"], saying.confirm_recognition,
                    version_id=version.id, text={}, now=clock.now(),
                )  # fmt: skip
                self._count("recognitions")

    def courses(self) -> None:
        """Attendance alone stands outside of the register."""
        for one in self.world.each("courses"):
            holder = self._organisation(one["organisation"])
            if claims.courses_of(holder.id):
                continue
            with tenancy.scope(self.actor(self.world.member(one["organisation"], "head"))) as by:
                draft = Draft.objects.get(organisation_id=holder.id, slug=one["slug"])
                saying.show_course(
                    draft_id=draft.id, digest=bytes(draft.digest), by=by, now=clock.now()
                )
            self._count("courses")

    def _document(self, one: Mapping[str, Any]) -> dict[str, Any]:
        return described(self.world, one["descriptor"])


def described(world: World, name: str) -> dict[str, Any]:
    """The description in a file, with the addresses of this installation."""
    raw = world.read(name).replace(_WRITTEN_FOR, settings().origin.encode())
    document: dict[str, Any] = json.loads(raw)
    return document


def seed(seeding: Seeding) -> int:
    """How much of it was made now; nothing where it is there."""
    shelf = Shelf(seeding.world.shelf, format_hash=seeding.format_hash)
    for step in (shelf.people, shelf.bodies, shelf.members, shelf.programmes, shelf.decisions,
                 shelf.drafts, shelf.levels, shelf.recognitions, shelf.courses):  # fmt: skip
        step()
    return sum(shelf.made.values())
