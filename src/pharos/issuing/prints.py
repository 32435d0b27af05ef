"""What is printed of an award for whoever knows its number: certificate and supplement, sealed.

Outside of every scope: the print is set in the scope of the link, its seal is stored and signed
in scopes of the issuer.
"""

from datetime import datetime
from uuid import UUID

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import DomainError
from pharos.common.personkeys import Erased
from pharos.core.errors import TooLarge
from pharos.core.signing import Signer
from pharos.issuing import certificate, queries, supplement
from pharos.issuing.certificate.sealing import sealed
from pharos.issuing.documents import actions as documents
from pharos.issuing.national import queries as national
from pharos.issuing.national.rules import State
from pharos.registry.seals import authority


def certificate_of(credential_id: UUID, *, now: datetime, signer: Signer | None = None) -> bytes:
    """The certificate with the issuer's seal, where it has one.

    Raises NotFound, Erased or Unreproducible.
    """
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        row = queries.credential(credential_id)
        made = certificate.render(credential_id)
    return sealed(made, row, now=now, signer=signer, stamp=authority())


def supplement_of(credential_id: UUID, *, now: datetime, signer: Signer | None = None) -> bytes:
    """The supplement with the issuer's seal, and with the compact code where it can be signed."""
    code = compact_code(credential_id, now=now, signer=signer)
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        row = queries.credential(credential_id)
        made = supplement.render(credential_id, code=code)
    return sealed(made, row, now=now, signer=signer, stamp=authority())


def compact_code(credential_id: UUID, *, now: datetime, signer: Signer | None = None) -> str | None:
    """The text of the compact code; None where no key signs it now, or it has no room.

    Where the law asks for registration it is printed once the register has answered: a code is
    signed once, and holds the number for who has no network.
    """
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        if national.registration(queries.credential(credential_id)).state != State.REGISTERED:
            return None
    try:
        found = documents.document(credential_id, "qr", now=now, signer=signer)
    except Erased:
        raise
    except (DomainError, TooLarge):
        return None
    return found.content.decode("ascii")
