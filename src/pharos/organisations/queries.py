"""What is so about organisations; the one way from a person to an actor."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from pharos.accounts.queries import token_hash
from pharos.accounts.rules import folded_email, read_link_token, same_hash
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import NotAllowed, NotFound
from pharos.common.settings import settings
from pharos.organisations import rules
from pharos.organisations.models import (
    Custody,
    Invitation,
    Mandate,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Relation,
    Signatory,
    Switch,
)


def organisation(slug: str) -> Organisation:
    """The entry with this slug; raises NotFound `organisation_unknown`."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("organisation_unknown", slug=slug)
    return found


def by_id(organisation_id: UUID | None) -> Organisation:
    """The entry with this id; raises NotFound `organisation_unknown`."""
    found = Organisation.objects.filter(id=organisation_id).first() if organisation_id else None
    if found is None:
        raise NotFound("organisation_unknown", slug=str(organisation_id))
    return found


def platform_id() -> UUID:
    """The id of the organisation that operates this register; its row may not be there yet."""
    return rules.platform_id(settings().origin)


def actor_for(
    person_id: UUID, organisation_id: UUID, *, now: datetime | None = None, strong: bool = False
) -> Actor:
    """The person as an actor in the organisation, with the roles held at this moment.

    Part of the door: it opens a scope of its own and must be called before the act's scope.
    Whoever keeps the records of a closed body acts there as `custodian` and as nothing else.
    Raises NotAllowed `not_a_member` without a role there, `organisation_held` while the entry
    waits for its review, `organisation_closed` afterwards.
    """
    at = now or clock.now()
    # As the person alone: row-level security shows the own memberships and nothing else.
    with tenancy.scope(Actor(person_id=person_id, organisation_id=None)):
        roles = Membership.objects.filter(
            _active(at), person_id=person_id, organisation_id=organisation_id
        ).values_list("role", flat=True)
        held = frozenset(roles)
        entry = Organisation.objects.filter(id=organisation_id).first()
        if entry is not None and entry.state == "closed" and _keeps(person_id, entry.id, at):
            roles_there = frozenset({rules.CUSTODIAN})
            return Actor(person_id, organisation_id, roles=roles_there, strong=strong)
    if entry is None or not held:
        raise NotAllowed("not_a_member")
    if entry.state != "listed":
        raise NotAllowed(f"organisation_{entry.state}", slug=entry.slug)
    return Actor(person_id=person_id, organisation_id=organisation_id, roles=held, strong=strong)


def member_by_email(email: str, organisation_id: UUID, *, now: datetime) -> Actor:
    """The member of the organisation with this address, as an actor: how a command is told who.

    Part of the door, as `actor_for` is. Colleagues see each other in their organisation, so the
    address is looked for there alone; raises NotAllowed `not_a_member` for any other.
    """
    with tenancy.scope(system(organisation_id=organisation_id)):
        person_id = (
            Membership.objects.filter(
                _active(now),
                organisation_id=organisation_id,
                person__email_folded=folded_email(email.strip()),
            )
            .values_list("person_id", flat=True)
            .first()
        )
    if person_id is None:
        raise NotAllowed("not_a_member")
    return actor_for(person_id, organisation_id, now=now)


def organisations_of(person_id: UUID, *, now: datetime) -> list[Organisation]:
    """Where the person may act now; called in a scope of the person."""
    memberships = Membership.objects.filter(_active(now), person_id=person_id)
    ids = memberships.values_list("organisation_id", flat=True)
    return list(Organisation.objects.filter(id__in=ids, state="listed").order_by("slug"))


def places_of(person_id: UUID, *, now: datetime) -> list[tuple[Organisation, tuple[str, ...]]]:
    """Where the person may act now, with the roles there; called in a scope of the person."""
    roles: dict[UUID, list[str]] = {}
    held = Membership.objects.filter(_active(now), person_id=person_id).order_by("role")
    for organisation_id, role in held.values_list("organisation_id", "role"):
        roles.setdefault(organisation_id, []).append(role)
    own = [(one, tuple(roles[one.id])) for one in organisations_of(person_id, now=now)]
    kept = [one.organisation for one in custodies_of(person_id, now=now)]
    return own + [(one, (rules.CUSTODIAN,)) for one in kept]


