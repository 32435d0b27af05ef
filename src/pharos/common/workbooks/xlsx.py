"""The inside of an XLSX: which sheets there are, what must not be in it, how far each reaches."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from pharos.common.workbooks import cells, limits, markup
from pharos.common.workbooks.archive import Archive, shown
from pharos.common.workbooks.errors import WorkbookRefused, WorkbookTooLarge
from pharos.common.workbooks.scans import Scan

_XML = (".xml", ".rels", ".vml")
_OUTSIDE = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet of the workbook: its name, its part, whether a person sees it."""

    name: str
    part: str
    visible: bool


def refuse_unsafe(archive: Archive) -> None:
    """Raise WorkbookRefused for a document type or anything that points outside (UPL-03)."""
    for name in archive.names:
        if name.lower().startswith(_OUTSIDE):
            raise WorkbookRefused("workbook_external", part=shown(name))
        if name.lower().endswith(_XML):
            markup.refuse_declarations(archive.blocks(name), shown(name))
        if name.lower().endswith(".rels"):
            _refuse_outside(archive, name)


def entries(archive: Archive) -> list[Entry]:
    """The sheets with cells, in the order of the workbook."""
    targets = _targets(archive, "xl/_rels/workbook.xml.rels")
    found: list[Entry] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if markup.local(name) != "sheet":
            return
        target = targets.get(markup.attribute(attributes, "id"), "")
        part = posixpath.normpath(posixpath.join("xl", target.removeprefix("/xl/")))
        if part in archive and "/worksheets/" in part:
            visible = attributes.get("state", "visible") == "visible"
            found.append(Entry(attributes.get("name", ""), part, visible))

    markup.walk(archive.blocks(_WORKBOOK), _WORKBOOK, start)
    if len(found) > limits.MAX_SHEETS:
        raise WorkbookTooLarge("workbook_too_many_sheets", limit=limits.MAX_SHEETS)
    return found


def text_lengths(archive: Archive) -> list[int]:
    """How long each shared text is: a thousand cells may name one of them."""
    part = next((one for one in archive.names if one.lower() == "xl/sharedstrings.xml"), None)
    lengths: list[int] = []
    if part is None:
        return lengths
    count = markup.Count()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        count.element()
        if name == "si" or markup.local(name) == "si":
            lengths.append(0)

    def text(found: str) -> None:
        if lengths:
            lengths[-1] += len(found)

    markup.walk(archive.blocks(part), part, start, text)
    return lengths


def scan(archive: Archive, entry: Entry, lengths: list[int]) -> Scan:
    """How far the sheet reaches and which of its cells are formulas, errors or merged."""
    walker = _Walker(Scan(entry.name), lengths)
    markup.walk(archive.blocks(entry.part), entry.part, walker.start, walker.text)
    walker.found.refuse_vast()
    return walker.found


class _Walker:
    """Follows the elements of one sheet; a cell without an address stands beside the last.

    Called for each of millions of elements: an address is read only where there is a value.
    """

    def __init__(self, found: Scan, lengths: list[int]) -> None:
        self.found = found
        self.lengths = lengths
        self.count = markup.Count()
        self.elements = 0
        self.row = -1
        self.address, self.steps = "", -1
        self.kind = ""
        self.in_value = False
        self.columns: dict[str, int] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.elements += 1
        if self.elements > limits.MAX_ELEMENTS:
            raise WorkbookTooLarge("workbook_too_many_cells", limit=limits.MAX_ELEMENTS)
        self.in_value = False
        # prefixes are rare: only what no branch knows is asked for one
        if name == "c":
            if "r" in attributes:
                self.address, self.steps = attributes["r"], 0
            else:
                self.steps += 1
            self.kind = attributes.get("t", "")
            if self.kind == "e":
                self.found.errors.add(self._data())
        elif name in ("v", "is"):
            self._data()
            self.in_value = name == "v"
        elif name == "row":
            self._row(attributes)
        elif name == "f":
            self.found.formulas.add(self._data())
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif ":" in name:
            self.start(markup.local(name), attributes)

    def text(self, found: str) -> None:
        """Text of a value, or between elements."""
        if self.in_value and self.kind == "s":
            self.in_value = False
            index = int(found) if found.strip().isdecimal() else -1
            known = 0 <= index < len(self.lengths)
            self.count.letters(self.lengths[index] if known else 0)
        else:
            self.count.letters(len(found))

    def _row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r", "")
        self.row = int(number) - 1 if number.isascii() and number.isdigit() else self.row + 1
        self.address, self.steps = "", -1
        self.found.hidden_rows += attributes.get("hidden") in ("1", "true")

    def _data(self) -> tuple[int, int]:
        """The place of the cell at hand, which holds something."""
        row, column = self.row, self.steps
        if self.address:
            letters = self.address.rstrip("0123456789")
            number = self.address[len(letters) :]
            if letters not in self.columns:
                place = cells.place_of(self.address)
                if place is None:
                    raise WorkbookRefused("workbook_damaged", part=self.address[:20])
                self.columns[letters] = place[1]
            if not number or len(number) > 9:
                raise WorkbookRefused("workbook_damaged", part=self.address[:20])
            row, column = int(number) - 1, self.columns[letters] + self.steps
        self.found.data(row, column)
        return row, column

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = cells.place_of(first), cells.place_of(last)
        if begin and end:
            self.found.merged.append((begin, end))


def _targets(archive: Archive, part: str) -> dict[str, str]:
    targets: dict[str, str] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if markup.local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    if part in archive:
        markup.walk(archive.blocks(part), part, start)
    return targets


def _refuse_outside(archive: Archive, part: str) -> None:
    """A link that a person may click is harmless, for nobody follows it here; nothing else is."""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        outside = attributes.get("TargetMode", "").lower() == "external"
        if outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise WorkbookRefused("workbook_external", part=shown(part))

    markup.walk(archive.blocks(part), part, start)
