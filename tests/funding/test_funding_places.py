"""Applications, places and claims on a real database: who sees what, and never above the budget."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from fundingworld import (
    EARLY,
    HEAD,
    LATER,
    PARTNER,
    Funding,
    applied,
    awarded,
    mailed,
    new_scheme,
    priced,
)
from moments import NOW

from pharos.catalogue import search
from pharos.catalogue.offerings import actions as offering_actions
from pharos.catalogue.offerings import queries as offerings
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.models import PersonKey
from pharos.funding import actions, queries
from pharos.funding.models import Account, Application, Claim, Proof
from pharos.funding.rules import Reader

PROVIDER = "golden-fleece-demo-university"


def refused(error: type[DomainError], act: Any, *args: Any, **facts: Any) -> str:
    with pytest.raises(error) as caught:
        act(*args, **facts)
    return caught.value.code


def test_two_people_publish_a_scheme(funding: Funding) -> None:
    """AUT-06: who proposed a scheme never approves it; only the own funder does."""
    made = funding.act(PARTNER, actions.propose_scheme, new=new_scheme())
    ask = {"scheme_id": made.id, "digest": bytes(made.digest)}
    with tenancy.scope(ANONYMOUS):
        assert queries.in_force(EARLY.date()) == [funding.scheme]
        assert refused(NotFound, queries.published, made.id) == "scheme_unknown"
    both = replace(funding.world.actor(PARTNER), roles=frozenset({"partner", "head"}))
    with tenancy.scope(both):
        code = refused(NotAllowed, actions.approve_scheme, **ask, by=both, now=EARLY)
    assert code == "proposer_approves"
    stranger = "employer-head-am"
    assert refused(NotFound, funding.act, stranger, actions.approve_scheme, **ask)
    stale = {**ask, "digest": b"x" * 32}
    assert refused(Conflict, funding.act, HEAD, actions.approve_scheme, **stale)
    funding.act(HEAD, actions.approve_scheme, **ask)
    assert refused(Conflict, funding.act, HEAD, actions.approve_scheme, **ask)
    closing = {"scheme_id": made.id, "reason": "No money left."}
    funding.act(HEAD, actions.close_scheme, **closing)
    with tenancy.scope(ANONYMOUS):
        assert queries.in_force(EARLY.date()) == [funding.scheme]
    as_ministry = new_scheme(funder_kind="ministry")
    assert refused(NotAllowed, funding.act, PARTNER, actions.propose_scheme, new=as_ministry)


def test_the_provider_learns_yes_or_no_and_the_funder_no_name(funding: Funding) -> None:
    """PRV-05: the group and the note are the funder's, the name is the provider's, never both."""
    made = applied(funding.world, funding.scheme)
    with tenancy.scope(funding.world.actor("registrar-ge")) as provider:
        seen = queries.application_for(provider, made.id)
        assert seen.entitled
        assert queries.contacts([seen])[made.id].name == "ნინო ბერიძე"
        assert not Proof.objects.exists()
        assert queries.proof(provider, made.id) is None
    with tenancy.scope(funding.world.actor(PARTNER)) as funder:
        told = queries.proof(funder, made.id)
        assert told is not None
        assert told.reader == Reader("unemployed", "GE-TB", None)
        assert queries.contacts([queries.application_for(funder, made.id)]) == {}
    for stranger in ("registrar-am", "employer-partner-am"):
        with tenancy.scope(funding.world.actor(stranger)) as by:
            assert refused(NotFound, queries.application_for, by, made.id)
    with tenancy.scope(ANONYMOUS):
        assert not Application.objects.exists()
    with tenancy.scope(ANONYMOUS, capability=made.id):
        assert queries.application(made.id).state == "applied"
        assert not Proof.objects.exists()


def test_a_place_is_reserved_until_its_end_and_falls_free(funding: Funding) -> None:
    made = applied(funding.world, funding.scheme)
    ask = {"application_id": made.id, "accept": True}
    assert refused(NotAllowed, funding.act, PARTNER, actions.decide, **ask)
    place = funding.act("registrar-ge", actions.decide, **ask)
    assert (place.state, place.amount) == ("reserved", Decimal("480.00"))
    assert funding.account() == (Decimal("480.00"), Decimal(0))
    assert refused(Conflict, funding.act, "registrar-ge", actions.decide, **ask)
    end = EARLY + timedelta(days=1_095)
    with tenancy.scope(system(organisation_id=made.organisation_id)):
        late = {"application_id": made.id}
        assert not actions.release_late(**late, now=end - timedelta(seconds=1))
        assert actions.release_late(**late, now=end)
        assert not actions.release_late(**late, now=end)
    assert funding.account() == (Decimal(0), Decimal(0))


def test_what_does_not_fit_is_refused_with_a_reason(funding: Funding) -> None:
    made = applied(funding.world, funding.scheme, group="teacher")
    assert not made.entitled
    ask = {"application_id": made.id, "accept": True}
    code = refused(Conflict, funding.act, "registrar-ge", actions.decide, **ask)
    assert code == "application_not_entitled"
    no = {"application_id": made.id, "accept": False}
    assert refused(Invalid, funding.act, "registrar-ge", actions.decide, **no)
    funding.act("registrar-ge", actions.decide, **no, reason="Not in a group.")
    other = applied(funding.world, funding.scheme)
    funding.act(HEAD, actions.close_scheme, scheme_id=funding.scheme.id, reason="Over.")
    late = {"application_id": other.id, "accept": True}
    assert refused(Conflict, funding.act, "registrar-ge", actions.decide, **late)
    assert refused(Conflict, actions.place_of, funding.scheme.id, other.version_id, EARLY)


def test_the_budget_is_never_exceeded(funding: Funding) -> None:
    """BIZ: the database refuses the place that the budget does not cover, and keeps the rest."""
    for _ in range(2):
        funding.reserved()
    third = applied(funding.world, funding.scheme)
    ask = {"application_id": third.id, "accept": True}
    code = refused(Conflict, funding.act, "registrar-ge", actions.decide, **ask)
    assert code == "budget_exhausted"
    assert funding.account() == (Decimal("960.00"), Decimal(0))
    with (
        tenancy.scope(funding.world.actor(PARTNER)),
        pytest.raises(DatabaseError, match="denied"),
        transaction.atomic(),
    ):
        Account.objects.update(budget=1_000_000)


def test_an_applicant_leaves_without_a_trace(funding: Funding) -> None:
    """PRV-01: withdrawing destroys both keys at once; the place is free, the figures stay."""
    place = funding.reserved()
    with tenancy.scope(system(organisation_id=place.organisation_id)):
        actions.withdraw(application_id=place.id, now=LATER)
        assert not actions.forget(application_id=place.id, now=LATER)
    with tenancy.scope(system(organisation_id=place.funder_id)):
        assert actions.forget_proof(application_id=place.id, now=LATER)
        assert Proof.objects.get(application_id=place.id).box is None
        key = Proof.objects.get(application_id=place.id).person_key_id
        assert PersonKey.objects.get(id=key).wrapped is None
    with tenancy.scope(funding.world.actor("registrar-ge")) as by:
        seen = queries.application_for(by, place.id)
        assert (seen.state, seen.box, queries.contacts([seen])) == ("withdrawn", None, {})
    assert funding.account() == (Decimal(0), Decimal(0))


def test_an_award_is_claimed_once_and_paid_by_two_people(funding: Funding) -> None:
    """BIZ, AUT-06: no award and no place is claimed twice; checking and paying are two persons."""
    first, second = funding.reserved(), funding.reserved()
    award = awarded(funding.world, NOW)
    claim = {"application_id": first.id, "award_id": award}
    made = funding.act("registrar-ge", actions.claim, NOW, **claim)
    assert refused(Conflict, funding.act, "registrar-ge", actions.claim, NOW, **claim)
    again = {"application_id": second.id, "award_id": award}
    code = refused(Conflict, funding.act, "registrar-ge", actions.claim, NOW, **again)
    assert code == "claim_made_already"
    own = {"claim_id": made.id}
    assert (
        refused(Conflict, funding.act, HEAD, actions.approve_claim, NOW, **own)
        == "claim_not_checked"
    )
    assert refused(NotFound, funding.act, "employer-partner-am", actions.check_claim, NOW, **own)
    funding.act(PARTNER, actions.check_claim, NOW, **own)
    both = replace(funding.world.actor(PARTNER), roles=frozenset({"partner", "head"}))
    with tenancy.scope(both):
        assert (
            refused(NotAllowed, actions.approve_claim, **own, by=both, now=NOW)
            == "checker_approves"
        )
    assert funding.account() == (Decimal("960.00"), Decimal(0))
    funding.act(HEAD, actions.approve_claim, NOW, **own)
    assert refused(Conflict, funding.act, HEAD, actions.approve_claim, NOW, **own)
    assert funding.account() == (Decimal("480.00"), Decimal("480.00"))
    with (
        tenancy.scope(funding.world.actor("registrar-ge")),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Claim.objects.create(
                organisation_id=second.organisation_id, funder_id=second.funder_id,
                application=second, award_id=award, awarded_on=EARLY.date(), amount=1,
                made_by=second.organisation_id, made_at=NOW,
            )  # fmt: skip


def test_only_an_award_after_the_application_counts(funding: Funding) -> None:
    award = awarded(funding.world, NOW)
    late = applied(funding.world, funding.scheme, NOW)
    funding.act("registrar-ge", actions.decide, NOW, application_id=late.id, accept=True)
    claim = {"application_id": late.id, "award_id": award}
    code = refused(Invalid, funding.act, "registrar-ge", actions.claim, NOW, **claim)
    assert code == "claim_award_before_place"
    assert refused(NotFound, funding.act, "registrar-am", actions.claim, NOW, **claim)


def test_a_refused_claim_leaves_the_place_reserved(funding: Funding) -> None:
    place = funding.reserved()
    award = awarded(funding.world, NOW)
    claim = {"application_id": place.id, "award_id": award}
    made = funding.act("registrar-ge", actions.claim, NOW, **claim)
    funding.act(HEAD, actions.refuse_claim, NOW, claim_id=made.id, reason="Another learner.")
    assert funding.account() == (Decimal("480.00"), Decimal(0))
    assert funding.act("registrar-ge", actions.claim, NOW, **claim).amount == Decimal("480.00")


def test_free_or_funded_for_a_reader(funding: Funding) -> None:
    """PRV: the answer hangs on the address alone; nothing of the reader is kept."""
    with tenancy.scope(ANONYMOUS):
        find = {"on": EARLY.date(), "asked": search.Asked(), "limit": 10}
        (found,), more = queries.free_or_funded(Reader("unemployed", "GE-TB"), **find)
        assert (found.version.programme.slug, found.is_free, more) == (
            "data-analysis",
            False,
            False,
        )
        (paid,) = found.paid
        assert (paid.amount, paid.rest) == (Decimal("480.00"), Decimal("120.00"))
        assert queries.free_or_funded(Reader("teacher", "GE-TB"), **find) == ([], False)
        assert queries.free_or_funded(Reader(), **find) == ([], False)


def test_the_report_of_a_funder_says_nothing_of_single_people(funding: Funding) -> None:
    """PRV: five are told, four are not; another's scheme is unknown."""
    made = [applied(funding.world, funding.scheme) for _ in range(5)]
    applied(funding.world, funding.scheme, group="youth")
    for one in made[:2]:
        funding.act("registrar-ge", actions.decide, application_id=one.id, accept=True)
    with tenancy.scope(funding.world.actor(PARTNER)) as by:
        report = queries.report(by, funding.scheme)
    assert report.account is not None
    assert report.account.reserved == Decimal("960.00")
    assert report.groups == {"unemployed": None, "youth": None}
    assert set(report.places.values()) == {None}
    with tenancy.scope(funding.world.actor("registrar-ge")) as by:
        assert refused(NotFound, queries.report, by, funding.scheme)


