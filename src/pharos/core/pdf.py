"""PDFs as containers: the one credential attached to a file; no page of it is ever read (VER-20).

Nothing is repaired, drawn or run, and what a stream unpacks to has a limit, so that a small
file cannot become a large one. Ours attach `credential.json` with its proof from the log;
files of others hold one attachment that looks like a credential. ISO 32000-2, 7.11.4.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, StreamObject
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from pharos.core import limits
from pharos.core.errors import CoreError, Malformed, NotSupported, TooLarge

CREDENTIAL: Final = "credential.json"
PROOF: Final = "credential.json.tlog-proof"
# Files that may hold a credential, by the end of their names.
_ENDINGS: Final = (".json", ".jsonld", ".jwt", ".sd-jwt", ".vc", ".txt")
_STARTS: Final = (b"{", b"ey", b"PHAROS1:")


@dataclass(frozen=True)
class Attached:
    """What was taken out of a file."""

    credential: bytes
    tlog_proof: bytes | None


def opened(raw: bytes) -> PdfFileReader:
    """The file, with limits on what it unpacks to; raises a CoreError of the check `format`."""
    if len(raw) > limits.MAX_PDF_BYTES:
        raise TooLarge("payload_too_large", limit=limits.MAX_PDF_BYTES)
    try:
        reader = PdfFileReader(io.BytesIO(raw), strict=False, decode_limits=_LIMITS)
        if reader.encrypted:
            raise NotSupported("not_supported", form="encrypted PDF")
        _ = reader.root
    except BROKEN as error:
        raise _refusal(error) from None
    return reader


def attached(raw: bytes) -> Attached:
    """The one credential attached to the file, and the proof beside it.

    Raises `not_a_credential` when there is none, `ambiguous_baking` when there is more than
    one, and the refusals of `opened`.
    """
    reader = opened(raw)
    try:
        files = dict(_attachments(reader))
        names = [name for name in files if name == CREDENTIAL] or [
            name for name in files if name.endswith(_ENDINGS) and name != PROOF
        ]
        found = [content for name in names if _looks_signed(content := files[name])]
        if not found:
            # perhaps a picture of a right one: nothing is wrong, there is nothing to judge
            raise NotSupported("not_a_credential", "no credential is attached to the file")
        if len(set(found)) > 1:
            raise Malformed("ambiguous_baking", "more than one credential in the file")
        return Attached(found[0], files.get(PROOF))
    except BROKEN as error:
        raise _refusal(error) from None


def _refusal(error: Exception) -> CoreError:
    if isinstance(error, PdfDecodeLimitError):
        return TooLarge("payload_too_large", limit=limits.MAX_PDF_STREAM_BYTES)
    return Malformed("malformed", f"not a PDF that can be read: {type(error).__name__}")


def _looks_signed(content: bytes) -> bool:
    return content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_STARTS)


def _attachments(reader: PdfFileReader) -> Iterator[tuple[str, bytes]]:
    """Every embedded file by its name; one name twice would let each reader choose."""
    seen: set[str] = set()
    for name, specification in _tree(_member(_member(reader.root, "/Names"), "/EmbeddedFiles")):
        embedded = _member(specification, "/EF")
        stream = _member(embedded, "/UF") or _member(embedded, "/F")
        if not isinstance(stream, StreamObject):
            continue
        if name in seen:
            raise Malformed("ambiguous_baking", "two attached files of one name")
        seen.add(name)
        content = stream.data
        if len(content) > limits.MAX_CREDENTIAL_BYTES:
            raise TooLarge("payload_too_large", limit=limits.MAX_CREDENTIAL_BYTES)
        yield name, content


def _tree(node: Any) -> Iterator[tuple[str, DictionaryObject]]:
    """The leaves of a name tree, walked with a limit (ISO 32000-2, 7.9.6)."""
    waiting, steps = [node], 0
    while waiting:
        steps += 1
        if steps > limits.MAX_PDF_ATTACHMENTS:
            raise TooLarge("too_complex", "more attachments than we read")
        here = waiting.pop()
        if not isinstance(here, DictionaryObject):
            continue
        names = _member(here, "/Names")
        if isinstance(names, ArrayObject):
            if len(names) > 2 * limits.MAX_PDF_ATTACHMENTS:
                raise TooLarge("too_complex", "more attachments than we read")
            values = map(_object, names)
            for name, value in zip(values, values, strict=False):
                if isinstance(value, DictionaryObject):
                    yield str(_member(value, "/UF") or _member(value, "/F") or name), value
        children = _member(here, "/Kids")
        if isinstance(children, ArrayObject):
            waiting.extend(map(_object, list(children)[: limits.MAX_PDF_ATTACHMENTS]))


def _member(holder: Any, name: str) -> Any:
    """A member of a dictionary, behind whatever reference; None when there is none."""
    return _object(holder.get(name)) if isinstance(holder, DictionaryObject) else None


def _object(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


_WIDTH: Final = StreamDecodeLimits(max_output_size=limits.MAX_PDF_STREAM_BYTES)
_NARROW: Final = StreamDecodeLimits(max_output_size=limits.MAX_PDF_TABLE_BYTES)
_LIMITS: Final = DecodeLimits(
    per_stream=_WIDTH,
    per_purpose={**DEFAULT_PURPOSE_LIMITS, DecodePurpose.XREF_STREAM: _NARROW},
)
# What a broken file makes the reader stumble over; none of it is ours.
BROKEN: Final = (
    PdfError,
    zlib.error,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    EOFError,
    OSError,
    AssertionError,
    NotImplementedError,
)
