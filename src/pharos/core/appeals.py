"""What an appeal does to the changes of a decision, as known at an instant.

Filing an appeal has no effect of its own. Where suspensive effect was granted, the contested
change rests from then until the appeal is closed; where the appeals body annuls it, it counts
as never made. Everything stays on record (ESG 2015, 2.7).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from pharos.core.decided import AppealOutcome, Change, ChangeKind

_OF_APPEALS: Final = frozenset({ChangeKind.UNDER_APPEAL, ChangeKind.APPEAL_CLOSED})


def in_effect(known: Sequence[Change], day: date) -> list[Change]:
    """The changes that count on a day: neither annulled on appeal nor resting that day."""
    if not any(one.kind in _OF_APPEALS for one in known):
        return list(known)
    return [one for one in known if not _is_struck(one, known) and not _rests(one, known, day)]


def open_appeals(known: Sequence[Change], day: date) -> list[Change]:
    """The appeals that were begun and not closed by a day."""
    return [appeal for appeal, end in _appeals(known)
            if appeal.first_day <= day and (end is None or day < end)]  # fmt: skip


def resting(known: Sequence[Change], day: date) -> Change | None:
    """The appeal by which the decision itself rests on a day."""
    for one in open_appeals(known, day):
        if one.suspensive and one.contests is None:
            return one
    return None


def _is_struck(change: Change, known: Sequence[Change]) -> bool:
    return any(
        one.kind is ChangeKind.APPEAL_CLOSED
        and one.outcome is AppealOutcome.ANNUL
        and one.contests == change.recorded_at
        for one in known
    )


def _rests(change: Change, known: Sequence[Change], day: date) -> bool:
    return any(
        one.suspensive and one.contests == change.recorded_at for one in open_appeals(known, day)
    )


def _appeals(known: Sequence[Change]) -> Iterator[tuple[Change, date | None]]:
    """Each appeal with the first day on which a later entry has closed it."""
    for at, one in enumerate(known):
        if one.kind is ChangeKind.UNDER_APPEAL:
            ends = [later.first_day for later in known[at + 1 :] if _closes(later, one)]
            yield one, min(ends, default=None)


def _closes(later: Change, appeal: Change) -> bool:
    if later.kind is ChangeKind.APPEAL_CLOSED:
        return later.contests == appeal.contests
    return later.kind is ChangeKind.ANNULLED and appeal.contests is None