def test_whoever_applied_is_told_what_happens_and_nothing_of_the_proof(funding: Funding) -> None:
    """PRV-05: mails name programme, scheme and outcome, in the applicant's language and key."""
    first, second = (applied(funding.world, funding.scheme) for _ in range(2))
    ask = {"application_id": first.id}
    funding.act("registrar-ge", actions.let_wait, **ask)
    assert refused(Conflict, funding.act, "registrar-ge", actions.let_wait, **ask)
    funding.act("registrar-ge", actions.decide, accept=True, **ask)
    funding.act("registrar-ge", actions.release, reason="The group\nis not held.", **ask)
    letters = mailed(first)
    assert list(letters) == [
        "mail_place_received", "mail_place_waiting", "mail_place_reserved", "mail_place_released",
    ]  # fmt: skip
    told = letters["mail_place_released"]
    assert (told.to, told.language, told.person_key_id) == (
        "nino@example.org", "ka", first.person_key_id,
    )  # fmt: skip
    assert told.link == f"/ka/funding/place/{first.id}"
    assert told.facts["reason"] == "The group is not held."
    assert letters["mail_place_reserved"].facts["amount"] == "480 GEL"
    everything = " ".join(f"{one.facts}" for one in letters.values())
    assert "employment service" not in everything
    assert "unemployed" not in everything
    assert "ნინო" not in everything
    funding.act(HEAD, actions.close_scheme, scheme_id=funding.scheme.id, reason="No money.")
    closed = mailed(second)["mail_place_refused"]
    assert closed.facts["reason"] == "No money."
    with tenancy.scope(system(organisation_id=second.organisation_id)) as by:
        assert queries.application(second.id).state == "refused"
        actions.forget(application_id=second.id, now=NOW)
        assert not actions.tell(application_id=second.id, news="lapsed", by=by, now=NOW)
    assert mailed(second)["mail_place_refused"] is None


