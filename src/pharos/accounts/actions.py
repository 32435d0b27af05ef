"""What can happen to people and clients. Each runs in the scope that the door has opened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from pharos.accounts import policies, queries, rules
from pharos.accounts.models import ApiClient, ClientUse, Login, Person, PersonToken, SigninLink
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.settings import settings
from pharos.core import strict
from pharos.core.errors import CoreError

LONGEST_LIFE = timedelta(days=366)
# A person's token can do what the person can, so it lives shorter than a client's.
LONGEST_TOKEN = timedelta(days=31)
ROTATION_OVERLAP = timedelta(days=7)
# Seen again within this time is not written again.
_USE_STEP = timedelta(minutes=5)
LINK_LIFE = timedelta(hours=12)


@transaction.atomic
def register_person(
    *,
    by: Actor,
    name: str,
    email: str,
    latin_name: str = "",
    language: str = "en",
    now: datetime,
) -> Person:
    """Enter the acting person itself, who can sign in from now on; `by.person_id` is its id.

    The door gives a newcomer an id first and opens the scope as that person.
    Raises Invalid `name_malformed` or `email_malformed`, Conflict `email_taken`.
    """
    if by.person_id is None:
        raise NotAllowed("person_missing")
    email = email.strip()
    if not rules.email_is_sound(email):
        raise Invalid("email_malformed")
    try:
        with transaction.atomic():
            person = Person.objects.create(
                id=by.person_id,
                name=clean_name(name),
                latin_name=clean_name(latin_name) if latin_name else "",
                email=email,
                email_folded=rules.folded_email(email),
                language=language,
                created_at=now,
            )
            Login.objects.create(
                id=person.id, email=person.email_folded, password=make_password(None)
            )
    except IntegrityError as error:
        raise Conflict("email_taken") from error
    return person


@transaction.atomic
def change_person(*, by: Actor, name: str, latin_name: str, language: str) -> Person:
    """The acting person is called so and written to in this language from now on.

    Raises Invalid `name_malformed`.
    """
    person = queries.person(_person_of(by))
    person.name = clean_name(name)
    person.latin_name = clean_name(latin_name) if latin_name else ""
    person.language = language
    person.save(update_fields=["name", "latin_name", "language"])
    return person


@transaction.atomic
def change_email(*, by: Actor, email: str) -> Person:
    """The acting person signs in with this address from now on; it was proved before.

    Raises Invalid `email_malformed`, Conflict `email_taken`.
    """
    email = email.strip()
    if not rules.email_is_sound(email):
        raise Invalid("email_malformed")
    person = queries.person(_person_of(by))
    person.email, person.email_folded = email, rules.folded_email(email)
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "email_folded"])
            Login.objects.filter(id=person.id).update(email=person.email_folded)
    except IntegrityError as error:
        raise Conflict("email_taken") from error
    return person


@transaction.atomic
def remove_factors(*, by: Actor) -> int:
    """Every second factor of the person goes, and every session ends; returns how many.

    The system's alone: a person takes off its own after showing one.
    """
    if by.kind != "system":
        raise NotAllowed("person_missing")
    person_id = _person_of(by)
    count, _ = Authenticator.objects.filter(user_id=person_id).delete()
    Login.objects.filter(id=person_id).update(password=make_password(None))
    return count


def _person_of(by: Actor) -> UUID:
    if by.person_id is None:
        raise NotAllowed("person_missing")
    return by.person_id


@transaction.atomic
def create_client(
    *,
    by: Actor,
    name: str,
    scopes: Iterable[str],
    sponsor_id: UUID,
    sponsor_permissions: Iterable[Permission],
    lifetime: timedelta,
    now: datetime,
) -> tuple[ApiClient, str]:
    """A client of the acting organisation, and its token, which is never shown again.

    It gets no more than clients may have and than its sponsor holds.
    Raises Invalid `client_scope_unknown`, `scope_not_for_clients`, `scope_exceeds_sponsor`,
    `lifetime_out_of_range`.
    """
    policies.require(by, Permission.CLIENT_MANAGE)
    wanted = sorted(set(scopes))
    _check_scopes(wanted, frozenset(sponsor_permissions))
    if not timedelta(0) < lifetime <= LONGEST_LIFE:
        raise Invalid("lifetime_out_of_range", days=LONGEST_LIFE.days)
    secret = rules.new_secret()
    client = ApiClient.objects.create(
        organisation_id=by.organisation_id,
        name=clean_name(name),
        sponsor_id=sponsor_id,
        scopes=wanted,
        token_hash=queries.token_hash(secret),
        created_at=now,
        expires_at=now + lifetime,
    )
    return client, rules.token_of(client.id, secret)


@transaction.atomic
def rotate_client(*, by: Actor, client_id: UUID, now: datetime) -> str:
    """A new token for the client; the old one works for a week more, never past the expiry."""
    policies.require(by, Permission.CLIENT_MANAGE)
    client = queries.client(client_id, organisation_id=by.organisation_id, lock=True)
    if client.ended_at is not None:
        raise Conflict("client_ended", name=client.name)
    secret = rules.new_secret()
    client.previous_hash = client.token_hash
    client.previous_until = now + ROTATION_OVERLAP
    client.token_hash = queries.token_hash(secret)
    client.rotated_at = now
    client.save(update_fields=["previous_hash", "previous_until", "token_hash", "rotated_at"])
    return rules.token_of(client.id, secret)


@transaction.atomic
def end_client(*, by: Actor, client_id: UUID, reason: str, now: datetime) -> None:
    """The client's tokens work no more, from this moment."""
    policies.require(by, Permission.CLIENT_MANAGE)
    client = queries.client(client_id, organisation_id=by.organisation_id, lock=True)
    if client.ended_at is not None:
        raise Conflict("client_ended", name=client.name)
    _end([client], reason=reason, now=now)


