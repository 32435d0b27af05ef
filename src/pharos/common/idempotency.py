"""A write that is asked for twice with the same key happens once and answers twice the same.

    stored = idempotency.once("awards.submit", key, body)
    if stored is not None:
        return stored
    ...                                    # the effect
    return idempotency.remember("awards.submit", key, Answer(201, {"id": …}))

All of it in one scope: the key's row is inserted first, so that a twin waits for this
transaction, and goes with it when the effect is refused.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from pharos.common import tenancy
from pharos.common.errors import Invalid
from pharos.common.ids import uuid7
from pharos.common.models import IdempotencyKey

MAX_KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first asker got."""

    status: int
    body: Mapping[str, Any]


def once(operation: str, key: str, body: bytes) -> Answer | None:
    """None when this is the first time: go on, then `remember`. Else the stored answer.

    The key belongs to tenant and operation. Raises Invalid `idempotency_key_reused` when it came
    with another body, `idempotency_key_bad` when it is no key.
    """
    _check(key)
    tenant, digest = _tenant(), hashlib.sha256(body).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into common_idempotency_key (id, tenant, operation, key, body_hash)"
            " values (%s, %s, %s, %s, %s) on conflict (tenant, operation, key) do nothing",
            [uuid7(), tenant, operation, key, digest],
        )
        if cursor.rowcount == 1:
            return None
    stored = IdempotencyKey.objects.get(tenant=tenant, operation=operation, key=key)
    if bytes(stored.body_hash) != digest:
        raise Invalid("idempotency_key_reused", "this key was used with another body", key=key)
    return Answer(stored.status, stored.answer)


def remember(operation: str, key: str, answer: Answer) -> Answer:
    """Store the answer beside the key and give it back."""
    found = IdempotencyKey.objects.filter(tenant=_tenant(), operation=operation, key=key)
    if not found.update(status=answer.status, answer=dict(answer.body)):
        raise LookupError("remember without once in this scope")
    return answer


def answer_for(operation: str, key: str) -> Answer | None:
    """The stored answer, read again."""
    found = IdempotencyKey.objects.filter(tenant=_tenant(), operation=operation, key=key).first()
    return Answer(found.status, found.answer) if found else None


def _tenant() -> UUID:
    tenant = tenancy.current().organisation_id
    if tenant is None:
        raise tenancy.ScopeMisused("idempotency keys belong to a tenant")
    return tenant


def forget(*, before: datetime) -> int:
    """Delete the answers of every tenant that are older, but never those of a day; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select common_forget_keys(%s)", [before])
        return int(cursor.fetchone()[0])


def _check(key: str) -> None:
    if not 1 <= len(key) <= MAX_KEY_LENGTH or not all("!" <= letter <= "~" for letter in key):
        raise Invalid(
            "idempotency_key_bad",
            "an idempotency key has 1 to 200 visible ASCII characters",
            limit=MAX_KEY_LENGTH,
        )
