"""The key of each person: made, opened, destroyed. All of it inside a scope of the tenant."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from pharos.common import erased, tenancy
from pharos.common.errors import DomainError, NotFound
from pharos.common.ids import uuid7
from pharos.common.models import Mail, PersonKey
from pharos.common.secretbox import PersonCipher, new_person_key, unwrapper, wrapper


class Erased(DomainError):
    """The person's key was destroyed: what was written under it cannot be read any more."""

    http_status = 410


def create_many(count: int) -> list[tuple[UUID, PersonCipher]]:
    """As many new keys of the current tenant, in one statement."""
    tenant = tenancy.current().organisation_id
    made = [(uuid7(), new_person_key()) for _ in range(count)]
    wrap = wrapper()
    with connection.cursor() as cursor:
        # two arrays and not thousands of parameters: a roster makes 2,000 keys at once
        cursor.execute(
            "insert into common_person_key (id, tenant, wrapped)"
            " select made.id, %s, made.wrapped"
            " from unnest(%s::uuid[], %s::bytea[]) as made(id, wrapped)",
            [tenant, [id for id, _ in made], [wrap(key, id) for id, key in made]],
        )
    return [(id, PersonCipher(key)) for id, key in made]


def create() -> tuple[UUID, PersonCipher]:
    """One new key of the current tenant."""
    return create_many(1)[0]


def read(id: UUID) -> PersonCipher:
    """The cipher of one person; raises Erased or NotFound."""
    ciphers = read_many([id])
    if id in ciphers:
        return ciphers[id]
    return opened(id, None, exists=PersonKey.objects.filter(id=id).exists())


def opened(id: UUID, wrapped: bytes | None, *, exists: bool = True) -> PersonCipher:
    """The cipher of a key as a statement found it; raises Erased or NotFound."""
    if wrapped is not None:
        return PersonCipher(unwrapper()(wrapped, id))
    if exists:
        raise Erased("person_erased", "this person's data was erased")
    raise NotFound("person_key_not_found", "there is no such key in this tenant")


def read_many(ids: Iterable[UUID]) -> Mapping[UUID, PersonCipher]:
    """The ciphers by id; those of erased persons are missing."""
    opened = unwrapper()
    with connection.cursor() as cursor:
        # one array and not thousands of parameters: a chunk asks for 2,000 keys at once
        cursor.execute(
            "select id, wrapped from common_person_key where id = any(%s) and wrapped is not null",
            [list(set(ids))],
        )
        return {id: PersonCipher(opened(wrapped, id)) for id, wrapped in cursor.fetchall()}


def destroy(id: UUID, *, now: datetime) -> None:
    """Erase: destroy the key. Destroying it again is no error; raises NotFound.

    What the outbox holds of the person goes too: the box can be opened no more in any case.
    """
    rows = PersonKey.objects.filter(id=id)
    Mail.objects.filter(person_key_id=id).update(box=None, address_hash=None)
    destroyed = rows.filter(wrapped__isnull=False).update(wrapped=None, destroyed_at=now)
    tenant = rows.values_list("tenant", flat=True).first()
    if tenant is None:
        raise NotFound("person_key_not_found", "there is no such key in this tenant")
    if destroyed:
        # a copy of the database from before would know the person again
        transaction.on_commit(partial(erased.note, tenant, id, now))
