"""Patterns that a draft can begin with: descriptions of ours, a few a kind, in three languages.

Each file names the kinds that it fits; what it leaves out is written by the provider.
"""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pharos.nations.vocabulary import LanguageMap


@dataclass(frozen=True, slots=True)
class Pattern:
    """A description that is filled in as far as it is the same for many programmes."""

    code: str
    name: LanguageMap
    lead: LanguageMap
    kinds: tuple[str, ...]
    members: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """A copy of its members, to be changed."""
        return deepcopy(dict(self.members))


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every pattern, by code, in the order of their codes."""
    folder = resources.files(__name__)
    files = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return {name.removesuffix(".toml"): _read(folder.joinpath(name), name) for name in files}


def of_kind(kind: str) -> list[Pattern]:
    """The patterns that fit a kind of programme."""
    return [one for one in patterns().values() if kind in one.kinds]


def _read(file: Any, name: str) -> Pattern:
    told = tomllib.loads(file.read_text("utf-8"))
    return Pattern(
        code=name.removesuffix(".toml"),
        name=told["name"],
        lead=told["lead"],
        kinds=tuple(told["kinds"]),
        members=told["document"],
    )
