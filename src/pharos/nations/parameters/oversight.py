"""What follows a decision: appeals, complaints, reports, reminders, agencies abroad."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pharos.nations import fields
from pharos.nations.fields import NationError, Table
from pharos.nations.vocabulary import DECISION_KINDS


@dataclass(frozen=True, slots=True)
class OversightParameters:
    """Days are calendar days, after the day that they are counted from.

    ESG 2015, 2.7: an appeal is about an outcome, a complaint about conduct. `prolongs`: an
    application before the end of a term prolongs it until the decision, at most so many
    months. `annulment_reaches_back` names the kinds of decision that count as never taken when
    they are annulled on appeal; the others end on the day of that decision. Foreign decisions
    are told within `foreign_notice_days`, zero where nobody has to be told.
    """

    appeal_days: int
    appeal_members: int
    annulment_reaches_back: tuple[str, ...]
    complaint_days: int
    complaint_answer_days: int
    prolongs: bool
    prolongation_months: int
    reminder_days: tuple[int, ...]
    report_month: int
    report_day: int
    report_reminder_days: int
    report_warning_days: int
    report_suspension_days: int
    ects_change_percent: int
    foreign_accepted: bool
    foreign_notice_days: int

    def report_due(self, year: int) -> date:
        """The last day for the annual report that is due in a calendar year."""
        return date(year, self.report_month, self.report_day)


def read(path: str, value: object) -> OversightParameters:
    """The parameters of a table; raises NationError for anything unknown or out of range."""
    table = Table(path, value)
    found = OversightParameters(
        appeal_days=table.take("appeal_days", _positive),
        appeal_members=table.take("appeal_members", _positive),
        annulment_reaches_back=table.take(
            "annulment_reaches_back", fields.rows(fields.one_of(DECISION_KINDS))
        ),
        complaint_days=table.take("complaint_days", _positive),
        complaint_answer_days=table.take("complaint_answer_days", _positive),
        prolongs=table.take("prolongs", fields.flag),
        prolongation_months=table.take("prolongation_months", _positive),
        reminder_days=table.take("reminder_days", fields.rows(_positive)),
        report_month=table.take("report_month", _positive),
        report_day=table.take("report_day", _positive),
        report_reminder_days=table.take("report_reminder_days", fields.integer),
        report_warning_days=table.take("report_warning_days", _positive),
        report_suspension_days=table.take("report_suspension_days", _positive),
        ects_change_percent=table.take("ects_change_percent", fields.integer),
        foreign_accepted=table.take("foreign_accepted", fields.flag),
        foreign_notice_days=table.take("foreign_notice_days", fields.integer),
    )
    table.end()
    _check(path, found)
    return found


def _check(path: str, found: OversightParameters) -> None:
    """A day of every year, steps that follow each other, reminders that come nearer."""
    try:
        found.report_due(2001)  # no leap year
    except ValueError as error:
        raise NationError(f"{path}.report_day", "no day of every year") from error
    if found.report_warning_days >= found.report_suspension_days:
        raise NationError(f"{path}.report_warning_days", "a warning comes before the suspension")
    if list(found.reminder_days) != sorted(set(found.reminder_days), reverse=True):
        raise NationError(f"{path}.reminder_days", "the longest time comes first, each once")


def _positive(path: str, value: Any) -> int:
    number = fields.integer(path, value)
    if number == 0:
        raise NationError(path, "must be one or more")
    return number
