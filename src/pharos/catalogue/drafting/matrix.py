"""Outcomes against parts of the assessment: one box for each pair, and what does not add up (C04).

The boxes are those of the form, so that the table needs no script and is saved like every entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pharos.catalogue.drafting.forms import SectionForm

MEMBER = "assessment"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Box:
    """Whether a part of the assessment proves an outcome."""

    id: str
    name: str
    part: int
    is_ticked: bool
    share_id: str
    share_name: str
    share: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome with its boxes, one a part."""

    id: str
    text: Mapping[str, str]
    boxes: Sequence[Box]

    @property
    def is_covered(self) -> bool:
        """Whether anything proves it (R3)."""
        return any(one.is_ticked for one in self.boxes)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table; `total` is what the weights that are saved make together."""

    parts: Sequence[int]
    rows: Sequence[OutcomeRow]
    total: Decimal
    count: int

    @property
    def adds_up(self) -> bool:
        return self.total == _HUNDRED

    @property
    def uncovered(self) -> int:
        """How many outcomes nothing proves."""
        return sum(not one.is_covered for one in self.rows)


def matrix_of(form: SectionForm, document: Mapping[str, Any]) -> Matrix | None:
    """The table of a form of the assessment; None before there are outcomes."""
    outcomes = document.get("learning_outcomes") or ()
    numbers = [n for n in range(len(form.fields)) if f"{MEMBER}-{n}-outcomes" in form.fields]
    if not outcomes or not numbers:
        return None
    ticked = {number: _ticked(form, number) for number in numbers}
    rows = [
        OutcomeRow(
            str(one["id"]),
            one.get("text") or {},
            [_box(form, number, place, one["id"] in ticked[number]) for number in numbers],
        )
        for place, one in enumerate(outcomes)
    ]
    saved = document.get(MEMBER) or ()
    return Matrix(numbers, rows, sum((_weight(one) for one in saved), Decimal(0)), len(saved))


def without_boxes(nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes of the form without the boxes, which the table shows."""
    found = []
    for node in nodes:
        if node["type"] == "rows":
            rows = [[n for n in row if not _is_in_table(n)] for row in node["rows"]]
            node = {**node, "rows": rows}
        found.append(node)
    return found


def _is_in_table(node: Mapping[str, Any]) -> bool:
    name = node["field"].name if node["type"] == "field" else node.get("stem", "")
    return name.startswith(f"{MEMBER}-") and name.endswith(("-outcomes", "-shares"))


def _ticked(form: SectionForm, number: int) -> frozenset[str]:
    return frozenset(form[f"{MEMBER}-{number}-outcomes"].value() or ())


def _box(form: SectionForm, number: int, place: int, is_ticked: bool) -> Box:
    name, share = f"{MEMBER}-{number}-outcomes", form[f"{MEMBER}-{number}-shares-{place}"]
    return Box(
        f"{form[name].auto_id}_{place}", form.add_prefix(name), number + 1, is_ticked,
        share.auto_id, share.html_name, str(share.value() or ""),
    )  # fmt: skip


def _weight(component: Mapping[str, Any]) -> Decimal:
    try:
        return Decimal(str(component.get("weight") or 0))
    except InvalidOperation:
        return Decimal(0)
