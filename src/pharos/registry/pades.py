"""A PAdES seal on a finished PDF: what is signed, and the file once the signature is there.

The key is elsewhere: only the signed attributes go to it (`core.cms`; ETSI EN 319 142-1, B-B).
With an authority's time-stamp over the signature it is B-T. The file only grows: the archive
file inside stays as it was made, attached credential and tags included, and nothing may
change afterwards (DocMDP, ISO 32000-2, 12.8.2.2).
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest, SignatureObject

from pharos.core import cms

FIELD: Final = "Seal"
DIGEST: Final = "sha256"
# Room for a chain of three certificates, and for a time-stamp with its own chain.
_ROOM: Final = 6 * 1024
STAMP_ROOM: Final = 12 * 1024

Stamp = Callable[[bytes], bytes]
"""The value of a signature -> an authority's TimeStampToken over it in DER (RFC 3161)."""


@dataclass(frozen=True)
class Unsealed:
    """A PDF that waits for its seal."""

    signing_input: bytes
    """The signed attributes in DER: the only bytes that the key sees."""
    _chain: tuple[bytes, ...]
    _digest: PreparedByteRangeDigest
    _output: io.BytesIO

    def signed(self, signature: bytes, stamp: Stamp | None = None) -> bytes:
        """The sealed file; `signature` is r and s over the signing input."""
        token = None if stamp is None else stamp(cms.stamped_value(signature))
        whole = cms.signed_data(self._chain, self.signing_input, signature, token)
        self._digest.fill_with_cms(self._output, whole)
        return self._output.getvalue()


def prepare(
    pdf: bytes, chain: Sequence[bytes], *, reason: str, at: datetime, stamped: bool = False
) -> Unsealed:
    """The PDF with room for a seal by the key of the first certificate of the chain.

    `stamped` leaves room for a time-stamp as well. `at` is the time that the file states; only
    a stamp vouches for one.
    """
    output = io.BytesIO(pdf)
    writer = IncrementalPdfFileWriter(output)
    steps = PdfCMSEmbedder().write_cms(field_name=FIELD, writer=writer)
    next(steps)
    steps.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                subfilter=SigSeedSubFilter.PADES,
                timestamp=at,
                reason=reason,
                bytes_reserved=2 * (_ROOM + (STAMP_ROOM if stamped else 0)),
            ),
            mdp_setup=SigMDPSetup(
                md_algorithm=DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES
            ),
        )
    )
    digest, written = steps.send(SigIOSetup(md_algorithm=DIGEST, in_place=True))
    attributes = cms.signed_attributes(digest.document_digest, chain[0])
    return Unsealed(attributes, tuple(chain), digest, written)
