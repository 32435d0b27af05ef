"""The facts that an Open Badge is made of, as frozen values without any behaviour.

Texts in several languages are maps from a lower-case language tag to the text. Every text
is expected to have passed the front door already (`core.strict`): NFC, no control characters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LanguageMap = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body with a DID, a page and a seat."""

    id: str
    """Its DID, e.g. `did:web:example.org:providers:slug`."""
    address: str
    """Its page; nodes that describe it get ids under this address."""
    name: LanguageMap
    country: str
    """ISO 3166-1 alpha-2."""
    region: str | None = None
    """ISO 3166-2."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs, and the office holder who answers for it."""

    organisation: Organisation
    signatory: str | None = None
    """Name and office, as on the certificate."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of a list, its name, and the address that other systems know it by."""

    code: str
    name: LanguageMap
    uri: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One learning outcome; `kind` is knowledge, skill or responsibility."""

    text: LanguageMap
    kind: str
    esco: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The level, as the nation's framework and Europe's number it."""

    nqf: int
    nqf_framework: LanguageMap
    eqf: int | None = None
    eqf_note: str | None = None
    """Where the framework is not referenced yet, that the level is a correspondence only."""
    cycle: Coded | None = None


@dataclass(frozen=True, slots=True)
class QualityAssurance:
    """The decision that the award relies on; without an agency only the kind is told."""

    kind: Coded
    agency: Organisation | None = None
    decision: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class Grading:
    """A scale: its id, its name, and its marks from low to high when it is a closed list."""

    scale: str
    name: LanguageMap
    result_type: str = "Result"
    """One of the result types of Open Badges, or an `ext:` one."""
    marks: tuple[str, ...] = ()
    minimum: str | None = None
    maximum: str | None = None
    required: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """Another programme or award: its address and its name."""

    address: str
    name: LanguageMap


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The regime under which the award is made and how settled it is."""

    nation: str
    status: str
    """none, draft, pilot or in_force."""
    source: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A frozen version of a programme, with the fields that Annex I asks for."""

    id: str
    """The address of the version."""
    version: str
    kind: Coded
    title: LanguageMap
    objective: LanguageMap
    criteria: LanguageMap
    language: str
    """The state language that the legal title is written in."""
    languages: tuple[str, ...]
    """Of instruction and assessment."""
    awarding_bodies: tuple[Organisation, ...]
    field: Coded | None
    """ISCED-F 2013."""
    outcomes: tuple[Outcome, ...]
    workload_hours: Decimal
    ects: Decimal | None
    level: Level | None
    participation: tuple[Coded, ...]
    assessment: tuple[Coded, ...]
    quality: tuple[QualityAssurance, ...]
    legal_basis: LegalBasis
    prerequisites: LanguageMap
    prerequisite_programmes: tuple[Reference, ...] = ()
    supervision: Coded | None = None
    stackability: Coded | None = None
    stacks_into: tuple[Reference, ...] = ()
    grading: Grading | None = None
    further: LanguageMap | None = None
    further_address: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The two lists and the place of the award, which is the same in both."""

    revocation_list: str
    suspension_list: str
    index: str


@dataclass(frozen=True, slots=True)
class Award:
    """What differs from learner to learner; every value is text, ready to be signed."""

    credential: str
    """A random UUID."""
    native_name: str
    latin_name: str | None
    """As in the passport; never computed, so it may be missing."""
    awarded_at: str
    """Local midnight of the award date, with its offset."""
    valid_from: str
    pathway: str = "course"
    """course, rpl or mixed."""
    grade: str | None = None
    valid_until: str | None = None
    holder: str | None = None
    """The holder's DID, when the award is bound to a key."""
