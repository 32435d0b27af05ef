"""A document of an award is made when somebody first asks for it, and is the same ever after.

The issuer signs, whoever asks: a first transaction stores what is going to be signed, a second
one signs only that, enters its leaf in the log and keeps the document under the holder's key.
Of two who ask at once, the second gets what the first one had made.
"""

import hmac
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError

from pharos.common import personkeys, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import Conflict, NotFound, Unavailable
from pharos.common.secretbox import PersonCipher
from pharos.core.commitments import Kind, commitment
from pharos.core.signing import Signer
from pharos.issuing import facts, queries
from pharos.issuing.documents import queries as documents
from pharos.issuing.documents.formats import Format, Signing, Sources, Unsigned
from pharos.issuing.documents.making import FORMATS
from pharos.issuing.documents.models import Document
from pharos.issuing.models import Credential
from pharos.issuing.rules import State
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.signer.client import SignerClient


@dataclass(frozen=True, slots=True)
class Signed:
    """A document and its proof from the log, which is None while the leaf waits."""

    content: bytes
    tlog_proof: bytes | None


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document whose signing input is stored and not yet signed."""

    row: Credential
    format: Format
    signing: Signing
    unsigned: Unsigned
    intent: bytes


def document(
    credential_id: UUID, format: str, *, now: datetime, signer: Signer | None = None
) -> Signed:
    """The credential in a format, for whoever knows its id; made now when it was not before.

    Raises NotFound (`credential_unknown`, `document_format_unknown`), Erased, Conflict
    `document_not_made` when the credential does not hold any more, Invalid
    `issuer_key_missing` and Unavailable while nothing can be signed.
    """
    chosen = FORMATS.get(format)
    if chosen is None:
        raise NotFound("document_format_unknown", format=format[:40])
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        row = queries.credential(credential_id)
        signing = _signing(row, chosen)
        known = documents.made(row.id, format, signing.key_id)
        if known is not None:
            return _signed(known)
    by = system(organisation_id=row.issuer_id)
    with tenancy.scope(by):
        pending = _intend(row, chosen, signing, now)
    try:
        with tenancy.scope(by):
            return _signed(_finish(pending, by=by, now=now, signer=signer or SignerClient()))
    except IntegrityError:
        return _made_by_another(pending)


def proof_of(credential_id: UUID, identities: Collection[bytes]) -> bytes | None:
    """The log's proof of one of our documents of a credential, found by what was signed.

    For whoever knows the id; None for documents that are not ours or wait for a checkpoint.
    """
    with suppress(NotFound, personkeys.Erased), tenancy.scope(ANONYMOUS, capability=credential_id):
        row = queries.credential(credential_id)
        if bytes(row.identity) in identities:
            proof = queries.tlog_proof(row)
            return proof.to_text().encode() if proof else None
        for known in Document.objects.filter(credential_id=row.id, identity__in=list(identities)):
            proof = documents.tlog_proof(known)
            return proof.to_text().encode() if proof else None
    return None


def _signing(row: Credential, format: Format) -> Signing:
    key = registry.active_key(row.issuer_id, format.purpose)
    return Signing(key.key_id, key.algorithm, registry.chain(key.key_id))


def _intend(row: Credential, format: Format, signing: Signing, now: datetime) -> _Pending:
    """What the issuer is going to sign, stored."""
    if row.state != State.VALID:
        raise Conflict("document_not_made", state=row.state)
    cipher = personkeys.read(row.person_key_id)
    sources = Sources(signing, partial(_salt, cipher, row.id, format.name), now)
    unsigned = format.make(facts.of_row(row), sources)
    name = registry_actions.store_messages([unsigned.signing_input], key_id=signing.key_id)
    return _Pending(row, format, signing, unsigned, name)


def _finish(pending: _Pending, *, by: Actor, now: datetime, signer: Signer) -> Document:
    """The document signed, its leaf entered, kept under the holder's key."""
    row, unsigned = pending.row, pending.unsigned
    cipher = personkeys.read(row.person_key_id)
    [signature] = registry_actions.sign_messages(
        pending.intent, key_id=pending.signing.key_id, signer=signer
    )
    identity = sha256(unsigned.signing_input).digest()
    leaf = commitment(Kind.ISSUE, queries.salt_of(row, cipher), identity)
    return Document.objects.create(
        issuer_id=row.issuer_id,
        credential_id=row.id,
        person_key_id=row.person_key_id,
        format=pending.format.name,
        key_id=pending.signing.key_id,
        identity=identity,
        sealed=cipher.seal(unsigned.signed(signature), documents.PLACE),
        log_chunk_id=registry_actions.enter(Kind.ISSUE, leaf).id,
        made_at=now,
    )


def _made_by_another(pending: _Pending) -> Signed:
    """What somebody else had made in the same moment."""
    with tenancy.scope(ANONYMOUS, capability=pending.row.id):
        known = documents.made(pending.row.id, pending.format.name, pending.signing.key_id)
        if known is None:
            raise Unavailable("busy_try_again")
        return _signed(known)


def _signed(row: Document) -> Signed:
    cipher = personkeys.read(row.person_key_id)
    proof = documents.tlog_proof(row, cipher)
    return Signed(documents.content(row, cipher), proof.to_text().encode() if proof else None)


def _salt(cipher: PersonCipher, credential: UUID, format: str, name: str) -> bytes:
    """128 random-looking bits that only the holder's key gives (RFC 9901, section 9.3)."""
    return hmac.digest(cipher.salt_key, f"{credential}/{format}/{name}".encode(), "sha256")[:16]
