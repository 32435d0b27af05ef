"""What all these acts share: the row they work on, whose it is, texts that are clean."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision
from pharos.catalogue.problems import Problem
from pharos.common import texts
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.oversight import queries
from pharos.oversight.models import Filing
from pharos.oversight.rules.words import Kind, State
from pharos.procedures import numbers

MAX_TEXT: Final = 8_000
_SERIES: Final = {Kind.APPEAL: "appeal", Kind.COMPLAINT: "complaint", Kind.FOREIGN: "foreign"}


def text(given: str, *, required: bool = True) -> str:
    """A clean text; raises Invalid for one that is missing, too long or has hidden characters."""
    return texts.kept(
        given,
        code="filing_text_malformed",
        missing="filing_text_missing",
        limit=MAX_TEXT,
        may_be_empty=not required,
    )


def link(given: str) -> str:
    """An address that begins with https, or nothing."""
    if given.strip():
        try:
            strict.parse_https_url(given.strip())
        except CoreError as error:
            raise Invalid("link_malformed") from error
    return given.strip()


def own_decision(by: Actor, decision_id: UUID) -> Decision:
    """A decision about the actor's own organisation; raises NotAllowed for another."""
    decision = accreditation.decision(decision_id)
    if decision.organisation_id != by.organisation_id:
        raise NotAllowed("decision_of_another")
    return decision


def file(
    kind: Kind, agency_id: UUID, content: dict[str, Any], by: Actor, now: datetime, **members: Any
) -> Filing:
    """The row of a filing under the body's next number of its series."""
    assert by.organisation_id is not None
    nation = queries.nation_of(by.organisation_id, now)
    return Filing.objects.create(
        kind=kind,
        number=numbers.next(agency_id, _SERIES.get(kind, "oversight"), now),
        organisation_id=by.organisation_id,
        agency_id=agency_id,
        content=content,
        filed_by=by.person_id,
        filed_at=now,
        filed_on=nation.legal_day(now),
        **members,
    )


def handled(by: Actor, filing_id: UUID, kind: Kind, *states: State) -> Filing:
    """The filing at the actor's own body, in one of these states, locked."""
    found = queries.filing_for(by, filing_id, lock=True)
    if found.agency_id != by.organisation_id:
        raise NotAllowed("filing_of_another")
    if found.kind != kind or found.state not in states:
        raise Conflict("filing_state", state=found.state)
    return found


def close(filing: Filing, state: State, by: Actor, now: datetime, **members: Any) -> Filing:
    """The filing in another state, with who did it; what is given fills empty columns."""
    nation = queries.nation_of(filing.organisation_id, now)
    filing.state = state
    filing.handled_by, filing.handled_at = by.person_id, now
    filing.handled_on = nation.legal_day(now)
    for name, value in members.items():
        setattr(filing, name, value)
    filing.save()
    return filing


def refuse(problems: list[Problem], code: str) -> None:
    """Raise Invalid with every problem, if there is one."""
    if problems:
        raise Invalid(code, problems=[one.as_error() for one in problems])
