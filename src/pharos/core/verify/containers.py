"""Files that carry a credential inside: it is taken out before any form is read."""

from typing import Final

from pharos.core.verify import baked, presentations

_PDF: Final = b"%PDF-"


def unwrap(raw: bytes) -> bytes:
    """The credential inside the file, or the very bytes when they are no container.

    Raises a CoreError of the check `format` when the file carries none, or more than one.
    """
    if baked.claims(raw):
        return baked.credential_in(raw)
    if is_pdf(raw):
        from pharos.core import pdf  # slow to load, and of no use for other files

        return pdf.attached(raw).credential
    return presentations.credential_in(raw) if presentations.claims(raw) else raw


def is_pdf(raw: bytes) -> bool:
    """True for what begins like a PDF."""
    return raw.startswith(_PDF)


def proof_in(raw: bytes) -> bytes | None:
    """The proof from the log that lies beside the credential in a PDF that can be opened."""
    if not is_pdf(raw):
        return None
    from pharos.core import pdf

    return pdf.attached(raw).tlog_proof
