"""B21: what is suspended reaches open offers and pending awards, and its lift gives them back."""

from datetime import timedelta

import pytest
from django.db import connection
from moments import NOW, TODAY, TOMORROW
from rosteracts import confirmed, proposed, refused_with, single

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import Decision
from pharos.accreditation.rules import end_of_term
from pharos.awards import actions, queries
from pharos.awards.actions.cascade import cascade
from pharos.catalogue.offerings.models import Offering
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.common.errors import Conflict, NotAllowed
from pharos.issuing import actions as issuing
from pharos.issuing import tasks
from pharos.issuing.models import Intent
from pharos.organisations.models import Organisation
from pharos.portal.queries import programmes

AUTHORISATION, PROGRAMME = "DEMO-GE-A-2024/9", "DEMO-GE-P-2024/15"


@pytest.fixture
def offering(world):
    version = world.versions["data-analysis"]
    with tenancy.scope(world.actor("registrar-ge")):
        return Offering.objects.create(
            organisation_id=version.organisation_id, version=version, starts=TOMORROW,
            form="online", language="ka", application_contact="demo", written_at=NOW,
        )  # fmt: skip


def changed(world, number, kind, day=TODAY, **members):
    change = NewChange(
        decision=str(Decision.objects.get(number=number).id), kind=kind, number=f"{kind}/1",
        decided_on=TODAY, first_day=day, **members,
    )  # fmt: skip
    proposal = world.in_scope(
        "agency-officer-ge", accreditation.propose_change, change=change, now=NOW
    )
    digest = bytes(proposal.digest)
    world.in_scope(
        "agency-approver-ge", accreditation.approve_change,
        proposal_id=proposal.id, digest=digest, now=NOW,
    )  # fmt: skip


def cascaded(world, now=NOW):
    owner = world.organisations["golden-fleece-demo-university"].id
    by = system(organisation_id=owner)
    with tenancy.scope(by):
        cascade(organisation_id=owner, by=by, now=now)


def held(world, batch_id):
    with tenancy.scope(world.actor("head-ge")) as head:
        return queries.batch_for(head, batch_id).held_for


def deferred(name):
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [name])
        return cursor.fetchone()[0]


def causes(offering):
    offering.refresh_from_db()
    return offering.state, offering.causes


@pytest.mark.parametrize(
    ("number", "cause"),
    [(AUTHORISATION, "provider_suspended"), (PROGRAMME, "programme_suspended")],
)
def test_a_suspension_holds_what_waits_until_its_lift(world, offering, number, cause):
    """B21: told to the provider as it begins, again and again the same, ended by the lift."""
    batch = single(world, award_date=TODAY.isoformat()).batch
    proposed(world, batch)
    other = single(world, programme="spreadsheet-skills", award_date="2025-02-14").batch
    proposed(world, other)
    changed(world, number, "suspended")
    for _ in range(2):
        cascaded(world)
    assert (held(world, batch), held(world, other)) == (cause, "")
    assert causes(offering) == ("suspended", [cause])
    with tenancy.scope(ANONYMOUS):
        page = programmes.page(world.versions["data-analysis"], now=NOW)
    assert {one.facts["because"] for one in page["problems"]} == {"decision_suspended"}
    assert page["offerings"] == []
    with refused_with("batch_held", Conflict):
        world.in_scope("head-ge", actions.confirm, batch_id=batch, now=NOW)
    changed(world, number, "lifted")
    cascaded(world)
    assert (held(world, batch), causes(offering)) == ("", ("open", []))
    assert world.in_scope("head-ge", actions.confirm, batch_id=batch, now=NOW).awarded == 1


def test_it_begins_on_its_day_and_ends_on_its_last(world, offering):
    """The coming days are jobs of their own, so that nobody has to remember them."""
    batch = single(world, award_date=TODAY.isoformat()).batch
    proposed(world, batch)
    until = TODAY + timedelta(days=10)
    changed(world, AUTHORISATION, "suspended", TOMORROW, until=until)
    with connection.cursor() as cursor:
        cursor.execute(
            "select (scheduled_at at time zone 'Asia/Tbilisi')::date from procrastinate_jobs"
            " where task_name = 'awards.cascade' and scheduled_at is not null order by 1"
        )
        assert [row[0] for row in cursor.fetchall()] == [TOMORROW, until]
    cascaded(world)
    assert causes(offering) == ("open", [])
    cascaded(world, NOW + timedelta(days=1))
    # the day that the batch awards for lies before the suspension: the gate lets it pass
    assert (held(world, batch), causes(offering)[0]) == ("", "suspended")
    cascaded(world, NOW + timedelta(days=11))
    assert causes(offering) == ("open", [])


