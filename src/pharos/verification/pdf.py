"""The credential inside one of our certificates; the page around it is never believed (VER-20).

A PDF is untrusted: it is not repaired, no page of it is read, and an attachment is inflated by
ourselves up to a limit, so that a small file cannot become a large one.
"""

import io
import zlib
from typing import Final

import pikepdf

from pharos.core import limits

CREDENTIAL: Final = "credential.json"
PROOF: Final = "credential.json.tlog-proof"


def credential_in(raw: bytes) -> tuple[bytes, bytes | None] | None:
    """The attached credential and its proof from the log; None where there is none to read."""
    try:
        with pikepdf.Pdf.open(io.BytesIO(raw), attempt_recovery=False) as document:
            credential = _attached(document, CREDENTIAL)
            return None if credential is None else (credential, _attached(document, PROOF))
    except (pikepdf.PdfError, zlib.error, ValueError, KeyError, AttributeError, TypeError):
        # whatever is malformed in it: it is not a certificate of ours
        return None


def _attached(document: pikepdf.Pdf, name: str) -> bytes | None:
    if name not in document.attachments:
        return None
    stream = document.attachments[name].get_file().obj
    stored: bytes = stream.read_raw_bytes()
    kind = stream.get("/Filter")
    if kind is None:
        return stored
    if str(kind) != "/FlateDecode" or stream.get("/DecodeParms") is not None:
        return None
    return _inflated(stored)


def _inflated(stored: bytes) -> bytes | None:
    """The bytes behind Flate, None when they are more than a credential may have."""
    engine = zlib.decompressobj()
    content = engine.decompress(stored, limits.MAX_CREDENTIAL_BYTES + 1)
    return content if len(content) <= limits.MAX_CREDENTIAL_BYTES else None
