"""What designers of the demonstration have at hand: half-written drafts, offerings, a course.

Levels of two programmes are referred: one is claimed, one confirmed by its agency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from pharos.catalogue import actions as catalogue
from pharos.catalogue import queries
from pharos.catalogue.claims import actions as claims
from pharos.catalogue.claims import queries as claimed
from pharos.catalogue.drafting import starting
from pharos.catalogue.models import Draft, ProgrammeVersion
from pharos.catalogue.offerings import actions as offerings
from pharos.catalogue.offerings import queries as offered
from pharos.catalogue.offerings.rules import Terms
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.nations import zones
from pharos.portal.demo.seeding import Seeding
from pharos.standards import queries as standards

PATTERN: Final = "pattern-project"
DRAFT: Final = "project-at-work"
COURSE: Final = "first-steps"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """A provider of the demonstration with its people and what it writes."""

    nation: str
    slug: str
    registrar: str
    head: str
    approver: str
    programme: str
    draft: Mapping[str, Any]
    course: Mapping[str, Any]
    place: str
    region: str
    contact: str
    price: Decimal
    currency: str
    starts: tuple[int, ...]
    confirms: bool


DESKS: Final = (
    Desk(
        "AM", "lighthouse-demo-university", "registrar-am", "head-am", "agency-approver-am",
        "teacher-course",
        {"title": {"hy": "Նախագիծ աշխատավայրում", "en": "A project at work"}, "ects": "3",
         "isced_f": "0413", "workload_hours": {"count": "90", "minutes": 45}},
        {"title": {"hy": "Առաջին քայլերը դասարանում", "en": "First steps in a classroom"},
         "objective": {"hy": "Երկու օր՝ դպրոց գնացողների համար։",
                       "en": "Two days for those who go to a school."}},
        "Գյումրի, Ցուցադրական փողոց 1", "AM-SH", "admissions@lighthouse.demo.invalid",
        Decimal(60_000), "AMD", (70,), True,
    ),
    Desk(
        "GE", "golden-fleece-demo-university", "registrar-ge", "head-ge", "agency-approver-ge",
        "data-analysis",
        {"title": {"ka": "პროექტი სამუშაოზე", "en": "A project at work"}, "ects": "4",
         "isced_f": "0413", "workload_hours": {"count": "100", "minutes": 60}},
        {"title": {"ka": "პირველი ნაბიჯები მონაცემებში", "en": "First steps with data"},
         "objective": {"ka": "ორი დღე დამწყებთათვის.", "en": "Two days for beginners."}},
        "თბილისი, სადემონსტრაციო ქუჩა 1", "GE-TB", "admissions@golden-fleece.demo.invalid",
        Decimal(0), "", (45, 150), False,
    ),
)  # fmt: skip


def seed(seeding: Seeding) -> int:
    """How much was made now; nothing where it is there."""
    found = [one for one in DESKS if one.registrar in seeding.world.people]
    steps = (_draft, _course, _offerings, _level)
    return sum(step(seeding, one) for one in found for step in steps)


def _draft(seeding: Seeding, one: Desk) -> int:
    return _write(seeding, one, DRAFT, one.draft, PATTERN, "credit_bearing")


def _write(
    seeding: Seeding, one: Desk, slug: str, members: Mapping[str, Any], start: str, kind: str
) -> int:
    now = clock.now()
    with tenancy.scope(seeding.actor(one.registrar)) as by:
        if Draft.objects.filter(organisation_id=by.organisation_id, slug=slug).exists():
            return 0
        nation = standards.nation(one.nation, on=zones.legal_day(one.nation, now), known_at=now)
        begun = starting.document_of(start, kind=kind, nation=nation, provider=one.slug, by=by)
        catalogue.draft(slug=slug, document={**begun, **members}, by=by, now=now)
    return 1


def _course(seeding: Seeding, one: Desk) -> int:
    members = {**one.course, "workload_hours": {"count": "12", "minutes": 60},
               "form_of_participation": ["onsite"], "region": [one.region]}  # fmt: skip
    if not _write(seeding, one, COURSE, members, "", "non_formal"):
        return 0
    with tenancy.scope(seeding.actor(one.head)) as by:
        draft = Draft.objects.get(organisation_id=by.organisation_id, slug=COURSE)
        claims.show_course(draft_id=draft.id, digest=bytes(draft.digest), by=by, now=clock.now())
    return 1


def _offerings(seeding: Seeding, one: Desk) -> int:
    now = clock.now()
    with tenancy.scope(seeding.actor(one.registrar)) as by:
        if offered.of_provider(by.organisation_id):
            return 0
        version = queries.find(one.slug, one.programme)
        for days in one.starts:
            terms = _terms(one, version, now.date() + days * _DAY)
            offerings.announce(version_id=version.id, terms=terms, by=by, now=now)
    return len(one.starts)


def _terms(one: Desk, version: ProgrammeVersion, starts: date) -> Terms:
    descriptor = version.descriptor
    return Terms(
        starts=starts, ends=starts + 70 * _DAY, apply_until=starts - 14 * _DAY,
        form=descriptor.form_of_participation[0], place=one.place, region=one.region,
        language=descriptor.languages[0], seats=25, price=one.price, currency=one.currency,
        application_contact=one.contact,
    )  # fmt: skip


def _level(seeding: Seeding, one: Desk) -> int:
    now = clock.now()
    with tenancy.scope(ANONYMOUS):
        version = queries.find(one.slug, one.programme)
        said = claimed.claim_of(version.id)
    if version.level is None or said is not None:
        return 0
    met = {outcome.id: version.level for outcome in version.descriptor.learning_outcomes}
    with tenancy.scope(seeding.actor(one.registrar)) as by:
        claims.claim_level(version_id=version.id, matches=met, by=by, now=now)
    if not one.confirms:
        return 1
    with tenancy.scope(seeding.actor(one.approver)) as by:
        claims.confirm_level(version_id=version.id, by=by, now=now)
    return 2
