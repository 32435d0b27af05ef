"""What is so: which skills are needed, who answered, who signed for a programme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.i18n import LanguageMap
from pharos.nations import zones
from pharos.needs.models import Answer, Offer, Partnership, PrioritySector, SkillNeed
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

MAX_LISTED = 200


@dataclass(frozen=True, slots=True)
class Partner:
    """An employer that signed for a version, as pages show it."""

    partnership: Partnership
    employer: Organisation

    @property
    def name(self) -> LanguageMap:
        name: LanguageMap = self.employer.name
        return name

    @property
    def role(self) -> str:
        return str(self.partnership.role)

    @property
    def signed_on(self) -> date:
        """The legal day of the signature, where the employer is."""
        signed: datetime = self.partnership.signed_at
        nation = standards.nation(
            self.employer.nation, on=zones.legal_day(self.employer.nation, signed), known_at=signed
        )
        return nation.legal_day(signed)


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need with the body that filed it."""

    need: SkillNeed
    employer: Organisation


@dataclass(frozen=True, slots=True)
class Demand:
    """The evidence that a programme is wanted: needs, who signed for it, sectors put first."""

    needs: tuple[NeedLine, ...]
    partners: tuple[Partner, ...]
    sectors: tuple[PrioritySector, ...]

    @property
    def people(self) -> int:
        """How many people the needs speak of together."""
        return sum(one.need.people for one in self.needs)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many needs are open in one field and region, and for how many people."""

    field: str
    region: str
    needs: int
    people: int


def need(need_id: UUID) -> SkillNeed:
    """The need, ended or not; raises NotFound."""
    found = SkillNeed.objects.select_related("sector").filter(id=need_id).first()
    if found is None:
        raise NotFound("need_unknown")
    return found


def is_open(one: SkillNeed, on: date) -> bool:
    """Whether the need stands on that legal day: not withdrawn, its last day not past."""
    return one.withdrawn_at is None and one.until_day >= on


def open_needs(
    on: date, *, nation: str = "", field: str = "", region: str = "", sector: UUID | None = None,
    after: UUID | None = None, limit: int = MAX_LISTED,
) -> list[SkillNeed]:  # fmt: skip
    """The public list: what stands on that day, newest first; a region also finds whole-country.

    `after` is the last need of the page before; raises NotFound for one that never was.
    """
    found: QuerySet[SkillNeed] = SkillNeed.objects.select_related("sector").filter(
        withdrawn_at=None, until_day__gte=on
    )
    if nation:
        found = found.filter(nation=nation)
    if field:
        found = found.filter(isced_f__startswith=field)
    if region:
        found = found.filter(region__in=(region, ""))
    if sector:
        found = found.filter(sector_id=sector)
    if after:
        last = need(after)
        behind = Q(filed_at=last.filed_at, id__lt=last.id)
        found = found.filter(Q(filed_at__lt=last.filed_at) | behind)
    return list(found.order_by("-filed_at", "-id")[:limit])


def needs_of(organisation_id: UUID | None) -> list[SkillNeed]:
    """Everything that a body filed, newest first."""
    found = SkillNeed.objects.filter(organisation_id=organisation_id).select_related("sector")
    return list(found.order_by("-filed_at", "-id")[:MAX_LISTED])


def own_need(by: Actor, need_id: UUID, *, lock: bool = False) -> SkillNeed:
    """A need that the actor's body filed; raises NotFound also for that of another."""
    needs = SkillNeed.objects.select_for_update(of=("self",)) if lock else SkillNeed.objects
    found = needs.filter(id=need_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("need_unknown")
    return found


def sectors(*, nation: str = "", on: date | None = None) -> list[PrioritySector]:
    """Approved sectors; with a day those that hold on it."""
    found = PrioritySector.objects.exclude(approved_at=None)
    if nation:
        found = found.filter(nation=nation)
    if on is not None:
        found = found.filter(first_day__lte=on, last_day__gte=on, ended_at=None)
    return list(found.order_by("nation", "-first_day", "id"))


def sector(sector_id: UUID, *, lock: bool = False) -> PrioritySector:
    """The sector, approved or not; raises NotFound."""
    found = PrioritySector.objects.select_for_update() if lock else PrioritySector.objects
    one = found.filter(id=sector_id).first()
    if one is None:
        raise NotFound("sector_unknown")
    return one


def sectors_of(organisation_id: UUID | None) -> list[PrioritySector]:
    """Everything that a ministry proposed, newest first."""
    found = PrioritySector.objects.filter(organisation_id=organisation_id)
    return list(found.order_by("-proposed_at", "-id"))


def answers_to(need_ids: Sequence[UUID]) -> list[Answer]:
    """Answers that stand, as far as the scope shows them: published ones, and one's own."""
    found = Answer.objects.filter(need_id__in=list(need_ids), withdrawn_at=None)
    return list(found.order_by("given_at", "id"))


def answers_of(organisation_id: UUID | None, slug: str | None = None) -> list[Answer]:
    """What a provider answered with, newest first; with a slug, that programme's."""
    found = Answer.objects.filter(organisation_id=organisation_id, withdrawn_at=None)
    if slug is not None:
        found = found.filter(slug=slug)
    return list(found.select_related("need__sector").order_by("-given_at", "-id"))


def answer_for(by: Actor, answer_id: UUID) -> Answer:
    """An answer that the actor's provider gave; raises NotFound."""
    found = Answer.objects.filter(id=answer_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("answer_unknown")
    return found


def versions_behind(answers: Sequence[Answer]) -> Mapping[tuple[UUID, str], ProgrammeVersion]:
    """The newest published version of each programme that answers, by provider and slug."""
    found = ProgrammeVersion.objects.filter(
        programme__organisation_id__in={one.organisation_id for one in answers},
        programme__slug__in={one.slug for one in answers},
        state=ProgrammeVersion.State.PUBLISHED,
    )
    newest = found.select_related("programme").order_by("programme_id", "number")
    return {(one.organisation_id, one.programme.slug): one for one in newest}


def offers_to(employer_id: UUID | None) -> list[Offer]:
    """What an employer was asked to sign, newest first."""
    found = Offer.objects.filter(employer_id=employer_id).select_related(
        "version__programme", "partnership"
    )
    return list(found.order_by("-offered_at", "-id")[:MAX_LISTED])


def offers_of(organisation_id: UUID | None) -> list[Offer]:
    """Whom a provider asked, newest first."""
    found = Offer.objects.filter(organisation_id=organisation_id).select_related(
        "version__programme", "partnership"
    )
    return list(found.order_by("-offered_at", "-id")[:MAX_LISTED])


def offer_for(by: Actor, offer_id: UUID, *, lock: bool = False) -> Offer:
    """An offer that the actor's body made or was made; raises NotFound."""
    offers = Offer.objects.select_for_update(of=("self",)) if lock else Offer.objects
    found = offers.select_related("version__programme").filter(id=offer_id).first()
    if found is None or by.organisation_id not in (found.organisation_id, found.employer_id):
        raise NotFound("offer_unknown")
    return found


def partnership_of(offer_id: UUID) -> Partnership | None:
    """What was signed upon an offer, or nothing."""
    return Partnership.objects.filter(offer_id=offer_id).first()


def partners(version_ids: Sequence[UUID]) -> list[Partner]:
    """Who stands behind these versions today: signed and not revoked."""
    found = Partnership.objects.filter(version_id__in=list(version_ids), revoked_at=None)
    rows = list(found.order_by("signed_at", "id"))
    names = Organisation.objects.in_bulk({one.employer_id for one in rows})
    return [Partner(one, names[one.employer_id]) for one in rows]


def demand_for(*, organisation_id: UUID, slug: str) -> Demand:
    """What speaks for a programme: the needs it answers, who signed for it, their sectors.

    Panels and agencies read it of published programmes; a provider and the employers that it
    answered see the answers of a draft as well. Withdrawn needs and revoked words are left out.
    """
    answered = [
        one.need for one in answers_of(organisation_id, slug) if one.need.withdrawn_at is None
    ]
    versions = ProgrammeVersion.objects.filter(
        programme__organisation_id=organisation_id, programme__slug=slug
    )
    found = {one.sector_id: one.sector for one in answered if one.sector is not None}
    return Demand(
        needs=tuple(lines(answered)),
        partners=tuple(partners([one.id for one in versions.only("id")])),
        sectors=tuple(one for one in found.values() if one.approved_at and not one.ended_at),
    )


def lines(needs: Sequence[SkillNeed]) -> list[NeedLine]:
    """The needs with the bodies that filed them, in one question."""
    bodies = Organisation.objects.in_bulk({one.organisation_id for one in needs})
    return [NeedLine(one, bodies[one.organisation_id]) for one in needs]


def figures(nation: str, on: date) -> list[Figure]:
    """Open needs of a nation by field and region, the most wanted first."""
    found = SkillNeed.objects.filter(nation=nation, withdrawn_at=None, until_day__gte=on)
    rows = found.values("isced_f", "region").annotate(count=Count("id"), all=Sum("people"))
    return [
        Figure(row["isced_f"], row["region"], row["count"], row["all"])
        for row in rows.order_by("-all", "isced_f", "region")
    ]


def bodies(ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """The entries with these ids, in one question."""
    found: dict[UUID, Organisation] = Organisation.objects.in_bulk(set(ids))
    return found


def bodies_to_invite(nation: str, kinds: frozenset[str], on: date) -> list[Organisation]:
    """Listed bodies that can be asked to stand behind a programme."""
    found = [one for kind in sorted(kinds) for one in organisations.listing(kind=kind, on=on)]
    unique = {one.id: one for one in found}
    # those of the own country first
    return sorted(unique.values(), key=lambda one: (one.nation != nation, one.slug))
