"""Who acts for a body, who may say so, and what ends with it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from pharos.accounts import actions as accounts
from pharos.accounts import queries as account_queries
from pharos.accounts.models import ApiClient, Person
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.organisations import actions, queries
from pharos.organisations.models import Membership, Organisation

from .conftest import NOW, World, newcomer

Member = Callable[..., Actor]
LATER = NOW + timedelta(days=1)


def appointed(by: Actor, organisation_id: UUID, role: str, person_id: UUID) -> Membership:
    with tenancy.scope(by):
        return actions.add_membership(
            by=by,
            organisation_id=organisation_id,
            person_id=person_id,
            role=role,
            now=NOW,
        )


def test_a_member_acts_with_the_roles_of_the_moment(academy: Organisation, member: Member) -> None:
    head = member("head")
    assert head.roles == {"head"}
    assert head.kind == "person"
    both = member("administrator", person_id=head.person_id)
    assert both.roles == {"head", "administrator"}
    with pytest.raises(NotAllowed) as refused:
        queries.actor_for(head.person_id, academy.id, now=NOW - timedelta(seconds=1))
    assert refused.value.code == "not_a_member"


def test_a_stranger_is_no_actor(academy: Organisation, world: World) -> None:
    """AUT-02: not for another organisation, and not for one that is not there."""
    for organisation_id in (academy.id, uuid7()):
        with pytest.raises(NotAllowed) as refused:
            queries.actor_for(world.officer.person_id, organisation_id, now=NOW)
        assert refused.value.code == "not_a_member"


def test_nobody_acts_for_a_body_that_is_held(world: World) -> None:
    world.enter("first", name={"en": "House of Trades"})
    held = world.enter("second", name={"en": "House of Trades"})
    person_id = newcomer()
    appointed(world.officer, held.id, "head", person_id)
    with pytest.raises(NotAllowed) as refused:
        queries.actor_for(person_id, held.id, now=NOW)
    assert refused.value.code == "organisation_held"


def test_the_office_appoints_the_first_people_only(world: World, academy: Organisation) -> None:
    appointed(world.officer, academy.id, "head", newcomer())
    with pytest.raises(NotAllowed) as refused:
        appointed(world.officer, academy.id, "registrar", newcomer())
    assert refused.value.code == "role_beyond_own"
    with pytest.raises(NotAllowed) as denied:
        appointed(world.approver, academy.id, "head", newcomer())
    assert denied.value.code == "permission_denied"


GRANTS = [
    ("head", "head", None),
    ("head", "registrar", None),
    ("administrator", "registrar", None),
    ("administrator", "auditor", None),
    ("administrator", "head", "role_beyond_own"),
    ("administrator", "administrator", "role_beyond_own"),
    ("administrator", "approver", "role_beyond_own"),
    ("registrar", "auditor", "permission_denied"),
    ("auditor", "auditor", "permission_denied"),
]


@pytest.mark.parametrize(("own", "given", "code"), GRANTS)
def test_who_gives_which_role(
    academy: Organisation, member: Member, own: str, given: str, code: str | None
) -> None:
    """AUT-04: an administrator appoints no head and no second administrator."""
    by, person_id = member(own), newcomer()
    if code is None:
        appointed(by, academy.id, given, person_id)
        assert queries.actor_for(person_id, academy.id, now=NOW).roles == {given}
        return
    with pytest.raises(NotAllowed) as refused:
        appointed(by, academy.id, given, person_id)
    assert refused.value.code == code


def test_nobody_raises_the_own_role(academy: Organisation, member: Member) -> None:
    """AUT-04: refused by the action, and by the table when somebody goes round it."""
    head = member("head")
    with pytest.raises(NotAllowed) as refused:
        appointed(head, academy.id, "administrator", head.person_id)
    assert refused.value.code == "own_role"
    with tenancy.scope(head), pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            organisation=academy,
            person_id=head.person_id,
            role="administrator",
            active_from=NOW,
            appointed_by=head.person_id,
            appointed_in=academy.id,
        )


def test_a_role_is_held_once(academy: Organisation, member: Member) -> None:
    head, person_id = member("head"), newcomer()
    appointed(head, academy.id, "auditor", person_id)
    with pytest.raises(Conflict) as refused:
        appointed(head, academy.id, "auditor", person_id)
    assert refused.value.code == "membership_exists"
    with pytest.raises(Invalid) as unknown:
        appointed(head, academy.id, "emperor", person_id)
    assert unknown.value.code == "role_unknown"


def test_a_head_appoints_in_the_own_house_only(
    world: World, academy: Organisation, member: Member
) -> None:
    other = world.enter("other", name={"en": "Other"})
    with pytest.raises(NotAllowed) as refused:
        appointed(member("head"), other.id, "auditor", newcomer())
    assert refused.value.code == "not_your_organisation"


def client_of(by: Actor, sponsor: Actor, **changes: object) -> tuple[ApiClient, str]:
    with tenancy.scope(by):
        wanted = {
            "name": "Campus system",
            "scopes": ["awards:batch:import"],
            "lifetime": timedelta(days=90),
            **changes,
        }
        return actions.create_client(by=by, sponsor_id=sponsor.person_id, now=NOW, **wanted)


def end(by: Actor, person_id: UUID | None) -> None:
    with tenancy.scope(by):
        held = Membership.objects.get(person_id=person_id, active_until__isnull=True)
        actions.end_membership(by=by, membership_id=held.id, now=LATER)


def test_what_ends_with_a_membership(academy: Organisation, member: Member) -> None:
    """AUT-05: roles and tokens end in the same transaction; the next request is refused."""
    head, admin, registrar = member("head"), member("administrator"), member("registrar")
    _, token = client_of(admin, registrar)
    acting = account_queries.actor_for_token(token, now=NOW)
    assert acting.person_id == registrar.person_id
    end(head, registrar.person_id)
    with pytest.raises(NotAllowed) as refused:
        queries.actor_for(registrar.person_id, academy.id, now=LATER)
    assert refused.value.code == "not_a_member"
    with pytest.raises(NotAllowed) as ended:
        account_queries.actor_for_token(token, now=LATER)
    assert ended.value.code == "client_ended"


def test_one_may_always_leave(academy: Organisation, member: Member) -> None:
    registrar = member("registrar")
    end(registrar, registrar.person_id)
    with pytest.raises(NotAllowed):
        queries.actor_for(registrar.person_id, academy.id, now=LATER)


def test_an_administrator_does_not_put_out_the_head(member: Member) -> None:
    """AUT-04: what one could not give one cannot take."""
    head, admin = member("head"), member("administrator")
    with pytest.raises(NotAllowed) as refused:
        end(admin, head.person_id)
    assert refused.value.code == "role_beyond_own"


def test_a_membership_elsewhere_is_not_found(
    world: World, academy: Organisation, member: Member
) -> None:
    """AUT-02: another house's membership answers like one that is not there."""
    auditor = member("auditor")
    with tenancy.scope(auditor):
        held = Membership.objects.get(person_id=auditor.person_id)
    for membership_id in (held.id, uuid7()):
        with tenancy.scope(world.officer), pytest.raises(NotFound) as refused:
            actions.end_membership(by=world.officer, membership_id=membership_id, now=LATER)
        assert refused.value.code == "membership_unknown"


