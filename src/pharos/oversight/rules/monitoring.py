"""Annual reports, reminders and conditions: what is due, and how late it is (ESG 2015, 1.10)."""

from collections.abc import Iterable
from datetime import date, timedelta

from pharos.nations.parameters.oversight import OversightParameters
from pharos.oversight.rules.words import Stage


def report_year(held_since: date, today: date, parameters: OversightParameters) -> int | None:
    """The newest year whose report can be asked for; None for who holds no decision so long.

    The first report is due in the calendar year after the one in which the decision began.
    """
    year = today.year
    ahead = timedelta(days=parameters.report_reminder_days)
    if today < parameters.report_due(year) - ahead:
        year -= 1
    return year if year > held_since.year else None


def report_stage(year: int, today: date, parameters: OversightParameters) -> Stage:
    """How late a report is that was not filed: asked for, reminded, warned, then proposed."""
    due = parameters.report_due(year)
    if today > due + timedelta(days=parameters.report_suspension_days):
        return Stage.SUSPENSION
    if today > due + timedelta(days=parameters.report_warning_days):
        return Stage.WARNING
    if today > due:
        return Stage.REMINDER
    ahead = timedelta(days=parameters.report_reminder_days)
    return Stage.DUE_SOON if today >= due - ahead else Stage.LATER


def reminder(until: date | None, today: date, parameters: OversightParameters) -> int | None:
    """Which reminder of the end of a term is due: the smallest number of days that is reached."""
    if until is None or today >= until:
        return None
    left = (until - timedelta(days=1) - today).days
    reached = [days for days in parameters.reminder_days if left <= days]
    return min(reached, default=None)


def overdue(dues: Iterable[date], today: date) -> list[date]:
    """The last days of conditions that are over: a task of the committee, no withdrawal."""
    return sorted(day for day in dues if day < today)


def told_in_time(decided_on: date, told_on: date, parameters: OversightParameters) -> bool:
    """Whether a decision of abroad was told soon enough; where nobody asks, always."""
    days = parameters.foreign_notice_days
    return days == 0 or told_on <= decided_on + timedelta(days=days)
