"""XML of strangers, walked by expat without document types, entities or anything from outside.

A document type is refused where it begins (UPL-03), so nothing can be declared, unfolded or
fetched. What is walked is counted: more elements than the limit and the walk ends.
"""

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from pharos.common.workbooks import limits
from pharos.common.workbooks.errors import WorkbookRefused, WorkbookTooLarge

Start = Callable[[str, Mapping[str, str]], None]
Text = Callable[[str], None]
End = Callable[[str], None]


class _Enough(Exception):
    """The prolog is over."""


def refuse_declarations(blocks: Iterable[bytes], part: str) -> None:
    """Walk up to the first element: a document type can only stand before it."""

    def first(name: str, attributes: Mapping[str, str]) -> None:
        raise _Enough

    try:
        walk(blocks, part, first)
    except _Enough:
        return


def walk(
    blocks: Iterable[bytes],
    part: str,
    start: Start,
    text: Text | None = None,
    end: End | None = None,
) -> None:
    """Call `start`, `text` and `end` with names as they are written; raises WorkbookRefused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_: object) -> int:
        raise WorkbookRefused("workbook_declares", part=part)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    if text is not None:
        parser.CharacterDataHandler = text
    if end is not None:
        parser.EndElementHandler = end
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # an encoding that nobody knows is a LookupError, one of many bytes a ValueError
        raise WorkbookRefused("workbook_damaged", part=part) from error


class Count:
    """How much has been met; raises WorkbookTooLarge beyond the limits."""

    def __init__(self) -> None:
        self.elements = 0
        self.text = 0

    def element(self) -> None:
        """One more element."""
        self.elements += 1
        if self.elements > limits.MAX_ELEMENTS:
            raise WorkbookTooLarge("workbook_too_many_cells", limit=limits.MAX_ELEMENTS)

    def letters(self, count: int) -> None:
        """So many more letters of cells."""
        self.text += count
        if self.text > limits.MAX_TEXT:
            raise WorkbookTooLarge("workbook_too_much_text", limit=limits.MAX_TEXT)


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def attribute(attributes: Mapping[str, str], wanted: str) -> str:
    """The value of an attribute by its local name, or empty text."""
    if wanted in attributes:
        return attributes[wanted]
    return next((value for name, value in attributes.items() if local(name) == wanted), "")
