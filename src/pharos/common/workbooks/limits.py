"""How much of a spreadsheet is read, one constant each."""

from typing import Final

from pharos.core import limits

MIB: Final = limits.MIB
MAX_BYTES: Final = 64 * MIB
MAX_ENTRIES: Final = 1_000
MAX_UNPACKED: Final = 100 * MIB
MAX_RATIO: Final = 100
# Small parts may be very regular: a ratio says nothing about them.
RATIO_FROM: Final = MIB
MAX_NAME: Final = 260
MAX_SHEETS: Final = 30
# What a table may become in memory: the rectangle around all cells, every cell in it, all text.
MAX_AREA: Final = 4_000_000
MAX_ELEMENTS: Final = 8_000_000
MAX_TEXT: Final = 64_000_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 64
MAX_MARKED: Final = 200_000
