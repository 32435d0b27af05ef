"""The fast judgement of the values that differ between the awards of one template."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pharos.core.lint.bitstring import PLACES
from pharos.core.lint.rules import Finding
from pharos.core.templates import Template


def lint_leaves(template: Template, leaves: Sequence[str]) -> list[Finding]:
    """What is wrong with the values of one award, by the kind of each hole; [] is clean."""
    broken = template.check(leaves)
    if broken:
        return [Finding("leaves.form", "the value may not stand here", name) for name in broken]
    found = []
    for hole, value in zip(template.holes[1:], leaves, strict=True):
        message = _problem(hole.kind, value)
        if message:
            found.append(Finding(f"leaves.{hole.kind}", message, hole.name))
    return found


def _problem(kind: str, value: str) -> str | None:
    if kind == "uuid" and UUID(value).version != 4:
        return "an id is random"
    if kind == "index" and int(value) >= PLACES:
        return "no place of the list"
    if kind in ("midnight", "instant"):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return "there is no such time"
    return None
