"""Numbers of cases, notifications, appeals and complaints: `AM-2026-0001`, `GE-A-2026-0003`."""

from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import connection

from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

_LETTERS: Final = MappingProxyType({
    "procedure": "", "light": "L", "appeal": "A", "complaint": "C", "foreign": "F", "audit": "S",
    "oversight": "O",
})  # fmt: skip


def next(agency_id: UUID, kind: str, now: datetime) -> str:
    """The agency's next number of this kind in the year of the legal day, without gaps."""
    nation = organisations.by_id(agency_id).nation or ""
    year = standards.history(nation)[-1].legal_day(now).year
    with connection.cursor() as cursor:
        cursor.execute("select procedures_next_number(%s, %s, %s)", [agency_id, kind, year])
        place = cursor.fetchone()[0]
    return "-".join(filter(None, (nation, _LETTERS[kind], str(year), f"{place:04}")))
