"""The one way to a nation: the shipped files with the approved amendments laid over them."""

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from pharos.common import tenancy
from pharos.common.errors import NotFound
from pharos.nations import files
from pharos.nations.model import Nation
from pharos.standards import rules
from pharos.standards.models import Amendment

# An amendment's id and the moment of its approval; with it the row never changes again.
_Key = tuple[UUID, datetime]


def nation(code: str, *, on: date, known_at: datetime | None = None) -> Nation:
    """The nation's standards on that legal day, as known at `known_at` (None: as known now).

    Raises NotFound `nation_unknown` for a code without files, `nation_without_regime` for a
    day before the first regime.
    """
    for piece in history(code, known_at=known_at):
        if piece.legal_basis.covers(on):
            return piece
    raise NotFound("nation_without_regime", nation=code, day=on.isoformat())


def history(code: str, *, known_at: datetime | None = None) -> tuple[Nation, ...]:
    """Every stretch of the nation's time in order, each ending where the next begins.

    Which amendments there are is asked in each scope, so that an approval binds every process
    at once; laying them over the files is remembered.
    """
    if code not in files.all_codes():
        raise NotFound("nation_unknown", nation=code)
    return tenancy.remembered(("standards", code, known_at), lambda: _history(code, known_at))


def all_codes() -> tuple[str, ...]:
    """The codes of the nations that this installation knows."""
    return files.all_codes()


def _history(code: str, known_at: datetime | None) -> tuple[Nation, ...]:
    found = Amendment.objects.filter(nation=code, approved_at__isnull=False)
    if known_at is not None:
        found = found.filter(approved_at__lte=known_at)
    return _pieces(code, tuple(found.order_by("id").values_list("id", "approved_at")))


def changes(code: str) -> list[rules.Change]:
    """Every approved amendment of the nation as a plain value."""
    found = Amendment.objects.filter(nation=code, approved_at__isnull=False)
    return _as_changes(list(found))


def amendment(amendment_id: UUID) -> Amendment:
    """One amendment, proposed or approved; raises NotFound `amendment_unknown`."""
    row = Amendment.objects.filter(id=amendment_id).first()
    if row is None:
        raise NotFound("amendment_unknown")
    return row


def amendments(code: str) -> list[Amendment]:
    """What was proposed and approved for a nation, newest first."""
    return list(Amendment.objects.filter(nation=code).order_by("-proposed_at"))


@lru_cache(maxsize=64)
def _pieces(code: str, keys: tuple[_Key, ...]) -> tuple[Nation, ...]:
    rows = Amendment.objects.filter(id__in=[key[0] for key in keys]) if keys else []
    return rules.pieces(files.regimes(code), _as_changes(list(rows)))


def _as_changes(rows: list[Amendment]) -> list[rules.Change]:
    return [
        rules.Change(row.id, row.first_day, row.approved_at, row.changes)
        for row in rows
        if row.approved_at is not None
    ]
