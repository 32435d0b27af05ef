"""What the signer reads before it signs: the intent, its key, the stop, the tree."""

from typing import Protocol
from uuid import UUID

from django.db import DatabaseError, close_old_connections

from pharos.common import clock, tenancy
from pharos.common.actor import system
from pharos.common.errors import NotAllowed, Unavailable
from pharos.registry import queries
from pharos.registry.rules import MAY_SIGN, KeyState, intent_id, parts
from pharos.registry.signer.witness import LogRefused


class IntentReader(Protocol):
    """Where the signer learns what it may sign."""

    def read(
        self, *, tenant: str, intent: bytes, key_id: str, log_size: int
    ) -> tuple[str, list[bytes]]:
        """The public key to sign with and what it signs; raises a DomainError to refuse."""
        ...


class DatabaseIntents:
    """Intents from the installation's database, in the tenant that stored them."""

    def read(
        self, *, tenant: str, intent: bytes, key_id: str, log_size: int
    ) -> tuple[str, list[bytes]]:
        try:
            return self._read(tenant, intent, key_id, log_size)
        except DatabaseError as error:
            raise Unavailable("database_away", f"the database does not answer: {error}") from None
        finally:
            # each client has a thread here, which must not keep one of the few connections
            close_old_connections()

    def _read(
        self, tenant: str, intent: bytes, key_id: str, log_size: int
    ) -> tuple[str, list[bytes]]:
        with tenancy.scope(system(organisation_id=UUID(tenant))):
            clock.check_skew(now=clock.now(), database=clock.database_now())
            if queries.issuing_is_stopped():
                raise Unavailable("issuing_stopped", "issuing is stopped on this installation")
            if queries.log_size() < log_size:
                raise LogRefused("log_behind", "the database is older than a signed checkpoint")
            stored = queries.intent(intent)
            key = queries.key(key_id)
        if stored is None:
            raise NotAllowed("intent_unknown", "there is no such intent")
        block = bytes(stored.digests)
        expected = intent_id(kind=stored.kind, key_id=stored.key_id, digests=block)
        if stored.key_id != key_id or expected != intent or not block:
            raise NotAllowed("intent_altered", "the intent is not what its name says")
        if key is None or key.state != KeyState.ACTIVE or str(key.organisation_id) != tenant:
            raise NotAllowed("key_not_active", "the key is not an approved key of this issuer")
        if key.purpose not in MAY_SIGN[stored.kind]:
            raise NotAllowed("key_purpose", "the key is there for something else")
        return key.public, parts(stored.kind, block)
