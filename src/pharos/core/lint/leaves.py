"""The fast judgement of the values that differ between the awards of one template."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from pharos.core.lint.bitstring import PLACES
from pharos.core.lint.rules import Finding
from pharos.core.templates import Template
from pharos.core.templates.holes import accepts

FORM = "the value may not stand here"


def lint_leaves(template: Template, leaves: Sequence[str]) -> list[Finding]:
    """What is wrong with the values of one award, by the kind of each hole; [] is clean."""
    holes = template.holes[1:]
    if len(leaves) != len(holes):
        return [Finding("leaves.form", FORM, "*")]
    found = []
    for hole, value in zip(holes, leaves, strict=True):
        kind = hole.kind
        # Days and words are the same in most rows of a chunk; names and numbers are not.
        judge = _problem if kind in _VARYING else _remembered
        problem = judge(kind, value)
        if problem is not None:
            found.append(Finding(problem[0], problem[1], hole.name))
    return found


_VARYING = frozenset({"text", "uuid", "index"})


def _problem(kind: str, value: str) -> tuple[str, str] | None:
    """Rule and message of what is wrong with the value, or None."""
    if not accepts(kind, value):
        return "leaves.form", FORM
    # RFC 9562: the version is the first digit of the third group.
    if kind == "uuid" and value[14] != "4":
        return "leaves.uuid", "an id is random"
    if kind == "index" and int(value) >= PLACES:
        return "leaves.index", "no place of the list"
    if kind in ("midnight", "instant"):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return f"leaves.{kind}", "there is no such time"
    return None


_remembered = lru_cache(maxsize=1024)(_problem)
