"""Files that people bring: small, of a few kinds, and what their bytes say they are (threats UPL).

The one place where it is judged, for evidence of cases and of amendments alike. Pure.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pharos.core import limits, strict
from pharos.core.errors import CoreError

KINDS: Final = MappingProxyType(
    {
        "application/pdf": (b"%PDF-",),
        "image/png": (b"\x89PNG\r\n\x1a\n",),
        "image/jpeg": (b"\xff\xd8\xff",),
        "text/plain": (),
    }
)
"""What is taken, by the bytes that such a file begins with; no archive, no office file, no SVG."""
ENDINGS: Final = MappingProxyType(
    {
        "application/pdf": ".pdf",
        "image/png": ".png",
        "image/jpeg": ".jpg",
        "text/plain": ".txt",
    }
)
MAX_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is kept: a cleaned name, the kind its bytes show, size and digest."""

    name: str
    media_type: str
    size: int
    digest: bytes
    content: bytes


def problem(
    content: bytes, *, limit: int = limits.MAX_EVIDENCE_BYTES, kinds: Collection[str] = KINDS
) -> str | None:
    """Why the file by itself is not taken, as a code; room for it is its taker's affair."""
    if not content:
        return "evidence_file_empty"
    if len(content) > limit:
        return "evidence_file_too_large"
    kind = kind_of(content)
    if kind not in kinds:
        return "evidence_file_kind"
    if kind == "image/png" and _is_huge(content):
        return "evidence_file_too_large"
    return None


def take(name: str, content: bytes) -> Taken:
    """The file, once `problem` found none: its kind is read from its bytes, never believed."""
    kind = kind_of(content)
    assert kind is not None
    return Taken(shown_name(name, kind), kind, len(content), hashlib.sha256(content).digest(),
                 content)  # fmt: skip


def kind_of(content: bytes) -> str | None:
    """The media type that the bytes show, or None for everything that is not taken."""
    for kind, beginnings in KINDS.items():
        if any(content.startswith(one) for one in beginnings):
            return kind
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(ord(one) < 32 and one not in "\r\n\t" for one in text):
        return None
    # what a browser might read as a page or a picture with a script is no plain text
    begins = text.lstrip("\ufeff \r\n\t").lower()
    return None if begins.startswith("<") else "text/plain"


def shown_name(name: str, kind: str) -> str:
    """UPL-07: a name without path, hidden characters or another ending than its kind's."""
    last = name.replace("\\", "/").rpartition("/")[2]
    try:
        cleaned = strict.clean_text(last, max_length=MAX_NAME * 2)
    except CoreError:
        cleaned = ""
    stem = cleaned.rpartition(".")[0] or cleaned
    stem = "".join(one for one in stem if one not in '<>:"|?*\n\t').strip(" .")[:MAX_NAME]
    return (stem or "file") + ENDINGS[kind]


def _is_huge(content: bytes) -> bool:
    """UPL-08: a picture of more points than anybody looks at; read from its head alone."""
    if len(content) < 24:
        return True
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    return width * height > limits.MAX_EVIDENCE_PIXELS or not width or not height
