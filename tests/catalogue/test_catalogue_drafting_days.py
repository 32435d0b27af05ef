"""Days in a list of a draft: people write and read them day first, the document holds ISO 8601."""

import pytest

from pharos.catalogue.drafting.parts import Days

STARTS = Days(name="starts", code="schedule_starts")


@pytest.mark.parametrize("typed", ["21.11.2026", "21/11/2026", " 21-11-2026 ", "2026-11-21"])
def test_a_day_of_a_list_is_kept_as_the_standard_writes_it(typed):
    assert STARTS.member("starts", {"starts": f"{typed}\n\n01.02.2027"}) == [
        "2026-11-21",
        "2027-02-01",
    ]


def test_a_day_of_a_list_is_shown_day_first():
    assert STARTS.initial("starts", ["2026-11-21", "2027-02-01"]) == {
        "starts": "21.11.2026\n01.02.2027"
    }


@pytest.mark.parametrize("typed", ["soon", "31.02.2026"])
def test_what_is_no_day_stays_as_it_was_typed(typed):
    kept = STARTS.member("starts", {"starts": typed})
    assert kept == [typed]
    assert STARTS.initial("starts", kept) == {"starts": typed}
