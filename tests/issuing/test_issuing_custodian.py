"""B27: the records of a closed provider are kept by another; status lists go on, awards do not."""

from datetime import timedelta
from pathlib import Path

import pytest
from borrowed import borrow
from moments import NOW, TODAY

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import tenancy
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed
from pharos.issuing import actions, gate, renewal, rules
from pharos.issuing.gate import Asked
from pharos.organisations import queries as organisations
from pharos.organisations.actions import closing

awards_world = borrow("awards_world", Path(__file__).parents[1] / "awards" / "conftest.py")


def refused_with(code, kind=DomainError):
    return pytest.raises(kind, check=lambda error: error.code == code)


@pytest.fixture
def office(issuers):
    return awards_world._newcomer(issuers.world.organisations["registry"].id, "approver")


def closed(issuers, office, custodian="lighthouse-demo-university", **facts):
    keeper = issuers.world.organisations[custodian].id if custodian else None
    given = {"reason": "Dissolved.", "act": "DEMO 12", "day": TODAY - timedelta(days=1)} | facts
    with tenancy.scope(office):
        return closing.close(
            by=office, organisation_id=issuers.owner("ge"), custodian_id=keeper, now=NOW, **given
        )


def keeper(issuers, who):
    return organisations.actor_for(issuers.world.people[who], issuers.owner("ge"), now=NOW)


def test_only_who_keeps_the_records_acts_for_a_closed_provider(issuers, office):
    """AUT-04: the role follows from another and is never given; the old people are out."""
    closed(issuers, office)
    by = keeper(issuers, "registrar-am")
    assert by.roles == {"custodian"}
    held = policies.held_by(by)
    assert Permission.AWARD_REVOKE in held
    assert not held & {Permission.BATCH_IMPORT, Permission.PROGRAMME_DRAFT, Permission.KEY_PROPOSE}
    for who, code in (("head-ge", "organisation_closed"), ("agency-officer-ge", "not_a_member")):
        with refused_with(code, NotAllowed):
            keeper(issuers, who)
    with refused_with("not_a_member", NotAllowed):
        organisations.actor_for(office.person_id, issuers.owner("ge"), now=NOW)


def test_the_office_keeps_what_nobody_else_does_and_hands_it_over(issuers, office):
    closed(issuers, office, None)
    own = organisations.actor_for(office.person_id, issuers.owner("ge"), now=NOW)
    assert own.roles == {"custodian"}
    with tenancy.scope(office):
        closing.hand_over(
            by=office, organisation_id=issuers.owner("ge"), act="DEMO 13", day=TODAY,
            custodian_id=issuers.world.organisations["lighthouse-demo-university"].id,
        )  # fmt: skip
        with refused_with("keeps_records_of_others", Conflict):
            closing.close(
                by=office, organisation_id=issuers.owner("am"), reason="No.", act="X", now=NOW
            )
    assert keeper(issuers, "head-am").roles == {"custodian"}
    with refused_with("not_a_member", NotAllowed):
        organisations.actor_for(office.person_id, issuers.owner("ge"), now=NOW)
    with tenancy.scope(keeper(issuers, "head-am")):
        days = [one.until_day for one in organisations.custodies(issuers.owner("ge"))]
    assert days == [None, TODAY]


def test_its_status_lists_go_on_and_two_people_revoke(issuers, office):
    row = issuers.issued()[0]
    closed(issuers, office)
    assert renewal.publish_overdue(now=NOW, signer=issuers.signer) == 1
    first, second = keeper(issuers, "registrar-am"), keeper(issuers, "head-am")
    revoke = {"credential_id": row.id, "reason": "error_in_data", "now": NOW}
    with tenancy.scope(first):
        with refused_with("second_person_needed", NotAllowed):
            actions.revoke(by=first, **revoke)
        suspension = {**revoke, "reason": "under_investigation"}
        actions.suspend(by=first, **suspension)
        with refused_with("second_person_needed", NotAllowed):
            actions.revoke(by=first, **revoke)
    with tenancy.scope(second):
        actions.revoke(by=second, **revoke)
    later = NOW + rules.PUBLISH_EVERY + timedelta(minutes=1)
    assert renewal.publish_overdue(now=later, signer=issuers.signer) == 1


def test_no_award_is_made_any_more(issuers, office):
    version = issuers.world.versions["data-analysis"]
    asked = [Asked(version.id, TODAY, None)]
    closed(issuers, office)
    with tenancy.scope(keeper(issuers, "head-am")):
        found = gate.stopped(version, asked, now=NOW)
    assert found[version.id].code == "organisation_closed"


def test_closing_names_its_act_and_a_day_that_has_come(issuers, office):
    with refused_with("custody_act_missing", Invalid):
        closed(issuers, office, act=" ")
    with refused_with("close_day_ahead", Invalid):
        closed(issuers, office, day=TODAY + timedelta(days=2))
    with refused_with("custodian_not_listed", Invalid):
        closed(issuers, office, "golden-fleece-demo-university")


def test_a_merger_passes_records_and_no_accreditation(issuers, office):
    """B23: the successor keeps the records; decisions stay with whom they were taken about."""
    successor = issuers.world.organisations["lighthouse-demo-university"]
    closed(issuers, office, None, successor_id=successor.id)
    owner = issuers.owner("ge")
    with tenancy.scope(keeper(issuers, "head-am")):
        custody = organisations.custody_of(owner, on=TODAY)
        assert custody is not None
        assert custody.custodian_id == successor.id
        merged = organisations.successor_of(owner, on=TODAY)
        assert merged is not None
        assert (merged.other_id, merged.from_day) == (successor.id, TODAY - timedelta(days=1))
