"""A programme by the full route through the pages of all parts, as clerks who look, then press.

light(world, version)             notified, taken in, left to silence: the pages are counted
decision = walk(world, version)   the same by the full route
others(world, 2)                  further cases with hours, for the comparison
"""

import re
from typing import Any
from uuid import UUID

import deskworld
import lightworld
from django.test import Client
from django.urls import reverse
from journeyworld import GOLDEN, World

from pharos.accreditation.models import Decision, Proposal
from pharos.catalogue import actions as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.lightroute.models import Notification
from pharos.procedures import actions, queries
from pharos.procedures.models import Case, Motion, Session
from pharos.review import actions as review

EXPERTS = (("one", "academic", True), ("two", "student", False), ("three", "employer", False))
COMMITTEE = ("one", "two", "three")
TEXT = "The department keeps minutes of every meeting."
REPORT = {"text_en": "The panel read the papers.", "text_ka": "ჯგუფმა დოკუმენტები წაიკითხა."}
REASONS = {"reasons_en": "As the report says.", "reasons_ka": "როგორც დასკვნაშია."}


class Clerk:
    """Somebody at a desk; every page that is looked at is counted."""

    def __init__(self, world: World, key: str) -> None:
        self.world, self.client, self.slug = world, Client(), world.desk_of(key)
        deskworld.sign_in(self.client, world.world.people[key])
        self.see("/")

    def see(self, rest: str) -> str:
        path = f"/en/desk/{self.slug}{rest}"
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        self.world.note(self.slug, path.partition("?")[0])
        text: str = answer.content.decode()
        return text

    def rows(self, rest: str, language: str) -> dict[str, list[str]]:
        """The first table of a page: the cells of each row by its heading."""
        page = self.client.get(f"/{language}/desk/{self.slug}{rest}").content.decode()
        table = page.partition("<tbody>")[2].partition("</tbody>")[0]
        found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one) for one in table.split("</tr>")]
        return {one[0]: one[1:] for one in found if one}

    def press(self, rest: str, **fields: Any) -> str:
        """The form of a page that was looked at, and the page that it leads to."""
        self.see(rest)
        answer = deskworld.press(self.client, f"/en/desk/{self.slug}{rest}", **fields)
        assert answer.status_code == 303, (rest, fields, answer.content.decode()[-4000:])
        led = answer.headers["Location"].partition(f"/desk/{self.slug}")[2]
        self.see(led)
        return str(led.partition("?")[0])


def published(world: World, slug: str) -> ProgrammeVersion:
    """A version of 3 ECTS, approved inside."""
    act, now = world.world.in_scope, world.scene.now
    document = lightworld.document(slug, provider=GOLDEN, awarding_body=[GOLDEN])
    draft = act("registrar-ge", catalogue.draft, slug=slug, document=document, now=now)
    made: ProgrammeVersion = act(
        "head-ge", catalogue.publish, draft_id=draft.id, digest=bytes(draft.digest),
        first_day=now.date(), now=now,
    )  # fmt: skip
    asked = act("registrar-ge", review.ask, version_id=made.id, note="", now=now)
    act("quality-ge", review.answer, decision_id=asked.id, digest=bytes(asked.digest),
        outcome="approved", answers=lightworld.answers(), reason="", now=now)  # fmt: skip
    act("head-ge", review.confirm, decision_id=asked.id, digest=bytes(asked.digest), now=now)
    return made


def light(world: World, version: ProgrammeVersion) -> None:
    """The light route: one form, an officer, a second person; then the days pass."""
    world.count()
    office = Clerk(world, "quality-ge")
    office.see("/light")
    digest = bytes(version.digest).hex()
    page = office.press(f"/light/new/{version.id}", act="notify", digest=digest, statement=TEXT)
    officer = Clerk(world, "agency-officer-ge")
    officer.press(page, act="take")
    officer.press(page, act="spend", minutes="40")
    with tenancy.scope(world.world.actor("agency-officer-ge")):
        digest = bytes(Notification.objects.get(version=version).digest).hex()
    Clerk(world, "agency-approver-ge").press(page, act="sign", digest=digest)


def walk(world: World, version: ProgrammeVersion) -> Decision:
    """From the application to the published decision, each part at its own desk."""
    for name, capacity, abroad in EXPERTS:
        world.world.in_scope(
            "agency-officer-ge", actions.add_expert, name=f"Expert {name}", capacity=capacity,
            person_id=world.world.people[f"expert-ge-{name}"], is_international=abroad,
            now=world.scene.now,
        )  # fmt: skip
    world.count()
    quality, officer = Clerk(world, "quality-ge"), Clerk(world, "agency-officer-ge")
    case = _apply(world, quality, version)
    day = f"{world.scene.now:%d.%m.%Y}"
    page = f"/cases/{case.id}"
    officer.see("/cases")
    officer.press(page, do="begin_check")
    officer.press(page, do="register")
    officer.press(f"{page}/charge", do="settle", contract="C-1", contract_on=day, invoice="I-1",
                  paid_on=day, amount="100")  # fmt: skip
    officer.press(f"{page}/charge", do="record_hours", minutes="1200", day=day)
    officer.press(page, do="accept_self_evaluation")
    _panel(world, page, quality, officer)
    _report(world, case, page, quality, officer, day)
    _sitting(world, case, page, officer, day)
    with tenancy.scope(world.world.actor("agency-approver-ge")):
        proposal = Proposal.objects.get(case_id=case.id)
    known = {"language": "en", "slug": officer.slug, "proposal_id": proposal.id}
    signs = reverse("accreditation-proposal", kwargs=known).partition(officer.slug)[2]
    approver = Clerk(world, "agency-approver-ge")
    approver.press(signs, act="approve", digest=bytes(proposal.digest).hex())
    officer.press(f"{page}/sitting", do="publish")
    return Decision.objects.get(version=version, kind="programme")


