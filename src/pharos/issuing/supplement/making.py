"""The supplement as a PDF: the same rows as its page, set in two languages, sealed like the award.

PDF/A-3a with tags, the signed credential and its proof attached; the same credential gives the
same bytes before they are sealed.
"""

import io
import json
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
import typst

from pharos.core import compactqr
from pharos.core.notes import ProofExtra, TlogProof
from pharos.issuing import facts as issued
from pharos.issuing import queries
from pharos.issuing.certificate.making import STANDARD, fonts
from pharos.issuing.supplement import facts
from pharos.issuing.supplement.model import Supplement, words

FOLDER = Path(str(resources.files("pharos.issuing.supplement")))


def told(credential_id: UUID) -> Supplement:
    """The supplement of a credential in its scope; raises NotFound, Erased or Unreproducible."""
    record = issued.of(credential_id)
    return facts.of(record, registered=registered(queries.tlog_proof(record.row)))


def registered(proof: TlogProof | None) -> str | None:
    """The number in the national register, if the register has answered."""
    return ProofExtra.from_bytes(proof.extra).number if proof and proof.extra else None


def render(credential_id: UUID, *, code: str | None = None) -> bytes:
    """The supplement of a credential as a PDF, unsealed; `code` is its compact code, if any."""
    record = issued.of(credential_id)
    proof = queries.tlog_proof(record.row)
    return make(
        facts.of(record, registered=registered(proof)),
        document=record.document,
        tlog_proof=proof.to_text() if proof else "",
        created=record.row.created,
        code=code,
    )


def make(
    supplement: Supplement,
    *,
    document: bytes,
    tlog_proof: str,
    created: datetime,
    code: str | None = None,
) -> bytes:
    """The PDF of this supplement with the credential and its proof attached."""
    made: bytes = typst.compile(
        str(FOLDER / "supplement.typ"),
        root=str(FOLDER),
        font_paths=fonts(),
        sys_inputs=inputs(supplement, document=document, tlog_proof=tlog_proof, code=code),
        pdf_standards=[STANDARD],
        timestamp=int(created.timestamp()),
    )
    return made


def inputs(
    supplement: Supplement, *, document: bytes, tlog_proof: str, code: str | None = None
) -> dict[str, str]:
    """What the typesetter is given; all of it is data."""
    said: list[dict[str, Any]] = [dict(words(language)) for language in supplement.languages]
    return {
        "facts": json.dumps(asdict(supplement) | {"words": said}, ensure_ascii=False),
        "qr": drawn(supplement.address, "m"),
        "code": drawn_code(code) if code else "",
        "credential": document.decode("utf-8"),
        "proof": tlog_proof,
    }


def drawn_code(code: str) -> str:
    """A compact code as a picture: error level M as long as version 25 has room for it."""
    return drawn(code, "m" if len(code) <= compactqr.MAX_CHARACTERS_M else "l")


def drawn(text: str, error: str) -> str:
    """A QR code as a picture."""
    made = io.BytesIO()
    segno.make(text, error=error, boost_error=False, micro=False).save(
        made, kind="svg", scale=4, border=4
    )
    return made.getvalue().decode()
