"""When an entry is to be confirmed again, and what it is until then."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pharos.nations.parameters.confirmation import ConfirmationParameters


class State(StrEnum):
    """How an entry stands between two confirmations."""

    CONFIRMED = "confirmed"
    SOON = "soon"
    OVERDUE = "overdue"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Freshness:
    """The day an entry was confirmed last, when it is to be again, when it leaves the lists."""

    state: State
    confirmed_on: date
    due: date
    leaves: date

    @property
    def is_stale(self) -> bool:
        """Whether readers are told since when nobody confirmed it."""
        return self.state in (State.OVERDUE, State.LEFT)


def freshness(confirmed_on: date, today: date, asked: ConfirmationParameters) -> Freshness:
    """How an entry stands today."""
    due = months_after(confirmed_on, asked.every_months)
    leaves = due + timedelta(days=asked.grace_days)
    soon = due - timedelta(days=max(asked.reminder_days, default=0))
    if today >= leaves:
        state = State.LEFT
    elif today >= due:
        state = State.OVERDUE
    else:
        state = State.SOON if today >= soon else State.CONFIRMED
    return Freshness(state, confirmed_on, due, leaves)


def oldest_listed(today: date, asked: ConfirmationParameters) -> date:
    """Entries confirmed before this day have left the lists by today."""
    # months are of several lengths: the day is found by the same rule that entries are judged by
    day = today - timedelta(days=31 * asked.every_months + asked.grace_days + 1)
    while freshness(day, today, asked).state is State.LEFT:
        day += timedelta(days=1)
    return day


def reminders(due: date, asked: ConfirmationParameters) -> Sequence[date]:
    """The days on which the owner is reminded, the day itself and the last one among them."""
    before = {due - timedelta(days=days) for days in asked.reminder_days}
    return sorted({*before, due, due + timedelta(days=asked.grace_days)})


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
