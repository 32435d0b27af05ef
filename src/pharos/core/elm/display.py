"""How a viewer shows the credential: title, languages and a picture of the page.

The model asks for a picture in each language (EDC application profile, DisplayDetail).
Without one made of the certificate it is a plain sheet of our own, so that no picture ever
says anything that the data does not say.
"""

import base64
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Final

from pharos.core.elm import vocabulary as words
from pharos.core.elm.vocabulary import Json
from pharos.core.openbadges.facts import Programme

_BASE64: Final = f"{words.SNB}encoding/6146cde7dd"
_PNG: Final = f"{words.AUTHORITY}file-type/PNG"
_WIDTH, _HEIGHT = 210, 297
_PAPER, _EDGE = 255, 176


def parameter(programme: Programme, me: str, pages: Mapping[str, bytes]) -> Json:
    """The display parameter; `pages` holds a PNG by language."""
    languages = sorted(programme.title)
    pictures = pages or {programme.language: plain_sheet()}
    return {
        "id": f"{me}#display",
        "type": "DisplayParameter",
        "title": dict(programme.title),
        "language": [words.language(one) for one in languages],
        "primaryLanguage": words.language(programme.language),
        "individualDisplay": [_display(me, one, pictures[one]) for one in sorted(pictures)],
    }


def _display(me: str, language: str, picture: bytes) -> Json:
    here = f"{me}#display-{language}"
    return {
        "id": here,
        "type": "IndividualDisplay",
        "language": words.language(language),
        "displayDetail": {
            "id": f"{here}-1",
            "type": "DisplayDetail",
            "page": 1,
            "image": {
                "id": f"{here}-1-image",
                "type": "MediaObject",
                "contentType": words.concept(_PNG),
                "contentEncoding": words.concept(_BASE64),
                "content": base64.b64encode(picture).decode("ascii"),
            },
        },
    }


@cache
def plain_sheet() -> bytes:
    """A sheet of paper with a thin edge as PNG (some 300 bytes)."""
    edge = bytes([0] + [_EDGE] * _WIDTH)
    row = bytes([0, _EDGE] + [_PAPER] * (_WIDTH - 2) + [_EDGE])
    pixels = edge + row * (_HEIGHT - 2) + edge
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
