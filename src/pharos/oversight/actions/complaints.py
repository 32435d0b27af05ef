"""Complaints about conduct: filed by the provider, answered by others with measures (ESG 2.7)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.oversight.actions import common
from pharos.oversight.models import Filing
from pharos.oversight.rules.words import Conduct, Justified, Kind, State


@transaction.atomic
def file_complaint(
    *,
    agency_id: UUID,
    about: str,
    happened_on: date,
    text: str,
    by: Actor,
    now: datetime,
    decision_id: UUID | None = None,
) -> Filing:
    """A complaint about how a body and its people behaved; nothing of an outcome moves by it.

    Raises Invalid `complaint_too_late` when it happened too long ago.
    """
    policies.require(by, Permission.OVERSIGHT_FILE)
    assert by.organisation_id is not None
    nation = queries.nation_of(by.organisation_id, now)
    today, parameters = nation.legal_day(now), nation.oversight
    if about not in list(Conduct):
        raise Invalid("complaint_about_unknown")
    if not organisations.kinds_on(agency_id, today) & {"qa_agency", "ministry"}:
        raise Invalid("complaint_body_unknown")
    if happened_on > today:
        raise Invalid("complaint_in_future")
    last = happened_on + timedelta(days=parameters.complaint_days)
    if today > last:
        raise Invalid("complaint_too_late", last=last)
    decision = common.own_decision(by, decision_id) if decision_id else None
    content = {"about": about, "happened_on": happened_on.isoformat(), "text": common.text(text)}
    due = today + timedelta(days=parameters.complaint_answer_days)
    return common.file(Kind.COMPLAINT, agency_id, content, by, now, decision=decision, due_on=due)


@transaction.atomic
def answer(
    *, filing_id: UUID, outcome: str, text: str, measures: str, by: Actor, now: datetime
) -> Filing:
    """The answer with its measures, by somebody who took no part in what it is about.

    A complaint that is justified, wholly or partly, is answered with measures.
    """
    policies.require(by, Permission.OVERSIGHT_DECIDE)
    filing = common.handled(by, filing_id, Kind.COMPLAINT, State.FILED)
    if filing.decision is not None and by.person_id in queries.involved(filing.decision):
        raise NotAllowed("complaint_own_conduct")
    if outcome not in list(Justified):
        raise Invalid("complaint_outcome_missing")
    if outcome != Justified.UNJUSTIFIED and not measures.strip():
        raise Invalid("complaint_measures_missing")
    told = {"text": common.text(text), "measures": common.text(measures, required=False)}
    return common.close(filing, State.ANSWERED, by, now, outcome=outcome, answer=told)
