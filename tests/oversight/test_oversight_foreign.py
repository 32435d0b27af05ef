"""Decisions of agencies abroad: told within their entry in EQAR, with conditions and their end."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from deskworld import sign_in
from django.test import Client
from moments import NOW, TODAY

from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries as decisions
from pharos.accreditation import statements
from pharos.accreditation.documents import Condition
from pharos.accreditation.models import Proposal
from pharos.common import clock, tenancy
from pharos.common.errors import Conflict, DomainError, Invalid
from pharos.core import standing
from pharos.core.bundle import TrustedDecision
from pharos.core.bundlefields import Fields
from pharos.oversight import queries
from pharos.oversight.actions import foreign, monitoring
from pharos.oversight.actions.foreign import Finding, Taken
from pharos.oversight.models import Filing
from pharos.oversight.views.foreign_lines import foreign_lines
from pharos.procedures.models import AgencyListing

YEARS = timedelta(days=5 * 365)


def refused(error: type[DomainError], act: Any, *args: Any, **facts: Any) -> list[str]:
    with pytest.raises(error) as caught:
        act(*args, **facts)
    return [one.code for one in caught.value.problems] or [caught.value.code]


def taken(abroad: Any, outcome: str = "accredited", **facts: Any) -> Taken:
    given: dict[str, Any] = {
        "by": abroad.id, "kind": "institution", "outcome": outcome, "number": "F-7",
        "decided_on": TODAY - timedelta(days=3), "first_day": TODAY, "until": TODAY + YEARS,
        "link": "https://example.org/report",
    }  # fmt: skip
    return Taken(**(given | facts))


def condition(due: date) -> Condition:
    return Condition(text={"hy": "Գրադարան", "en": "Open a library."}, due=due)


def entered(world: Any, until: date | None = None) -> Any:
    """An agency abroad with its entry in EQAR."""
    abroad = world.bodies.enter("abroad-agency", "qa_agency_foreign", nation="GE")
    with tenancy.scope(world.officer(world.agency)) as by:
        AgencyListing.objects.create(
            keeper_id=world.agency.id, agency_id=abroad.id, list="eqar",
            first_day=date(2020, 1, 1), until=until, source="https://example.org/eqar",
            by=by.person_id, at=NOW,
        )  # fmt: skip
    return abroad


def tell(world: Any, told: Taken) -> Filing:
    found: Filing = world.act(world.quality, foreign.tell, taken=told, agency_id=world.agency.id)
    return found


def recognise(world: Any, filing: Filing) -> Any:
    """By two persons of the national body."""
    told = world.act(world.officer(world.agency), foreign.recognise, filing_id=filing.id)
    with tenancy.scope(world.approver(world.agency)) as by:
        proposal = Proposal.objects.get(id=told.proposal_id)
        return accreditation.approve(
            proposal_id=proposal.id, digest=bytes(proposal.digest), by=by, now=NOW
        )


def settle(world: Any, filing: Filing) -> Any:
    """What was found abroad, entered by two persons."""
    officer = world.officer(world.agency)
    told = world.act(officer, foreign.settle_finding, filing_id=filing.id, good=True, text="")
    with tenancy.scope(world.approver(world.agency)) as by:
        proposal = Proposal.objects.get(id=told.proposal_id)
        return accreditation.approve_change(
            proposal_id=proposal.id, digest=bytes(proposal.digest), by=by, now=NOW
        )


def stands(world: Any, decision: Any, day: date = TODAY) -> str:
    with tenancy.scope(world.registrar):
        return decisions.stands(decisions.decision(decision.id), day)[0]


def test_a_decision_of_abroad_is_recognised_within_the_days_of_its_agency(world: Any) -> None:
    """B19, REFERENCE 0.10: told within five days, bounded by the agency's entry in EQAR."""
    stranger = world.bodies.enter("unknown-agency", "qa_agency_foreign", nation="GE")
    assert refused(Invalid, tell, world, taken(stranger)) == ["foreign_agency_unknown"]
    abroad = entered(world, until=TODAY + timedelta(days=30))
    late = taken(abroad, first_day=TODAY + timedelta(days=30))
    assert refused(Invalid, tell, world, late) == ["foreign_not_registered"]
    filing = tell(world, taken(abroad))
    assert filing.content["in_time"] is True
    made = recognise(world, filing)
    assert made.content.foreign.register_from == date(2020, 1, 1)
    assert stands(world, made) == "in_force"
    evidence = {"decision_id": made.id, "text": "Nothing.", "link": ""}
    assert refused(Invalid, world.act, world.quality, monitoring.file_evidence, **evidence) == [
        "no_conditions_open"
    ]


def test_conditions_set_abroad_are_told_with_their_days(world: Any) -> None:
    abroad = entered(world)
    due = TODAY + timedelta(days=900)  # later than the law here gives for conditions of its own
    assert refused(Invalid, tell, world, taken(abroad, "conditional")) == ["conditions_missing"]
    plain = taken(abroad, conditions=(condition(due),))
    assert refused(Invalid, tell, world, plain) == ["conditions_not_applicable"]
    after = taken(abroad, "conditional", conditions=(condition(TODAY + YEARS),))
    assert refused(Invalid, tell, world, after) == ["condition_due_out_of_term"]
    filing = tell(world, taken(abroad, "conditional", conditions=(condition(due),)))
    assert [one["due"] for one in foreign_lines(filing) if "due" in one] == [due.isoformat()]
    made = recognise(world, filing)
    assert stands(world, made) == "conditional"
    with tenancy.scope(world.members[0]):
        [open_] = queries.conditions_due(queries.taken_by(world.agency.id), TODAY)
    assert (open_.due, open_.is_over) == (due, False)