def end_clients_of(*, person_id: UUID, organisation_id: UUID, reason: str, now: datetime) -> int:
    """End every client that the person answers for in the organisation; returns how many.

    Called where the person's membership ends, in the same transaction (AUT-05).
    """
    found = ApiClient.objects.select_for_update().filter(
        organisation_id=organisation_id, sponsor_id=person_id, ended_at__isnull=True
    )
    return _end(list(found), reason=reason, now=now)


@transaction.atomic
def create_person_token(
    *, by: Actor, name: str, lifetime: timedelta, now: datetime
) -> tuple[PersonToken, str]:
    """A token by which the acting person acts in the acting organisation; shown this once.

    Made for the acting person alone, by it or by the system at its door; never by a client.
    Raises NotAllowed `person_missing`, Invalid `lifetime_out_of_range`.
    """
    if by.kind == "client" or by.person_id is None or by.organisation_id is None:
        raise NotAllowed("person_missing")
    if not timedelta(0) < lifetime <= LONGEST_TOKEN:
        raise Invalid("lifetime_out_of_range", days=LONGEST_TOKEN.days)
    secret = rules.new_secret()
    token = PersonToken.objects.create(
        person_id=by.person_id,
        organisation_id=by.organisation_id,
        name=clean_name(name),
        token_hash=queries.token_hash(secret),
        created_at=now,
        expires_at=now + lifetime,
    )
    return token, rules.person_token_of(token.id, secret)


@transaction.atomic
def end_person_token(*, by: Actor, token_id: UUID, now: datetime) -> None:
    """The person's own token works no more; raises NotFound `token_unknown` for any other."""
    found = (
        PersonToken.objects.select_for_update().filter(id=token_id, person_id=by.person_id).first()
    )
    if found is None:
        raise NotFound("token_unknown")
    if found.ended_at is None:
        found.ended_at = now
        found.save(update_fields=["ended_at"])


@transaction.atomic
def one_time_link(*, person_id: UUID, now: datetime, language: str = "en") -> str:
    """The path that signs the person in, once and within hours; in a demonstration only.

    Raises NotAllowed `link_needs_demonstration`.
    """
    _require_demonstration()
    secret = rules.new_secret()
    link = SigninLink.objects.create(
        person_id=person_id,
        token_hash=queries.token_hash(secret),
        created_at=now,
        expires_at=now + LINK_LIFE,
    )
    return f"/{language}/sign-in/link/{rules.link_token_of(link.id, secret)}"


@transaction.atomic
def use_link(*, link_id: UUID, now: datetime) -> None:
    """The link is used up; raises NotFound `link_unknown` when it was, or has expired."""
    _require_demonstration()
    found = SigninLink.objects.select_for_update().filter(id=link_id).first()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise NotFound("link_unknown")
    found.used_at = now
    found.save(update_fields=["used_at"])


def _require_demonstration() -> None:
    if settings().production:
        raise NotAllowed("link_needs_demonstration")


def note_use(*, by: Actor, client_id: UUID, now: datetime) -> None:
    """Remember that the client was seen; at most once in five minutes."""
    use = ClientUse.objects.filter(client_id=client_id).first()
    if use is None:
        ClientUse.objects.create(
            client_id=client_id, organisation_id=by.organisation_id, last_used_at=now
        )
    elif now - use.last_used_at >= _USE_STEP:
        use.last_used_at = now
        use.save(update_fields=["last_used_at"])


def _end(clients: list[ApiClient], *, reason: str, now: datetime) -> int:
    for client in clients:
        client.ended_at = now
        client.ended_reason = reason
        client.save(update_fields=["ended_at", "ended_reason"])
    return len(clients)


def _check_scopes(wanted: list[str], of_sponsor: frozenset[Permission]) -> None:
    for scope in wanted:
        if scope not in {permission.value for permission in Permission}:
            raise Invalid("client_scope_unknown", scope=scope)
        permission = Permission(scope)
        if permission not in policies.matrix().client:
            raise Invalid("scope_not_for_clients", scope=scope)
        if permission not in of_sponsor:
            raise Invalid("scope_exceeds_sponsor", scope=scope)


def clean_name(text: str) -> str:
    """A person's or thing's name in NFC; raises Invalid `name_malformed`."""
    try:
        return strict.clean_name(text)
    except CoreError as error:
        raise Invalid("name_malformed", error.message, **error.facts) from error