def custody_of(organisation_id: UUID, *, on: date) -> Custody | None:
    """Who keeps the records of a closed organisation on that day."""
    found = Custody.objects.filter(_on(on), organisation_id=organisation_id)
    return found.select_related("custodian").order_by("-from_day").first()


def custodies(organisation_id: UUID) -> list[Custody]:
    """Who kept the records of an organisation, the newest first."""
    found = Custody.objects.filter(organisation_id=organisation_id).select_related("custodian")
    return list(found.order_by("-from_day", "-id"))


def custodies_of(person_id: UUID, *, now: datetime) -> list[Custody]:
    """The closed bodies whose records the person keeps; called in a scope of the person."""
    roles: dict[UUID, set[str]] = {}
    held = Membership.objects.filter(_active(now), person_id=person_id)
    for organisation_id, role in held.values_list("organisation_id", "role"):
        roles.setdefault(organisation_id, set()).add(role)
    found = Custody.objects.filter(
        _on(now.date()), custodian_id__in=list(roles), custodian__state="listed",
        organisation__state="closed",
    )  # fmt: skip
    return [
        one
        for one in found.select_related("organisation").order_by("organisation__slug")
        if rules.keeps_records(roles[one.custodian_id], is_office=one.custodian_id == one.keeper_id)
    ]


def successor_of(organisation_id: UUID, *, on: date) -> Relation | None:
    """What the organisation was merged into by that day."""
    found = Relation.objects.filter(_on(on), organisation_id=organisation_id, kind="merged_into")
    return found.select_related("other").order_by("-from_day").first()


def memberships(organisation_id: UUID, *, now: datetime) -> list[Membership]:
    """Who has which role in the organisation now, in order of role and time."""
    found = Membership.objects.filter(_active(now), organisation_id=organisation_id)
    return list(found.select_related("person").order_by("role", "active_from"))


def kinds_on(organisation_id: UUID, day: date) -> frozenset[str]:
    """What the organisation was on that day; it may be several things."""
    found = OrganisationKind.objects.filter(_on(day), organisation_id=organisation_id)
    return frozenset(found.values_list("kind", flat=True))


def names_on(organisation_id: UUID, day: date) -> Mapping[str, str]:
    """The organisation's names by language on that day."""
    found = OrganisationName.objects.filter(_on(day), organisation_id=organisation_id)
    return dict(found.values_list("language", "text"))


def former_names(organisation_id: UUID, day: date) -> list[OrganisationName]:
    """The names that the organisation bore before that day and bears no longer, newest first."""
    found = OrganisationName.objects.filter(organisation_id=organisation_id, until_day__lte=day)
    return list(found.order_by("-until_day", "language"))


def relations(organisation_id: UUID, *, on: date) -> list[Relation]:
    """How the organisation stands to others on that day."""
    found = Relation.objects.filter(_on(on), organisation_id=organisation_id)
    return list(found.select_related("other").order_by("kind", "from_day"))


def lookalikes(names: Mapping[str, str], *, besides: UUID | None = None) -> list[Organisation]:
    """Other entries with a present or former name that a reader may take for one of these.

    The same skeleton is enough (UNI-01); whether it is a fraud or a namesake, a person judges.
    """
    skeletons = {rules.skeleton(text) for text in names.values()}
    found = OrganisationName.objects.filter(skeleton__in=skeletons)
    if besides is not None:
        found = found.exclude(organisation_id=besides)
    ids = found.values_list("organisation_id", flat=True)
    return list(Organisation.objects.filter(id__in=ids).order_by("slug"))