def test_people_are_seen_by_themselves_and_their_colleagues(world: World, member: Member) -> None:
    """AUT-09: a person's row is shown to nobody else."""
    head, auditor = member("head"), member("auditor")
    with tenancy.scope(head):
        assert {p.id for p in Person.objects.all()} == {head.person_id, auditor.person_id}
        assert len(queries.memberships(head.organisation_id, now=NOW)) == 2
    with tenancy.scope(Actor(person_id=uuid7(), organisation_id=uuid7())):
        assert not Person.objects.exists()
        assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scopes": ["awards:batch:confirm"]}, "scope_not_for_clients"),
        ({"scopes": ["accounts:client:manage"]}, "scope_not_for_clients"),
        ({"scopes": ["everything"]}, "client_scope_unknown"),
        ({"lifetime": timedelta(0)}, "lifetime_out_of_range"),
        ({"lifetime": timedelta(days=400)}, "lifetime_out_of_range"),
        ({"name": "a\u200bb"}, "name_malformed"),
    ],
)
def test_what_no_client_gets(member: Member, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        client_of(member("administrator"), member("registrar"), **changes)
    assert refused.value.code == code


def test_a_client_has_no_more_than_its_sponsor(member: Member) -> None:
    admin, auditor = member("administrator"), member("auditor")
    with pytest.raises(Invalid) as refused:
        client_of(admin, auditor)
    assert refused.value.code == "scope_exceeds_sponsor"
    with pytest.raises(Invalid) as unknown:
        client_of(admin, Actor(person_id=newcomer(), organisation_id=None))
    assert unknown.value.code == "sponsor_not_a_member"


def test_only_an_administrator_makes_clients(member: Member) -> None:
    registrar = member("registrar")
    with pytest.raises(NotAllowed):
        client_of(registrar, registrar)


def test_a_token_is_rotated_and_both_work_for_a_while(member: Member) -> None:
    admin, registrar = member("administrator"), member("registrar")
    client, old = client_of(admin, registrar)
    with tenancy.scope(admin):
        new = accounts.rotate_client(by=admin, client_id=client.id, now=NOW)
    for token in (old, new):
        assert account_queries.actor_for_token(token, now=NOW).kind == "client"
    week_later = NOW + accounts.ROTATION_OVERLAP
    assert account_queries.actor_for_token(new, now=week_later).roles == {"awards:batch:import"}
    with pytest.raises(NotAllowed) as refused:
        account_queries.actor_for_token(old, now=week_later)
    assert refused.value.code == "token_refused"


def test_a_client_expires_and_ends(member: Member) -> None:
    admin, registrar = member("administrator"), member("registrar")
    client, token = client_of(admin, registrar)
    with pytest.raises(NotAllowed) as expired:
        account_queries.actor_for_token(token, now=NOW + timedelta(days=90))
    assert expired.value.code == "client_expired"
    with tenancy.scope(admin):
        accounts.end_client(by=admin, client_id=client.id, reason="replaced", now=LATER)
        with pytest.raises(Conflict):
            accounts.end_client(by=admin, client_id=client.id, reason="again", now=LATER)
        with pytest.raises(Conflict):
            accounts.rotate_client(by=admin, client_id=client.id, now=LATER)
    with pytest.raises(NotAllowed) as ended:
        account_queries.actor_for_token(token, now=LATER)
    assert ended.value.code == "client_ended"


def test_the_token_is_kept_as_a_hash_only(member: Member) -> None:
    admin, registrar = member("administrator"), member("registrar")
    client, token = client_of(admin, registrar)
    with tenancy.scope(admin):
        row = ApiClient.objects.filter(id=client.id).values().get()
    kept = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in row.values())
    assert token not in kept
    assert len(bytes(row["token_hash"])) == 32


