"""The issuer's seal on what was printed of an award, as long as the award holds."""

from datetime import datetime

from pharos.core.signing import Signer
from pharos.issuing.models import Credential
from pharos.issuing.rules import State
from pharos.registry import pades, seals


def sealed(
    pdf: bytes,
    row: Credential,
    *,
    now: datetime,
    signer: Signer | None = None,
    stamp: pades.Stamp | None = None,
) -> bytes:
    """The file with the issuer's seal; as it is where the issuer has none, or no award holds."""
    if row.state != State.VALID:
        return pdf
    return seals.sealed(pdf, organisation_id=row.issuer_id, now=now, signer=signer, stamp=stamp)
