"""The mandate to sign and whose name stands below it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.organisations import actions, queries
from pharos.organisations.models import Mandate, Organisation

from .conftest import NOW, World

Member = Callable[..., Actor]
FIRST = date(2026, 4, 1)
ACT = {"act": "Order 12 of the director", "act_day": date(2026, 3, 1), "first_day": FIRST}


def proposed(by: Actor, **changes: object) -> Mandate:
    with tenancy.scope(by):
        return actions.propose_mandate(by=by, now=NOW, **{**ACT, **changes})


def approved(by: Actor, mandate: Mandate, content_hash: bytes | None = None) -> Mandate:
    with tenancy.scope(by):
        return actions.approve_mandate(
            by=by,
            mandate_id=mandate.id,
            content_hash=content_hash or bytes(mandate.content_hash),
            now=NOW,
        )


def in_force(organisation: Organisation, day: date = FIRST, at=NOW) -> Mandate | None:
    return queries.mandate_in_force(organisation.id, on=day, at=at)


def test_two_people_make_a_mandate(academy: Organisation, member: Member) -> None:
    mandate = proposed(member("registrar"), until_day=date(2027, 4, 1))
    assert in_force(academy) is None
    approved(member("head"), mandate)
    assert in_force(academy) == mandate
    assert in_force(academy, FIRST - timedelta(days=1)) is None
    assert in_force(academy, date(2027, 3, 31)) == mandate
    assert in_force(academy, date(2027, 4, 1)) is None
    assert in_force(academy, at=NOW - timedelta(seconds=1)) is None


def test_the_proposer_does_not_approve(academy: Organisation, member: Member) -> None:
    """AUT-06: refused by the action, and by the table when somebody goes round it."""
    registrar = member("registrar")
    both = member("head", person_id=registrar.person_id)
    mandate = proposed(registrar)
    with pytest.raises(NotAllowed) as refused:
        approved(both, mandate)
    assert refused.value.code == "proposer_approves"
    with tenancy.scope(both), pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(id=mandate.id).update(approved_by=both.person_id, approved_at=NOW)


def test_an_approval_binds_to_what_was_read(academy: Organisation, member: Member) -> None:
    """AUT-07: the approval of one text is not the approval of another."""
    mandate = proposed(member("registrar"))
    other = proposed(member("registrar"), act="Order 13 of the director")
    head = member("head")
    with pytest.raises(Conflict) as refused:
        approved(head, mandate, bytes(other.content_hash))
    assert refused.value.code == "version_changed"
    approved(head, mandate)
    with pytest.raises(Conflict) as again:
        approved(head, mandate)
    assert again.value.code == "mandate_decided"


def test_a_mandate_never_changes(academy: Organisation, member: Member) -> None:
    registrar = member("registrar")
    mandate = proposed(registrar)
    rows = Mandate.objects.filter(id=mandate.id)
    for change in (lambda: rows.update(act="Another"), rows.delete):
        with tenancy.scope(registrar), pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_mandate_is_revoked_at_once_and_once(academy: Organisation, member: Member) -> None:
    mandate, head = proposed(member("registrar")), member("head")
    approved(head, mandate)
    wanted = {"by": head, "mandate_id": mandate.id, "reason": "New director", "now": NOW}
    with tenancy.scope(head):
        actions.revoke_mandate(**wanted)
        with pytest.raises(Conflict) as again:
            actions.revoke_mandate(**wanted)
    assert again.value.code == "mandate_revoked"
    assert in_force(academy) is None
    assert in_force(academy, at=NOW - timedelta(seconds=1)) is None


def test_another_house_has_no_say(academy: Organisation, member: Member) -> None:
    """AUT-02: another house's mandate answers like one that is not there."""
    mandate = proposed(member("registrar"))
    stranger = Actor(
        person_id=uuid7(), organisation_id=uuid7(), roles=frozenset({"head", "registrar"})
    )
    with pytest.raises(NotFound) as refused:
        approved(stranger, mandate)
    assert refused.value.code == "mandate_unknown"
    with pytest.raises(NotFound):
        proposed(stranger)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until_day": FIRST}, "day_out_of_order"),
        ({"act": "  "}, "act_malformed"),
        ({"act": "a\u202eb"}, "act_malformed"),
    ],
)
def test_what_is_no_mandate(member: Member, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(member("registrar"), **changes)
    assert refused.value.code == code


def test_signatories_have_office_and_term(academy: Organisation, member: Member) -> None:
    head = member("head")
    name, office = (
        {"hy": "Անի Օրինակյան", "en": "Ani Orinakyan"},
        {"hy": "տնօրեն", "en": "Director"},
    )
    with tenancy.scope(head):
        found = actions.name_signatory(by=head, name=name, office=office, first_day=FIRST, now=NOW)
        assert queries.signatories_on(academy.id, FIRST - timedelta(days=1)) == []
        assert queries.signatories_on(academy.id, FIRST) == [found]
        ended = date(2026, 9, 1)
        actions.end_signatory(by=head, signatory_id=found.id, until_day=ended)
        assert queries.signatories_on(academy.id, ended - timedelta(days=1)) == [found]
        assert queries.signatories_on(academy.id, ended) == []
        with pytest.raises(Invalid):
            actions.end_signatory(by=head, signatory_id=found.id, until_day=ended)
        with pytest.raises(NotFound):
            actions.end_signatory(by=head, signatory_id=uuid7(), until_day=ended)


@pytest.mark.parametrize("name", [{}, {"xx": "Ani"}, {"en": "=cmd()"}, {"en": "A\u200bni"}])
def test_who_is_no_signatory(member: Member, name: dict[str, str]) -> None:
    head = member("head")
    with tenancy.scope(head), pytest.raises(Invalid) as refused:
        actions.name_signatory(
            by=head, name=name, office={"en": "Director"}, first_day=FIRST, now=NOW
        )
    assert refused.value.code == "signatory_malformed"


def test_a_registrar_names_no_signatory(world: World, member: Member) -> None:
    registrar = member("registrar")
    with tenancy.scope(registrar), pytest.raises(NotAllowed):
        actions.name_signatory(
            by=registrar, name={"en": "A"}, office={"en": "B"}, first_day=FIRST, now=NOW
        )
