"""Files of evidence: by their bytes, small, under a name that harms nobody."""

import struct

import pytest

from pharos.common import uploads
from pharos.core import limits
from pharos.procedures.rules.uploads import problem

PDF = b"%PDF-1.7\n/JavaScript /Launch\n"


def png(width: int, height: int) -> bytes:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"
    return head + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (png(10, 10), "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("Որակի քաղաքականություն".encode(), "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", None),
        (b"\xef\xbb\xbf <!doctype html>", None),
        (b"PK\x03\x04", None),
        (b"GIF89a/*", "text/plain"),
        (b"MZ\x90\x00\x03", None),
    ],
)
def test_what_a_file_is_its_bytes_say(content: bytes, kind: str | None) -> None:
    """UPL-08: no SVG, page or archive is taken; a picture of another kind is but text."""
    assert uploads.kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "held", "count", "code"),
    [
        (PDF, 0, 0, None),
        (b"", 0, 0, "evidence_file_empty"),
        (PDF + b"x" * limits.MAX_EVIDENCE_BYTES, 0, 0, "evidence_file_too_large"),
        (PDF, limits.MAX_CASE_EVIDENCE_BYTES, 0, "evidence_case_full"),
        (PDF, 0, limits.MAX_CASE_EVIDENCE_FILES, "evidence_case_full"),
        (b"PK\x03\x04", 0, 0, "evidence_file_kind"),
        (png(30_000, 30_000), 0, 0, "evidence_file_too_large"),
        (png(0, 10), 0, 0, "evidence_file_too_large"),
        (png(4_000, 3_000), 0, 0, None),
        (b"\x89PNG\r\n\x1a\n", 0, 0, "evidence_file_too_large"),
    ],
)
def test_a_file_that_is_not_taken_says_why(
    content: bytes, held: int, count: int, code: str | None
) -> None:
    """UPL-08: a picture of 30,000 by 30,000 points is refused from its head."""
    assert problem(content, held, count) == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("policy.pdf", "policy.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\files\\policy.exe", "policy.pdf"),
        ("policy\u202efdp.exe", "file.pdf"),
        ("", "file.pdf"),
        ("..", "file.pdf"),
        ("Քաղաքականություն.docx", "Քաղաքականություն.pdf"),
        ("a" * 300 + ".pdf", "file.pdf"),
        ('what?<is>"this".pdf', "whatisthis.pdf"),
    ],
)
def test_a_name_leads_nowhere_and_ends_as_its_kind(name: str, shown: str) -> None:
    """UPL-07: no path, no hidden turn of direction, no ending that the bytes do not bear out."""
    assert uploads.take(name, PDF).name == shown
