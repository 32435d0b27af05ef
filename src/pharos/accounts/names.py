"""Names of those who acted, as colleagues of the organisation see them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from pharos.accounts.models import Person


def of(ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names by id; who never was a member of the acting organisation is missing."""
    wanted = {one for one in ids if one is not None}
    return dict(Person.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def one(person_id: UUID | None) -> str:
    """One name, or nothing."""
    return of([person_id]).get(person_id, "") if person_id else ""
