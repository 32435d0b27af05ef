"""What rows are judged by, and what a judgement says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pharos.awards.grades import Grade
from pharos.awards.names import PersonName
from pharos.awards.problems import Problem
from pharos.nations.model import GradingScale

OLDEST_BIRTH = date(1900, 1, 1)
DEFAULT_IDENTITY_CHECK = "unsupervised_no_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one programme version, its nation and the day of entry ask of every row.

    `programme_names` are the words by which rows may name the version, `own_programmes` those
    of the provider's other programmes. `last_day` is exclusive. `national_number` is the
    pattern of the nation's personal number, a soft check.
    """

    today: date
    first_day: date
    last_day: date | None
    ects: Decimal | None
    scale: GradingScale | None
    programme_names: frozenset[str] = frozenset()
    own_programmes: frozenset[str] = frozenset()
    birth_date_required: bool = True
    grade_required: bool = False
    national_number: Callable[[str], bool] | None = None
    award_date: date | None = None
    identity_check: str = DEFAULT_IDENTITY_CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an accepted row says: the learner, and what the learner achieved and when."""

    name: PersonName
    birth_date: date | None
    identifier_kind: str
    identifier: str
    award_date: date
    grade: Grade | None
    ects: Decimal | None
    pathway: str
    identity_check: str
    email: str = ""
    language: str = ""

    @property
    def person_key(self) -> tuple[str, str]:
        """Name and birth date folded: equal for rows that may be one person."""
        return self.name.folded, self.birth_date.isoformat() if self.birth_date else ""


@dataclass(frozen=True, slots=True)
class Who:
    """The person of one row; `language` is that of mails to this person, empty if not stated."""

    name: PersonName
    birth_date: date | None
    identifier_kind: str
    identifier: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict; `facts` is there exactly when there is no problem."""

    number: int
    line: int
    facts: Facts | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the row may be awarded."""
        return self.facts is not None

    def refused(self, *problems: Problem) -> "Judged":
        """The same row, kept out for these problems too."""
        return replace(self, facts=None, problems=self.problems + problems)

    def warned(self, *warnings: Problem) -> "Judged":
        """The same row with something for a human to look at."""
        return replace(self, warnings=self.warnings + warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A learner of this provider in the register; `awarded` names an award of this version."""

    learner: str
    name: PersonName
    birth_date: date | None
    awarded: str | None


def frozen(**facts: object) -> Mapping[str, object]:
    """The facts of a problem, unchangeable."""
    return MappingProxyType(facts)
