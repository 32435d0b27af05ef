"""What a scheme must say, whom and what it covers, and how much it pays: pure and exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Final, Protocol

from pharos.catalogue.codes import CURRENCIES
from pharos.common.texts import readable
from pharos.core import jcs
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS, LanguageMap

# Groups that schemes name; the list is a proposal of the product, no law has one.
GROUPS: Final = (
    "unemployed", "low_income", "displaced", "disability", "parental_leave",
    "rural", "teacher", "youth", "older", "career_change", "everybody",
)  # fmt: skip
EVERYBODY: Final = "everybody"
# Proposals: figures below which a report says nothing, days of keeping.
SMALLEST: Final = 5
KEPT_DAYS: Final = 365
MAX_HOLD_DAYS: Final = 1_095
MAX_AGE: Final = 120
MAX_BUDGET: Final = Decimal("999999999999.99")
MAX_TITLE: Final = 200
MAX_TEXT: Final = 2_000
FUNDING_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "ministry": frozenset({"ministry"}),
    "municipality": frozenset({"municipality"}),
    "employer": frozenset({"employer", "company_academy"}),
    "donor": frozenset({"donor", "ngo", "professional_association"}),
}
"""In which capacity a body may pay, by the kinds that it is entered as."""
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, with the entry of the form that it is about."""

    code: str
    place: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScheme:
    """A scheme as it is proposed."""

    funder_kind: str
    name: LanguageMap
    description: LanguageMap
    groups: tuple[str, ...]
    regions: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    programmes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    share: Decimal
    cap: Decimal | None = None
    budget: Decimal
    currency: str
    first_day: date
    last_day: date
    hold_days: int
    decides: str

    @property
    def digest_input(self) -> bytes:
        """The canonical JSON whose digest the second person approves; decimals as text."""
        return jcs.canonical_json(
            {
                "funder_kind": self.funder_kind,
                "name": dict(self.name),
                "description": dict(self.description),
                "groups": list(self.groups),
                "regions": list(self.regions),
                "ages": [self.age_from, self.age_to],
                "programmes": list(self.programmes),
                "fields": list(self.fields),
                "levels": list(self.levels),
                "kinds": list(self.kinds),
                "share": str(self.share),
                "cap": None if self.cap is None else str(self.cap),
                "budget": str(self.budget),
                "currency": self.currency,
                "days": [self.first_day.isoformat(), self.last_day.isoformat()],
                "hold_days": self.hold_days,
                "decides": self.decides,
            }
        )


class Terms(Protocol):
    """What is asked of a scheme here: a row of the database, or a document."""

    groups: Sequence[str]
    regions: Sequence[str]
    age_from: int | None
    age_to: int | None
    fields: Sequence[str]
    levels: Sequence[int]
    kinds: Sequence[str]
    share: Decimal
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks for a funded place: nothing that names a person."""

    group: str = ""
    region: str = ""
    age: int | None = None


def scheme_problems(new: NewScheme, nation: Nation, today: date) -> list[Problem]:
    """Why this scheme cannot be proposed today, or nothing."""
    return [
        *_texts("name", new.name, nation, MAX_TITLE),
        *_texts("description", new.description, nation, MAX_TEXT),
        *_words(new, nation),
        *_money(new),
        *_days(new, today),
    ]


def covers_person(terms: Terms, reader: Reader) -> bool:
    """Whether the scheme is for this reader; what the reader did not tell, it cannot ask for."""
    if EVERYBODY not in terms.groups and reader.group not in terms.groups:
        return False
    if terms.regions and reader.region not in terms.regions:
        return False
    if terms.age_from is None and terms.age_to is None:
        return True
    if reader.age is None:
        return False
    return (terms.age_from or 0) <= reader.age <= (terms.age_to or MAX_AGE)


def may_cover(terms: Terms, reader: Reader) -> bool:
    """Whether the scheme could be for this reader once what is untold is told."""
    group = reader.group or next(iter(terms.groups))
    region = reader.region or next(iter(terms.regions), "")
    first = terms.age_from if terms.age_from is not None else terms.age_to
    age = reader.age if reader.age is not None else first
    return covers_person(terms, Reader(group, region, age))


def covers_programme(
    terms: Terms,
    *,
    programme: str,
    named: Sequence[str],
    isced_f: str,
    level: int | None,
    kind: str,
) -> bool:
    """Whether the scheme pays for this programme: named, or of its fields, levels and kinds.

    A scheme that names programmes pays for those alone.
    """
    if named:
        return programme in named
    if terms.fields and not any(codes.field_covers(one, isced_f) for one in terms.fields):
        return False
    if terms.levels and level not in terms.levels:
        return False
    return not terms.kinds or kind in terms.kinds


def amount(terms: Terms, price: Decimal) -> Decimal:
    """What the scheme pays of a price: the share, cut to whole cents, at most the cap."""
    share = (price * terms.share / 100).quantize(_CENT, rounding=ROUND_DOWN)
    return share if terms.cap is None else min(share, terms.cap)


def suppressed(count: int) -> int | None:
    """A figure as a report shows it: None where it is so small that it speaks of single people."""
    return count if count == 0 or count >= SMALLEST else None


def cells(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Figures of a breakdown whose total is shown too.

    Where a single one is held back it could be worked out from the total, so that the
    smallest of the others is held back with it.
    """
    found = {name: suppressed(count) for name, count in counts.items()}
    if list(found.values()).count(None) == 1:
        shown = [name for name, count in found.items() if count]
        if shown:
            found[min(shown, key=lambda name: counts[name])] = None
    return found


