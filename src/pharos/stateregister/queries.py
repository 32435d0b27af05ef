"""What officials asked and were shown, for themselves, their auditors and the person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.i18n import LanguageMap
from pharos.core.strict import format_instant
from pharos.organisations.models import Organisation
from pharos.stateregister import rules
from pharos.stateregister.models import Hit, Lookup

MAX_LISTED = 200


@dataclass(frozen=True, slots=True)
class Achievement:
    """One award that was found: enough to know it, and the number of its page."""

    credential_id: UUID
    title: LanguageMap
    provider: LanguageMap
    awarded_on: date
    ects: object
    state: str


@dataclass(frozen=True, slots=True)
class Visit:
    """That somebody looked at a person's record."""

    by: LanguageMap
    ground: str
    case_number: str
    asked_at: datetime


def lookup(lookup_id: UUID, *, by: Actor, now: datetime) -> Lookup:
    """The official's own look-up while it is open; raises NotFound for any other."""
    policies.require(by, Permission.ACHIEVEMENT_FIND)
    since = now - timedelta(hours=rules.OPEN_HOURS)
    found = Lookup.objects.filter(
        id=lookup_id, organisation_id=by.organisation_id, asked_by=by.person_id, asked_at__gt=since
    ).first()
    if found is None:
        raise NotFound("lookup_unknown")
    return found


def achievements(found: Lookup) -> list[Achievement]:
    """What a look-up showed, the newest award first."""
    hits = list(found.hits.order_by("-awarded_on", "id"))
    versions = ProgrammeVersion.objects.in_bulk({one.version_id for one in hits})
    bodies = Organisation.objects.in_bulk({one.issuer_id for one in hits})
    return [
        Achievement(
            one.credential_id,
            versions[one.version_id].descriptor.title,
            bodies[one.issuer_id].name,
            one.awarded_on,
            versions[one.version_id].ects,
            one.state,
        )
        for one in hits
    ]


def lookups(by: Actor) -> list[Lookup]:
    """The newest look-ups: of the whole body for its auditor and head, else one's own."""
    found = Lookup.objects.filter(organisation_id=by.organisation_id)
    if not policies.allows(by, Permission.LOOKUP_READ):
        policies.require(by, Permission.ACHIEVEMENT_FIND)
        found = found.filter(asked_by=by.person_id)
    return list(found.order_by("-asked_at")[:MAX_LISTED])


def asked_since(by: Actor, since: datetime) -> int:
    """How often an official looked since then."""
    return Lookup.objects.filter(
        organisation_id=by.organisation_id, asked_by=by.person_id, asked_at__gt=since
    ).count()


def visits(person_key_id: UUID) -> list[Visit]:
    """Who looked at a person's record, in the scope of its holder; the newest first."""
    hits = Hit.objects.filter(person_key_id=person_key_id).order_by("-asked_at", "lookup_id")
    seen = {one.lookup_id: one for one in hits}
    bodies = Organisation.objects.in_bulk({one.organisation_id for one in seen.values()})
    return [
        Visit(bodies[one.organisation_id].name, one.ground, one.case_number, one.asked_at)
        for one in seen.values()
    ]


def told_visits(person_key_id: UUID) -> list[dict[str, object]]:
    """The same for the archive that a person takes along (PRV-02)."""
    return [
        {
            "by": dict(one.by),
            "ground": one.ground,
            "case_number": one.case_number,
            "asked_at": format_instant(one.asked_at),
        }
        for one in visits(person_key_id)
    ]
