"""Advisory locks on providers and programme versions, held to the end of the transaction.

Row-level security hides other tenants' rows from FOR SHARE, so the award gate cannot lock a
decision. It takes these locks shared, whoever decides or withdraws takes them exclusively,
both in one order: no decision changes between the gate's look and its commit.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

_AREA = b"pharos.standing:"


def _key(subject: UUID) -> int:
    digest = hashlib.blake2b(_AREA + subject.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _take(function: str, subjects: Iterable[UUID | None]) -> None:
    keys = sorted({_key(one) for one in subjects if one is not None})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(f"select {function}(%s)", [key])


def lock_shared(*subjects: UUID | None) -> None:
    """Hold these providers and versions as they are until the transaction ends."""
    _take("pg_advisory_xact_lock_shared", subjects)


def lock_exclusive(*subjects: UUID | None) -> None:
    """Wait for every gate that looks at these, and keep others out until the end."""
    _take("pg_advisory_xact_lock", subjects)
