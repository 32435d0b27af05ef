"""Lists of what was said of versions and of courses, for desks and for everybody."""

from uuid import UUID

from pharos.catalogue.claims.models import Course, LevelReferral
from pharos.catalogue.levels import Act
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.errors import NotFound

MAX_LISTED = 200


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
