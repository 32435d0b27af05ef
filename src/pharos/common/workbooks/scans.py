"""How much a sheet would become, told before its reader unfolds it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pharos.common.workbooks import cells, limits
from pharos.common.workbooks.errors import WorkbookTooLarge

Place = tuple[int, int]


@dataclass(slots=True)
class Scan:
    """One sheet: how far its data reach, and which cells are more than a value."""

    name: str
    last_row: int = -1
    last_column: int = -1
    hidden_rows: int = 0
    is_hidden: bool = False
    formulas: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)

    def data(self, row: int, column: int) -> None:
        """There is a value: the table reaches at least so far."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def refuse_vast(self) -> None:
        """A cell far away makes a table of millions; the sentence says which cell it is."""
        if (self.last_row + 1) * (self.last_column + 1) > limits.MAX_AREA:
            raise WorkbookTooLarge(
                "workbook_cell_far_away",
                sheet=self.name[:60],
                cell=cells.address(self.last_column, self.last_row + 1),
            )
        if len(self.formulas) + len(self.errors) > limits.MAX_MARKED:
            raise WorkbookTooLarge("workbook_too_many_cells", limit=limits.MAX_MARKED)

    def marks(self) -> dict[Place, str]:
        """What the cells are besides values; a merged one is marked wherever it reaches."""
        found: dict[Place, str] = {}
        for places, letter in ((self.formulas, cells.FORMULA), (self.errors, cells.ERROR)):
            for place in places:
                found[place] = found.get(place, "") + letter
        for place in self._merged_places():
            found[place] = found.get(place, "") + cells.MERGED
        return found

    def _merged_places(self) -> Iterator[Place]:
        left = limits.MAX_MARKED
        for (top, first), (bottom, last) in self.merged:
            for row in range(top, min(bottom, self.last_row) + 1):
                for column in range(first, min(last, self.last_column) + 1):
                    left -= 1
                    if left < 0:
                        raise WorkbookTooLarge("workbook_too_many_cells", limit=limits.MAX_MARKED)
                    yield row, column
