"""A procedure on the stage of the scenarios: by the pages of provider, agency, panel, committee."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from scenarioworld import REASONS, Stage, day

from pharos.accreditation.models import Proposal
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.criteria import actions as criteria
from pharos.organisations.models import Organisation
from pharos.procedures.models import CaseSubject, Motion
from pharos.review import actions as review
from pharos.review import rules as checklist

EXPERTS = {"expert chair": ("academic", True), "expert student": ("student", False),
           "expert employer": ("employer", False)}  # fmt: skip
COMMITTEE = ("committee 1", "committee 2", "committee 3")
TEXT = "The department keeps minutes of every meeting."


def criteria_for(scene: Stage, agency: Organisation, kind: str) -> None:
    """The agency's criteria of one kind of procedure, in force from today on."""
    officer, approver = scene.person(agency, "officer"), scene.person(agency, "approver")
    draft = scene.act(officer, criteria.begin, kind=kind)
    title = {"en": "Criteria", "ka": "კრიტერიუმები"}
    scene.act(officer, criteria.name, draft_id=draft.id, title=title, source="Own")
    one = {"code": "1.1", "text": {"en": "Outcomes", "ka": "შედეგები"}, "esg": ["1.2"],
           "clause": "1", "evidence": {"en": "The policy"}}  # fmt: skip
    draft = scene.act(officer, criteria.put, draft_id=draft.id, criterion=one)
    scene.act(approver, criteria.approve, draft_id=draft.id, digest=bytes(draft.digest),
              first_day=scene.now.date())  # fmt: skip


def approved_inside(scene: Stage, school: Organisation, version: ProgrammeVersion) -> None:
    """The provider's own quality office and its head say yes."""
    asked = scene.act(scene.person(school, "registrar"), review.ask, version_id=version.id, note="")
    answers = {one.code: checklist.Answer("met") for one in checklist.checklist()}
    said = scene.act(
        scene.person(school, "quality"), review.answer, decision_id=asked.id,
        digest=bytes(asked.digest), outcome="approved", answers=answers, reason="",
    )  # fmt: skip
    scene.act(scene.person(school, "head 2"), review.confirm, decision_id=said.id,
              digest=bytes(said.digest))  # fmt: skip


class Procedure:
    """One case, from the application on; `page` is its address at any desk."""

    def __init__(
        self, scene: Stage, school: Organisation, agency: Organisation, kind: str,
        versions: Sequence[ProgrammeVersion],
    ) -> None:  # fmt: skip
        self.scene, self.school, self.agency = scene, school, agency
        path = scene.press(school, "quality", "/cases/new", act="open", kind=kind,
                           agency=agency.id, versions=[one.id for one in versions],
                           summary="")  # fmt: skip
        self.id = UUID(path.rpartition("/")[2])
        self.page = f"/cases/{self.id}"
        for place in ("document/application", "document/self_evaluation", "criterion/1.1"):
            self.quality(f"/evidence/{place}", do="add", text=TEXT)

    def quality(self, rest: str = "", **fields: Any) -> str:
        return self.scene.press(self.school, "quality", f"{self.page}{rest}", **fields)

    def office(self, rest: str = "", **fields: Any) -> str:
        return self.scene.press(self.agency, "officer", f"{self.page}{rest}", **fields)

    def by(self, seat: str, rest: str, **fields: Any) -> str:
        return self.scene.press(self.agency, seat, f"{self.page}{rest}", **fields)

    def to_the_committee(self) -> None:
        """Everything between the application and the agenda."""
        self.quality("/submit")
        self.from_submission()

    def from_submission(self) -> None:
        """Everything between an application that was sent and the agenda."""
        today = day(self.scene.now.date())
        self.office(do="begin_check")
        self.office(do="register")
        self.office("/charge", do="settle", contract="C-1", contract_on=today, invoice="I-1",
                    paid_on=today, amount="100")  # fmt: skip
        self.office(do="accept_self_evaluation")
        self._panel()
        self.office("/report", do="plan_visit", form="online", first_day=today, last_day=today)
        self.by("expert student", "/evidence/criterion/1.1", do="find", verdict="met",
                finding="It is so.")  # fmt: skip
        self.office("/report", do="hold_visit", held_on=today)
        self.office("/report", do="begin_report")
        self.by("expert chair", "/report", do="write", text_en="The report.", text_ka="ანგარიში.")
        self.office("/report", do="send_factual_check")
        self.quality("/report", do="comment", comments="")
        self.office("/report", do="finish_report")
        seats = [self.scene.person(self.agency, one).person_id for one in COMMITTEE]
        self.scene.press(self.agency, "officer", "/sittings", act="call", do="call", day=today,
                         seats=seats)  # fmt: skip
        listed = self.scene.look(f"{self.page}/sitting", self.agency, "officer")
        session = re.search(r'<option value="([^"]+)"', listed)
        assert session
        self.office("/sitting", do="schedule", session=session[1])
        for one in COMMITTEE:
            self.by(one, "/sitting", do="declare", has_conflict="no")

    def _panel(self) -> None:
        for seat, (capacity, abroad) in EXPERTS.items():
            known = {"is_international": "on"} if abroad else {}
            self.scene.press(self.agency, "officer", "/experts", act="add", do="add",
                             person=self.scene.person(self.agency, seat).person_id,
                             capacity=capacity, **known)  # fmt: skip
        offered = self.scene.look(f"{self.page}/panel", self.agency, "officer")
        chosen = re.findall(r'name="experts"[^>]*value="([0-9a-f-]{36})"', offered) or re.findall(
            r'value="([0-9a-f-]{36})"[^>]*name="experts"', offered
        )
        self.office("/panel", do="propose_panel", experts=chosen, chair=chosen[0])
        for seat in EXPERTS:
            self.by(seat, "/panel", do="state", has_conflict="no")
        self.quality("/panel", do="accept_panel")
        self.office("/panel", do="confirm_panel")

    def subjects(self) -> list[CaseSubject]:
        with tenancy.scope(self.scene.person(self.agency, "officer")):
            found = CaseSubject.objects.filter(case_id=self.id).select_related("version__programme")
            return sorted(found, key=lambda one: str(one.version and one.version.programme.slug))

    def carry(self, subject: CaseSubject, fields: Mapping[str, str]) -> None:
        """A motion about one subject, for which everybody votes."""
        self.office(f"/sitting/{subject.id}", do="motion", **REASONS, **fields)
        with tenancy.scope(self.scene.person(self.agency, "officer")):
            motion = Motion.objects.filter(case_id=self.id).latest("id")
        for one in COMMITTEE:
            self.by(one, "/sitting", do="vote", motion=motion.id, choice="for")

    def decide(self) -> None:
        """The committee's word becomes decisions by a second person, and all is published."""
        self.office("/sitting", do="decide")
        with tenancy.scope(self.scene.person(self.agency, "officer")):
            waiting = list(Proposal.objects.filter(case_id=self.id, state="open"))
        for one in waiting:
            self.scene.sign(self.agency, "approver", f"/proposals/{one.id}")
        self.office("/sitting", do="publish")
