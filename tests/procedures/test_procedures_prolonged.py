"""Where a renewal begins: after the term, or within a prolongation on the day it is decided."""

from datetime import date

import pytest

from pharos.accreditation.models import Decision, Tenure
from pharos.procedures.queries.prolonged import free_from, is_prolonged

END = date(2027, 2, 1)


def held(until: date | None, own: date | None = END) -> Tenure:
    return Tenure(decision=Decision(until=own), until=until)


@pytest.mark.parametrize(
    ("tenure", "day", "expected"),
    [
        (held(END), date(2026, 11, 1), END),
        (held(None, None), date(2026, 11, 1), None),
        (held(date(2027, 7, 1)), date(2026, 11, 1), END),  # prolonged, and decided before
        (held(date(2027, 7, 1)), date(2027, 4, 5), date(2027, 4, 5)),
        (held(date(2026, 12, 1)), date(2026, 11, 1), date(2026, 12, 1)),  # withdrawn later
    ],
)
def test_a_renewal_begins_where_what_it_renews_ends(
    tenure: Tenure, day: date, expected: date | None
) -> None:
    """REFERENCE 4.3: a prolongation lasts until the decision, and no longer."""
    assert free_from(tenure, day) == expected


def test_only_days_beyond_the_own_term_are_a_prolongation() -> None:
    assert is_prolonged(held(date(2027, 7, 1)))
    assert not is_prolonged(held(END))
    assert not is_prolonged(held(date(2026, 12, 1)))
    assert not is_prolonged(held(None, None))
