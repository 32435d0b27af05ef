"""The inside of an ODS: its one part with all tables, walked before its reader unfolds it."""

from collections.abc import Mapping

from pharos.common.workbooks import limits, markup
from pharos.common.workbooks.archive import Archive, shown
from pharos.common.workbooks.errors import WorkbookRefused, WorkbookTooLarge
from pharos.common.workbooks.scans import Scan

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_OUTSIDE = frozenset({"table-source", "cell-range-source", "dde-source", "dde-connection-decl",
                      "database-source-sql", "database-source-table", "script"})  # fmt: skip
_CELLS = frozenset({"table-cell", "covered-table-cell"})


def refuse_unsafe(archive: Archive) -> None:
    """Raise WorkbookRefused for a password, a document type, or what comes from outside."""
    for name in archive.names:
        if name.lower().endswith((".xml", ".rdf")):
            markup.refuse_declarations(archive.blocks(name), shown(name))

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if markup.local(name) == "encryption-data":
            raise WorkbookRefused("workbook_encrypted")

    if _MANIFEST in archive:
        markup.walk(archive.blocks(_MANIFEST), _MANIFEST, start)


def scans(archive: Archive) -> list[Scan]:
    """Every table of the workbook: how far it reaches, and what its cells are besides values."""
    walker = _Walker()
    markup.walk(archive.blocks(_CONTENT), _CONTENT, walker.start, walker.text, walker.end)
    for one in walker.found:
        one.refuse_vast()
    if len(walker.found) > limits.MAX_SHEETS:
        raise WorkbookTooLarge("workbook_too_many_sheets", limit=limits.MAX_SHEETS)
    return walker.found


class _Walker:
    """Follows rows and cells, each of which may stand for many."""

    def __init__(self) -> None:
        self.found: list[Scan] = []
        self.count = markup.Count()
        self.row, self.rows = 0, 1
        self.column, self.columns = 0, 1
        self.in_cell = False
        self.style, self.hidden_styles = "", set[str]()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.count.element()
        local = markup.local(name)
        if local in _CELLS:
            self._cell(attributes)
        elif local == "p" and self.in_cell:
            self._data()
        elif local == "table-row":
            self._row(attributes)
        elif local == "table":
            self.found.append(Scan(markup.attribute(attributes, "name")))
            self.found[-1].is_hidden = (
                markup.attribute(attributes, "style-name") in self.hidden_styles
            )
            self.row, self.rows = 0, 0
        elif local == "style":
            self.style = markup.attribute(attributes, "name")
        elif local == "table-properties":
            if markup.attribute(attributes, "display") == "false":
                self.hidden_styles.add(self.style)
        elif local in _OUTSIDE:
            raise WorkbookRefused("workbook_external", part=_CONTENT)

    def text(self, found: str) -> None:
        """Text counts as often as its cell is repeated."""
        if self.in_cell:
            self.count.letters(len(found) * self.columns * self.rows)

    def end(self, name: str) -> None:
        """A cell ends where the next begins."""
        if markup.local(name) in _CELLS:
            self.in_cell = False
            self.column += self.columns

    def _row(self, attributes: Mapping[str, str]) -> None:
        self.row += self.rows
        self.rows = _repeated(attributes, "number-rows-repeated")
        self.column = 0
        if self.found and markup.attribute(attributes, "visibility") in ("collapse", "filter"):
            # empty rows to the end of the sheet are one element: they hide nothing
            self.found[-1].hidden_rows += self.rows if self.rows < limits.MAX_ROWS else 0

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.in_cell = bool(self.found)
        self.columns = _repeated(attributes, "number-columns-repeated")
        if not self.found:
            return
        one, place = self.found[-1], (self.row, self.column)
        if markup.attribute(attributes, "formula"):
            one.formulas.update(
                (self.row, self.column + step) for step in range(min(self.columns, 64))
            )
            self._data()
        if markup.attribute(attributes, "value-type"):
            self._data()
            if attributes.get("calcext:value-type") == "error":
                one.errors.add(place)
        wide = _repeated(attributes, "number-columns-spanned")
        high = _repeated(attributes, "number-rows-spanned")
        if wide > 1 or high > 1:
            one.merged.append((place, (self.row + high - 1, self.column + wide - 1)))

    def _data(self) -> None:
        if self.found:
            self.found[-1].data(self.row + self.rows - 1, self.column + self.columns - 1)


def _repeated(attributes: Mapping[str, str], name: str) -> int:
    text = markup.attribute(attributes, name)
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
