"""Cases of external quality assurance for the desks of a demonstration, each in one state.

They are walked by the same acts as everybody's: provider, officer, panel and committee do in
their own scopes what the state asks for.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any, Final
from uuid import UUID

from pharos.accreditation import actions as accreditation
from pharos.accreditation.models import Proposal
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import clock, tenancy
from pharos.organisations import queries as organisations
from pharos.portal.demo.seeding import Seeding
from pharos.procedures import actions, queries
from pharos.procedures.actions import Put
from pharos.procedures.models import Case, CaseSubject
from pharos.review import actions as review
from pharos.review import queries as reviews
from pharos.review import rules as review_rules

ORDER: Final = (
    "draft", "submitted", "completeness_check", "registered", "self_evaluation_accepted",
    "panel_proposed", "panel_confirmed", "site_visit", "draft_report", "factual_check",
    "final_report", "scheduled", "decided", "published",
)  # fmt: skip


def seed(seeding: Seeding) -> int:
    """How many cases were made now; nothing where the agency has some."""
    file = described()
    made = 0
    for name, lane in file["lanes"].items():
        if not _is_here(seeding, lane):
            continue
        walk = Walk(seeding, lane, file["texts"])
        if walk.has_cases():
            continue
        walk.fill_pool()
        for one in file["cases"]:
            if one["lane"] == name:
                made += walk.make(one)
    return made


def described() -> Mapping[str, Any]:
    """What the demonstration says of its cases."""
    file = resources.files("pharos.procedures") / "data" / "demonstration.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _is_here(seeding: Seeding, lane: Mapping[str, Any]) -> bool:
    people = [*lane["committee"], *(one["person"] for one in lane["experts"]), lane["quality"]]
    return all(one in seeding.world.people for one in people)


class Walk:
    """The people of one agency and one provider, and the cases between them."""

    def __init__(
        self, seeding: Seeding, lane: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.seeding, self.lane = seeding, lane
        self.texts, self.english = texts[lane["language"]], texts["en"]
        self.agency = organisations.organisation(lane["agency"])
        self.pool: dict[str, UUID] = {}

    def act(self, who: str, action: Any, **facts: Any) -> Any:
        """An act of somebody of the lane, by part or by key."""
        key = self.lane.get(who, who)
        return self.seeding.act(key, action, now=clock.now(), **facts)

    def has_cases(self) -> bool:
        with tenancy.scope(self.seeding.actor(self.lane["officer"])):
            return Case.objects.filter(agency_id=self.agency.id).exists()

    def fill_pool(self) -> None:
        names = {one["key"]: one["name"] for one in self.seeding.world.each("people")}
        for one in self.lane["experts"]:
            key = one["person"]
            self.pool[key] = self.act(
                "officer", actions.add_expert, person_id=self.seeding.world.people[key],
                name=names[key][self.lane["language"]], capacity=one["capacity"],
                is_international=one["international"],
                fields=one["fields"], languages=one["languages"],
            ).id  # fmt: skip

    def make(self, one: Mapping[str, Any]) -> int:
        """One case, walked to its state; 0 where its programme is not in this installation."""
        versions: list[UUID] = []
        if "programme" in one:
            version = self._version(one["programme"])
            if version is None:
                return 0
            self._approve_inside(version)
            versions = [version.id]
        case: Case = self.act(
            "quality", actions.open_case, kind=one["kind"], agency_id=self.agency.id,
            versions=versions, summary=self.texts["summary"],
        )  # fmt: skip
        self._hand_in(case)
        for state in ORDER[1 : ORDER.index(one["until"]) + 1]:
            getattr(self, f"_to_{state}")(case, one)
        return 1

    def _version(self, slug: str) -> ProgrammeVersion | None:
        found = ProgrammeVersion.objects.filter(
            programme__slug=slug,
            organisation_id=organisations.organisation(self.lane["provider"]).id,
        )
        return found.order_by("-number").first()

    def _approve_inside(self, version: ProgrammeVersion) -> None:
        """The provider's own stage first, as far as it has not come there by itself."""
        with tenancy.scope(self.seeding.actor(self.lane["quality"])):
            if reviews.approved(version.id, bytes(version.digest)) is not None:
                return
            last = reviews.last(version.id)
        if last is None or last.state not in ("asked", "approved"):
            last = self.act("registrar", review.ask, version_id=version.id, note="")
        digest = bytes(last.digest)
        if last.state == "asked":
            answers = {one.code: review_rules.Answer("met") for one in review_rules.checklist()}
            last = self.act(
                "quality", review.answer, decision_id=last.id, digest=digest, outcome="approved",
                answers=answers, reason="",
            )  # fmt: skip
        self.act("head", review.confirm, decision_id=last.id, digest=bytes(last.digest))

    def _hand_in(self, case: Case) -> None:
        with tenancy.scope(self.seeding.actor(self.lane["quality"])):
            rules = queries.nation_of(case, clock.now()).procedures
        for document in rules.documents_of(case.kind):
            self.act("quality", actions.add_evidence, case_id=case.id, document=document,
                     text=self.texts["documents"])  # fmt: skip
        told = self.texts["evidence"]
        for place, code in enumerate(case.criteria):
            self.act("quality", actions.add_evidence, case_id=case.id, criterion=code,
                     text=f"{told[place % len(told)]} ({code})")  # fmt: skip

    def _today(self, case: Case) -> date:
        with tenancy.scope(self.seeding.actor(self.lane["officer"])):
            return queries.today_of(case, clock.now())

    def _to_submitted(self, case: Case, one: Mapping[str, Any]) -> None:
        self.act("quality", actions.submit, case_id=case.id)

    def _to_completeness_check(self, case: Case, one: Mapping[str, Any]) -> None:
        self.act("officer", actions.begin_check, case_id=case.id)

    def _to_registered(self, case: Case, one: Mapping[str, Any]) -> None:
        self.act("officer", actions.register, case_id=case.id)

    def _to_self_evaluation_accepted(self, case: Case, one: Mapping[str, Any]) -> None:
        today = self._today(case)
        self.act("officer", actions.settle, case_id=case.id, contract="DEMO-C", contract_on=today,
                 invoice="DEMO-I", invoiced_on=today, paid_on=today)  # fmt: skip
        self.act("officer", actions.accept_self_evaluation, case_id=case.id)
        self.act("officer", actions.record_hours, case_id=case.id, minutes=180, day=today)

    def _to_panel_proposed(self, case: Case, one: Mapping[str, Any]) -> None:
        experts = list(self.pool.values())
        self.act("officer", actions.propose_panel, case_id=case.id, experts=experts,
                 chair=experts[0])  # fmt: skip

    def _to_panel_confirmed(self, case: Case, one: Mapping[str, Any]) -> None:
        for key in self.pool:
            self.act(key, actions.state_conflict, case_id=case.id, has_conflict=False)
        self.act("quality", actions.accept_panel, case_id=case.id)
        self.act("officer", actions.confirm_panel, case_id=case.id)

    def _to_site_visit(self, case: Case, one: Mapping[str, Any]) -> None:
        today = self._today(case)
        self.act("officer", actions.plan_visit, case_id=case.id, form="online", first_day=today,
                 last_day=today)  # fmt: skip

    def _to_draft_report(self, case: Case, one: Mapping[str, Any]) -> None:
        asked = self.act(next(iter(self.pool)), actions.ask, case_id=case.id,
                         text=self.texts["question"])  # fmt: skip
        self.act("quality", actions.reply, case_id=case.id, question_id=asked.id,
                 text=self.texts["reply"])  # fmt: skip
        self.act("officer", actions.hold_visit, case_id=case.id, held_on=self._today(case))
        self.act("officer", actions.begin_report, case_id=case.id)

    def _to_factual_check(self, case: Case, one: Mapping[str, Any]) -> None:
        people = list(self.pool)
        is_refusal = one.get("outcome") == "refused"
        for place, code in enumerate(case.criteria):
            lacks = is_refusal and place < 2
            self.act(people[place % len(people)], actions.find, case_id=case.id, criterion=code,
                     verdict="not_met" if lacks else "met",
                     text=self.texts["lacking" if lacks else "finding"])  # fmt: skip
        self.act(people[0], actions.write_draft, case_id=case.id, texts=self._words("report"))
        self.act("officer", actions.send_factual_check, case_id=case.id)

    def _to_final_report(self, case: Case, one: Mapping[str, Any]) -> None:
        self.act("quality", actions.comment, case_id=case.id, text="")
        self.act("officer", actions.finish_report, case_id=case.id)

    def _to_scheduled(self, case: Case, one: Mapping[str, Any]) -> None:
        seats = [self.seeding.world.people[key] for key in self.lane["committee"]]
        session = self.act("officer", actions.call_session, day=self._today(case), seats=seats)
        self.act("officer", actions.schedule, case_id=case.id, session_id=session.id)

    def _to_decided(self, case: Case, one: Mapping[str, Any]) -> None:
        with tenancy.scope(self.seeding.actor(self.lane["officer"])):
            subject = CaseSubject.objects.get(case=case)
        put = Put(outcome=one["outcome"], reasons=self._words("reasons"))
        motion = self.act("officer", actions.move_motion, case_id=case.id, subject_id=subject.id,
                          put=put)  # fmt: skip
        for key in self.lane["committee"]:
            self.act(key, actions.declare_interest, case_id=case.id, has_conflict=False)
            self.act(key, actions.vote, case_id=case.id, motion_id=motion.id, choice="for")
        self.act("officer", actions.decide, case_id=case.id)

    def _to_published(self, case: Case, one: Mapping[str, Any]) -> None:
        with tenancy.scope(self.seeding.actor(self.lane["officer"])):
            proposals = list(Proposal.objects.filter(case_id=case.id, state="open"))
        for proposal in proposals:
            self.act("approver", accreditation.approve, proposal_id=proposal.id,
                     digest=bytes(proposal.digest))  # fmt: skip
        self.act("officer", actions.publish, case_id=case.id)

    def _words(self, name: str) -> dict[str, str]:
        return {self.lane["language"]: self.texts[name], "en": self.english[name]}
