"""PNG as a list of chunks (PNG, Third Edition, section 5), and the texts among them.

The picture itself is never decoded: what is drawn proves nothing (VER-19).
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pharos.core import limits
from pharos.core.errors import Malformed, NotSupported, TooLarge

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER: Final = struct.Struct(">I4s")
_CHECKSUM: Final = struct.Struct(">I")
_LONGEST_KEYWORD: Final = 79


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: its four-letter type and its bytes."""

    kind: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Text:
    """The keyword and text of a textual chunk."""

    keyword: str
    text: str


def is_png(raw: bytes) -> bool:
    return raw.startswith(SIGNATURE)


def read(raw: bytes) -> list[Chunk]:
    """Every chunk from IHDR to IEND; `malformed` when a length, checksum or the order is wrong."""
    if not is_png(raw):
        raise Malformed("malformed", "not a PNG")
    chunks = list(_chunks(raw))
    kinds = [chunk.kind for chunk in chunks]
    if kinds[:1] != [b"IHDR"] or kinds.count(b"IHDR") != 1 or b"IDAT" not in kinds:
        raise Malformed("malformed", "a PNG begins with one IHDR and has image data")
    return chunks


def write(chunks: Iterable[Chunk]) -> bytes:
    """The file of these chunks."""
    return SIGNATURE + b"".join(_written(chunk) for chunk in chunks)


def texts(chunks: Iterable[Chunk], keywords: frozenset[str]) -> list[Text]:
    """The texts under these keywords, in their order (section 11.3.3).

    Raises `not_supported` for a compressed one: neither version of Open Badges permits it.
    """
    found = (_text(chunk, keywords) for chunk in chunks)
    return [text for text in found if text is not None]


def international_text(keyword: str, text: str) -> Chunk:
    """An uncompressed `iTXt` chunk without language (section 11.3.3.4)."""
    key = keyword.encode("latin-1")
    if not 0 < len(key) <= _LONGEST_KEYWORD:
        raise Malformed("malformed", "a keyword has 1 to 79 characters")
    return Chunk(b"iTXt", key + b"\0\0\0\0\0" + text.encode())


def _chunks(raw: bytes) -> Iterator[Chunk]:
    place = len(SIGNATURE)
    for _ in range(limits.MAX_PICTURE_CHUNKS):
        if len(raw) - place < _HEADER.size + _CHECKSUM.size:
            raise Malformed("malformed", "the PNG ends within a chunk")
        length, kind = _HEADER.unpack_from(raw, place)
        start = place + _HEADER.size
        end = start + length
        if end + _CHECKSUM.size > len(raw) or not kind.isalpha():
            raise Malformed("malformed", "a chunk is longer than the PNG, or has no type")
        data = raw[start:end]
        if _CHECKSUM.unpack_from(raw, end)[0] != zlib.crc32(kind + data):
            raise Malformed("malformed", "a checksum of the PNG is wrong")
        yield Chunk(kind, data)
        place = end + _CHECKSUM.size
        if kind == b"IEND":
            if place != len(raw):
                raise Malformed("malformed", "something stands behind the end of the PNG")
            return
    raise TooLarge("payload_too_large", "more chunks than we read", limit=limits.MAX_PICTURE_CHUNKS)


def _written(chunk: Chunk) -> bytes:
    checksum = _CHECKSUM.pack(zlib.crc32(chunk.kind + chunk.data))
    return _HEADER.pack(len(chunk.data), chunk.kind) + chunk.data + checksum


def _text(chunk: Chunk, keywords: frozenset[str]) -> Text | None:
    if chunk.kind not in (b"tEXt", b"zTXt", b"iTXt"):
        return None
    key, separator, rest = chunk.data.partition(b"\0")
    keyword = key.decode("latin-1")
    if keyword not in keywords:
        return None
    if not separator:
        raise Malformed("malformed", "a text without an end of its keyword")
    if chunk.kind == b"zTXt":
        raise NotSupported("not_supported", form="zTXt")
    if chunk.kind == b"tEXt":
        return Text(keyword, rest.decode("latin-1"))
    return Text(keyword, _international(rest))


def _international(rest: bytes) -> str:
    """The text behind compression flag, method, language and translated keyword."""
    if len(rest) < 2:
        raise Malformed("malformed", "an iTXt chunk is too short")
    if rest[0] != 0:
        raise NotSupported("not_supported", form="compressed iTXt")
    _, first, more = rest[2:].partition(b"\0")
    _, second, text = more.partition(b"\0")
    if not (first and second):
        raise Malformed("malformed", "an iTXt chunk is too short")
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Malformed("malformed", "a text of the PNG is not UTF-8") from None
