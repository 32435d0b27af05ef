"""Which definition of a micro-credential is in force, and which quality assurance counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pharos.nations import codes, definitions, fields
from pharos.nations.vocabulary import PROGRAMME_KINDS


@dataclass(frozen=True, slots=True)
class Definitions:
    """The id of the definition in force; None where no text defines the micro-credential."""

    in_force: str | None


@dataclass(frozen=True, slots=True)
class Quality:
    """Which types of quality assurance are accepted of each kind of programme (qa-types)."""

    accepted: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Amendments:
    """How the nation's own parameters are amended: days of consultation, 0 for none needed."""

    consultation_days: int
    reminder_days: int


def read(path: str, value: Any) -> Definitions:
    """The group `definitions` of a nation's document; empty text for none."""
    table = fields.Table(path, value)
    found = Definitions(in_force=table.take("in_force", _definition))
    table.end()
    return found


def read_quality(path: str, value: Any) -> Quality:
    """The group `quality`."""
    table = fields.Table(path, value)
    types = fields.rows(fields.one_of(tuple(codes.qa_types())))
    found = Quality(
        accepted=table.take("accepted", fields.keyed(fields.one_of(PROGRAMME_KINDS), types))
    )
    table.end()
    return found


def read_amendments(path: str, value: Any) -> Amendments:
    """The group `amendments`."""
    table = fields.Table(path, value)
    found = Amendments(
        consultation_days=table.take("consultation_days", fields.integer),
        reminder_days=table.take("reminder_days", fields.integer),
    )
    table.end()
    return found


def _definition(path: str, value: Any) -> str | None:
    return None if value == "" else fields.one_of(tuple(definitions.all_of()))(path, value)
