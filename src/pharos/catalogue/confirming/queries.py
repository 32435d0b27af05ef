"""When entries were confirmed last, and which of them their owner is to look at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from pharos.catalogue.confirming.models import Confirmation
from pharos.catalogue.confirming.rules import Freshness, State, freshness, oldest_listed
from pharos.catalogue.models import ProgrammeVersion, Search
from pharos.common.i18n import LanguageMap
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.nations.parameters.confirmation import ConfirmationParameters
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

_FALLBACK = "XD"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its owner's last word on it."""

    subject: str
    subject_id: UUID
    title: LanguageMap
    freshness: Freshness

    @property
    def waits(self) -> bool:
        """Whether the owner should look at it now."""
        return self.freshness.state is not State.CONFIRMED


def of_organisation(organisation: Organisation, *, now: datetime) -> Freshness:
    """How the organisation's own entry stands; until its owner spoke it counts from its entry."""
    nation = _nation(organisation.nation, now)
    last = _last_days([organisation.id]).get(organisation.id)
    return freshness(
        last or nation.legal_day(organisation.created_at), *judged_by(organisation.nation, now)
    )


def owner_spoke(organisation_id: UUID) -> bool:
    """Whether the owner ever confirmed the organisation's own entry."""
    return Confirmation.objects.filter(subject_id=organisation_id).exists()


def of_programme(version: ProgrammeVersion, *, now: datetime) -> Freshness:
    """How the entry of a version's programme stands: publishing a version confirms it, too."""
    row = Search.objects.filter(programme_id=version.programme_id).first()
    nation = _nation(version.nation, now)
    last = row.confirmed_on if row else nation.legal_day(version.published_at)
    return freshness(last, *judged_by(version.nation, now))


def entries(organisation: Organisation, *, now: datetime) -> list[Entry]:
    """The organisation's own entry and its listed programmes, the most pressing first."""
    own = Entry("organisation", organisation.id, organisation.name,
                of_organisation(organisation, now=now))  # fmt: skip
    rows = Search.objects.filter(organisation_id=organisation.id, listed=True)
    found = [own, *(_programme(row, now) for row in rows.select_related("version"))]
    return sorted(found, key=lambda one: (one.freshness.due, str(one.subject_id)))


def waiting(organisation: Organisation, *, now: datetime) -> int:
    """How many entries the owner should look at now."""
    return sum(one.waits for one in entries(organisation, now=now))


def oldest(on: date) -> Mapping[str, str]:
    """By nation the day (ISO) before which an entry was confirmed too long ago to be listed."""
    return {
        code: oldest_listed(on, standards.nation(code, on=on).confirmation).isoformat()
        for code in standards.all_codes()
    }


def _programme(row: Search, now: datetime) -> Entry:
    judged = freshness(row.confirmed_on, *judged_by(row.nation, now))
    return Entry("programme", row.programme_id, row.version.descriptor.title, judged)


def _last_days(subjects: Iterable[UUID]) -> dict[UUID, date]:
    found = Confirmation.objects.filter(subject_id__in=list(subjects)).values("subject_id")
    return {one["subject_id"]: one["last"] for one in found.annotate(last=Max("day"))}


def judged_by(code: str | None, now: datetime) -> tuple[date, ConfirmationParameters]:
    """The legal day and the parameters that entries under this nation are judged by."""
    nation = _nation(code, now)
    return nation.legal_day(now), nation.confirmation


def _nation(code: str | None, now: datetime) -> Nation:
    """The nation of an entry; the register's own bodies follow the demonstration's rules."""
    known = code if code in standards.all_codes() else _FALLBACK
    return standards.nation(str(known), on=zones.legal_day(str(known), now))