def conditional(world: Any) -> Any:
    due = TODAY + timedelta(days=365)
    told = taken(entered(world), "conditional", conditions=(condition(due),))
    return recognise(world, tell(world, told))


def found(world: Any, decision: Any, is_met: bool, decided_on: date = TODAY) -> Filing:
    finding = Finding(is_met, "F-9", decided_on, "https://example.org/finding", "As promised.")
    filing: Filing = world.act(
        world.quality, foreign.tell_finding, decision_id=decision.id, finding=finding
    )
    return filing


def in_bundle(world: Any, decision: Any, day: date) -> standing.Standing:
    """How the verifier sees it: by what the trust bundle tells of the decision."""
    with tenancy.scope(world.registrar):
        told = statements.trusted(decisions.decision(decision.id)).to_json()
    read = TrustedDecision.read(Fields(told)).decision
    later = read.recorded_at + timedelta(days=1)
    return standing.of_decision(read, on=day, known_at=later)


def test_conditions_that_were_met_abroad_no_longer_stand(world: Any) -> None:
    decision = conditional(world)
    assert in_bundle(world, decision, TODAY).is_in_force
    early = decision.decided_on - timedelta(days=1)
    assert refused(Invalid, found, world, decision, True, early) == ["finding_before_decision"]
    evidence = {"decision_id": decision.id, "text": "We did.", "link": ""}
    assert refused(Invalid, world.act, world.quality, monitoring.file_evidence, **evidence) == [
        "foreign_finding_missing"
    ]
    filing = found(world, decision, is_met=True)
    plain = {"filing_id": filing.id, "good": True, "text": ""}
    officer = world.officer(world.agency)
    assert refused(Conflict, world.act, officer, monitoring.settle, **plain) == ["filing_state"]
    change = settle(world, filing)
    assert (change.kind, change.number) == ("conditions_met", f"{filing.number} (F-9)")
    assert stands(world, decision) == "conditions_met"
    assert in_bundle(world, decision, TODAY).is_in_force
    assert refused(Invalid, found, world, decision, True) == ["no_conditions_open"]


def test_conditions_that_were_not_met_abroad_end_the_decision_that_day(world: Any) -> None:
    """What was awarded before stays under a decision that was in force."""
    decision = conditional(world)
    sent_back = found(world, decision, is_met=False)
    officer = world.officer(world.agency)
    back = world.act(officer, foreign.settle_finding, filing_id=sent_back.id, good=False,
                     text="The link leads to another decision.")  # fmt: skip
    assert (back.state, back.proposal_id) == ("returned", None)
    assert stands(world, decision) == "conditional"
    change = settle(world, found(world, decision, is_met=False))
    assert (change.kind, change.first_day) == ("withdrawn", TODAY)
    assert stands(world, decision) == "withdrawn"
    told = in_bundle(world, decision, TODAY)
    assert told.reason is standing.Reason.WITHDRAWN


def test_what_was_decided_here_takes_no_finding_of_abroad(world: Any) -> None:
    own = world.decide(world.new("institution"))
    assert refused(Invalid, found, world, own, True) == ["foreign_finding_misplaced"]


def _posted(client: Client, path: str, **given: Any) -> Any:
    return client.post(path, {"form_key": uuid4().hex, **given})


def _client(by: Any) -> Client:
    client = Client()
    sign_in(client, by.person_id)
    return client


def filed(world: Any, kind: str) -> Filing:
    with tenancy.scope(world.quality):
        return Filing.objects.get(kind=kind)


def test_by_page_conditions_are_told_and_so_is_what_was_found(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    abroad, client = entered(world), _client(world.quality)
    desk = "/{}/desk/demo-academy/oversight"
    form = {
        "by_agency": abroad.id, "agency": world.agency.id, "about": "institution",
        "outcome": "conditional", "number": "F-7", "decided_on": f"{TODAY:%d.%m.%Y}",
        "first_day": f"{TODAY:%d.%m.%Y}", "last_day": f"{TODAY + YEARS:%d.%m.%Y}",
        "link": "https://example.org/report", "condition_1_en": "Open a library.",
    }  # fmt: skip
    begun = _posted(client, f"{desk.format('en')}/new/foreign", **form)
    assert begun.status_code == 422
    assert begun.content.decode().count("Fill this in.") >= 2  # the other language, the last day
    form |= {"condition_1_hy": "Բացել գրադարան", "due_1": f"{TODAY:%d.%m.%Y}"}
    told = _posted(client, f"{desk.format('en')}/new/foreign", **form)
    assert told.status_code == 303, told.content.decode()
    decision = recognise(world, filed(world, "foreign"))
    public = Client().get(f"/en/decisions/{decision.id}").content.decode()
    assert "Open a library." in public
    finding = f"{desk.format('hy')}/new/evidence?decision={decision.id}"
    assert "Պայմանները չեն կատարվել" in client.get(finding).content.decode()
    told = _posted(client, finding, met="no", number="F-9", decided_on=f"{TODAY:%d.%m.%Y}",
                   link="https://example.org/finding", text="No library.")  # fmt: skip
    assert told.status_code == 303, told.content.decode()
    given = filed(world, "evidence")
    officer = _client(world.join(world.officer(world.agency), world.agency, "officer"))
    page = officer.get(f"/en/desk/demo-agency/oversight/{given.id}").content.decode()
    assert "the decision is withdrawn today" in page
    assert "The conditions are not met" in page
