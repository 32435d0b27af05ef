"""The values that a descriptor is made of: frozen, without judgement and without Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LanguageMap = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the learner knows and can do afterwards; `esco` names skills by address."""

    id: str
    text: LanguageMap
    type: str
    esco: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a component of the assessment proves one outcome, in per cent."""

    outcome: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the assessment and the outcomes that it proves.

    `shares` parts the component among its outcomes, 100 in all; without them it is not parted.
    """

    type: str
    weight: Decimal
    outcomes: tuple[str, ...]
    mode: str
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation that it prepares for: words, and a code of ISCO-08 or an address of ESCO."""

    text: LanguageMap = field(default_factory=dict)
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """Who was asked about the design, in which role, when, and what came of it (TPG-A 1)."""

    role: str
    who: LanguageMap
    on: date
    result: LanguageMap = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Design:
    """Who wrote the programme, when it was last reviewed and when it will be (TPG-A 5)."""

    authors: tuple[str, ...] = ()
    reviewed_on: date | None = None
    next_review: date | None = None


@dataclass(frozen=True, slots=True)
class PriorLearning:
    """What recognised prior learning opens: entry, the award itself, a share in per cent."""

    admission: bool = False
    award: bool = False
    max_share: int | None = None
    text: LanguageMap = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Awarding:
    """How a body awards beside others: jointly, or on behalf of one under a mandate of it."""

    organisation: str
    role: str
    on_behalf_of: str | None = None
    mandate: str | None = None
    first_day: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Pathway:
    """Programmes that together lead to something wider, and what that is."""

    programmes: tuple[str, ...]
    award: LanguageMap


@dataclass(frozen=True, slots=True)
class Extra:
    """A field that the nation adds: one value, or words in each language."""

    code: str
    value: str | None = None
    words: LanguageMap = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hours:
    """A number of hours as stated, with the length of such an hour in minutes."""

    count: Decimal
    minutes: int

    @property
    def clock_hours(self) -> Decimal:
        """The same time in hours of sixty minutes."""
        return self.count * self.minutes / 60


@dataclass(frozen=True, slots=True)
class Partner:
    """A body that shares in the programme, by slug, and what it does."""

    organisation: str
    role: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it runs; the real deliveries are runs, not descriptors."""

    starts: tuple[date, ...] = ()
    weeks: int | None = None
    load: str | None = None


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """What is needed to enrol; `none` says in so many words that nothing is."""

    none: bool = False
    text: LanguageMap = field(default_factory=dict)
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognising:
    """A degree programme that accepts it, up to so many credits, from a day to a day."""

    programme: str
    max_ects: Decimal
    agreement: str
    first_day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Recogniser:
    """An employer or other body that declares recognition; unseen until it confirms."""

    organisation: str
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one of the currencies that fees are named in."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Further information: words and an address."""

    text: LanguageMap = field(default_factory=dict)
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """The legal act that grants an entitlement."""

    title: LanguageMap
    number: str
    adopted_on: date


@dataclass(frozen=True, slots=True)
class Settlement:
    """A place where an entitlement holds, from a day to the day before `until`."""

    code: str
    name: LanguageMap
    region: str
    first_day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ParentOutcome:
    """An outcome of the accredited programme, under a name of its own."""

    id: str
    text: LanguageMap


@dataclass(frozen=True, slots=True)
class ParentComponent:
    """A course or module of the accredited programme, with its credits there."""

    title: LanguageMap
    ects: Decimal


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which outcome of the parent an outcome of the programme is."""

    outcome: str
    parent: str


@dataclass(frozen=True, slots=True)
class CarvedFrom:
    """What of an accredited programme a programme was carved out of."""

    level: int
    components: tuple[ParentComponent, ...]
    outcomes: tuple[ParentOutcome, ...]
    mapping: tuple[Mapped, ...]


@dataclass(frozen=True, slots=True)
class Entitlement:
    """An occupation that the holder may follow in the settlements listed, under an act."""

    occupation: str
    act: Act
    settlements: tuple[Settlement, ...]
