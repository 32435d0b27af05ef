"""Where a renewal can begin when what it renews was prolonged while it was pending."""

from datetime import date

from pharos.accreditation.models import Tenure


def is_prolonged(held: Tenure) -> bool:
    """Whether the days that a decision holds go beyond its own term."""
    own = held.decision.until
    return own is not None and held.until is not None and held.until > own


def free_from(held: Tenure, day: date) -> date | None:
    """The first day that a renewal decided on a day can have; None where there is no end.

    It begins where the decision in force ends. What is prolonged provisionally holds until the
    renewal is decided, and no longer.
    """
    if not is_prolonged(held):
        return held.until
    assert held.decision.until is not None
    return max(day, held.decision.until)