def others(world: World, count: int) -> None:
    """More applications with hours of the agency, so that a median says nothing of one case."""
    act, now = world.world.in_scope, world.scene.now
    agency = world.world.actor("agency-officer-ge").organisation_id
    for number in range(1, count + 1):
        version = published(world, f"another-{number}")
        case = act("quality-ge", actions.open_case, kind="programme", agency_id=agency,
                   versions=[version.id], now=now)  # fmt: skip
        for place in _places(world, case.id):
            act("quality-ge", actions.add_evidence, case_id=case.id, text=TEXT, now=now, **place)
        act("quality-ge", actions.submit, case_id=case.id, now=now)
        act("agency-officer-ge", actions.record_hours, case_id=case.id, minutes=600 * number,
            day=now.date(), now=now)  # fmt: skip


def _places(world: World, case_id: UUID) -> list[dict[str, str]]:
    """Where evidence belongs: two documents, and each criterion of the agency."""
    with tenancy.scope(world.world.actor("quality-ge")):
        case = Case.objects.get(id=case_id)
        found = [{"document": one} for one in ("application", "self_evaluation")]
        return found + [{"criterion": one} for one in case.criteria]


def _apply(world: World, quality: Clerk, version: ProgrammeVersion) -> Case:
    quality.see("/cases")
    quality.see("/cases/new")
    agency = world.world.actor("agency-officer-ge").organisation_id
    page = quality.press("/cases/new?kind=programme", act="open", kind="programme",
                         agency=agency, versions=version.id, summary="A first one.")  # fmt: skip
    case_id = UUID(page.rpartition("/")[2])
    quality.see(f"{page}/evidence")
    for place in _places(world, case_id):
        [(what, name)] = place.items()
        quality.press(f"{page}/evidence/{what}/{name}", do="add", text=TEXT)
    quality.press(f"{page}/submit")
    with tenancy.scope(world.world.actor("quality-ge")):
        return Case.objects.get(id=case_id)


def _panel(world: World, page: str, quality: Clerk, officer: Clerk) -> None:
    with tenancy.scope(world.world.actor("agency-officer-ge")) as by:
        pool = {one.name: one.id for one in queries.experts(by)}
    chosen = [pool[f"Expert {name}"] for name, _, _ in EXPERTS]
    officer.press(f"{page}/panel", do="propose_panel", experts=chosen, chair=chosen[0])
    for name, _, _ in EXPERTS:
        Clerk(world, f"expert-ge-{name}").press(f"{page}/panel", do="state", has_conflict="no")
    quality.press(f"{page}/panel", do="accept_panel")
    officer.press(f"{page}/panel", do="confirm_panel")


def _report(world: World, case: Case, page: str, quality: Clerk, officer: Clerk, day: str) -> None:
    officer.press(f"{page}/report", do="plan_visit", form="online", first_day=day, last_day=day)
    student = Clerk(world, "expert-ge-two")
    for code in case.criteria:
        student.press(f"{page}/evidence/criterion/{code}", do="find", verdict="met",
                      finding="It is so.")  # fmt: skip
    officer.press(f"{page}/report", do="hold_visit", held_on=day)
    officer.press(f"{page}/report", do="begin_report")
    student.press(f"{page}/report", do="write", **REPORT)
    officer.press(f"{page}/report", do="send_factual_check")
    quality.press(f"{page}/report", do="comment", comments="")
    officer.press(f"{page}/report", do="finish_report")


def _sitting(world: World, case: Case, page: str, officer: Clerk, day: str) -> None:
    seats = [world.world.people[f"committee-ge-{name}"] for name in COMMITTEE]
    officer.press("/sittings", act="call", do="call", day=day, seats=seats)
    with tenancy.scope(world.world.actor("agency-officer-ge")):
        session, subject = Session.objects.latest("id").id, case.subjects.get().id
    officer.press(f"{page}/sitting", do="schedule", session=session)
    officer.press(f"{page}/sitting/{subject}", do="motion", outcome="accredited", years="7",
                  **REASONS)  # fmt: skip
    with tenancy.scope(world.world.actor("agency-officer-ge")):
        motion = Motion.objects.get(case_id=case.id).id
    for name in COMMITTEE:
        member = Clerk(world, f"committee-ge-{name}")
        member.press(f"{page}/sitting", do="declare", has_conflict="no")
        member.press(f"{page}/sitting", do="vote", motion=motion, choice="for")
    officer.press(f"{page}/sitting", do="decide")
