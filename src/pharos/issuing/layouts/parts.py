"""What a certificate form consists of: one typst source and at most two pictures.

A version is named by the SHA-256 of its canonical JSON. Pictures are told apart by their bytes,
never by their names; a drawing keeps to an allow-list (UPL-08).
"""

import base64
import hashlib
import json
import re
import struct
from dataclasses import dataclass
from typing import Final, Self

from lxml import etree

from pharos.common.errors import Invalid
from pharos.core import jcs

MAX_SOURCE: Final = 64 * 1024
MAX_PICTURE: Final = 512 * 1024
MAX_PICTURES: Final = 2
MAX_PIXELS: Final = 25_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_SVG: Final = "{http://www.w3.org/2000/svg}"
# What a drawing may consist of (SVG 2): shapes, paint and words; nothing that runs or refers.
_DRAWN: Final = frozenset({
    "svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop",
    "clipPath", "mask", "pattern", "use", "symbol", "style", "marker",
})  # fmt: skip
_PACKAGE: Final = re.compile(r"""["']@[\w-]+/""")
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the template reads it: `image("picture-1.svg")`."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """The content of a version."""

    source: str
    pictures: tuple[Picture, ...] = ()

    @property
    def text(self) -> str:
        """Canonical JSON (RFC 8785): the same parts give the same text."""
        pictures = [
            {"name": one.name, "content": base64.b64encode(one.content).decode()}
            for one in self.pictures
        ]
        return jcs.canonical_json({"source": self.source, "pictures": pictures}).decode()

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The parts of a stored text."""
        told = json.loads(text)
        return cls(
            told["source"],
            tuple(
                Picture(one["name"], base64.b64decode(one["content"], validate=True))
                for one in told["pictures"]
            ),
        )


def require_source(source: str) -> str:
    """The source with lines ended by a line feed; raises Invalid when it cannot be taken.

    Packages are refused here as well, with their line: nothing is ever loaded from a network.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not source.strip():
        raise Invalid("layout_source_missing")
    if len(source.encode()) > MAX_SOURCE:
        raise Invalid("layout_source_too_long", limit=MAX_SOURCE // 1024)
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in source):
        raise Invalid("layout_source_unreadable")
    for number, line in enumerate(source.split("\n"), start=1):
        if _PACKAGE.search(line):
            raise Invalid("layout_package", line=number)
    return source


def picture(content: bytes, number: int) -> Picture:
    """The picture under the name that the template calls it by; raises Invalid."""
    if len(content) > MAX_PICTURE:
        raise Invalid("layout_picture_too_big", limit=MAX_PICTURE // 1024)
    kind, pixels = _kind(content)
    if pixels > MAX_PIXELS:
        raise Invalid("layout_picture_too_wide", limit=MAX_PIXELS // 1_000_000)
    return Picture(f"picture-{number}.{kind}", content)


def _kind(content: bytes) -> tuple[str, int]:
    try:
        if content.startswith(_PNG):
            width, height = struct.unpack(">II", content[16:24])
            return "png", width * height
        if content.startswith(_JPEG):
            return "jpg", _jpeg_pixels(content)
        return "svg", _require_drawing(content)
    except (struct.error, IndexError) as error:
        raise Invalid("layout_picture_unreadable") from error


def _jpeg_pixels(content: bytes) -> int:
    """Width times height, from the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while True:
        marker, length = struct.unpack(">xBH", content[at : at + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width * height)
        at += 2 + length


def _require_drawing(content: bytes) -> int:
    """Zero pixels for an SVG of shapes and words; raises Invalid for anything else (XML-01)."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content:
        raise Invalid("layout_picture_refused")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Invalid("layout_picture_unreadable") from error
    if root.tag != f"{_SVG}svg":
        raise Invalid("layout_picture_unreadable")
    for one in root.iter():
        if isinstance(one, etree._ProcessingInstruction) or not _is_drawn(one):
            raise Invalid("layout_picture_refused")
    return 0


def _is_drawn(one: etree._Element) -> bool:
    if isinstance(one, etree._Comment):
        return True
    if not isinstance(one.tag, str):
        return False
    # editors add notes of their own in other name spaces, which nothing draws
    if one.tag.startswith(_SVG) and one.tag.removeprefix(_SVG) not in _DRAWN:
        return False
    if one.tag == f"{_SVG}style" and re.search(r"@import|url\s*\(\s*[^)#]", one.text or ""):
        return False
    for name, value in one.attrib.items():
        plain = str(name).rpartition("}")[2].lower()
        if plain.startswith("on"):
            return False
        if plain == "href" and not str(value).startswith("#"):
            return False
        if re.search(r"url\s*\(\s*[\"']?[^)#\"'\s]", str(value)):
            return False
    return True