def test_a_place_takes_a_seat_and_gives_it_back(funding: Funding) -> None:
    """BIZ: a full offering refuses with a code of its own; whoever leaves frees the seat."""
    one = priced(funding.world, EARLY, "10.00", seats=1, starts=date(2029, 3, 1))
    first, second = (applied(funding.world, funding.scheme) for _ in range(2))
    assert {first.offering_id, second.offering_id} == {one.id}
    yes = {"accept": True}
    funding.act("registrar-ge", actions.decide, application_id=first.id, **yes)
    code = refused(
        Conflict, funding.act, "registrar-ge", actions.decide, application_id=second.id, **yes
    )
    assert code == "offering_full"
    assert funding.account() == (first.amount, Decimal(0))
    # who applies now is led to the next offering, which has seats
    assert applied(funding.world, funding.scheme).offering_id != one.id
    free = replace(one.terms, seats=None)
    with tenancy.scope(system(organisation_id=first.organisation_id)):
        actions.withdraw(application_id=first.id, now=NOW)
        assert offerings.filling(one.id).taken == 0
    funding.act("registrar-ge", actions.decide, application_id=second.id, **yes)
    change = {"offering_id": one.id, "terms": replace(one.terms, seats=1)}
    funding.act("registrar-ge", offering_actions.change, **change | {"terms": free})
    third = applied(funding.world, funding.scheme)
    assert third.offering_id == one.id
    funding.act("registrar-ge", actions.decide, application_id=third.id, **yes)
    code = refused(Invalid, funding.act, "registrar-ge", offering_actions.change, **change)
    assert code == "offering_incomplete"


def test_who_still_waits_is_told_when_the_scheme_ends(funding: Funding) -> None:
    kept, waiting = funding.reserved(), applied(funding.world, funding.scheme)
    funder = system(organisation_id=funding.scheme.organisation_id)
    ending = {"scheme_id": funding.scheme.id, "by": funder}
    over = datetime(2033, 1, 1, 8, tzinfo=UTC)
    with tenancy.scope(funder):
        assert actions.end_scheme(**ending, now=over - timedelta(days=1)) == 0
        assert actions.end_scheme(**ending, now=over) == 1
        assert actions.end_scheme(**ending, now=over) == 0
        assert queries.application(kept.id).state == "reserved"
        assert queries.application(waiting.id).state == "refused"
    assert "2032" in mailed(waiting)["mail_place_ended"].facts["last"]
