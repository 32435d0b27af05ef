"""What a body is counts from midnight of its own nation, not of UTC."""

from datetime import UTC, date, datetime

import pytest
from bodies import Bodies

from pharos.common import tenancy
from pharos.common.errors import NotAllowed
from pharos.nations import zones
from pharos.organisations.actions.people import require_fitting
from pharos.organisations.models import OrganisationKind

EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
NEXT = date(2026, 11, 23)


def test_the_evening_in_utc_is_the_next_day_in_yerevan_and_tbilisi() -> None:
    assert [zones.legal_day(one, EVENING) for one in ("AM", "GE")] == [NEXT, NEXT]
    assert [zones.legal_day(one, EVENING).day for one in ("XD", "", None)] == [22, 22, 22]
    assert zones.legal_day("AM", EVENING.replace(hour=19)).day == 22


@pytest.mark.django_db
def test_a_kind_holds_from_midnight_where_the_body_is() -> None:
    """An agency from 23 November on has an officer at 21:00 UTC of the 22nd, and not before."""
    bodies = Bodies()
    for nation in ("AM", "GE", "XD"):
        body = bodies.enter(f"agency-{nation.lower()}", nation=nation)
        with tenancy.scope(bodies.keeper):
            OrganisationKind.objects.create(
                keeper_id=bodies.keeper.organisation_id, organisation=body, kind="qa_agency",
                from_day=NEXT,
            )  # fmt: skip
        for instant in (EVENING, EVENING.replace(hour=19)):
            if nation != "XD" and instant == EVENING:
                require_fitting(body, "officer", instant)
                continue
            with pytest.raises(NotAllowed):
                require_fitting(body, "officer", instant)
