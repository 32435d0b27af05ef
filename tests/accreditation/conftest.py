"""A nation whose figures stand here, and a small register of bodies that act in it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bodies import Bodies
from moments import NOW

from pharos.accreditation import actions
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import Decision, DecisionChange, Proposal
from pharos.catalogue import actions as catalogue_actions
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.nations import files
from pharos.nations.model import Nation
from pharos.organisations.models import Organisation


@pytest.fixture
def armenia() -> Nation:
    """The newest Armenian regime with deciders, durations and demands of our own."""
    return replace(
        files.history("AM")[-1],
        decisions_required={
            "credit_bearing": ("authorisation", "institution", "programme"),
            "regulated_30": ("authorisation", "licence"),
        },
        deciders={
            "authorisation": ("ministry",),
            "institution": ("qa_agency",),
            "programme": ("qa_agency",),
            "licence": ("ministry",),
            "format": ("ministry",),
        },
        durations={"institution": (6, 4), "programme": (5,), "licence": (5,)},
        conditional_durations={"institution": (4,)},
        conditions_deadline={"institution": 2},
        open_ended=("authorisation", "format"),
    )


class World:
    """A company academy, its quality agency and its ministry; a neighbour's agency."""

    now = NOW

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.academy = self.bodies.enter("demo-academy", "company_academy")
        self.agency = self.bodies.enter("demo-agency", "qa_agency")
        self.ministry = self.bodies.enter("demo-ministry", "ministry")
        self.neighbour = self.bodies.enter("neighbour-agency", "qa_agency", nation="GE")
        self.registrar = self.bodies.person(self.academy, "registrar")
        self.head = self.bodies.person(self.academy, "head")
        self.people = {
            body.id: (self.bodies.person(body, "officer"), self.bodies.person(body, "approver"))
            for body in (self.agency, self.ministry, self.neighbour)
        }

    def officer(self, body: Organisation) -> Actor:
        return self.people[body.id][0]

    def approver(self, body: Organisation) -> Actor:
        return self.people[body.id][1]

    def publish(self, kind: str = "credit_bearing", **members: Any) -> ProgrammeVersion:
        """A version of the academy, awardable from 2025 on."""
        document = _course(kind, self.academy.slug) | members
        with tenancy.scope(self.registrar):
            draft = catalogue_actions.draft(
                slug="course", document=document, by=self.registrar, now=NOW
            )
        with tenancy.scope(self.head):
            return catalogue_actions.publish(
                draft_id=draft.id, digest=bytes(draft.digest), first_day=date(2025, 1, 1),
                by=self.head, now=NOW,
            )  # fmt: skip

    def new(
        self, kind: str, version: ProgrammeVersion | None = None, **members: Any
    ) -> NewDecision:
        """A decision for the academy from 2026 to 2031."""
        given: dict[str, Any] = {
            "kind": kind,
            "organisation": str(self.academy.id),
            "outcome": "accredited",
            "number": "1-D",
            "decided_on": date(2026, 1, 15),
            "first_day": date(2026, 2, 1),
            "until": date(2030, 2, 1) if kind == "institution" else date(2031, 2, 1),
        }
        if version is not None:
            given |= {"version": str(version.id), "version_digest": bytes(version.digest).hex()}
        return NewDecision(**(given | members))

    def propose(
        self, decision: NewDecision | NewChange, body: Organisation, by: Actor | None = None
    ) -> Proposal:
        actor = by or self.officer(body)
        with tenancy.scope(actor):
            if isinstance(decision, NewDecision):
                return actions.propose(decision=decision, by=actor, now=NOW)
            return actions.propose_change(change=decision, by=actor, now=NOW)

    def approve(self, proposal: Proposal, body: Organisation, by: Actor | None = None) -> Decision:
        actor = by or self.approver(body)
        with tenancy.scope(actor):
            return actions.approve(
                proposal_id=proposal.id, digest=bytes(proposal.digest), by=actor, now=NOW
            )

    def decide(self, decision: NewDecision, body: Organisation | None = None) -> Decision:
        body = body or self.agency
        return self.approve(self.propose(decision, body), body)

    def change(self, decision_id: UUID, kind: str, body: Organisation | None = None,
               **members: Any) -> DecisionChange:  # fmt: skip
        """A change decided today, from 1 March 2028 unless told otherwise."""
        given: dict[str, Any] = {
            "decision": str(decision_id),
            "kind": kind,
            "number": "2-C",
            "decided_on": NOW.date(),
            "first_day": date(2028, 3, 1),
        }
        body = body or self.agency
        proposal = self.propose(NewChange(**(given | members)), body)
        actor = self.approver(body)
        with tenancy.scope(actor):
            return actions.approve_change(
                proposal_id=proposal.id, digest=bytes(proposal.digest), by=actor, now=NOW
            )


def _course(kind: str, slug: str) -> dict[str, Any]:
    file = Path(__file__).parents[1] / "catalogue" / "data" / "teacher-course.json"
    course: dict[str, Any] = json.loads(file.read_text("utf-8"))
    course |= {"provider": slug, "awarding_body": [slug]}
    if kind == "credit_bearing":
        del course["entitlement"]
        course |= {
            "kind": kind,
            "ects": "6",
            "workload_hours": {"count": "180", "minutes": 60},
            "contact_hours": {"count": "48", "minutes": 45},
        }
    return course


@pytest.fixture
def world() -> World:
    """Bodies that may decide, and a provider to decide about."""
    return World()
