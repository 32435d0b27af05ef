"""The event log: who changed what, when, written by the database itself and chained a tenant.

Nothing here writes changes: the triggers that `tenancy.install` makes do, in the transaction of
the change. This module records refusals, and recomputes the log and the rows for `doctor`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connections

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import DomainError, NotFound
from pharos.common.problems import recordable
from pharos.common.rowchecks import Finding, check_rows

__all__ = ["ChainHead", "Finding", "acting", "chain_heads", "refused", "verify_chain",
           "verify_rows"]  # fmt: skip

_FIRST_PREV = bytes(32)
_COLUMNS = (
    "tenant, seq, at, person, kind, entity, act, row_id, first, last, count,"
    " digest, marks, old, new, facts, prev, hash"
)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest event of a tenant; events of no tenant have the id of zeros."""

    tenant: UUID
    seq: int
    hash: bytes


def chain_heads() -> list[ChainHead]:
    """Of every tenant, in order of their ids: what a checkpoint of the log bears witness to."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select tenant, seq, hash from common_chain_heads()")
        return [ChainHead(tenant, seq, bytes(hash)) for tenant, seq, hash in cursor.fetchall()]


@contextmanager
def acting(actor: Actor, act: str) -> Iterator[Actor]:
    """A scope for one act: a refusal is rolled back, put on record, and raised again."""
    try:
        with tenancy.scope(actor):
            yield actor
    except NotFound:
        # nothing was refused, and a guess at an id is not worth a line
        raise
    except DomainError as error:
        refused(actor, act, code=error.code, facts=error.facts)
        raise


def refused(actor: Actor, act: str, *, code: str, facts: Mapping[str, object]) -> None:
    """Record that `act` was refused, in a transaction of its own after the rollback.

    Of the facts only ids, numbers, days and codes are kept. A visitor leaves no event.
    """
    if actor.person_id is None and actor.kind != "system":
        return
    kept = json.dumps({"code": code, **recordable(facts)}, sort_keys=True, ensure_ascii=False)
    with tenancy.scope(actor), connections["default"].cursor() as cursor:
        cursor.execute("select common_record_refusal(%s, %s)", [act, kept])


def verify_chain(tenant: UUID, *, using: str = "owner") -> list[Finding]:
    """What is wrong with the chain of one tenant: nothing when it is whole (LOG-01, LOG-02)."""
    findings: list[Finding] = []
    prev, expected = _FIRST_PREV, 1
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} from common_event where tenant = %s order by seq", [tenant]
        )
        while rows := cursor.fetchmany(1000):
            for row in rows:
                if row[1] != expected:
                    findings.append(_finding("events_missing", tenant, expected))
                elif bytes(row[-2]) != prev:
                    findings.append(_finding("event_chain_broken", tenant, row[1]))
                if _seal(row) != bytes(row[-1]):
                    findings.append(_finding("event_changed", tenant, row[1]))
                prev, expected = bytes(row[-1]), row[1] + 1
    if _head(tenant, using) != (expected - 1, prev):
        findings.append(_finding("chain_head_differs", tenant, expected - 1))
    return findings


def verify_rows(*, using: str = "owner", entities: tuple[str, ...] = ()) -> list[Finding]:
    """Rows that are not as their newest event left them, named by table, chunk and row."""
    return check_rows(connections[using], entities)


def tenants(*, using: str = "owner") -> list[UUID]:
    """Every tenant that has events or a head."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select tenant from common_chain_head union select tenant from common_event order by 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _head(tenant: UUID, using: str) -> tuple[int, bytes]:
    with connections[using].cursor() as cursor:
        cursor.execute("select seq, hash from common_chain_head where tenant = %s", [tenant])
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (0, _FIRST_PREV)


def _seal(row: tuple[object, ...]) -> bytes:
    """The hash that `common_append_event` made, computed here once more from the fields."""
    (tenant, seq, at, person, kind, entity, act, row_id, first, last, count,
     digest, marks, old, new, facts, prev, _) = row  # fmt: skip
    assert isinstance(at, datetime)
    fields = [
        str(tenant), str(seq), at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        str(person) if person else None, kind, entity, act, row_id, first, last, str(count),
        *(_hex(value) for value in (digest, marks, old, new)), facts, _hex(prev),
    ]  # fmt: skip
    # PostgreSQL writes jsonb with ", " between members and other letters unescaped, as here
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).digest()


def _hex(value: object) -> str | None:
    return None if value is None else bytes(value).hex()  # type: ignore[call-overload]


def _finding(code: str, tenant: UUID, seq: int) -> Finding:
    return Finding(code=code, table="common_event", chunk=str(tenant), row=str(seq))
