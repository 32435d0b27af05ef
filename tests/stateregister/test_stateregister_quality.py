"""E21: the desk of data quality counts what nobody confirmed, and names it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import apiworld
import pytest
import sharedworlds

from pharos.catalogue.confirming import actions as confirming
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.errors import NotAllowed
from pharos.stateregister import quality

NOW = apiworld.NOW


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        apiworld.standing_still(tmp_path),
        sharedworlds.lent(apiworld.awards_world.build_bare_world) as made,
    ):
        yield made


@pytest.mark.parametrize(
    ("days", "kind"), [(0, None), (340, "soon"), (370, "overdue"), (500, "left")]
)
def test_an_entry_stands_under_its_age(world: Any, days: int, kind: str | None) -> None:
    later = NOW + timedelta(days=days)
    with tenancy.scope(world.actor("ministry-officer-am")) as by:
        assert quality.nation_of(by) == "AM"
        counts = quality.counts("AM", now=later)
        listed = ProgrammeVersion.objects.filter(nation="AM").values("programme").distinct()
        assert listed.count() > 0
        for one in ("soon", "overdue", "left"):
            assert counts[one] == (listed.count() if one == kind else 0)
        # decisions were not taken in this world
        assert counts["unaccredited"] > 0
        if kind:
            found = quality.findings("AM", kind, now=later)
            assert {one.provider_slug for one in found} == {"lighthouse-demo-university"}


def test_what_its_owner_confirms_leaves_the_desk(world: Any) -> None:
    later = NOW + timedelta(days=500)
    version = ProgrammeVersion.objects.filter(nation="AM")[0]
    with tenancy.scope(world.actor("registrar-am")) as by:
        subjects = [version.programme_id, version.organisation_id]
        confirming.confirm(subjects=subjects, by=by, now=later)
    with tenancy.scope(world.actor("ministry-officer-am")):
        slugs = [one.programme for one in quality.findings("AM", "left", now=later)]
        assert version.programme.slug not in slugs
        assert quality.counts("AM", now=later)["organisation"] == 0


def test_a_provider_reads_no_desk_of_quality(world: Any) -> None:
    with tenancy.scope(world.actor("registrar-am")) as by, pytest.raises(NotAllowed):
        quality.nation_of(by)
