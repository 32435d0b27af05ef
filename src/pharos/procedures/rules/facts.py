"""A case as the rules see it: frozen, whole, and without a database."""

from dataclasses import dataclass
from datetime import date

from pharos.catalogue.carving import Difference
from pharos.nations.parameters.procedures import Procedures
from pharos.nations.parameters.tariffs import Tariffs
from pharos.procedures.rules.words import Capacity, Choice, State, TieKind


@dataclass(frozen=True, slots=True)
class Tie:
    """What binds a person to a body, until before `until`; without end it still holds."""

    organisation: str
    kind: TieKind
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the panel who was not replaced, with the newest statement.

    `objection` is None, `open` or `upheld`: one objection a member.
    """

    person: str
    capacity: Capacity
    is_international: bool = False
    has_stated: bool = False
    has_conflict: bool = False
    ties: tuple[Tie, ...] = ()
    objection: str | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """Contract and payment: exempted, or with the days on which each was done."""

    contract_on: date | None = None
    paid_on: date | None = None
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    form: str
    last_day: date
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The provider's look at the draft for errors of fact."""

    due_on: date
    has_answered: bool = False
    has_comments: bool = False
    is_responded: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A sitting of the committee; `conflicted` named a conflict or are known to have one."""

    day: date
    seats: frozenset[str]
    conflicted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Motion:
    """What the committee votes on for one subject; `votes` by person."""

    subject: str
    outcome: str
    votes: tuple[tuple[str, Choice], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that a guard may ask of a case on one legal day.

    Of the subjects, `decided` have their decision approved, `settled` since before the case was
    taken up again, `proposed` one that waits or was taken in this round; those `remitted` an
    appeals body sent back. `carved` is how each carved-out programme differs from its parent.
    """

    kind: str
    state: State
    today: date
    procedures: Procedures
    tariffs: Tariffs
    provider: str
    subjects: tuple[str, ...] = ()
    programmes: int = 0
    follows: str | None = None
    partners: tuple[str, ...] = ()
    agreed: frozenset[str] = frozenset()
    resume_to: State | None = None
    is_reason_given: bool = False
    documents: frozenset[str] = frozenset()
    criteria: frozenset[str] = frozenset()
    evidenced: frozenset[str] = frozenset()
    is_approved_inside: bool = True
    in_force: frozenset[str] = frozenset()
    is_parent_in_force: bool = True
    is_carving_open: bool = True
    carved: tuple[Difference, ...] = ()
    charge: Charge = Charge()
    panel: tuple[Member, ...] = ()
    is_panel_accepted: bool = False
    objection_until: date | None = None
    visit: Visit | None = None
    found: frozenset[str] = frozenset()
    has_draft: bool = False
    check: Check | None = None
    report_digest: bytes | None = None
    session: Session | None = None
    motions: tuple[Motion, ...] = ()
    decided: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    remitted: frozenset[str] = frozenset()
    is_pause_answered: bool = False
    answer_until: date | None = None

    @property
    def bodies(self) -> frozenset[str]:
        """The bodies that the case is about: nobody bound to one of them judges it."""
        return frozenset({self.provider, *self.partners})

    @property
    def undecided(self) -> tuple[str, ...]:
        """The subjects that the committee decides now: all, but those decided before."""
        return tuple(one for one in self.subjects if one not in self.settled)
