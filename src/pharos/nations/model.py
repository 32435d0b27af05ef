"""What a nation's standards say in one stretch of time, as frozen values.

A `Nation` is one regime: everything in it holds from `legal_basis.first_day` to the day before
`legal_basis.until`. It is built by `nations.reading.build` from a plain document, so that an
amendment is the same document with some members replaced.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pharos.nations.parameters.carveout import CarveOutParameters
from pharos.nations.parameters.confirmation import ConfirmationParameters
from pharos.nations.parameters.definitions import Amendments, Definitions, Quality
from pharos.nations.parameters.designer import Designer
from pharos.nations.parameters.lightroute import LightRouteParameters
from pharos.nations.parameters.oversight import OversightParameters
from pharos.nations.parameters.procedures import Procedures
from pharos.nations.parameters.review import ReviewParameters
from pharos.nations.parameters.tariffs import Tariffs
from pharos.nations.parameters.working_days import WorkingDays
from pharos.nations.vocabulary import LanguageMap

__all__ = [
    "CreditRange",
    "Gates",
    "Grade",
    "GradingScale",
    "HoursPerCredit",
    "LanguageMap",
    "LegalBasis",
    "Level",
    "Nation",
    "Region",
]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Under which law a regime stands; every award and verdict names it.

    `until` is exclusive, as everywhere in data; people are shown `last_day`.
    """

    status: str
    source: str
    mark: str
    first_day: date
    until: date | None

    @property
    def last_day(self) -> date | None:
        """The last day on which the regime holds, or None while it has no end."""
        return None if self.until is None else self.until - timedelta(days=1)

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the national framework and what it corresponds to.

    While `referenced` is false the national framework has no adopted referencing report, and
    the EQF level may only be shown as a correspondence.
    """

    nqf: int
    eqf: int
    cycle: str | None
    name: LanguageMap
    referenced: bool
    source: str = ""

    @property
    def qf_ehea(self) -> str | None:
        """The code of the cycle in the framework of the European Higher Education Area."""
        codes = {"short": 0, "first": 1, "second": 2, "third": 3}
        return None if self.cycle is None else f"QF-EHEA-{codes[self.cycle]}"


@dataclass(frozen=True, slots=True)
class HoursPerCredit:
    """Learner hours of 60 minutes that one ECTS credit stands for (ECTS Users' Guide 2015)."""

    min: int
    default: int
    max: int


@dataclass(frozen=True, slots=True)
class CreditRange:
    """The smallest and largest volume of a micro-credential, in steps of half a credit."""

    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True)
class Gates:
    """What stands between a confirmed award and a registered credential."""

    format_approval: bool
    national_registration: bool
    two_persons: bool


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    kind: str
    name: LanguageMap
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """One band of a scale; `min` and `max` are inclusive points, or None without points."""

    code: str
    min: Decimal | None
    max: Decimal | None
    label: LanguageMap
    passes: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class GradingScale:
    """A scale of grades; a grade is a string of one scale and is never computed into another."""

    id: str
    scope: str
    grades: tuple[Grade, ...]
    source: str = ""

    def grade(self, code: str) -> Grade | None:
        return next((grade for grade in self.grades if grade.code == code), None)

    def band(self, points: Decimal) -> Grade | None:
        """The grade whose band holds `points`; None between bands, since rounding is the
        provider's rule and happens before."""
        for grade in self.grades:
            if grade.min is not None and grade.max is not None and grade.min <= points <= grade.max:
                return grade
        return None


@dataclass(frozen=True, slots=True)
class Nation:
    """The standards of one nation in one stretch of time."""

    code: str
    regime: str
    name: LanguageMap
    timezone: str
    legal_basis: LegalBasis
    levels: Mapping[int, Level]
    hours_per_credit: HoursPerCredit
    hour_minutes: tuple[int, ...]
    ects: CreditRange
    fixed_ects: Mapping[str, Decimal]
    level_ranges: Mapping[str, tuple[int, int]]
    level_ceilings: Mapping[str, int]
    state_languages: tuple[str, ...]
    languages: tuple[str, ...]
    terms: Mapping[str, LanguageMap]
    gates: Gates
    decisions_required: Mapping[str, tuple[str, ...]]
    deciders: Mapping[str, tuple[str, ...]]
    durations: Mapping[str, tuple[int, ...]]
    conditional_durations: Mapping[str, tuple[int, ...]]
    conditions_deadline: Mapping[str, int]
    open_ended: tuple[str, ...]
    awarding_rights: Mapping[tuple[str, str], bool]
    regions: Mapping[str, Region]
    grading_scales: Mapping[str, GradingScale]
    personal_number: str
    working_days: WorkingDays
    review: ReviewParameters
    oversight: OversightParameters
    confirmation: ConfirmationParameters
    light_route: LightRouteParameters
    carve_out: CarveOutParameters
    procedures: Procedures
    tariffs: Tariffs
    definitions: Definitions
    quality: Quality
    amendments: Amendments
    designer: Designer
    sources: Mapping[str, str]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def required_languages(self) -> tuple[str, ...]:
        """The languages a published text must have: those of the state, and English."""
        return tuple(dict.fromkeys((*self.state_languages, "en")))

    def legal_day(self, instant: datetime) -> date:
        """The day of the calendar on which `instant` falls here: legal dates are local."""
        if instant.tzinfo is None:
            raise ValueError("a legal day needs an instant with an offset")
        return instant.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The instant in UTC at which the legal day begins."""
        # Where clocks were put forward at midnight the wall time does not exist; with fold 0
        # the earlier offset is used and gives the very instant of the change.
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def awarded_date(self, day: date) -> str:
        """Local midnight of `day` with its offset, as Open Badges 3.0 `awardedDate` wants it."""
        return self.midnight(day).astimezone(self.zone).isoformat(timespec="seconds")

    def may_award(self, kinds: Iterable[str], programme_kind: str) -> bool:
        """Whether a body of these kinds may award such programmes at all, decisions apart."""
        return any(self.awarding_rights.get((kind, programme_kind), False) for kind in kinds)

    def allowed_years(self, decision_kind: str, *, conditional: bool = False) -> tuple[int, ...]:
        """For how many years such a decision may be taken; empty when none can be."""
        table = self.conditional_durations if conditional else self.durations
        return table.get(decision_kind, ())

    def is_usual_personal_number(self, text: str) -> bool:
        """Whether the text has the form of the nation's personal numbers; a soft check only:
        there are people without one, and no check digit is published."""
        return re.fullmatch(self.personal_number, text) is not None

    def term(self, code: str, language: str) -> str:
        """The word this nation uses for a thing, English when it has none in `language`."""
        words = self.terms[code]
        return words.get(language) or words["en"]
