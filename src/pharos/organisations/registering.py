"""The register as its office sees it: every entry, what it resembles, what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from babel import Locale
from django.db.models import Case, QuerySet, When

from pharos.nations import codes
from pharos.organisations import queries, rules
from pharos.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationName,
    Relation,
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names that a reader may take for each other, and the key under which they meet."""

    other: Organisation
    ours: str
    theirs: str
    key: str


def entries(
    *, text: str = "", nation: str = "", kind: str = "", state: str = "", on: date
) -> QuerySet[Organisation]:
    """Entries in any state: held ones first, then by nation and slug."""
    found = Organisation.objects.all()
    if nation:
        found = found.filter(nation=nation)
    if state:
        found = found.filter(state=state)
    if kind:
        ids = [row.organisation_id for row in OrganisationKind.objects.filter(kind=kind)
               if rules.covers(row.from_day, row.until_day, on)]  # fmt: skip
        found = found.filter(id__in=ids)
    if text:
        names = OrganisationName.objects.filter(text__icontains=text)
        by_name = found.filter(id__in=names.values("organisation_id"))
        found = by_name | found.filter(slug__icontains=text)
    # what waits for somebody comes first
    waits = Case(When(state="held", then=0), default=1)
    return found.distinct().order_by(waits, "nation", "slug")


def nations() -> list[str]:
    """The countries that entries of the register have."""
    found = Organisation.objects.exclude(nation=None).values_list("nation", flat=True)
    return sorted(set(found))


def country(code: str | None, language: str) -> str:
    """The name of a country in this language (CLDR), or its code."""
    if not code:
        return ""
    return str(Locale.parse(language).territories.get(code) or code)


def likenesses(entry: Organisation) -> list[Likeness]:
    """What a held entry resembles, name by name (UNI-01)."""
    found = []
    for other in queries.lookalikes(entry.name, besides=entry.id):
        theirs = OrganisationName.objects.filter(organisation=other)
        by_key = {row.skeleton: row.text for row in theirs}
        for text in entry.name.values():
            key = rules.skeleton(text)
            if key in by_key:
                found.append(Likeness(other, text, by_key[key], key))
    return found


def kinds(organisation_id: UUID) -> list[tuple[OrganisationKind, codes.OrganisationKind]]:
    """What the organisation is and was, with the words for it."""
    rows = OrganisationKind.objects.filter(organisation_id=organisation_id).order_by("from_day")
    return [(row, codes.organisation_kinds()[row.kind]) for row in rows]


def names(organisation_id: UUID) -> Sequence[OrganisationName]:
    """Every name the organisation bears or bore."""
    return OrganisationName.objects.filter(organisation_id=organisation_id).order_by(
        "language", "from_day"
    )


def relations(organisation_id: UUID) -> Sequence[Relation]:
    """How the organisation stands and stood to others."""
    found = Relation.objects.filter(organisation_id=organisation_id).select_related("other")
    return found.order_by("from_day")
