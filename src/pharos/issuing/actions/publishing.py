"""A status list becomes a signed credential of its issuer, in two transactions.

`intend_publication` stores what is going to be signed; committed, `publish` has it signed,
keeps it and puts the files where people fetch them. Bits that turn meanwhile make a newer
version, whose own job follows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.common import jobs
from pharos.common.actor import Actor
from pharos.common.errors import Unavailable
from pharos.common.settings import settings
from pharos.core import dataintegrity, jcs, jose, statuslist, tiles, tokenstatus
from pharos.core.signing import Signer
from pharos.issuing import families, queries, rules
from pharos.issuing.models import Publication, StatusList
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry


@dataclass(frozen=True, slots=True)
class PendingToken:
    """The same bits as a token of a Token Status List, stored and not yet signed."""

    key_id: str
    intent: bytes
    signing_input: bytes


@dataclass(frozen=True, slots=True)
class Pending:
    """Two status list credentials whose digests are stored and not yet signed.

    Issuers with a key for documents publish the bits as a token too.
    """

    list_id: int
    version: int
    key_id: str
    intent: bytes
    documents: tuple[dict[str, Any], ...]
    options: tuple[dict[str, Any], ...]
    digests: tuple[bytes, ...]
    valid_from: datetime
    token: PendingToken | None


def intend_publication(*, list_id: int, by: Actor, now: datetime) -> Pending | None:
    """What to sign for the list as it is now; None when the newest publication says the same."""
    assert by.organisation_id is not None
    if list_id not in queries.lists_to_publish(by.organisation_id, now=now):
        return None
    status_list = queries.status_list(list_id)
    key = registry.active_key(by.organisation_id)
    begin = now.astimezone(UTC).replace(microsecond=0)
    issuer = registry.did_of(organisations.by_id(by.organisation_id))
    documents = tuple(_unsigned(status_list, purpose, issuer, begin) for purpose in rules.PURPOSES)
    options = tuple(
        dataintegrity.proof_options(
            document,
            cryptosuite=dataintegrity.RDFC,
            created=queries.created_text(begin),
            verification_method=key.key_id,
        )
        for document in documents
    )
    digests = tuple(
        dataintegrity.hash_data(document, option)
        for document, option in zip(documents, options, strict=True)
    )
    name = registry_actions.store_intent(kind="status_list", key_id=key.key_id, digests=digests)
    token = _pending_token(status_list, by.organisation_id, begin)
    return Pending(
        list_id, status_list.version, key.key_id, name, documents, options, digests, begin, token
    )


def _pending_token(
    status_list: StatusList, organisation_id: UUID, begin: datetime
) -> PendingToken | None:
    if not registry.has_active_key(organisation_id, "documents"):
        return None
    key = registry.active_key(organisation_id, "documents")
    signing_input = tokenstatus.signing_input(
        tokenstatus.merged(bytes(status_list.revoked), bytes(status_list.suspended)),
        uri=families.list_url(status_list.id, rules.TOKEN),
        issued_at=begin,
        expires_at=begin + rules.LIST_VALID,
        ttl_seconds=rules.LIST_TTL_MS // 1000,
        kid=key.key_id,
        algorithm="ES256",
    )
    name = registry_actions.store_messages([signing_input], key_id=key.key_id)
    return PendingToken(key.key_id, name, signing_input)


def _unsigned(
    status_list: StatusList, purpose: str, issuer: str, begin: datetime
) -> dict[str, Any]:
    bits = status_list.revoked if purpose == "revocation" else status_list.suspended
    return statuslist.credential(
        url=families.list_url(status_list.id, purpose),
        issuer=issuer,
        purpose=purpose,
        bits=bytes(bits),
        valid_from=begin,
        valid_until=begin + rules.LIST_VALID,
        ttl_ms=rules.LIST_TTL_MS,
    )


def publish(*, pending: Pending, by: Actor, now: datetime, signer: Signer) -> list[Publication]:
    """The signed lists, kept and, once committed, written where they are served from.

    Of two who publish the same list at once the second finds what the first published.
    Raises Unavailable `busy_try_again` when the intent was used up meanwhile.
    """
    queries.lock_list(pending.list_id)
    known = queries.published_since(pending.list_id, pending.version, pending.valid_from)
    if len(known) == len(rules.PURPOSES) + (pending.token is not None):
        return known
    if not registry_actions.is_waiting(pending.intent):
        raise Unavailable("busy_try_again", "this was signed and used a moment ago")
    signatures = registry_actions.sign_intent(
        pending.intent, digests=pending.digests, key_id=pending.key_id, signer=signer
    )
    signed = {
        purpose: jcs.canonical_json(dataintegrity.with_proof(document, option, signature))
        for purpose, document, option, signature in zip(
            rules.PURPOSES, pending.documents, pending.options, signatures, strict=True
        )
    }
    if pending.token is not None:
        signed[rules.TOKEN] = _signed_token(pending.token, signer)
    made = [_keep(pending, purpose, document, by=by) for purpose, document in signed.items()]
    registry_actions.empty_intent(pending.intent, now=now)
    jobs.enqueue("issuing.publish", actor=by, at=now + rules.PUBLISH_EVERY, list_id=pending.list_id)
    transaction.on_commit(lambda: write_files(made))
    return made


def _signed_token(token: PendingToken, signer: Signer) -> bytes:
    [signature] = registry_actions.sign_messages(token.intent, key_id=token.key_id, signer=signer)
    return jose.compact(token.signing_input, signature)


def _keep(pending: Pending, purpose: str, document: bytes, *, by: Actor) -> Publication:
    publication, _ = Publication.objects.get_or_create(
        list_id=pending.list_id,
        purpose=purpose,
        version=pending.version,
        valid_from=pending.valid_from,
        defaults={
            "organisation_id": by.organisation_id,
            "valid_until": pending.valid_from + rules.LIST_VALID,
            "document": document,
        },
    )
    return publication


def write_files(publications: list[Publication]) -> None:
    """Put signed lists under `published/status/`, each in one step over the one before."""
    for one in publications:
        path = settings().published_dir / "status" / one.purpose / str(one.list_id)
        tiles.write_file(path, bytes(one.document))
