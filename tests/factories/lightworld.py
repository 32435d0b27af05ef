"""A trusted provider with a history, its quality office and agency: where the light route begins.

world = LightWorld()                       # two programmes accredited in full, listed
version = world.course("short")            # 3 ECTS, published
world.review(version)                      # answered by the office, confirmed by the head
note = world.notify(version)
tasks.settle_now(world.agency.id, note.id, now=world.after(note))
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bodies import Bodies
from moments import NOW

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import Decision
from pharos.accreditation.rules import end_of_term
from pharos.catalogue import actions as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.lightroute import actions, facts
from pharos.lightroute.models import Listing, Notification
from pharos.review import actions as reviews
from pharos.review import rules as review_rules
from pharos.review.models import InternalDecision

SINCE = NOW.date() - timedelta(days=400)
TEXTS = {"AM": "hy", "GE": "ka"}


def answers(verdict: str = "met", reason: str = "") -> dict[str, review_rules.Answer]:
    """Every item of the checklist answered alike."""
    return {one.code: review_rules.Answer(verdict, reason) for one in review_rules.checklist()}


def document(slug: str, nation: str = "GE", **members: Any) -> dict[str, Any]:
    """A short credit-bearing course in a field where no profession is regulated."""
    own = TEXTS[nation]
    return {
        "jurisdiction": nation,
        "kind": "credit_bearing",
        "title": {own: "ა" if own == "ka" else "ա", "en": f"Course {slug}"},
        "objective": {own: "ა" if own == "ka" else "ա", "en": "To learn"},
        "provider": "trusted-school",
        "awarding_body": ["trusted-school"],
        "country": nation,
        "region": ["AM-AG" if nation == "AM" else "GE-GU"],
        "isced_f": "0613",
        "learning_outcomes": [
            {"id": "plan", "text": {own: "ა" if own == "ka" else "ա", "en": f"Plan {slug}"},
             "type": "skill"},
            {"id": "build", "text": {own: "ბ" if own == "ka" else "բ", "en": "Build software"},
             "type": "skill"},
        ],
        "ects": "3",
        "workload_hours": {"count": "90" if nation == "AM" else "75", "minutes": 60},
        "hours_per_credit": 30 if nation == "AM" else 25,
        "nqf_level": 6,
        "eqf_level": 6,
        "qf_ehea_cycle": "first",
        "level_assigned_by": "provider",
        "form_of_participation": ["blended"],
        "languages": [own],
        "prerequisites": {"none": True},
        "assessment": [
            {"type": "practical_assessment", "weight": "60", "outcomes": ["plan"],
             "mode": "onsite"},
            {"type": "written_examination", "weight": "40", "outcomes": ["build"],
             "mode": "onsite"},
        ],
        "supervision": "supervised_onsite_id",
        "grading_scale": {"AM": "am-20-school", "GE": "ge-100"}[nation],
        "qa_type": ["external_institutional", "external_programme"],
        "purposes": ["employment"],
        "stackability": "standalone",
    } | members  # fmt: skip


class LightWorld:
    """A school that an agency trusts, in Georgia unless told otherwise."""

    def __init__(self, nation: str = "GE", *, history: int = 2, listed: bool = True) -> None:
        self.nation = nation
        self.bodies = Bodies()
        self.school = self.bodies.enter("trusted-school", "hei_private", nation=nation)
        self.agency = self.bodies.enter("demo-agency", "qa_agency", "registry_operator",
                                        nation=nation)  # fmt: skip
        self.other = self.bodies.enter("other-school", "hei_private", nation=nation)
        self.registrar = self.bodies.person(self.school, "registrar")
        self.head = self.bodies.person(self.school, "head")
        self.quality = self.bodies.person(self.school, "quality")
        self.officer = self.bodies.person(self.agency, "officer")
        self.approver = self.bodies.person(self.agency, "approver")
        self.stranger = self.bodies.person(self.other, "quality", "head")
        for kind in ("authorisation", "institution"):
            self.decide(kind)
        self.full = [self.course(f"full-{number}") for number in range(history)]
        for version in self.full:
            self.decide("programme", version)
        self.listing = self.list() if listed else None

    # --- the full record ----------------------------------------------------------------

    def course(self, slug: str, **members: Any) -> ProgrammeVersion:
        """A published version, awardable from long ago on."""
        with tenancy.scope(self.registrar):
            draft = catalogue.draft(
                slug=slug, document=document(slug, self.nation, **members), by=self.registrar,
                now=NOW,
            )  # fmt: skip
        with tenancy.scope(self.head):
            return catalogue.publish(
                draft_id=draft.id, digest=bytes(draft.digest), first_day=SINCE, by=self.head,
                now=NOW,
            )  # fmt: skip

    def decide(
        self, kind: str, version: ProgrammeVersion | None = None, **members: Any
    ) -> Decision:
        """A decision that the agency recorded, of the shortest term the nation allows."""
        nation = facts.nation_of(self.school.id, NOW)
        outcome = members.get("outcome", "accredited")
        years = min(nation.allowed_years(kind, conditional=outcome == "conditional"))
        years = max(years, 2) if outcome == "accredited" else years
        years = (
            min(one for one in nation.allowed_years(kind) if one >= years)
            if outcome == "accredited"
            else years
        )
        given: dict[str, Any] = {
            "kind": kind,
            "organisation": str(self.school.id),
            "outcome": outcome,
            "number": f"{kind}-{version.id.hex[-6:] if version else '1'}",
            "decided_on": SINCE,
            "first_day": SINCE,
            "until": end_of_term(SINCE, years),
        }
        if version is not None:
            given |= {"version": str(version.id), "version_digest": bytes(version.digest).hex()}
        content = NewDecision(**(given | members))
        with tenancy.scope(self.officer):
            proposal = accreditation.propose(decision=content, by=self.officer, now=NOW)
        with tenancy.scope(self.approver):
            return accreditation.approve(
                proposal_id=proposal.id, digest=content.digest, by=self.approver, now=NOW
            )

    def list(self, now: datetime = NOW) -> Listing:
        """The agency puts the school on its list, by two persons."""
        with tenancy.scope(self.officer):
            proposal = actions.propose_listing(
                organisation_id=self.school.id, reason="Two programmes without remarks.",
                by=self.officer, now=now,
            )  # fmt: skip
        with tenancy.scope(self.approver):
            made = actions.approve(proposal_id=proposal.id, by=self.approver, now=now)
        assert isinstance(made, Listing)
        return made

    # --- the provider's part --------------------------------------------------------------

    def ask(self, version: ProgrammeVersion) -> InternalDecision:
        """The version is sent to the quality office."""
        with tenancy.scope(self.registrar):
            return reviews.ask(version_id=version.id, note="", by=self.registrar, now=NOW)

    def answer(self, asked: InternalDecision, by: Actor | None = None, **members: Any) -> Any:
        """The office approves unless told otherwise."""
        by = by or self.quality
        given = {"outcome": "approved", "answers": answers(), "reason": ""} | members
        with tenancy.scope(by):
            return reviews.answer(
                decision_id=asked.id, digest=bytes(asked.digest), by=by, now=NOW, **given
            )

    def confirm(self, asked: InternalDecision, by: Actor | None = None) -> InternalDecision:
        """The head confirms."""
        by = by or self.head
        with tenancy.scope(by):
            return reviews.confirm(decision_id=asked.id, digest=bytes(asked.digest), by=by, now=NOW)

    def review(self, version: ProgrammeVersion) -> InternalDecision:
        """The whole internal stage."""
        asked = self.ask(version)
        self.answer(asked)
        return self.confirm(asked)

    def notify(self, version: ProgrammeVersion, now: datetime = NOW) -> Notification:
        """The provider notifies a reviewed version."""
        with tenancy.scope(self.quality):
            return actions.notify(
                version_id=version.id, digest=bytes(version.digest),
                statement="Employers asked for it.", by=self.quality, now=now,
            )  # fmt: skip

    # --- the agency's part ------------------------------------------------------------------

    def take(self, note: Notification) -> None:
        """An officer takes it in, an approver lets it run."""
        with tenancy.scope(self.officer):
            actions.take(notification_id=note.id, by=self.officer, now=NOW)
        with tenancy.scope(self.approver):
            actions.sign(
                notification_id=note.id, digest=bytes(note.digest), by=self.approver, now=NOW
            )

    def after(self, note: Notification) -> datetime:
        """Noon of the day after the last day of silence."""
        return at(note.due_on + timedelta(days=1))


def at(day: date) -> datetime:
    """Noon of a day in both countries."""
    return NOW.replace(year=day.year, month=day.month, day=day.day, hour=8)


def both(actor: Actor) -> Actor:
    """The same person as officer and approver."""
    return replace(actor, roles=frozenset({"officer", "approver"}))
