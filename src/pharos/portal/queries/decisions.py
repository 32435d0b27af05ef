"""Decisions as rows of a table, how they stand today, and the history of what happened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pharos.accreditation import queries as accreditation
from pharos.accreditation import rules
from pharos.accreditation.models import Decision, DecisionChange
from pharos.core import standing
from pharos.organisations.models import Organisation
from pharos.portal.queries import addresses
from pharos.procedures.queries import listed
from pharos.procedures.rules.listings import Place

LanguageMap = Mapping[str, str]
HOLDING = ("in_force", "conditional", "conditions_met", "limited", "prolonged")
_TONES = {
    "in_force": "good",
    "conditions_met": "good",
    "conditional": "warn",
    "limited": "warn",
    "prolonged": "warn",
    "suspended": "warn",
    "parent_not_in_force": "warn",
    "not_yet": "info",
}
_ENDED_TONES = dict.fromkeys(("withdrawn", "annulled", "annulled_on_appeal", "refused"), "bad")


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision as a row of a table; days are inclusive."""

    kind: str
    agency: LanguageMap
    agency_path: str
    number: str
    first_day: date | None
    last_day: date | None
    state: str
    state_day: date | None = None
    under_appeal: bool = False
    programme: LanguageMap | None = None
    programme_path: str = ""
    is_about_version: bool = False
    id: UUID | None = None
    holder: LanguageMap | None = None
    holder_path: str = ""
    place: Place | None = None
    """Whether it was taken while the agency was in the EQAR; None for one that never was."""

    @property
    def kind_code(self) -> str:
        return f"verify_decision_{self.kind}"

    @property
    def place_code(self) -> str:
        return f"page_listing_{self.place}" if self.place else ""

    @property
    def state_code(self) -> str:
        return f"page_state_{self.state}"

    @property
    def tone(self) -> str:
        return _TONES.get(self.state) or _ENDED_TONES.get(self.state, "grey")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history: a decision taken, or something that happened to one."""

    day: date
    code: str
    kind_code: str
    number: str
    agency: LanguageMap
    first_day: date | None
    last_day: date | None
    recorded_at: datetime
    reasons: LanguageMap


class Bodies:
    """The bodies that decided, and those that were decided about, each read once."""

    def __init__(self, decisions: Sequence[Decision], *also: UUID) -> None:
        wanted = {id for one in decisions for id in (one.agency_id, one.organisation_id)}
        wanted |= set(also)
        self._known = Organisation.objects.in_bulk(list(wanted))
        self._paths = addresses.body_paths(self._known.values())
        self._entries = listed.of_agencies({one.agency_id for one in decisions})

    def name(self, id: UUID) -> LanguageMap:
        found = self._known.get(id)
        return found.name if found else {}

    def path(self, id: UUID) -> str:
        return self._paths.get(id, "")

    def place(self, decision: Decision) -> Place | None:
        """Where the decision lies in its agency's entry in the EQAR (REFERENCE 4.5)."""
        return listed.place(decision, self._entries.get(decision.agency_id, ()))


def about(organisation_id: UUID, version_id: UUID | None = None) -> list[Decision]:
    """The decisions about a body, newest first; with a version, its own and those about all."""
    found = accreditation.published().filter(organisation_id=organisation_id)
    wanted = [one for one in found if version_id is None or one.version_id in (None, version_id)]
    return list(reversed(wanted))


def taken_by(organisation_id: UUID, *, day: date, limit: int = 100) -> list[ShownDecision]:
    """What a body decided, newest first."""
    return shown(list(accreditation.taken_by(organisation_id)[:limit]), day=day)


def shown(
    decisions: Sequence[Decision], *, day: date, bodies: Bodies | None = None
) -> list[ShownDecision]:
    """Decisions as rows, in their order."""
    known = bodies or Bodies(decisions)
    return [_shown(one, known, day) for one in decisions]


def history(decisions: Sequence[Decision], *, bodies: Bodies | None = None) -> list[Event]:
    """Everything that was entered about them, newest first."""
    known = bodies or Bodies(decisions)
    events = [event for one in decisions for event in _events(one, known)]
    return sorted(events, key=lambda one: one.recorded_at, reverse=True)


def right_was_taken(rows: Iterable[ShownDecision]) -> bool:
    """Whether an authorisation was taken away and none is in force."""
    states = {one.state for one in rows if one.kind == "authorisation"}
    return (
        bool({"withdrawn", "annulled", "annulled_on_appeal"} & states) and "in_force" not in states
    )


def state(decision: standing.Decision, day: date) -> tuple[str, date | None]:
    """How a decision stands on a day, in one word, and since when; as known today."""
    return rules.stands(decision, day)


def last_day(until: date | None) -> date | None:
    """The inclusive face of an exclusive end."""
    return until - timedelta(days=1) if until else None


def _shown(decision: Decision, agencies: Bodies, day: date) -> ShownDecision:
    code, since = accreditation.stands(decision, day)
    version = decision.version
    return ShownDecision(
        kind=decision.kind,
        agency=agencies.name(decision.agency_id),
        agency_path=agencies.path(decision.agency_id),
        number=decision.number,
        first_day=decision.first_day,
        last_day=last_day(accreditation.end_of_term(decision)),
        state=code,
        state_day=since,
        under_appeal=accreditation.is_under_appeal(decision, day),
        programme=version.descriptor.title if version else None,
        programme_path=addresses.version_path(version) if version else "",
        is_about_version=version is not None,
        id=decision.id,
        holder=agencies.name(decision.organisation_id),
        holder_path=agencies.path(decision.organisation_id),
        place=agencies.place(decision),
    )


def _events(decision: Decision, agencies: Bodies) -> Iterator[Event]:
    yield _event(decision, decision.outcome, decision, agencies)
    for change in decision.changes.all():
        yield _event(decision, change.kind, change, agencies)


def _event(
    decision: Decision, word: str, what: Decision | DecisionChange, agencies: Bodies
) -> Event:
    return Event(
        day=what.decided_on,
        code=f"page_event_{word}",
        kind_code=f"verify_decision_{decision.kind}",
        number=what.number,
        agency=agencies.name(what.agency_id),
        first_day=what.first_day,
        last_day=last_day(what.until),
        recorded_at=what.recorded_at,
        reasons=what.content.reasons,
    )
