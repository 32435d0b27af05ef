"""Whose rows are whose, and the one door to them.

    with tenancy.scope(actor):
        ...                     # one transaction; row-level security knows tenant and person

Outside of a scope tenant tables show nothing and take nothing. Only doors open a scope: the
middleware of pages and API, `common.jobs` for a job, the command for an act; actions never do.
Every table is declared once, in `common.tables.TABLES`; `install` makes the database keep it.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, transaction

from pharos.common.actor import Actor
from pharos.common.enforcement import RunPythonAsOwner, install
from pharos.common.rolechecks import verify_roles
from pharos.common.tables import TABLES, Class, Events, Table

__all__ = [
    "TABLES",
    "Class",
    "Events",
    "RunPythonAsOwner",
    "ScopeMisused",
    "Table",
    "current",
    "forget",
    "install",
    "remembered",
    "scope",
    "verify_roles",
]

Answer = TypeVar("Answer")

_SET = """
    select set_config('pharos.tenant', %s, true), set_config('pharos.person', %s, true),
           set_config('pharos.kind', %s, true), set_config('pharos.capability', %s, true)
"""


class ScopeMisused(RuntimeError):
    """A fault of ours: no scope, or one inside another tenant's or inside a transaction."""


@dataclass(frozen=True, slots=True)
class _Scope:
    actor: Actor
    capability: UUID | None
    using: str
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)


_current: ContextVar[_Scope | None] = ContextVar("pharos_scope", default=None)


def current() -> Actor:
    """The actor of the open scope; raises ScopeMisused when there is none."""
    opened = _current.get()
    if opened is None:
        raise ScopeMisused("no scope is open: a door must open one with tenancy.scope(actor)")
    return opened.actor


def current_or(default: Actor) -> Actor:
    """The actor of the open scope, or the default outside of any."""
    opened = _current.get()
    return default if opened is None else opened.actor


def remembered(key: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` answers, asked once in the open scope and each time outside of any.

    For what a page asks about every row and no act changes midway.
    """
    opened = _current.get()
    if opened is None:
        return make()
    if key not in opened.memory:
        opened.memory[key] = make()
    answer: Answer = opened.memory[key]
    return answer


def forget() -> None:
    """What the open scope remembers is asked again: an act has changed it."""
    opened = _current.get()
    if opened is not None:
        opened.memory.clear()


@contextmanager
def scope(
    actor: Actor, capability: UUID | None = None, *, using: str = "default"
) -> Iterator[Actor]:
    """Open the transaction in which `actor` sees the rows of its tenant, person and capability.

    The settings are local to the transaction, so a pooled connection keeps nothing (AUT-10).
    A scope of the same tenant inside another is a savepoint; of another tenant it is refused.
    """
    outer = _current.get()
    _refuse_misuse(actor, outer, using)
    inner = _Scope(actor, capability, using)
    connection = connections[using]
    with transaction.atomic(using=using, durable=outer is None):
        _apply(inner)
        token = _current.set(inner)
        try:
            yield actor
        finally:
            _current.reset(token)
        if connection.savepoint_ids or outer is not None:
            # a rollback of the savepoint would undo it; its release does not
            _apply(outer)


def _refuse_misuse(actor: Actor, outer: _Scope | None, using: str) -> None:
    if outer is None:
        return
    if outer.using != using:
        raise ScopeMisused("a scope is open on another connection")
    if outer.actor.organisation_id != actor.organisation_id:
        raise ScopeMisused("a scope of another tenant is open")


def _apply(wanted: _Scope | None) -> None:
    values = ["", "", "", ""]
    using = "default"
    if wanted is not None:
        actor, using = wanted.actor, wanted.using
        values = [
            str(actor.organisation_id or ""),
            str(actor.person_id or ""),
            actor.kind,
            str(wanted.capability or ""),
        ]
    with connections[using].cursor() as cursor:
        cursor.execute(_SET, values)
