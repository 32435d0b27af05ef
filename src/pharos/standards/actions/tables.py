"""Entries of a nation's tables in a draft: added, changed, ended, each with its source."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.nations import reading, tables
from pharos.standards import entries, parameters, queries
from pharos.standards.actions import drafting
from pharos.standards.models import AmendmentDraft
from pharos.standards.parameters import Path


@transaction.atomic
def add(
    *, by: Actor, draft_id: UUID, table: str, key: str, entry: Mapping[str, Any], now: datetime
) -> AmendmentDraft:
    """A table gets an entry; raises Invalid `entry_key_unreadable`, `entry_exists` or
    `amendment_invalid`."""
    found = drafting.own(by, draft_id)
    path = (*_table(found, table, now), key)
    inner = entry.get(next(iter(tables.inner_tables(path)), ""), {})
    if not all(entries.is_key(one) for one in (key, *inner)):
        raise Invalid("entry_key_unreadable")
    if parameters.value_at(queries.drafted(found, now), path) is not None:
        raise Invalid("entry_exists")
    return _written(found, path, entry, now)


@transaction.atomic
def change(
    *, by: Actor, draft_id: UUID, name: str, entry: Mapping[str, Any], now: datetime
) -> AmendmentDraft:
    """An entry says something else; raises Invalid `parameter_unchanged` or `amendment_invalid`."""
    found = drafting.own(by, draft_id)
    path = _entry(found, name, now)
    if entries.laid(_before(found, path, now), entry) == _before(found, path, now):
        raise Invalid("parameter_unchanged")
    return _written(found, path, entry, now)


@transaction.atomic
def end(*, by: Actor, draft_id: UUID, name: str, now: datetime) -> AmendmentDraft:
    """An entry ends on the amendment's first day; one that the draft had added is gone.

    Raises Invalid `amendment_invalid` where something still rests on it.
    """
    found = drafting.own(by, draft_id)
    path = _entry(found, name, now)
    changes = parameters.without(found.changes, path)
    if _before(found, path, now) is not None:
        changes = reading.merged(changes, parameters.nested(path, None))
    return drafting.judged(found, changes, now)


def _written(
    found: AmendmentDraft, path: Path, entry: Mapping[str, Any], now: datetime
) -> AmendmentDraft:
    written = entries.change(_before(found, path, now), entry)
    changes = reading.merged(found.changes, parameters.nested(path, written))
    return drafting.judged(found, changes, now)


def _before(found: AmendmentDraft, path: Path, now: datetime) -> Any:
    """What the entry says without this draft, None where there is none."""
    held = parameters.value_at(queries.stretch_before(found, now).document, path)
    return parameters.own_members(path, held)


def _table(found: AmendmentDraft, name: str, now: datetime) -> Path:
    path = tuple(name.split("."))
    held = parameters.value_at(queries.drafted(found, now), path)
    if not tables.is_table(path) or held is None:
        raise Invalid("parameter_unknown")
    return path


def _entry(found: AmendmentDraft, name: str, now: datetime) -> Path:
    """The path of an entry that holds before the draft or in it."""
    path = tuple(name.split("."))
    drafted = parameters.value_at(queries.drafted(found, now), path)
    if not tables.is_entry(path) or (drafted is None and _before(found, path, now) is None):
        raise Invalid("parameter_unknown")
    return path