def clean(text: str, limit: int = MAX_TEXT) -> str | None:
    """The text in its kept form, or None when it is too long or holds hidden characters."""
    return readable(text, limit)


def _texts(name: str, texts: LanguageMap, nation: Nation, limit: int) -> list[Problem]:
    missing = [tag for tag in nation.required_languages if not texts.get(tag, "").strip()]
    found = [Problem("scheme_text_missing", f"{name}_{tag}") for tag in missing]
    return found + [
        Problem("scheme_text_malformed", f"{name}_{tag}", {"limit": limit})
        for tag, text in texts.items()
        if clean(text, limit) is None
    ]


def _words(new: NewScheme, nation: Nation) -> list[Problem]:
    known = {
        "groups": (new.groups, GROUPS),
        "regions": (new.regions, nation.regions),
        "fields": (new.fields, codes.fields_of_education()),
        "kinds": (new.kinds, PROGRAMME_KINDS),
        "funder_kind": ((new.funder_kind,), FUNDING_KINDS),
        "currency": ((new.currency,), CURRENCIES),
        "decides": ((new.decides,), ("provider", "funder")),
    }
    found = [
        Problem("scheme_word_unknown", place, {"word": one[:40]})
        for place, (given, allowed) in known.items()
        for one in given
        if one not in allowed
    ]
    found += [
        Problem("scheme_word_unknown", "levels", {"word": str(one)})
        for one in new.levels
        if one not in nation.levels
    ]
    return found if new.groups else [*found, Problem("scheme_groups_missing", "groups")]


def _money(new: NewScheme) -> list[Problem]:
    found = []
    if not 0 < new.share <= 100 or new.share != new.share.quantize(_CENT):
        found.append(Problem("scheme_share_out_of_range", "share"))
    for place, given in (("cap", new.cap), ("budget", new.budget)):
        if given is not None and not _is_money(given):
            found.append(Problem("scheme_amount_malformed", place))
    if new.cap is not None and new.cap > new.budget:
        found.append(Problem("scheme_cap_above_budget", "cap"))
    return found


def _is_money(given: Decimal) -> bool:
    return 0 < given <= MAX_BUDGET and given == given.quantize(_CENT)


def _days(new: NewScheme, today: date) -> list[Problem]:
    found = []
    if new.last_day < new.first_day or new.last_day < today:
        found.append(Problem("scheme_days_empty", "last_day"))
    if not 1 <= new.hold_days <= MAX_HOLD_DAYS:
        found.append(Problem("scheme_hold_out_of_range", "hold_days", {"most": MAX_HOLD_DAYS}))
    ages = [age for age in (new.age_from, new.age_to) if age is not None]
    if any(age > MAX_AGE for age in ages) or ages != sorted(ages):
        found.append(Problem("scheme_ages_reversed", "age_to"))
    return found
