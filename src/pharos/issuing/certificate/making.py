"""The PDF: typst sets the facts, the signed files are attached, PDF/A-3 with tags.

The same credential gives the same bytes: the time of the file is the time of the signature,
and only the fonts in this folder are used.
"""

import io
import json
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import segno
import typst

from pharos.core.notes import ProofExtra
from pharos.issuing import queries
from pharos.issuing.certificate import facts
from pharos.issuing.layouts import drawing
from pharos.issuing.layouts import queries as layouts

FOLDER = Path(str(resources.files("pharos.issuing.certificate")))
# Level a: tagged, so that a screen reader finds its way; the whole chain is checked by typst.
STANDARD: Final = "a-3a"


@cache
def fonts() -> typst.Fonts:
    """The fonts of this folder and no others, read once."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FOLDER / "fonts")],
    )


def render(credential_id: UUID) -> bytes:
    """The certificate of a credential as a PDF, in the form that its chunk is pinned to.

    Raises NotFound, Erased or Unreproducible.
    """
    row = queries.credential(credential_id)
    document = queries.made(row).document
    proof = queries.tlog_proof(row)
    registered = ProofExtra.from_bytes(proof.extra).number if proof and proof.extra else None
    told = facts.of(row, document, registered=registered)
    text = proof.to_text() if proof else ""
    own = layouts.printed_in(row.chunk_id)
    if own is None:
        return make(told, document=document, tlog_proof=text, created=row.created)
    return drawing.pdf(
        own,
        told,
        code=drawn(told["address"]),
        document=document,
        tlog_proof=text,
        at=row.created,
    )


def make(told: dict[str, Any], *, document: bytes, tlog_proof: str, created: datetime) -> bytes:
    """The PDF of these facts with the credential and its proof attached."""
    inputs = {
        "facts": json.dumps(told, ensure_ascii=False),
        "qr": drawn(told["address"]),
        "credential": document.decode("utf-8"),
        "proof": tlog_proof,
    }
    made: bytes = typst.compile(
        str(FOLDER / "certificate.typ"),
        root=str(FOLDER),
        font_paths=fonts(),
        sys_inputs=inputs,
        pdf_standards=[STANDARD],
        timestamp=int(created.timestamp()),
    )
    return made


def drawn(address: str) -> str:
    """The QR code as a picture: error level M, so that a folded corner does no harm."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=2)
    return picture.getvalue().decode()