def lock_names() -> None:
    """Let entries and renamings pass one after the other until the transaction ends.

    Two that resemble each other and came at once would otherwise not see one another.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('organisations.names'))")


def listing(
    *, nation: str | None = None, kind: str | None = None, on: date, text: str = ""
) -> list[Organisation]:
    """The public register: listed entries, of one nation and kind, in order of their slugs.

    `text` finds parts of present and former names, in NFC and whatever the letters' case.
    """
    found = Organisation.objects.filter(state__in=["listed", "closed"])
    if nation:
        found = found.filter(nation=nation)
    if kind:
        entries = OrganisationKind.objects.filter(_on(on), kind=kind)
        found = found.filter(id__in=entries.values("organisation_id"))
    if text:
        names = OrganisationName.objects.filter(text__icontains=text)
        found = found.filter(id__in=names.values("organisation_id"))
    return list(found.order_by("nation", "slug"))


def invitations(organisation_id: UUID, *, now: datetime) -> list[Invitation]:
    """The invitations of the organisation that wait for an answer, the newest first."""
    found = Invitation.objects.filter(_waiting(now), organisation_id=organisation_id)
    return list(found.order_by("-invited_at"))


def invitation_of(token: str, *, now: datetime) -> Invitation:
    """The invitation that a mail's link carries; part of the door.

    Raises NotFound `invitation_unknown` for any other link, and for one that was used.
    """
    parts = read_link_token(token)
    if parts is None:
        raise NotFound("invitation_unknown")
    invitation_id, secret = parts
    with tenancy.scope(ANONYMOUS, capability=invitation_id):
        found = Invitation.objects.filter(_waiting(now), id=invitation_id).first()
    if found is None or not same_hash(token_hash(secret), bytes(found.token_hash)):
        raise NotFound("invitation_unknown")
    return found


def switched_off(organisation_id: UUID | None) -> frozenset[str]:
    """The features that the organisation does not have."""
    found = Switch.objects.filter(organisation_id=organisation_id, is_on=False)
    return frozenset(found.values_list("feature", flat=True))


def mandate_in_force(organisation_id: UUID, *, on: date, at: datetime) -> Mandate | None:
    """The approved, unrevoked mandate under which the register may sign for the provider."""
    found = Mandate.objects.filter(
        Q(until_day__isnull=True) | Q(until_day__gt=on),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
        organisation_id=organisation_id,
        first_day__lte=on,
        approved_at__lte=at,
    )
    return found.order_by("-approved_at").first()


def mandate(mandate_id: UUID, *, lock: bool = False) -> Mandate:
    """One mandate; raises NotFound `mandate_unknown`."""
    found = Mandate.objects.select_for_update() if lock else Mandate.objects
    row = found.filter(id=mandate_id).first()
    if row is None:
        raise NotFound("mandate_unknown")
    return row


def mandates_of(organisation_id: UUID | None) -> list[Mandate]:
    """Every mandate of the organisation, the newest first."""
    return list(Mandate.objects.filter(organisation_id=organisation_id).order_by("-proposed_at"))


def signatories_of(organisation_id: UUID | None) -> list[Signatory]:
    """Who signs for the organisation and who did, the newest first."""
    return list(Signatory.objects.filter(organisation_id=organisation_id).order_by("-first_day"))


def signatories_on(organisation_id: UUID, day: date) -> list[Signatory]:
    """Who signs certificates of the organisation on that day, the longest in office first."""
    found = Signatory.objects.filter(
        Q(until_day__isnull=True) | Q(until_day__gt=day),
        organisation_id=organisation_id,
        first_day__lte=day,
    )
    return list(found.order_by("first_day", "named_at"))


def _keeps(person_id: UUID, organisation_id: UUID, at: datetime) -> bool:
    kept = custodies_of(person_id, now=at)
    return any(one.organisation_id == organisation_id for one in kept)


def _waiting(now: datetime) -> Q:
    return Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now)


def _on(day: date) -> Q:
    begun = Q(from_day__isnull=True) | Q(from_day__lte=day)
    return begun & (Q(until_day__isnull=True) | Q(until_day__gt=day))


def _active(at: datetime) -> Q:
    return Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))
