"""The words of a PDF as a reader's program finds them, by the maps of its fonts.

Only what our own typesetter writes is read: two-byte codes with a ToUnicode map each
(ISO 32000-2, 9.10), pictures of drawings among the page's own forms included.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pikepdf

_LINE: Final = re.compile(rb"\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>\s*)?<([0-9A-Fa-f]+)>")
_DEEP: Final = 8


def words_of(pdf: bytes) -> str:
    """All text without blanks: where a line is broken is no difference."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        text = "".join(part for page in opened.pages for part in _texts(page.obj, 0))
    return plain(text)


def plain(text: str) -> str:
    """The text without blanks and soft hyphens."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def _texts(page: Any, depth: int) -> Iterator[str]:
    resources = page.get("/Resources", {})
    fonts = {name: _map(font) for name, font in dict(resources.get("/Font", {})).items()}
    forms = dict(resources.get("/XObject", {}))
    font: Mapping[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        what = str(operator)
        if what == "Tf":
            font = fonts.get(str(operands[0]), {})
        elif what in ("Tj", "TJ"):
            yield from _shown(operands[0] if what == "TJ" else operands, font)
        elif what == "Do" and depth < _DEEP:
            form = forms.get(str(operands[0]))
            if form is not None and form.get("/Subtype") == "/Form":
                yield from _texts(form, depth + 1)


def _shown(parts: Any, font: Mapping[int, str]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            for at in range(0, len(raw) - 1, 2):
                yield font.get(int.from_bytes(raw[at : at + 2], "big"), "")


def _map(font: Any) -> dict[int, str]:
    """Code to letters, from the lines of the map: one code, or a range of them."""
    found: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return found
    content = font.ToUnicode.read_bytes().partition(b"endcodespacerange")[2]
    for line in content.splitlines():
        codes = _LINE.match(line)
        if codes is None:
            continue
        first, last, letters = codes.groups()
        text = bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
        begin = int(first, 16)
        for code in range(begin, (int(last, 16) if last else begin) + 1):
            found[code] = text[:-1] + chr(ord(text[-1]) + code - begin)
    return found
