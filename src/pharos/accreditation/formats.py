"""Which of a provider's certificate formats is used, and the end of using one."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries
from pharos.accreditation.models import CertificateFormat, FormatRetirement
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.core import standing
from pharos.nations.model import Nation


def in_use(version: ProgrammeVersion, nation: Nation, *, on: date) -> CertificateFormat | None:
    """The newest format for awards of this version that are issued on the day; None without.

    Where the law asks for approval it must hold on that day; elsewhere a format is used from
    its submission unless it was refused or its decision holds no more.
    """
    ended = queries.retired_formats(version.organisation_id, on)
    for one in queries.formats(version.organisation_id):
        if one.id not in ended and is_usable(one, version, nation, on=on):
            return one
    return None


def is_usable(
    one: CertificateFormat, version: ProgrammeVersion, nation: Nation, *, on: date
) -> bool:
    """Whether decisions let the format be used for this version on the day."""
    decisions = [
        queries.as_core(found) for found in queries.about(one.organisation_id, format_id=one.id)
    ]
    if not decisions:
        return not nation.gates.format_approval
    return standing.in_force(
        decisions,
        kind="format",
        subject=queries.subject_of(version),
        on=on,
        known_at=clock.database_now(),
    ).is_in_force


@transaction.atomic
def retire(*, format_id: UUID, last_day: date, by: Actor, now: datetime) -> FormatRetirement:
    """The provider's format is used until that day, inclusive, and no longer.

    Raises Invalid `format_last_day_past`, Conflict `format_retired`.
    """
    policies.require(by, Permission.LAYOUT_SUBMIT)
    found = queries.certificate_format(format_id)
    if found.organisation_id != by.organisation_id or by.person_id is None:
        raise NotFound("format_unknown")
    if last_day < now.date() - timedelta(days=1):
        raise Invalid("format_last_day_past")
    queries.lock_exclusive(found.organisation_id)
    if FormatRetirement.objects.filter(format=found).exists():
        raise Conflict("format_retired")
    return FormatRetirement.objects.create(
        organisation_id=found.organisation_id,
        format=found,
        last_day=last_day,
        retired_by=by.person_id,
        retired_at=now,
    )
