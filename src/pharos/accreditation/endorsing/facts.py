"""A decision as the facts that its signed statement is made of."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from pharos.accreditation import queries, rules
from pharos.accreditation.cases import Case
from pharos.accreditation.documents import Scope
from pharos.accreditation.models import Basis, Decision
from pharos.catalogue import queries as catalogue
from pharos.common.i18n import LANGUAGES
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.core import standing
from pharos.core.openbadges.endorsement import Decided
from pharos.core.openbadges.facts import Coded
from pharos.core.openbadges.facts import Organisation as Body
from pharos.core.standing import ChangeKind
from pharos.nations import codes
from pharos.nations.wording import level_text
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry


def address(decision: Decision) -> str:
    """The address of a decision in no language; its statement lies below it."""
    return f"{settings().origin}/decisions/{decision.id}"


def report_address(decision: Decision) -> str | None:
    """Where the report of its procedure lies, in no language; None where there was none."""
    if decision.basis != Basis.PROCEDURE:
        return None
    return f"{settings().origin}/reports/{decision.case_id}"


def decided(decision: Decision, case: Case) -> Decided:
    """The decision with its loaded changes, as it stands today."""
    assert decision.first_day is not None
    holder = body(case.holder, case.today)
    version = case.version
    return Decided(
        address=address(decision),
        number=decision.number,
        kind=Coded(decision.kind, _words(f"page_deciding_kind_{decision.kind}")),
        outcome=Coded(decision.outcome, _words(f"page_outcome_{decision.outcome}")),
        decided_at=case.nation.awarded_date(decision.decided_on),
        first_day=decision.first_day,
        until=decision.until,
        agency=body(organisations.by_id(decision.agency_id), case.today),
        subject=catalogue.address(version) if version else holder.id,
        subject_name=version.descriptor.title if version else holder.name,
        holder=holder,
        language=case.nation.state_languages[0],
        basis=Coded(
            decision.basis,
            _words(f"page_decision_basis_{decision.basis}"),
            report_address(decision),
        ),
        scope=() if version else tuple(_scope(_scope_today(decision, case.today), case)),
    )


def body(organisation: Organisation, on: date) -> Body:
    """A body with its DID, page, names of that day and seat."""
    did = registry.did_of(organisation)
    names = organisations.names_on(organisation.id, on) or organisation.name
    return Body(
        id=did,
        # the page lies where the path of the DID says
        address="/".join((settings().origin, *did.split(":")[3:])),
        name=dict(sorted(names.items())),
        country=organisation.nation or "ZZ",
    )


def is_in_force(decision: Decision, case: Case, now: datetime) -> bool:
    """Whether the decision stands today by itself, by the rule that the verifier uses."""
    known, among = queries.as_core(decision), queries.related(decision)
    return standing.of_decision(known, on=case.today, known_at=now, among=among).is_in_force


def stands_until(decision: Decision, case: Case) -> date | None:
    """The first day on which something is going to end or change it, as far as known."""
    days = [one.first_day for one in decision.changes.all()]
    days += [one.until for one in decision.changes.all() if one.until is not None]
    ends = rules.held_until(queries.as_core(decision), queries.related(decision))
    if ends is not None:
        days.append(ends)
    return min((day for day in days if day > case.today), default=None)


def _words(code: str) -> Mapping[str, str]:
    return {language: sentence(code, language) for language in LANGUAGES}


def _scope_today(decision: Decision, today: date) -> Scope:
    """What the decision covers after its newest limitation that has begun."""
    limits = [
        one
        for one in decision.changes.all()
        if one.kind == ChangeKind.LIMITED
        and one.first_day <= today
        and (one.until is None or today < one.until)
    ]
    newest = limits[-1].content.scope if limits else None
    return newest or decision.content.scope


def _scope(scope: Scope, case: Case) -> Iterator[Coded]:
    nation = case.nation
    for level in scope.levels or ():
        known = nation.levels.get(level)
        names = (
            {language: level_text(known, language) for language in LANGUAGES}
            if known
            else {"en": f"NQF level {level}"}
        )
        yield Coded(f"level:{level}", names)
    fields = codes.fields_of_education()
    for field in scope.fields or ():
        name = f"{field} {fields[field].name}" if field in fields else field
        yield Coded(f"isced-f:{field}", {"en": name})
    for kind in scope.kinds or ():
        yield Coded(f"kind:{kind}", nation.terms.get(kind) or {"en": kind})
