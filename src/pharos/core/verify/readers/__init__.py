"""The forms that are read, one module each, asked in the order of `READERS`.

A reader tells by a cheap look whether bytes are of its form (`claims`) and reads them
(`read`), raising a CoreError whose code the check `format` lists. What nobody claims is read
as JSON with Data Integrity proofs, whose reader also names the forms that nobody reads.
"""

from typing import Protocol

from pharos.core import limits
from pharos.core.errors import TooLarge
from pharos.core.verify import containers
from pharos.core.verify.presented import Presented
from pharos.core.verify.proofs import ProofVerifier
from pharos.core.verify.readers import data_integrity, elm, jwt_vc, ob2, qr, sd_jwt_vc


class Reader(Protocol):
    """A module of this package."""

    def claims(self, raw: bytes) -> bool:
        """True when the bytes look like this form; they may still be broken."""
        ...

    def read(self, raw: bytes) -> Presented:
        """The credential in the bytes; raises CoreError."""
        ...


READERS: tuple[Reader, ...] = (qr, elm, ob2, sd_jwt_vc, jwt_vc)


def present(raw: bytes, prove: ProofVerifier) -> Presented:
    """The credential in `raw`, whatever its form; raises a CoreError of the check `format`.

    `prove` is how Data Integrity proofs are verified.
    """
    if len(raw) > limits.MAX_CREDENTIAL_FILE_BYTES:  # before any parsing (VER-21)
        raise TooLarge("payload_too_large", limit=limits.MAX_CREDENTIAL_FILE_BYTES)
    inner = containers.unwrap(raw)
    if len(inner) > limits.MAX_CREDENTIAL_BYTES:
        raise TooLarge("payload_too_large", limit=limits.MAX_CREDENTIAL_BYTES)
    for reader in READERS:
        if reader.claims(inner):
            return reader.read(inner)
    return data_integrity.read(inner, prove)