def test_what_was_confirmed_is_neither_refused_nor_signed_while_held(world):
    """Confirmed awards wait with their intent; the lift asks for their signature again."""
    batch = single(world, award_date=TODAY.isoformat()).batch
    confirmed(world, batch)
    changed(world, AUTHORISATION, "suspended")
    cascaded(world)
    owner = world.organisations["golden-fleece-demo-university"].id
    with tenancy.scope(system(organisation_id=owner)) as by:
        assert queries.is_paused(batch)
        intent = Intent.objects.create(
            organisation_id=owner, version_id=world.versions["data-analysis"].id, batch_id=batch,
            number=0, created="2026-11-22T10:00:00Z", count=1, key_id="k", list_id=1,
        )  # fmt: skip
        assert issuing.sign(intent_id=intent.id, by=by, now=NOW, signer=None) is None
    with tenancy.scope(world.actor("head-ge")):
        assert len(queries.chunk(owner, batch, 0)) == 1
    changed(world, AUTHORISATION, "lifted")
    cascaded(world)
    assert deferred("issuing.prepare") == 2
    assert deferred("issuing.sign") == 0
    with tenancy.scope(system(organisation_id=owner)) as by:
        tasks.prepare(by, batch_id=batch, number=0)
    assert deferred("issuing.sign") == 1


def test_a_withdrawal_lets_those_finish_who_had_begun(world, offering):
    """A teach-out ends the offers, and awards of those who began before it go on."""
    batch = single(world, award_date=TODAY.isoformat()).batch
    proposed(world, batch)
    changed(world, PROGRAMME, "withdrawn", teach_out_until=TODAY + timedelta(days=365))
    cascaded(world)
    assert held(world, batch) == ""
    assert causes(offering) == ("suspended", ["programme_suspended"])


def test_a_new_decision_ends_what_the_old_one_began(world, offering):
    changed(world, PROGRAMME, "withdrawn")
    cascaded(world)
    assert causes(offering) == ("suspended", ["programme_suspended"])
    version, before = world.versions["data-analysis"], deferred("awards.cascade")
    again = NewDecision(
        kind="programme", organisation=str(version.organisation_id), outcome="accredited",
        number="DEMO-GE-P-9", decided_on=TODAY, first_day=TODAY, until=end_of_term(TODAY, 7),
        version=str(version.id), version_digest=bytes(version.digest).hex(),
    )  # fmt: skip
    proposal = world.in_scope("agency-officer-ge", accreditation.propose, decision=again, now=NOW)
    world.in_scope(
        "agency-approver-ge", accreditation.approve,
        proposal_id=proposal.id, digest=bytes(proposal.digest), now=NOW,
    )  # fmt: skip
    assert deferred("awards.cascade") == before + 1
    cascaded(world)
    assert causes(offering) == ("open", [])


def test_a_closed_provider_offers_and_awards_nothing(world, offering):
    batch = single(world, award_date=TODAY.isoformat()).batch
    proposed(world, batch)
    owner = world.organisations["golden-fleece-demo-university"]
    with tenancy.scope(system(organisation_id=owner.keeper_id)):
        Organisation.objects.filter(id=owner.id).update(state="closed")
    cascaded(world)
    with tenancy.scope(system(organisation_id=owner.id)) as by:
        found = queries.batch_for(by, batch)
        assert found.held_for == "provider_closed"
    assert causes(offering) == ("suspended", ["provider_closed"])
    with tenancy.scope(ANONYMOUS):
        page = programmes.page(world.versions["data-analysis"], now=NOW)
    assert page["tag"].code == "page_programme_provider_closed"


def test_nobody_but_the_system_cascades(world):
    head = world.actor("head-ge")
    with tenancy.scope(head), pytest.raises(NotAllowed):
        cascade(organisation_id=head.organisation_id, by=head, now=NOW)
