"""What was said of versions and which courses are shown; all of it is public."""

from collections.abc import Iterable
from uuid import UUID

from pharos.catalogue import levels
from pharos.catalogue.claims.models import Course, LevelReferral, Recognition
from pharos.catalogue.levels import Referral, Said
from pharos.organisations import queries as organisations


def referral_of(version_id: UUID) -> Referral:
    """Who claimed, confirmed and entered the level of a version, in this order."""
    return levels.referral(
        [
            Said(
                levels.Act(one.act),
                one.level,
                organisations.by_id(one.organisation_id).slug,
                one.day,
                one.number,
            )
            for one in LevelReferral.objects.filter(version_id=version_id)
        ]
    )


def claim_of(version_id: UUID) -> LevelReferral | None:
    """The provider's claim with the level that each outcome meets, if it made one."""
    return LevelReferral.objects.filter(version_id=version_id, act=levels.Act.CLAIMED).first()


def recognitions_of(version_ids: Iterable[UUID]) -> list[Recognition]:
    """The bodies that said themselves that they recognise these versions, and still do."""
    found = Recognition.objects.filter(version_id__in=list(version_ids), withdrawn_at=None)
    return list(found.order_by("confirmed_at"))


def course(course_id: UUID) -> Course | None:
    """A course that is shown now."""
    return Course.objects.filter(id=course_id, ended_at=None).first()


def courses_of(organisation_id: UUID | None) -> list[Course]:
    """The courses with a certificate of attendance that a provider shows now."""
    found = Course.objects.filter(organisation_id=organisation_id, ended_at=None)
    return list(found.order_by("slug"))
