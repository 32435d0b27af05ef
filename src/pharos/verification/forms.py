"""What was sent to be verified, as the arguments of a check: a document, or a number."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from pharos.common.errors import Invalid, TooLarge
from pharos.core import limits

# A document, its proof, and the frame of the form around them.
MAX_REQUEST_BYTES: Final = limits.MAX_CREDENTIAL_BYTES + 256 * limits.KIB
MAX_PROOF_BYTES: Final = 128 * limits.KIB
_NUMBER: Final = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
_PAGE: Final = re.compile(r"/c/([0-9a-fA-F-]{32,36})(\.[a-z-]+)?/?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Either the bytes of a document with its proof, or the id of a credential of ours."""

    raw: bytes = b""
    tlog_proof: bytes | None = None
    credential_id: UUID | None = None


def refuse_large(content_length: str | None) -> None:
    """Raise TooLarge by the stated length, before a byte of the body is read (VER-21)."""
    if content_length and content_length.isdecimal() and int(content_length) > MAX_REQUEST_BYTES:
        raise too_large()


def too_large() -> TooLarge:
    return TooLarge("page_verify_too_large", limit=limits.MAX_CREDENTIAL_BYTES // limits.KIB)


def read(fields: Any, files: Any, *, origin: str) -> Asked:
    """What was asked: file before text before number; raises Invalid with a sentence."""
    proof = _bytes(files.get("proof"), MAX_PROOF_BYTES) or None
    raw = _bytes(files.get("file"), limits.MAX_CREDENTIAL_BYTES)
    raw = raw or fields.get("document", "").strip().encode("utf-8", "replace")
    if len(raw) > limits.MAX_CREDENTIAL_BYTES:
        raise too_large()
    if raw:
        return Asked(raw, proof)
    number = fields.get("number", "").strip()
    if not number:
        raise Invalid("page_verify_nothing")
    return Asked(credential_id=credential_id(number, origin=origin))


def credential_id(text: str, *, origin: str) -> UUID:
    """The id in a number or in a link to this register; foreign links are never opened."""
    if "://" in text:
        return _of_link(text, origin)
    bare = re.sub(r"\s", "", text).removeprefix("urn:uuid:")
    if not _NUMBER.fullmatch(bare):
        raise Invalid("page_verify_number_malformed")
    return UUID(bare)


def _of_link(text: str, origin: str) -> UUID:
    try:
        link = urlsplit(text)
    except ValueError:
        raise Invalid("page_verify_number_malformed") from None
    if link.netloc != urlsplit(origin).netloc:
        raise Invalid("page_verify_link_foreign")
    page = _PAGE.fullmatch(link.path)
    if page is None or not _NUMBER.fullmatch(page[1]):
        raise Invalid("page_verify_number_malformed")
    return UUID(page[1])


def _bytes(upload: Any, limit: int) -> bytes:
    if upload is None:
        return b""
    if upload.size > limit:
        raise too_large()
    return bytes(upload.read())
