"""Which documents of an award were made, and what the log says of them."""

from uuid import UUID

from pharos.common import personkeys
from pharos.common.secretbox import PersonCipher
from pharos.core.notes import TlogProof
from pharos.issuing import queries
from pharos.issuing.documents.models import Document
from pharos.issuing.models import Credential
from pharos.issuing.national import queries as national
from pharos.registry import queries as registry

PLACE = "issuing_document.sealed"


def made(credential_id: UUID, format: str, key_id: str) -> Document | None:
    """The document that this key signed, None before it was asked for."""
    return Document.objects.filter(
        credential_id=credential_id, format=format, key_id=key_id
    ).first()


def content(row: Document, cipher: PersonCipher | None = None) -> bytes:
    """The very bytes that were signed; raises Erased when the holder's key is gone."""
    return (cipher or personkeys.read(row.person_key_id)).unseal(bytes(row.sealed), PLACE)


def tlog_proof(row: Document, cipher: PersonCipher | None = None) -> TlogProof | None:
    """The proof that the document's leaf is in the log; None while it waits."""
    cipher = cipher or personkeys.read(row.person_key_id)
    credential = queries.credential(row.credential_id)
    extra = national.proof_extra(credential, queries.salt_of(credential, cipher))
    return registry.proof(row.log_chunk_id, 0, extra.to_bytes())


def credential_of_leaf(log_chunk_id: int, position: int) -> UUID | None:
    """The credential whose document a leaf commits to: every leaf leads to the one credential."""
    found = Document.objects.filter(log_chunk_id=log_chunk_id).values_list("credential_id")
    if position == 0 and found:
        return UUID(str(found[0][0]))
    row = Credential.objects.filter(log_chunk_id=log_chunk_id, log_position=position).first()
    return row.id if row is not None else None
