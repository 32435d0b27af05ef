"""The catalogue of the demonstration: thirty programmes of made-up bodies, and five poor drafts.

They are described in `examples/programmes` and come into being by the same acts as the world
before them; whoever decides about them are the people of that world's authorities.
"""

import json
from collections.abc import Mapping
from typing import Any

from pharos.catalogue import actions as catalogue
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
                 shelf.drafts):  # fmt: skip
        step()
    return sum(shelf.made.values())
