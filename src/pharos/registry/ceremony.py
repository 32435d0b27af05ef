"""A key ceremony by a file that people reviewed: read, planned, compared with the register.

The file says who makes which keys for whom, and what the register looks like before. Its digest
is what the second person confirms; when anything differs, nothing happens.

    ceremony = "pharos-key-ceremony/1"
    title = "Keys for 2027"
    organisation = "slug-of-the-provider"     # left out: the register itself, for its log
    purposes = ["credentials", "documents", "seal"]
    proposes = "registrar@provider.example"
    approves = "head@provider.example"

    [expected]
    origin = "https://register.example"
    active = { credentials = "did:web:…#z6Mk…", documents = "", seal = "" }
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from pharos.common.errors import Conflict, Invalid
from pharos.common.settings import settings
from pharos.core.jcs import canonical_json
from pharos.registry import queries
from pharos.registry.rules import ALGORITHMS, ISSUING

FORMAT: Final = "pharos-key-ceremony/1"
MAX_FILE: Final = 64 * 1024
_MEMBERS: Final = {"ceremony", "title", "organisation", "purposes", "proposes", "approves",
                   "expected"}  # fmt: skip
_EXPECTED: Final = {"origin", "active"}


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the file says; `active` maps each purpose to the key that signs now, or to nothing."""

    title: str
    organisation: str
    purposes: tuple[str, ...]
    proposes: str
    approves: str
    origin: str
    active: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 over everything that the file says, in hexadecimal."""
        said = {**asdict(self), "purposes": list(self.purposes), "active": dict(self.active)}
        return sha256(f"{FORMAT}\n".encode() + canonical_json(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """One key that is made, and the one that it takes over from."""

    purpose: str
    algorithm: str
    before: str


def read(raw: bytes) -> Ceremony:
    """The ceremony in a file; raises Invalid `ceremony_malformed` naming the member."""
    if len(raw) > MAX_FILE:
        raise Invalid("ceremony_malformed", member="")
    try:
        told = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid("ceremony_malformed", str(error), member="") from None
    _require("ceremony", told.get("ceremony") == FORMAT)
    _known(told, _MEMBERS)
    expected = told.get("expected")
    _require("expected", isinstance(expected, dict))
    _known(expected, _EXPECTED)
    organisation = told.get("organisation", "")
    _require("organisation", isinstance(organisation, str))
    allowed = ISSUING if organisation else ("log",)
    purposes, active = told.get("purposes"), expected.get("active")
    _require("purposes", isinstance(purposes, list) and bool(purposes))
    _require("purposes", len(set(purposes)) == len(purposes) and set(purposes) <= set(allowed))
    _require("active", isinstance(active, dict) and set(active) == set(purposes))
    _require("active", all(isinstance(value, str) for value in active.values()))
    ceremony = Ceremony(
        title=_text(told, "title"),
        organisation=organisation,
        purposes=tuple(purposes),
        proposes=_text(told, "proposes"),
        approves=_text(told, "approves"),
        origin=_text(expected, "origin"),
        active={purpose: active[purpose] for purpose in purposes},
    )
    _require("approves", ceremony.proposes.casefold() != ceremony.approves.casefold())
    return ceremony


def plan(ceremony: Ceremony, organisation_id: UUID) -> list[Step]:
    """What will happen, step by step; raises Conflict `ceremony_state` when the file is behind."""
    if ceremony.origin != settings().origin:
        raise Conflict("ceremony_state", member="origin", found=settings().origin)
    return list(_steps(ceremony, organisation_id))


def _steps(ceremony: Ceremony, organisation_id: UUID) -> Iterator[Step]:
    for purpose in ceremony.purposes:
        found = ""
        if queries.has_active_key(organisation_id, purpose):
            found = queries.active_key(organisation_id, purpose).key_id
        if found != ceremony.active[purpose]:
            raise Conflict("ceremony_state", member=purpose, found=found or "-")
        yield Step(purpose, ALGORITHMS[purpose], found)


def _known(told: Mapping[str, Any], names: set[str]) -> None:
    for name in sorted(set(told) - names):
        raise Invalid("ceremony_malformed", member=name[:40])


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    _require(name, isinstance(value, str) and bool(value.strip()) and len(value) <= 300)
    return str(value).strip()


def _require(name: str, holds: bool) -> None:
    if not holds:
        raise Invalid("ceremony_malformed", member=name)
