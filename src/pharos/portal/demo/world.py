"""The world of the examples as it is described in `world.toml`; plainly made up."""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from pharos.common.errors import Unavailable
from pharos.common.settings import settings

# Any fixed namespace: people of the demonstration have the same ids in every run.
_PEOPLE = UUID("b1f4a2f6-5d0e-4c55-9d3b-2f6f7f1b6f10")
_FOLDERS = (
    # inside an installed package, and in a checkout
    Path(__file__).parents[2] / "examples",
    Path(__file__).parents[4] / "examples",
)


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster that the demonstration awards, and the code by which it must be refused."""

    file: str
    organisation: str
    programme: str
    by: str
    confirm_by: str
    rows: int
    refused: str | None = None


class World:
    """Bodies, people, roles, programmes, decisions and rosters, in the order of the file."""

    def __init__(self, folder: Path, *, after: "World | None" = None) -> None:
        self.folder = folder
        self.after = after
        self._described = tomllib.loads((folder / "world.toml").read_text("utf-8"))

    def each(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a kind, as they stand in the file."""
        return list(self._described.get(kind, ()))

    @cached_property
    def shelf(self) -> "World":
        """The programmes of further bodies, which come after this world and know its people."""
        return World(self.folder / "programmes", after=self)

    def _known(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a kind in this file and in that of the world before it."""
        return [*(self.after.each(kind) if self.after else ()), *self.each(kind)]

    @cached_property
    def rosters(self) -> tuple[Roster, ...]:
        return tuple(Roster(**one) for one in self.each("rosters"))

    @cached_property
    def people(self) -> dict[str, UUID]:
        """The id of each person by its key; it follows from the installation's origin."""
        return {
            one["key"]: uuid5(_PEOPLE, f"{settings().origin} {one['key']}")
            for one in self._known("people")
        }

    @cached_property
    def organisation_of(self) -> dict[str, str]:
        """The one organisation in which each person acts."""
        return {one["person"]: one["organisation"] for one in self._known("memberships")}

    def member(self, organisation: str, role: str) -> str:
        """The key of the person with that role."""
        return next(
            str(one["person"])
            for one in self._known("memberships")
            if one["organisation"] == organisation and role in one["roles"]
        )

    def has(self, organisation: str, role: str) -> bool:
        """Whether anybody there has the role."""
        return any(
            one["organisation"] == organisation and role in one["roles"]
            for one in self._known("memberships")
        )

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


@cache
def world() -> World:
    """The shipped world; raises Unavailable `examples_missing` where it was not installed."""
    for folder in _FOLDERS:
        if (folder / "world.toml").is_file():
            return World(folder)
    raise Unavailable("examples_missing")
