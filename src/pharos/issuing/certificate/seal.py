"""A PAdES seal on a finished PDF: what is signed, and the file once the signature is there.

The key is elsewhere: only the signed attributes go to it (ETSI EN 319 142-1, B-B; CAdES
signed attributes with signing-certificate-v2 and no signing time). With an authority's
time-stamp over the signature it is B-T. The file only grows: the archive file inside stays as
it was made, attached credential and tags included, and nothing may change afterwards (DocMDP).
"""

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from asn1crypto import tsp, x509
from asn1crypto.cms import CMSAttributes
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import ExternalSigner
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pharos.core import p256

FIELD: Final = "Seal"
DIGEST: Final = "sha256"
# A signature in DER; a chain of three certificates; a time-stamp with its own chain.
_SIGNATURE_ROOM: Final = 72
_ROOM: Final = 6 * 1024
_STAMP_ROOM: Final = 12 * 1024

Stamp = Callable[[bytes], bytes]
"""A TimeStampReq in DER -> the authority's TimeStampResp in DER (RFC 3161)."""


@dataclass(frozen=True)
class Unsealed:
    """A PDF that waits for its seal."""

    signing_input: bytes
    """The signed attributes in DER: the only bytes that the key sees."""
    _attributes: CMSAttributes
    _signer: ExternalSigner
    _digest: PreparedByteRangeDigest
    _output: io.BytesIO

    def signed(self, signature: bytes, stamp: Stamp | None = None) -> bytes:
        """The sealed file; `signature` is r and s over the signing input."""
        signer = _external(
            self._signer.signing_cert, self._signer.cert_registry, p256.der(signature)
        )
        cms = asyncio.run(
            signer.async_sign_prescribed_attributes(
                DIGEST,
                signed_attrs=self._attributes,
                timestamper=None if stamp is None else _Authority(stamp),
            )
        )
        self._digest.fill_with_cms(self._output, cms)
        return self._output.getvalue()


def prepare(pdf: bytes, chain: Sequence[bytes], *, reason: str, stamped: bool = False) -> Unsealed:
    """The PDF with room for a seal by the key of the first certificate of the chain.

    `stamped` leaves room for a time-stamp as well. The time that the file itself states is the
    machine's; only a stamp vouches for one.
    """
    leaf, *others = [x509.Certificate.load(one) for one in chain]
    kept = SimpleCertificateStore()
    kept.register_multiple(others)
    signer = _external(leaf, kept, bytes(_SIGNATURE_ROOM))
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
    )
    room = 2 * (_ROOM + (_STAMP_ROOM if stamped else 0))
    digest, _, output = asyncio.run(
        PdfSigner(metadata, signer=signer).async_digest_doc_for_signing(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=room
        )
    )
    attributes = asyncio.run(signer.signed_attrs(digest.document_digest, DIGEST, use_pades=True))
    return Unsealed(attributes.dump(), attributes, signer, digest, output)


class _Authority(TimeStamper):
    """A time-stamp authority behind a function."""

    def __init__(self, ask: Stamp) -> None:
        super().__init__()
        self._ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._ask(req.dump()))


def _external(
    leaf: x509.Certificate, kept: SimpleCertificateStore, signature: bytes
) -> ExternalSigner:
    return ExternalSigner(signing_cert=leaf, cert_registry=kept, signature_value=signature)
