"""Lists of what was said of versions and of courses, for desks and for everybody."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, JSONField, OuterRef, QuerySet
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from pharos.catalogue.claims.models import Course, LevelReferral, Recognition
from pharos.catalogue.levels import ORDER, Act
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.errors import NotFound
from pharos.common.i18n import LanguageMap
from pharos.organisations.models import Organisation

MAX_LISTED = 200


def levels_at(nation: str, act: Act) -> QuerySet[LevelReferral]:
    """The words of one kind on levels of a nation's versions that no later word followed."""
    later = LevelReferral.objects.filter(
        version=OuterRef("version"), act__in=ORDER[ORDER.index(act) + 1 :]
    )
    return LevelReferral.objects.filter(
        ~Exists(later), act=act, version__nation=nation,
        version__state=ProgrammeVersion.State.PUBLISHED,
    )  # fmt: skip


def levels_waiting(nation: str) -> list[LevelReferral]:
    """The newest words on levels of a nation's versions that a later word is still to follow."""
    found = LevelReferral.objects.filter(
        version__nation=nation, version__state=ProgrammeVersion.State.PUBLISHED
    ).select_related("version__programme")
    newest: dict[UUID, LevelReferral] = {}
    for one in found.order_by("at")[: MAX_LISTED * 3]:
        newest[one.version_id] = one
    return [one for one in newest.values() if one.act != Act.ENTERED][:MAX_LISTED]


def courses_shown(nation: str = "") -> list[Course]:
    """The courses with a certificate of attendance that are shown now, the newest first."""
    found = Course.objects.filter(ended_at=None)
    if nation:
        found = found.filter(nation=nation)
    return list(found.order_by("-shown_at")[:MAX_LISTED])


def course_shown(course_id: UUID) -> Course:
    """A course, ended or not; raises NotFound."""
    found = Course.objects.filter(id=course_id).first()
    if found is None:
        raise NotFound("course_unknown")
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """A version that names a body among those that recognise it, and what the body said."""

    version: ProgrammeVersion
    title: LanguageMap
    provider: LanguageMap
    said: Recognition | None


def naming(body: Organisation) -> list[Named]:
    """The newest versions that name a body, those without a word of it first."""
    found = list(_naming(body))
    ids = [one.id for one in found]
    said = {
        one.version_id: one
        for one in Recognition.objects.filter(
            version_id__in=ids, organisation_id=body.id, withdrawn_at=None
        )
    }
    providers = Organisation.objects.in_bulk({one.organisation_id for one in found})
    rows = [
        Named(one, one.descriptor.title, providers[one.organisation_id].name, said.get(one.id))
        for one in found
    ]
    return sorted(rows, key=lambda row: row.said is not None)


def count_unsaid(body: Organisation) -> int:
    """How many of the versions that name a body wait for its word."""
    ids = set(_naming(body).values_list("id", flat=True))
    said = Recognition.objects.filter(
        version_id__in=ids, organisation_id=body.id, withdrawn_at=None
    )
    return len(ids - set(said.values_list("version_id", flat=True)))


def _naming(body: Organisation) -> QuerySet[ProgrammeVersion]:
    """The newest published version of each programme that names a body; found by an index."""
    named = KeyTransform("recognised_by_others", Cast("document", JSONField()))
    found = ProgrammeVersion.objects.alias(named=named).filter(
        state=ProgrammeVersion.State.PUBLISHED, named__contains=[{"organisation": body.slug}]
    )
    return found.order_by("programme_id", "-number").distinct("programme_id")[:MAX_LISTED]
