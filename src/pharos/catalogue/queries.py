"""What is so in the catalogue: versions are read by everybody, drafts by their provider."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from pharos.catalogue import addresses, overlap
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.entitlements import Answer, entitled
from pharos.catalogue.models import Draft, Programme, ProgrammeVersion, Search, Standing
from pharos.catalogue.overlap import Likeness
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.settings import settings
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations

MAX_LISTED = 200


def version(version_id: UUID) -> ProgrammeVersion:
    """The version, withdrawn or not (withdrawn ones stay resolvable); raises NotFound."""
    found = ProgrammeVersion.objects.select_related("programme").filter(id=version_id).first()
    if found is None:
        raise NotFound("programme_version_unknown")
    return found


def find(provider_slug: str, programme_slug: str, number: int | None = None) -> ProgrammeVersion:
    """The version of this number, or the newest, published before withdrawn; raises NotFound."""
    organisation = organisations.organisation(provider_slug)
    versions = ProgrammeVersion.objects.select_related("programme").filter(
        programme__organisation_id=organisation.id, programme__slug=programme_slug
    )
    if number is not None:
        versions = versions.filter(number=number)
    # "published" sorts before "withdrawn"
    found = versions.order_by("state", "-number").first()
    if found is None:
        raise NotFound("programme_version_unknown")
    return found


def programmes(organisation_id: UUID) -> list[Programme]:
    """The programmes of an awarding body."""
    return list(Programme.objects.filter(organisation_id=organisation_id).order_by("slug"))


def versions(programme_id: UUID) -> list[ProgrammeVersion]:
    """Every version of a programme, newest first."""
    return list(ProgrammeVersion.objects.filter(programme_id=programme_id).order_by("-number"))


def published(
    *,
    nation: str | None = None,
    kind: str | None = None,
    level: int | None = None,
    field: str | None = None,
    organisation_id: UUID | None = None,
    pairs: Sequence[tuple[str, str]] | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> list[ProgrammeVersion]:
    """The public list: newest first, `after` the last id of the page before.

    `pairs` of nation and kind limit it to these.
    """
    found: QuerySet[ProgrammeVersion] = ProgrammeVersion.objects.select_related("programme").filter(
        state=ProgrammeVersion.State.PUBLISHED
    )
    wanted = {
        "nation": nation,
        "kind": kind,
        "level": level,
        "isced_f__startswith": field,
        "organisation_id": organisation_id,
        "id__lt": after,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if pairs is not None:
        listed = [Q(nation=nation, kind=kind) for nation, kind in pairs]
        found = found.filter(reduce(or_, listed)) if listed else found.none()
    return list(found.order_by("-id")[: max(1, min(limit, MAX_LISTED))])


def address(of: ProgrammeVersion) -> str:
    """The public address of a version, as its descriptor was frozen with it."""
    return addresses.version_address(str(of.descriptor.mc_id), of.number)


def entitlement(version_id: UUID, *, occupation: str, settlement: str, on: date) -> Answer:
    """Whether an award of this version entitles to the occupation there on that day."""
    descriptor = version(version_id).descriptor
    return entitled(descriptor, occupation=occupation, settlement=settlement, on=on)


def standings(version_id: UUID) -> Sequence[Standing]:
    """How the decisions about a version stand, as pages show it."""
    return Standing.objects.filter(version_id=version_id).order_by("kind", "first_day")


def draft_for(actor: Actor, draft_id: UUID, *, lock: bool = False) -> Draft:
    """The actor's own draft; raises NotFound also for that of another provider.

    With `lock` whoever writes it at the same time waits, and reads what was written.
    """
    drafts = Draft.objects.select_for_update() if lock else Draft.objects.all()
    found = drafts.filter(id=draft_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotFound("draft_unknown")
    return found


def newest_number(programme: Programme) -> int:
    """The highest number of a version so far, 0 without any."""
    top = programme.versions.aggregate(top=Max("number"))["top"]
    return int(top or 0)


def as_next_version(draft: Draft) -> Descriptor:
    """What would be published: the draft's descriptor under the number that comes next."""
    programme = Programme.objects.filter(
        organisation_id=draft.organisation_id, slug=draft.slug
    ).first()
    number = newest_number(programme) if programme else 0
    return replace(draft.descriptor, version=number + 1)


def open_drafts(organisation_id: UUID | None, *, slug: str | None = None) -> list[Draft]:
    """Drafts that say something else than the newest version of their programme.

    A publication leaves the draft as it was, so that one that was published is no open one.
    """
    found = Draft.objects.filter(organisation_id=organisation_id).order_by("slug")
    if slug is not None:
        found = found.filter(slug=slug)
    newest = ProgrammeVersion.objects.filter(
        organisation_id=organisation_id, programme__slug__in=[one.slug for one in found]
    )
    newest = newest.order_by("programme_id", "-number").distinct("programme_id")
    published = {
        one.programme.slug: replace(one.descriptor, version=None).digest
        for one in newest.select_related("programme")
    }
    return [one for one in found if published.get(one.slug) != bytes(one.digest)]


def last_day(until: date | None) -> date | None:
    """The inclusive last day of a term, as people see it; None without an end."""
    return until - timedelta(days=1) if until else None


def versions_of(organisation_id: UUID | None) -> QuerySet[ProgrammeVersion]:
    """Every version of the organisation's programmes, the newest first."""
    return ProgrammeVersion.objects.filter(organisation_id=organisation_id).order_by("-id")


def versions_by_id(ids: Iterable[UUID]) -> dict[UUID, ProgrammeVersion]:
    """The versions with these ids, by id."""
    return ProgrammeVersion.objects.in_bulk(set(ids))


def newest_of(organisation_id: UUID | None) -> list[ProgrammeVersion]:
    """The newest version of each programme, in order of the programmes' names in addresses."""
    found = ProgrammeVersion.objects.filter(organisation_id=organisation_id)
    newest = found.order_by("programme_id", "-number").distinct("programme_id")
    return sorted(newest.select_related("programme"), key=lambda one: one.programme.slug)


def standings_of(version_ids: Iterable[UUID]) -> list[Standing]:
    """How decisions about these versions stand, in order of their first days."""
    return list(Standing.objects.filter(version__in=list(version_ids)).order_by("first_day"))


def described_at(address: str) -> Descriptor | None:
    """The newest published description of the programme with this address, where it is ours."""
    origin, _, path = address.partition("/programmes/")
    provider, _, rest = path.partition("/")
    slug = rest.partition("/")[0]
    if origin != settings().origin or not slug:
        return None
    try:
        return find(provider, slug).descriptor
    except NotFound:
        return None


def overlaps(descriptor: Descriptor, nation: Nation) -> list[tuple[ProgrammeVersion, Likeness]]:
    """Listed programmes of the same detailed field that are much alike, the most alike first."""
    found = ProgrammeVersion.objects.select_related("programme").filter(
        id__in=Search.objects.filter(field=descriptor.isced_f or "", listed=True)
        .order_by("programme_id")
        .values("version_id")[:MAX_LISTED]
    )
    judged = [
        (one, overlap.likeness(descriptor, one.descriptor))
        for one in found
        if one.descriptor.mc_id != descriptor.mc_id
    ]
    least = nation.designer.overlap_from
    alike = [pair for pair in judged if max(pair[1].share, pair[1].title) >= least]
    return sorted(alike, key=lambda pair: -pair[1].share)
