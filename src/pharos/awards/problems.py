"""A problem of one cell, as data: the sentence is found by its code in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where; `column` is empty when the whole row is meant.

    `cell` is the address in the file, known once the report is made.
    """

    row: int
    column: str
    code: str
    facts: Mapping[str, object]
    cell: str = ""