def test_use_is_noted_without_events(member: Member) -> None:
    admin, registrar = member("administrator"), member("registrar")
    client, token = client_of(admin, registrar)
    by = account_queries.actor_for_token(token, now=NOW)
    for seconds, seen in ((0, NOW), (60, NOW), (600, NOW + timedelta(seconds=600))):
        with tenancy.scope(by):
            accounts.note_use(by=by, client_id=client.id, now=NOW + timedelta(seconds=seconds))
            assert ApiClient.objects.get(id=client.id).clientuse.last_used_at == seen


def test_clients_of_another_house_are_not_found(
    world: World, academy: Organisation, member: Member
) -> None:
    """AUT-02: another house's client answers like one that is not there."""
    client, _ = client_of(member("administrator"), member("registrar"))
    by = Actor(
        person_id=uuid7(), organisation_id=world.platform.id, roles=frozenset({"administrator"})
    )
    with tenancy.scope(by):
        assert account_queries.clients(academy.id) == []
        with pytest.raises(NotFound):
            accounts.end_client(by=by, client_id=client.id, reason="mine", now=NOW)


def test_a_command_finds_a_member_by_address_in_that_organisation_only(
    world: World, academy: Organisation, member: Member
) -> None:
    """A stranger's address, another body's member and a former one are refused alike."""
    head = member("head")
    address = f"{head.person_id}@example.org"

    found = queries.member_by_email(f" {address.swapcase()} ", academy.id, now=NOW)
    assert found == head

    for wanted, organisation in (
        ("nobody@example.org", academy.id),
        (address, world.platform.id),
    ):
        with pytest.raises(NotAllowed) as refused:
            queries.member_by_email(wanted, organisation, now=NOW)
        assert refused.value.code == "not_a_member"
