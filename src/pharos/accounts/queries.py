"""What is so about people and clients; the one way from a token to an actor."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from pharos.accounts import rules
from pharos.accounts.models import ApiClient, ClientUse, Login, Person, PersonToken, SigninLink
from pharos.common import secretbox, tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import NotAllowed, NotFound


def person(person_id: UUID) -> Person:
    """The person, where the scope shows it; raises NotFound `person_unknown`."""
    found = Person.objects.filter(id=person_id).first()
    if found is None:
        raise NotFound("person_unknown")
    return found


def token_hash(secret: bytes) -> bytes:
    """What is kept of a token's secret: a hash under the installation's pepper."""
    return secretbox.keyed_hash("api-client", secret.hex())


def actor_for_token(token: str, *, now: datetime) -> Actor:
    """The client that `token` belongs to, as an actor with the scopes it was given.

    Part of the door, like `organisations.queries.actor_for`. Every way of failing gives the
    same NotAllowed `token_refused`, so that a guesser learns nothing; an expired or ended
    client is told so only to whoever holds its true secret.
    """
    parts = rules.read_token(token)
    if parts is None:
        raise NotAllowed("token_refused")
    client_id, secret = parts
    with tenancy.scope(ANONYMOUS, capability=client_id):
        client = ApiClient.objects.filter(id=client_id).first()
    if client is None or not _is_secret_of(client, secret, now):
        raise NotAllowed("token_refused")
    if client.ended_at is not None and client.ended_at <= now:
        raise NotAllowed("client_ended", name=client.name)
    if client.expires_at <= now:
        raise NotAllowed("client_expired", name=client.name)
    return Actor(
        person_id=client.sponsor_id,
        organisation_id=client.organisation_id,
        roles=frozenset(client.scopes),
        kind="client",
    )


def holder_of(token: str, *, now: datetime) -> tuple[UUID, UUID]:
    """The person and organisation that a person's token belongs to; part of the door.

    What the person may do there is asked of the memberships. Every way of failing gives the
    same NotAllowed `token_refused`; only the holder of the true secret hears `token_ended`.
    """
    parts = rules.read_person_token(token)
    if parts is None:
        raise NotAllowed("token_refused")
    token_id, secret = parts
    with tenancy.scope(ANONYMOUS, capability=token_id):
        found = PersonToken.objects.filter(id=token_id).first()
    if found is None or not rules.same_hash(token_hash(secret), bytes(found.token_hash)):
        raise NotAllowed("token_refused")
    if found.expires_at <= now or (found.ended_at is not None and found.ended_at <= now):
        raise NotAllowed("token_ended", name=found.name)
    return found.person_id, found.organisation_id


def login_by_email(email: str) -> Login | None:
    """The login with this address, however it is spelled (UNI-06); needs no scope."""
    return Login.objects.filter(email=rules.folded_email(email.strip())).first()


def holder_of_link(token: str) -> tuple[UUID, UUID]:
    """The person that a sign-in link is for, and the link's id; part of the door.

    Raises NotFound `link_unknown` for any token that no link has.
    """
    parts = rules.read_link_token(token)
    if parts is None:
        raise NotFound("link_unknown")
    link_id, secret = parts
    with tenancy.scope(ANONYMOUS, capability=link_id):
        found = SigninLink.objects.filter(id=link_id).first()
    if found is None or not rules.same_hash(token_hash(secret), bytes(found.token_hash)):
        raise NotFound("link_unknown")
    return found.person_id, found.id


def person_tokens(person_id: UUID) -> list[PersonToken]:
    """Every token of the person, the newest first, where the scope shows them."""
    return list(PersonToken.objects.filter(person_id=person_id).order_by("-created_at"))


def clients(organisation_id: UUID) -> list[ApiClient]:
    """Every client of the organisation, the newest first."""
    found = ApiClient.objects.filter(organisation_id=organisation_id)
    return list(found.order_by("-created_at"))


def last_uses(organisation_id: UUID) -> Mapping[UUID, datetime]:
    """When each client of the organisation was last seen."""
    found = ClientUse.objects.filter(organisation_id=organisation_id)
    return dict(found.values_list("client_id", "last_used_at"))


def client(client_id: UUID, *, organisation_id: UUID | None, lock: bool = False) -> ApiClient:
    """One client of the organisation; raises NotFound `client_unknown` for any other."""
    found = ApiClient.objects.select_for_update() if lock else ApiClient.objects
    row = found.filter(id=client_id, organisation_id=organisation_id).first()
    if row is None:
        raise NotFound("client_unknown")
    return row


def _is_secret_of(client: ApiClient, secret: bytes, now: datetime) -> bool:
    given = token_hash(secret)
    if rules.same_hash(given, bytes(client.token_hash)):
        return True
    if client.previous_hash is None or client.previous_until is None:
        return False
    return client.previous_until > now and rules.same_hash(given, bytes(client.previous_hash))


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of these persons whom the acting organisation sees."""
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "name"))


def people_seen() -> list[tuple[UUID, str]]:
    """Whom the acting organisation sees, by name."""
    return list(Person.objects.order_by("name").values_list("id", "name"))
