"""What can happen to programmes: drafted, published once and for ever, withdrawn from a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import addresses, indexing, locks, prerequisites, queries, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.models import Course, Draft, Programme, ProgrammeVersion, Standing
from pharos.catalogue.problems import Problem
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.common.settings import settings
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards


@transaction.atomic
def draft(*, slug: str, document: Mapping[str, object], by: Actor, now: datetime) -> Draft:
    """The provider's draft of the programme's next version, replacing the draft before it.

    A draft may be incomplete, never unreadable: raises Invalid with every such place.
    """
    policies.require(by, Permission.PROGRAMME_DRAFT)
    if not rules.is_slug(slug):
        raise Invalid("programme_slug_malformed", slug=slug[:60])
    organisation = _own(by)
    descriptor = replace(
        Descriptor.from_dict(document),
        mc_id=addresses.programme_address(settings().origin, organisation.slug, slug),
        version=None,
    )
    written, _ = Draft.objects.update_or_create(
        organisation_id=organisation.id,
        slug=slug,
        defaults={
            "nation": organisation.nation,
            "document": descriptor.canonical.decode("utf-8"),
            "digest": descriptor.digest,
            "written_by": by.person_id,
            "written_at": now,
        },
    )
    return written


@transaction.atomic
def publish(
    *, draft_id: UUID, digest: bytes, first_day: date, by: Actor, now: datetime
) -> ProgrammeVersion:
    """Freeze the draft as the next version, awardable from `first_day` on.

    `digest` names the content that was looked at: a draft edited since is refused as
    `version_changed`. Raises Invalid `descriptor_breaks_rules` with every broken rule.
    """
    policies.require(by, Permission.PROGRAMME_PUBLISH)
    organisation = _own(by)
    found = queries.draft_for(by, draft_id)
    if bytes(found.digest) != digest:
        raise Conflict("version_changed", slug=found.slug)
    programme, _ = Programme.objects.get_or_create(organisation_id=organisation.id, slug=found.slug)
    locks.lock_exclusive(programme.id)  # two publications make two numbers
    number = queries.newest_number(programme) + 1
    frozen = replace(found.descriptor, version=number)
    _refuse_repetition(programme, frozen)
    _refuse_broken_rules(frozen, organisation, first_day, now)
    version = ProgrammeVersion.objects.create(
        programme=programme,
        organisation_id=organisation.id,
        number=number,
        kind=frozen.kind,
        nation=found.nation,
        document=frozen.canonical.decode("utf-8"),
        digest=frozen.digest,
        level=frozen.nqf_level,
        isced_f=frozen.isced_f,
        ects=frozen.ects,
        first_day=first_day,
        published_by=by.person_id,
        published_at=now,
    )
    # what was shown as a course with attendance alone is a programme from now on
    Course.objects.filter(
        organisation_id=organisation.id, slug=programme.slug, ended_at=None
    ).update(ended_at=now)
    indexing.index(programme.id)
    return version


def _refuse_repetition(programme: Programme, frozen: Descriptor) -> None:
    for earlier in queries.versions(programme.id):
        if replace(earlier.descriptor, version=frozen.version) == frozen:
            raise Conflict("version_published_already", number=earlier.number)


def publication_problems(
    frozen: Descriptor, organisation: Organisation, first_day: date, now: datetime
) -> list[Problem]:
    """Why this could not be published as awardable from that day, or nothing."""
    nation = standards.nation(organisation.nation, on=first_day, known_at=now)
    kinds = organisations.kinds_on(organisation.id, first_day)
    problems = rules.problems(frozen, nation)
    if frozen.kind is not None:
        problems += rules.awarding_problems(frozen, kinds, nation)
    return problems + _party_problems(frozen, organisation) + _cycle_problems(frozen)


def _cycle_problems(frozen: Descriptor) -> list[Problem]:
    """Why its prerequisites cannot be met by anybody, or nothing."""
    here = frozen.mc_id or ""

    def asked_by(address: str) -> tuple[str, ...]:
        found = frozen if address == here else queries.described_at(address)
        return found.prerequisites.programmes if found and found.prerequisites else ()

    way = prerequisites.cycle(here, asked_by)
    named = [one.rpartition("/")[2] for one in way]
    return [Problem("cycle", "R9", {"way": " → ".join(named)})] if way else []


def _refuse_broken_rules(
    frozen: Descriptor, organisation: Organisation, first_day: date, now: datetime
) -> None:
    problems = publication_problems(frozen, organisation, first_day, now)
    if problems:
        errors = [problem.as_error() for problem in problems]
        raise Invalid("descriptor_breaks_rules", problems=errors)


def _party_problems(frozen: Descriptor, organisation: Organisation) -> list[Problem]:
    """Why the bodies named cannot stand there: each is an entry, the publisher awards."""
    named = {*frozen.awarding_body, *(one.organisation for one in frozen.partners)}
    named |= {frozen.provider} if frozen.provider else set()
    problems = [
        Problem("organisation_not_listed", "parties", {"slug": slug})
        for slug in sorted(named)
        if not _is_listed(slug)
    ]
    if organisation.slug not in frozen.awarding_body:
        problems.append(Problem("awarding_body_not_you", "parties"))
    return problems


def _is_listed(slug: str) -> bool:
    try:
        return bool(organisations.organisation(slug).state == "listed")
    except NotFound:
        return False


@transaction.atomic
def withdraw(*, version_id: UUID, last_day: date, by: Actor, now: datetime) -> ProgrammeVersion:
    """Nothing is awarded after `last_day`; the entry stays, and so does what was awarded."""
    policies.require(by, Permission.PROGRAMME_WITHDRAW)
    version = queries.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    locks.lock_exclusive(version.id)
    version.refresh_from_db(fields=["state", "last_day"])
    if version.state == ProgrammeVersion.State.WITHDRAWN:
        raise Conflict("version_withdrawn_already", last_day=version.last_day)
    # Withdrawn before it began: the day before the first is the end of an empty period.
    version.last_day = max(last_day, version.first_day - timedelta(days=1))
    version.state = ProgrammeVersion.State.WITHDRAWN
    version.save(update_fields=["state", "last_day"])
    indexing.index(version.programme_id)
    return version


def set_standing(
    *,
    decision_id: UUID,
    version_id: UUID,
    agency_id: UUID,
    kind: str,
    first_day: date,
    until: date | None,
    state: Standing.State,
    now: datetime,
) -> Standing:
    """The projection of one decision; called by `accreditation` in the decision's transaction."""
    standing, _ = Standing.objects.update_or_create(
        decision_id=decision_id,
        defaults={
            "version_id": version_id,
            "agency_id": agency_id,
            "kind": kind,
            "first_day": first_day,
            "until": until,
            "state": state,
            "changed_at": now,
        },
    )
    return standing


def _own(by: Actor) -> Organisation:
    return organisations.by_id(by.organisation_id)
