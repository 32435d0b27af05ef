"""Offerings: what they must say, when they are open, and the cascade of a suspension."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bodies import Bodies
from moments import NOW
from shelf import Shelf

from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings import actions, queries, rules
from pharos.catalogue.offerings.models import Offering
from pharos.catalogue.offerings.rules import Terms
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.nations.model import Nation

DAY = date(2026, 11, 22)
TERMS = Terms(
    starts=date(2027, 2, 1), ends=date(2027, 4, 30), apply_until=date(2027, 1, 20),
    form="blended", place="Gyumri", region="AM-SH", language="hy", seats=25,
    price=Decimal(60_000), currency="AMD", application_url="https://example.org/apply",
)  # fmt: skip


def test_what_is_complete_has_no_problem(armenia: Nation) -> None:
    assert list(rules.problems(TERMS, armenia)) == []
    free = replace(TERMS, price=Decimal(0), currency="", form="online", place="", region="")
    assert list(rules.problems(free, armenia)) == []


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"ends": date(2027, 1, 31)}, "offering_days_reversed"),
        ({"apply_until": date(2027, 5, 1)}, "offering_apply_too_late"),
        ({"form": "by pigeon"}, "code_unknown"),
        ({"region": "GE-TB"}, "code_unknown"),
        ({"language": "Armenian"}, "code_unknown"),
        ({"place": ""}, "offering_without_place"),
        ({"seats": 0}, "offering_seats"),
        ({"price": Decimal(-1)}, "invalid_number"),
        ({"currency": ""}, "offering_price_incomplete"),
        ({"price": None}, "offering_price_incomplete"),
        ({"application_url": ""}, "offering_without_contact"),
        ({"application_url": "http://example.org"}, "offering_address"),
        ({"application_url": "javascript:alert(1)"}, "offering_address"),
        ({"application_url": "https://exa mple.org/\"><script>"}, "offering_address"),
    ],
)  # fmt: skip
def test_each_gap_is_named(members: dict[str, Any], code: str, armenia: Nation) -> None:
    """OUT-06: an address to apply at is https and cannot close a quotation."""
    found = [one.code for one in rules.problems(replace(TERMS, **members), armenia)]
    assert code in found


@pytest.fixture
def version(shelf: Shelf) -> ProgrammeVersion:
    return shelf.publish("data", "Տվյալներ", "Data", form_of_participation=["blended", "online"])


@pytest.fixture
def announce(shelf: Shelf, version: ProgrammeVersion) -> Callable[..., Offering]:
    def act(**members: Any) -> Offering:
        with tenancy.scope(shelf.head):
            return actions.announce(
                version_id=version.id, terms=replace(TERMS, **members), by=shelf.head, now=NOW
            )

    return act


def _open(version: ProgrammeVersion, on: date = DAY) -> list[date]:
    with tenancy.scope(ANONYMOUS):
        return [one.starts for one in queries.open_for(version.id, on)]


@pytest.mark.django_db
def test_open_ones_are_seen_by_everybody_until_the_last_day_to_apply(
    announce: Callable[..., Offering], version: ProgrammeVersion
) -> None:
    announce(starts=date(2027, 3, 1), apply_until=None)
    announce()
    assert _open(version) == [date(2027, 2, 1), date(2027, 3, 1)]
    assert _open(version, date(2027, 1, 20)) == [date(2027, 2, 1), date(2027, 3, 1)]
    # A28: past ones fall out by themselves
    assert _open(version, date(2027, 1, 21)) == [date(2027, 3, 1)]
    assert _open(version, date(2027, 3, 2)) == []
    with tenancy.scope(ANONYMOUS):
        assert queries.next_starts([version.id], DAY) == {version.id: date(2027, 2, 1)}


@pytest.mark.django_db
def test_a_withdrawn_version_is_not_offered(
    shelf: Shelf, announce: Callable[..., Offering], version: ProgrammeVersion
) -> None:
    announce()
    with tenancy.scope(shelf.head):
        ProgrammeVersion.objects.filter(id=version.id).update(state="withdrawn", last_day=DAY)
    assert _open(version) == []
    with pytest.raises(Invalid) as refused:
        announce()
    assert [one.code for one in refused.value.problems] == ["version_withdrawn_already"]


@pytest.mark.django_db
def test_an_offering_says_what_its_version_provides_for(announce: Callable[..., Offering]) -> None:
    with pytest.raises(Invalid) as refused:
        announce(form="onsite", language="fr")
    assert [one.code for one in refused.value.problems] == ["offering_not_described"] * 2


@pytest.mark.django_db
def test_a_suspended_provider_offers_nothing_until_every_cause_is_gone(
    shelf: Shelf, announce: Callable[..., Offering], version: ProgrammeVersion
) -> None:
    """B21: the cascade takes open offers off the pages, once, and gives them back."""
    by, cause = system(organisation_id=shelf.university.id), "provider_suspended"
    one, closed = announce(), announce(starts=date(2027, 4, 1))
    with tenancy.scope(shelf.head):
        actions.close(offering_id=closed.id, by=shelf.head, now=NOW)
        actions.suspend(offering_id=one.id, by=shelf.head, now=NOW)
    with tenancy.scope(by):
        assert actions.suspend_all(shelf.university.id, cause, by, NOW) == 1
        assert actions.suspend_all(shelf.university.id, cause, by, NOW) == 0
    with tenancy.scope(shelf.head):
        actions.resume(offering_id=one.id, by=shelf.head, now=NOW)
    assert _open(version) == []
    with tenancy.scope(by):
        assert actions.resume_all(shelf.university.id, cause, by, NOW, [version.id]) == 1
    assert _open(version) == [date(2027, 2, 1)]
    with tenancy.scope(shelf.head), pytest.raises(Conflict):
        actions.close(offering_id=closed.id, by=shelf.head, now=NOW)
    with tenancy.scope(shelf.head), pytest.raises(NotAllowed):
        actions.suspend_all(shelf.university.id, cause, shelf.head, NOW)


@pytest.mark.django_db
def test_another_provider_finds_and_changes_nothing(
    bodies: Bodies, shelf: Shelf, announce: Callable[..., Offering]
) -> None:
    """AUT-02: an offering of somebody else is unknown, and so is a version."""
    made = announce()
    other = bodies.person(bodies.enter("other-university", "hei_private"), "registrar")
    with tenancy.scope(other):
        for act in (actions.close, actions.suspend, actions.resume):
            with pytest.raises(NotFound):
                act(offering_id=made.id, by=other, now=NOW)
        with pytest.raises(NotFound):
            actions.announce(version_id=made.version_id, terms=TERMS, by=other, now=NOW)
