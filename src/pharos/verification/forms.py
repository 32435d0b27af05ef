"""What was sent to be verified, as the arguments of a check: documents, or numbers.

Files are read in memory and never written (E09). A certificate in PDF stands for the credential
inside it; a `.tlog-proof` among the files belongs to the file whose name it bears.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.files.uploadhandler import MemoryFileUploadHandler

from pharos.common.errors import Invalid, TooLarge
from pharos.core import compactqr, limits
from pharos.core.verify import baked, containers
from pharos.verification import pdf

MAX_FILES: Final = 20
MAX_NUMBERS: Final = 50
# Several documents with their proofs, and the frame of the form around them.
MAX_REQUEST_BYTES: Final = 8 * limits.MIB
MAX_PROOF_BYTES: Final = 128 * limits.KIB
MAX_NAME: Final = 200
_PROOF: Final = ".tlog-proof"
_NUMBER: Final = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)
_PAGE: Final = re.compile(r"/c/([0-9a-fA-F-]{32,36})(\.[a-z-]+)?/?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to check: the bytes of a document with its proof, or the id of one of ours.

    `label` is what the sender calls it; `problem` why it cannot be looked at.
    """

    raw: bytes = b""
    tlog_proof: bytes | None = None
    credential_id: UUID | None = None
    label: str = ""
    name: str = ""
    problem: Invalid | TooLarge | None = None


class InMemory(MemoryFileUploadHandler):  # type: ignore[misc]
    """Every file stays in memory: the size of the whole request was looked at before."""

    def handle_raw_input(self, *args: Any, **more: Any) -> None:
        super().handle_raw_input(*args, **more)
        self.activated = True


def refuse_large(content_length: str | None) -> None:
    """Raise TooLarge by the stated length, before a byte of the body is read (VER-21)."""
    if content_length and content_length.isdecimal() and int(content_length) > MAX_REQUEST_BYTES:
        raise too_large()


def too_large() -> TooLarge:
    return TooLarge("page_verify_too_large", limit=limits.MAX_CREDENTIAL_BYTES // limits.KIB)


def read(fields: Any, files: Any, *, origin: str) -> list[Asked]:
    """What was asked: files before text before number; raises Invalid with a sentence."""
    sent = _files(files)
    if sent:
        return sent
    text = fields.get("document", "").strip()
    numbers = _numbers(text, origin)
    if numbers:
        return numbers
    if text:
        return [_document(text.encode("utf-8", "replace"), None, "")]
    number = fields.get("number", "").strip()
    if not number:
        raise Invalid("page_verify_nothing")
    name = " ".join(fields.get("name", "").replace("\0", " ").split())[:MAX_NAME]
    if number.startswith(compactqr.PREFIX):
        # the camera gives what stands in a code: an address, or a whole award
        return [Asked(number.encode("utf-8", "replace"), name=name)]
    return [Asked(credential_id=credential_id(number, origin=origin), name=name)]


def credential_id(text: str, *, origin: str) -> UUID:
    """The id in a number or in a link to this register; foreign links are never opened."""
    if "://" in text:
        return _of_link(text, origin)
    bare = re.sub(r"\s", "", text).removeprefix("urn:uuid:")
    if not _NUMBER.fullmatch(bare):
        raise Invalid("page_verify_number_malformed")
    return UUID(bare)


def _files(files: Any) -> list[Asked]:
    """Every document among the files, each with its proof; raises when there are too many."""
    uploads = [one for one in files.getlist("file") if one.size or one.name]
    if len(uploads) > 2 * MAX_FILES:
        raise Invalid("page_verify_too_many", limit=MAX_FILES)
    proofs = {one.name: _bytes(one, MAX_PROOF_BYTES) for one in uploads if _is_proof(one.name)}
    alone = _bytes(files.get("proof"), MAX_PROOF_BYTES) or None
    documents = [one for one in uploads if not _is_proof(one.name)]
    if len(documents) > MAX_FILES:
        raise Invalid("page_verify_too_many", limit=MAX_FILES)
    if len(documents) == 1 and alone is None and len(proofs) == 1:
        alone = next(iter(proofs.values()))
    found = [_file(one, proofs.get(f"{one.name}{_PROOF}") or alone) for one in documents]
    found = [one for one in found if one.raw or one.problem]
    if len(found) == 1 and found[0].problem is not None:
        raise found[0].problem
    return found


def _file(upload: Any, proof: bytes | None) -> Asked:
    try:
        raw = _bytes(upload, limits.MAX_PDF_BYTES)
        return _document(raw, proof, str(upload.name)[:MAX_NAME])
    except (Invalid, TooLarge) as error:
        return Asked(label=str(upload.name)[:MAX_NAME], problem=error)


def _document(raw: bytes, proof: bytes | None, label: str) -> Asked:
    if containers.is_pdf(raw):
        if pdf.credential_in(raw) is None:
            raise Invalid("page_verify_pdf_empty")
        # the file itself is judged: its seal belongs to it
        return Asked(raw, proof, label=label)
    if len(raw) > limits.MAX_CREDENTIAL_BYTES and not baked.claims(raw):
        raise too_large()
    return Asked(raw, proof, label=label)


def _numbers(text: str, origin: str) -> list[Asked]:
    """A list of numbers, one a line; nothing when the text is something else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not all(_looks_like_number(line) for line in lines):
        return []
    if len(lines) > MAX_NUMBERS:
        raise Invalid("page_verify_too_many", limit=MAX_NUMBERS)
    return list(_each(dict.fromkeys(lines), origin))


def _each(lines: Iterable[str], origin: str) -> Iterator[Asked]:
    for line in lines:
        try:
            yield Asked(credential_id=credential_id(line, origin=origin), label=line[:MAX_NAME])
        except Invalid as error:
            yield Asked(label=line[:MAX_NAME], problem=error)


def _looks_like_number(line: str) -> bool:
    if line.startswith(("https://", "http://")):
        return True
    return bool(_NUMBER.fullmatch(line.removeprefix("urn:uuid:")))


def _is_proof(name: str) -> bool:
    return str(name).endswith(_PROOF)


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
