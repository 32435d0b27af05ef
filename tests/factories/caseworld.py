"""An agency with experts and a committee, two universities, and cases walked to any state."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bodies import Bodies
from moments import NOW, TODAY

from pharos.accounts.models import Person
from pharos.accreditation import actions as accreditation
from pharos.accreditation.models import Decision, Proposal
from pharos.catalogue import actions as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.criteria import actions as criteria
from pharos.organisations.models import Membership, Organisation
from pharos.procedures import actions
from pharos.procedures.actions import Put
from pharos.procedures.models import Case, CaseSubject
from pharos.review import actions as review
from pharos.review import rules as review_rules

TEXT = {"ka": "დასკვნა", "en": "The report of the panel."}
REASONS = {"en": "As the report says.", "ka": "როგორც დასკვნაშია."}
EXPERTS = (
    ("chair", "academic", True), ("student", "student", False), ("employer", "employer", False),
    ("spare", "employer", False),
)  # fmt: skip
ORDER = (
    "submitted", "completeness_check", "registered", "self_evaluation_accepted", "panel_proposed",
    "panel_confirmed", "site_visit", "draft_report", "factual_check", "final_report", "scheduled",
    "decided", "published",
)  # fmt: skip


class CaseWorld:
    """Bodies of Georgia: the law there asks for employer and international expert, and payment."""

    now = NOW

    def __init__(self) -> None:
        self.bodies = Bodies()
        self.university = self.bodies.enter("demo-university", "hei_public", nation="GE")
        self.partner = self.bodies.enter("partner-university", "hei_public", nation="GE")
        self.agency = self.bodies.enter("demo-agency", "qa_agency", nation="GE")
        person, agency = self.bodies.person, self.agency
        self.quality = person(self.university, "quality")
        self.registrar = person(self.university, "registrar")
        self.head = person(self.university, "head")
        self.other = person(self.partner, "quality")
        self.officer = person(agency, "officer")
        self.approver = person(agency, "approver")
        self.evaluator = person(agency, "evaluator")
        self.experts = {name: person(agency, "expert") for name, _, _ in EXPERTS}
        self.committee = [person(agency, "committee") for _ in range(5)]
        for one in self.committee:
            self.join(one, agency, "committee")
        self.pool = {
            name: self.act(
                self.officer, actions.add_expert, person_id=self.experts[name].person_id,
                name=f"Expert {name}", capacity=capacity, is_international=abroad,
            ).id
            for name, capacity, abroad in EXPERTS
        }  # fmt: skip
        for kind in ("programme", "cluster", "joint", "authorisation"):
            self.criteria(kind)
        self.courses = 0

    def act(self, by: Actor, action: Callable[..., Any], **facts: Any) -> Any:
        """An act in a scope of its own, at the world's `now` unless told otherwise."""
        with tenancy.scope(by):
            return action(by=by, **({"now": self.now} | facts))

    def join(
        self, one: Actor, body: Organisation, role: str, until: datetime | None = None
    ) -> None:
        with tenancy.scope(Actor(person_id=one.person_id, organisation_id=body.id)):
            email = f"{one.person_id}@demo.invalid"
            Person.objects.get_or_create(
                id=one.person_id,
                defaults={"name": "Demo", "email": email, "email_folded": email,
                          "created_at": NOW},
            )  # fmt: skip
            Membership.objects.create(
                organisation=body, person_id=one.person_id, role=role,
                active_from=datetime(2020, 1, 1, tzinfo=UTC), active_until=until,
                appointed_in=body.id,
            )  # fmt: skip

    def criteria(self, kind: str) -> None:
        draft = self.act(self.officer, criteria.begin, kind=kind)
        title = {"en": "Criteria", "ka": "კრიტერიუმები"}
        self.act(self.officer, criteria.name, draft_id=draft.id, title=title, source="Own")
        for code in ("1.1", "1.2"):
            one = {"code": code, "text": {"en": f"Criterion {code}", "ka": f"კრიტერიუმი {code}"},
                   "esg": ["1.1"], "clause": "1", "evidence": {"en": "The policy"}}  # fmt: skip
            draft = self.act(self.officer, criteria.put, draft_id=draft.id, criterion=one)
        self.act(self.approver, criteria.approve, draft_id=draft.id, digest=bytes(draft.digest),
                 first_day=TODAY)  # fmt: skip

    def publish(self) -> ProgrammeVersion:
        """Another programme of the university, approved inside."""
        self.courses += 1
        document = _course(self.university.slug)
        document["title"] = {one: f"{text} {self.courses}"
                             for one, text in document["title"].items()}  # fmt: skip
        draft = self.act(
            self.registrar, catalogue.draft, slug=f"course-{self.courses}", document=document
        )
        version: ProgrammeVersion = self.act(
            self.head, catalogue.publish, draft_id=draft.id, digest=bytes(draft.digest),
            first_day=date(2026, 1, 1),
        )  # fmt: skip
        return version

    def approve_inside(self, version: ProgrammeVersion) -> None:
        asked = self.act(self.registrar, review.ask, version_id=version.id, note="")
        answers = {one.code: review_rules.Answer("met") for one in review_rules.checklist()}
        said = self.act(
            self.quality, review.answer, decision_id=asked.id, digest=bytes(asked.digest),
            outcome="approved", answers=answers, reason="",
        )  # fmt: skip
        second = self.bodies.person(self.university, "head")
        self.act(second, review.confirm, decision_id=said.id, digest=bytes(said.digest))

    def open(self, kind: str = "programme", programmes: int = 1, **more: Any) -> Case:
        """A draft with its documents and evidence."""
        if "versions" not in more and programmes:
            made = [self.publish() for _ in range(programmes)]
            for one in made:
                self.approve_inside(one)
            more["versions"] = [one.id for one in made]
        case: Case = self.act(
            self.quality, actions.open_case, kind=kind, agency_id=self.agency.id, **more
        )
        for document in ("application", "self_evaluation", "staff", "agreement", "mapping",
                         "remedies"):  # fmt: skip
            self.evidence(case, document=document)
        for code in case.criteria:
            self.evidence(case, criterion=code)
        return case

    def evidence(self, case: Case, **where: Any) -> Any:
        given = {"text": "The department keeps minutes of every meeting."} | where
        return self.act(self.quality, actions.add_evidence, case_id=case.id, **given)

    def walk(self, case: Case, to: str) -> Case:
        """The case moved on, state by state, until it is where it shall be."""
        here = Case.objects.none()
        while True:
            with tenancy.scope(self.quality):
                here = Case.objects.get(id=case.id)
            if here.state == to:
                return here
            place = -1 if here.state in ("draft", "returned") else ORDER.index(here.state)
            self.step(here, ORDER[place + 1])

    def step(self, case: Case, to: str) -> None:
        """One move, with everything that it asks for done before."""
        officer, which = self.officer, {"case_id": case.id}
        if to == "submitted":
            self.act(self.quality, actions.submit, **which)
        elif to == "completeness_check":
            self.act(officer, actions.begin_check, **which)
        elif to == "registered":
            self.act(officer, actions.register, **which)
        elif to == "self_evaluation_accepted":
            self.act(officer, actions.settle, contract="C-1", contract_on=TODAY, invoice="I-1",
                     paid_on=TODAY, **which)  # fmt: skip
            self.act(officer, actions.accept_self_evaluation, **which)
        elif to == "panel_proposed":
            self.propose_panel(case)
        elif to == "panel_confirmed":
            for name in ("chair", "student", "employer"):
                self.act(self.experts[name], actions.state_conflict, has_conflict=False, **which)
            self.act(self.quality, actions.accept_panel, **which)
            self.act(officer, actions.confirm_panel, **which)
        elif to == "site_visit":
            self.act(officer, actions.plan_visit, form="online", first_day=TODAY, last_day=TODAY,
                     **which)  # fmt: skip
        elif to == "draft_report":
            self.act(officer, actions.hold_visit, held_on=TODAY, **which)
            self.act(officer, actions.begin_report, **which)
        elif to == "factual_check":
            for code in case.criteria:
                self.act(self.experts["student"], actions.find, criterion=code, verdict="met",
                         text="It is so.", **which)  # fmt: skip
            self.act(self.experts["chair"], actions.write_draft, texts=TEXT, **which)
            self.act(officer, actions.send_factual_check, **which)
        elif to == "final_report":
            self.act(self.quality, actions.comment, text="", **which)
            self.act(officer, actions.finish_report, **which)
        elif to == "scheduled":
            session = self.sitting()
            self.act(officer, actions.schedule, session_id=session.id, **which)
        elif to == "decided":
            for subject in self.subjects(case):
                self.carry(case, subject)
            self.act(officer, actions.decide, **which)
        elif to == "published":
            self.approve_all(case)
            self.act(officer, actions.publish, **which)

    def propose_panel(self, case: Case, *names: str) -> None:
        chosen = names or ("chair", "student", "employer")
        self.act(self.officer, actions.propose_panel, case_id=case.id,
                 experts=[self.pool[one] for one in chosen],
                 chair=self.pool[chosen[0]])  # fmt: skip

    def sitting(self, day: date = TODAY, seats: list[Actor] | None = None) -> Any:
        chosen = [one.person_id for one in seats or self.committee]
        return self.act(self.officer, actions.call_session, day=day, seats=chosen)

    def subjects(self, case: Case) -> list[CaseSubject]:
        with tenancy.scope(self.officer):
            return list(CaseSubject.objects.filter(case=case))

    def put(self, case: Case, subject: CaseSubject, **put: Any) -> Any:
        given: dict[str, Any] = {"outcome": "accredited", "years": 7, "reasons": REASONS} | put
        return self.act(
            self.officer, actions.move_motion, case_id=case.id, subject_id=subject.id,
            put=Put(**given),
        )  # fmt: skip

    def carry(self, case: Case, subject: CaseSubject, *choices: str, **put: Any) -> Any:
        """A motion, with a vote of each member, `for` unless told otherwise."""
        motion = self.put(case, subject, **put)
        for one, choice in zip(self.committee, choices or ["for"] * 5, strict=False):
            self.cast(case, motion, one, choice)
        return motion

    def cast(self, case: Case, motion: Any, one: Actor, choice: str) -> None:
        self.act(one, actions.declare_interest, case_id=case.id, has_conflict=False)
        self.act(one, actions.vote, case_id=case.id, motion_id=motion.id, choice=choice)

    def decide(self, case: Case) -> Case:
        decided: Case = self.act(self.officer, actions.decide, case_id=case.id)
        return decided

    def approve_all(self, case: Case) -> list[Decision]:
        with tenancy.scope(self.officer):
            waiting = list(Proposal.objects.filter(case_id=case.id, state="open"))
        return [self.approve(one.id, bytes(one.digest)) for one in waiting]

    def approve(self, proposal_id: UUID, digest: bytes) -> Decision:
        decision: Decision = self.act(
            self.approver, accreditation.approve, proposal_id=proposal_id, digest=digest
        )
        return decision

    def again(self, case: Case, by: Actor | None = None) -> Case:
        with tenancy.scope(by or self.officer):
            return Case.objects.get(id=case.id)


def after(days: int) -> datetime:
    """The world's `now`, so many days later."""
    return NOW + timedelta(days=days)


def _course(slug: str) -> dict[str, Any]:
    file = Path(__file__).parents[1] / "catalogue" / "data" / "teacher-course.json"
    # the Armenian course of the catalogue's tests, told as a Georgian one
    text = file.read_text("utf-8").replace('"hy":', '"ka":').replace('["hy"]', '["ka"]')
    course: dict[str, Any] = json.loads(text)
    del course["entitlement"]
    return course | {
        "provider": slug, "awarding_body": [slug], "kind": "credit_bearing", "ects": "6",
        "jurisdiction": "GE", "country": "GE", "region": ["GE-TB"], "hours_per_credit": 25,
        "grading_scale": "ge-100", "level_assigned_by": "provider",
        "workload_hours": {"count": "150", "minutes": 60},
        "contact_hours": {"count": "48", "minutes": 45},
    }  # fmt: skip
