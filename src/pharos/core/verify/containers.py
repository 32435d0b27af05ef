"""Files that carry a credential inside: it is taken out before any form is read."""

from typing import Final

from pharos.core.verify import baked

PDF: Final = b"%PDF-"


def unwrap(raw: bytes) -> bytes:
    """The credential inside the file, or the very bytes when they are no container.

    Raises a CoreError of the check `format` when the file carries none, or more than one.
    """
    if baked.claims(raw):
        return baked.credential_in(raw)
    if raw.startswith(PDF):
        from pharos.core.verify import printed  # slow to load, and of no use for other files

        return printed.attached(raw).credential
    return raw


def proof_in(raw: bytes) -> bytes | None:
    """The proof from the log that lies beside the credential in a PDF that can be opened."""
    if not raw.startswith(PDF):
        return None
    from pharos.core.verify import printed

    return printed.attached(raw).tlog_proof
