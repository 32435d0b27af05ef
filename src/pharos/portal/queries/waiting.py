"""One line of what waits at a desk, and how it is counted without reading everything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import QuerySet

MOST: Final = 20
"""Lines of a kind that are told one by one."""
MANY: Final = 1_000
"""Where counting ends: behind that, a number tells a person nothing more."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The sentence that counts it, where it is done, how pressing it is; `query` of the page."""

    code: str
    page: str
    count: int = 1
    tone: str = "info"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, counted to the end of what is worth telling."""
    found: int = rows.order_by()[:MANY].count()
    return found
