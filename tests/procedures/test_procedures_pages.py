"""A whole case by its pages: what each part sees and does, in every language."""

import re
from typing import Any

import deskworld
import pytest
from caseworld import CaseWorld
from django.contrib.auth.hashers import make_password
from django.test import Client
from moments import NOW, TODAY

from pharos.accounts.models import Login
from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.procedures.models import Case, Motion, PanelMember, Question

TABS = ("", "/evidence", "/panel", "/questions", "/report", "/sitting", "/charge")
RAW = re.compile(r"(?:page|field|done|case|menu)_[a-z]+_[a-z_]+(?=[<\s.])")


class Desk:
    """Somebody at a desk, who opens pages of a case and presses buttons there."""

    def __init__(self, world: CaseWorld, by: Any, slug: str) -> None:
        self.world, self.slug = world, slug
        self.client = Client()
        deskworld.sign_in(self.client, by.person_id)

    def path(self, rest: str, language: str = "en") -> str:
        return f"/{language}/desk/{self.slug}{rest}"

    def see(self, rest: str, status: int = 200, language: str = "en") -> str:
        answer = self.client.get(self.path(rest, language))
        assert answer.status_code == status, (rest, answer.status_code)
        text: str = answer.content.decode()
        return text

    def press(self, rest: str, status: int = 303, **fields: Any) -> str:
        answer = deskworld.press(self.client, self.path(rest), **fields)
        assert answer.status_code == status, (rest, fields, _trouble(answer))
        return str(answer.headers.get("Location", "")) or answer.content.decode()


def _trouble(answer: Any) -> str:
    found = re.search(r'class="trouble".*?</section>', answer.content.decode(), re.S)
    return found[0] if found else answer.content.decode()[:2000]


@pytest.fixture(autouse=True)
def _at_the_worlds_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def _with_a_desk(world: CaseWorld, one: Any, body: Any, role: str) -> None:
    """The person can sign in, and is a member of the body."""
    world.join(one, body, role)
    with tenancy.scope(Actor(person_id=one.person_id, organisation_id=None)):
        Login.objects.create(
            id=one.person_id, email=f"{one.person_id}@demo.invalid", password=make_password(None)
        )


class Parts:
    """The desks of everybody who has a part in a case."""

    def __init__(self, world: CaseWorld) -> None:
        for role in ("quality", "head"):
            _with_a_desk(world, getattr(world, role), world.university, role)
        for role in ("officer", "evaluator"):
            _with_a_desk(world, getattr(world, role), world.agency, role)
        for one in world.experts.values():
            _with_a_desk(world, one, world.agency, "expert")
        for one in world.committee:
            with tenancy.scope(Actor(person_id=one.person_id, organisation_id=None)):
                Login.objects.create(
                    id=one.person_id, email=f"{one.person_id}@demo.invalid",
                    password=make_password(None),
                )  # fmt: skip
        university, agency = "demo-university", "demo-agency"
        self.world = world
        self.quality = Desk(world, world.quality, university)
        self.head = Desk(world, world.head, university)
        self.officer = Desk(world, world.officer, agency)
        self.evaluator = Desk(world, world.evaluator, agency)
        self.experts = {name: Desk(world, one, agency) for name, one in world.experts.items()}
        self.committee = [Desk(world, one, agency) for one in world.committee]


@pytest.fixture
def parts(world: CaseWorld) -> Parts:
    return Parts(world)


def test_a_provider_applies_by_pages(parts: Parts) -> None:
    """UPL-07, UPL-09: a file of the application is saved under its cleaned name, never shown."""
    world, quality = parts.world, parts.quality
    version = world.publish()
    world.approve_inside(version)
    assert "Accreditation of a programme" in quality.see("/cases/new")
    form = quality.see("/cases/new?kind=programme")
    assert str(version.id) in form
    assert str(world.agency.id) in form
    nothing = quality.press("/cases/new", 422, act="open", kind="programme")
    assert "trouble" in nothing
    case = quality.press(
        "/cases/new", act="open", kind="programme", agency=world.agency.id, versions=version.id,
        summary="A first application.",
    ).rpartition("/cases/")[2].partition("?")[0]  # fmt: skip
    page = f"/cases/{case}"
    assert "These documents are missing" in quality.see(page)
    parts.officer.see(page, 404)
    text = "The department keeps minutes of every meeting."
    for place in ("document/application", "document/self_evaluation", "criterion/1.1"):
        quality.press(f"{page}/evidence/{place}", do="add", text=text)
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = SimpleUploadedFile("../policy<1>.pdf", b"%PDF-1.7 policy", "text/html")
    quality.press(f"{page}/evidence/criterion/1.2", do="add", file=given)
    broken = SimpleUploadedFile("page.html", b"<html>", "text/html")
    refused = quality.press(f"{page}/evidence/criterion/1.2", 422, do="add", file=broken)
    assert "PDF, PNG, JPEG" in refused
    link = re.search(r'href="[^"]*(/cases/[^"]*/files/[^"]*)"', quality.see(
        f"{page}/evidence/criterion/1.2"))  # fmt: skip
    assert link
    answer = quality.client.get(quality.path(link[1]))
    assert answer.content == b"%PDF-1.7 policy"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="policy1.pdf"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Check your answers" in quality.see(f"{page}/submit")
    assert parts.head.press(f"{page}/submit", 403)
    quality.press(f"{page}/submit")
    shown = parts.officer.see(page)
    assert "GE-" in shown
    parts.evaluator.see(page, 403)


def test_a_case_goes_on_by_pages(parts: Parts) -> None:
    """AUT-08, ACC: each part acts at its own desk; what is drafted the provider never sees."""
    world, officer, quality = parts.world, parts.officer, parts.quality
    case = world.open()
    world.walk(case, "submitted")
    page = f"/cases/{case.id}"
    officer.press(page, do="begin_check")
    officer.press(page, 422, do="return", reason="")
    officer.press(page, do="register")
    officer.press(page, do="suspend", reason="Page 3 is missing.")
    assert "Page 3 is missing." in quality.see(page)
    quality.press(page, do="answer_pause", answer="Here it is.")
    officer.press(page, do="resume")
    officer.press(f"{page}/charge", do="settle", contract="C-1", contract_on=f"{TODAY:%d.%m.%Y}",
                  invoice="I-1", paid_on=f"{TODAY:%d.%m.%Y}", amount="100")  # fmt: skip
    officer.press(f"{page}/charge", do="record_hours", minutes="90", day=f"{TODAY:%d.%m.%Y}")
    assert "1 hours 30 minutes" in officer.see(f"{page}/charge")
    quality.see(f"{page}/charge", 404)
    officer.press(page, do="accept_self_evaluation")
    _panel(parts, page)
    _report(parts, page, case)
    _sitting(parts, page, case)
    _published(parts, page, case)


def _panel(parts: Parts, page: str) -> None:
    world, officer, quality = parts.world, parts.officer, parts.quality
    chosen = [world.pool[one] for one in ("chair", "student", "employer")]
    officer.press(f"{page}/panel", do="propose_panel", experts=chosen, chair=chosen[0])
    member = _row(world, PanelMember, name="Expert employer")
    expert = parts.experts["student"]
    # a conflict statement comes before anything is read
    assert expert.client.get(expert.path(f"{page}/evidence")).status_code == 303
    for name in ("chair", "student"):
        parts.experts[name].press(f"{page}/panel", do="state", has_conflict="no")
    quality.press(f"{page}/panel", do="object", member=member.id, reason="A competitor of ours.")
    quality.press(f"{page}/panel", 409, do="object", member=member.id, reason="Once more.")
    officer.press(f"{page}/panel", 422, do="confirm_panel")
    officer.press(f"{page}/panel", do="replace", member=member.id, expert=world.pool["spare"],
                  reason="The objection is right.")  # fmt: skip
    parts.experts["employer"].see(page, 404)
    parts.experts["spare"].press(f"{page}/panel", do="state", has_conflict="no")
    quality.press(f"{page}/panel", do="accept_panel")
    assert "There are ties" not in quality.see(f"{page}/panel")
    officer.press(f"{page}/panel", do="confirm_panel")


def _report(parts: Parts, page: str, case: Case) -> None:
    officer, quality, student = parts.officer, parts.quality, parts.experts["student"]
    day = f"{TODAY:%d.%m.%Y}"
    officer.press(f"{page}/report", do="plan_visit", form="online", first_day=day, last_day=day)
    student.press(f"{page}/questions", do="ask", question="Where are the minutes?")
    question = _row(parts.world, Question, case_id=case.id)
    quality.press(f"{page}/questions", do="reply", question_id=question.id, answer="In annex 2.")
    student.press(f"{page}/questions", do="close", question_id=question.id)
    officer.press(f"{page}/questions", do="remark", note="Only for us.")
    assert "Only for us." not in quality.see(f"{page}/questions")
    for code in case.criteria:
        student.press(f"{page}/evidence/criterion/{code}", do="find", verdict="partly",
                      finding="A secret finding.")  # fmt: skip
    assert "A secret finding." not in quality.see(f"{page}/evidence/criterion/1.1")
    assert "A secret finding." in officer.see(f"{page}/evidence/criterion/1.1")
    officer.press(f"{page}/report", do="hold_visit", held_on=day)
    officer.press(f"{page}/report", do="begin_report")
    student.press(f"{page}/report", do="write", text_en="A draft.", text_ka="პროექტი.")
    assert "A draft." not in quality.see(f"{page}/report")
    officer.press(f"{page}/report", do="send_factual_check")
    assert "A draft." in quality.see(f"{page}/report")
    quality.press(f"{page}/report", do="comment", comments="The name is wrong.")
    officer.press(f"{page}/report", do="answer_comments", answer="It was mended.")
    student.press(f"{page}/report", do="write", text_en="The report.", text_ka="ანგარიში.")
    officer.press(f"{page}/report", do="finish_report")


def _sitting(parts: Parts, page: str, case: Case) -> None:
    officer, committee = parts.officer, parts.committee
    seats = [one.person_id for one in parts.world.committee]
    officer.press("/sittings", act="call", do="call", day=f"{TODAY:%d.%m.%Y}", seats=seats)
    listed = officer.see(f"{page}/sitting")
    session = re.search(r'<option value="([^"]+)"', listed)
    assert session
    officer.press(f"{page}/sitting", do="schedule", session=session[1])
    subject = parts.world.subjects(case)[0]
    moved = f"{page}/sitting/{subject.id}"
    officer.press(moved, 422, do="motion", outcome="accredited")
    officer.press(moved, do="motion", outcome="accredited", years="7", reasons_en="As reported.",
                  reasons_ka="როგორც ანგარიშშია.")  # fmt: skip
    motion = _row(parts.world, Motion, case_id=case.id)
    tied, *others = committee
    others[0].press(f"{page}/sitting", 422, do="vote", motion=motion.id, choice="for")
    tied.press(f"{page}/sitting", do="declare", has_conflict="yes", text="I taught there.")
    assert "not counted in the quorum" in tied.see(f"{page}/sitting")
    tied.press(f"{page}/sitting", 422, do="vote", motion=motion.id, choice="for")
    for one in others[:3]:
        one.press(f"{page}/sitting", do="declare", has_conflict="no")
        one.press(f"{page}/sitting", do="vote", motion=motion.id, choice="for")
    assert "3 voted of 4 who may; 3 are needed" in officer.see(f"{page}/sitting")
    parts.quality.see(f"{page}/sitting", 404)
    assert case.number or "GE-" in others[0].see("/sittings")
    officer.press(f"{page}/sitting", do="decide")


def _published(parts: Parts, page: str, case: Case) -> None:
    """ESG 2015, 2.6: everybody reads the report in full, with its digest, once it is published."""
    world = parts.world
    public = f"/en/reports/{case.id}"
    assert Client().get(public).status_code == 404
    world.approve_all(case)
    parts.officer.press(f"{page}/sitting", do="publish")
    for language in ("en", "hy", "ka"):
        text = Client().get(f"/{language}/reports/{case.id}").content.decode()
        assert "The report." in text
        assert "A secret finding." in text
        assert not RAW.findall(text)
    assert Client().get(f"{public}.json").json()["text"]["en"] == "The report."
    assert str(case.id) in Client().get("/en/reports").content.decode()
    for desk in (parts.officer, parts.quality, parts.experts["student"], parts.committee[0]):
        for tab in TABS:
            answer = desk.client.get(desk.path(f"{page}{tab}", "ka"))
            assert answer.status_code in (200, 404)
            assert not RAW.findall(answer.content.decode()), (desk.slug, tab)


def test_lists_show_what_waits_for_whom(parts: Parts) -> None:
    world, officer, quality = parts.world, parts.officer, parts.quality
    early, late = world.open(), world.open()
    world.walk(early, "submitted")
    world.walk(late, "panel_proposed")
    shown = officer.see("/cases")
    assert "2 procedures" in shown
    assert "Waits for the agency" in shown
    assert "1 procedure" in officer.see("/cases?state=panel_proposed")
    assert "No procedures" in officer.see("/cases?show=late")
    assert "No procedures" in officer.see("/cases?q=nobody")
    assert "2 procedures" in quality.see("/cases", language="en")
    assert "1 procedure" in parts.experts["chair"].see("/cases")
    parts.evaluator.see("/cases", 403)
    for language in ("hy", "ka"):
        assert not RAW.findall(officer.see("/cases", language=language))
        assert not RAW.findall(officer.see("/experts", language=language))
        assert not RAW.findall(quality.see("/cases/new?kind=cluster", language=language))


def _row(world: CaseWorld, table: Any, **which: Any) -> Any:
    with tenancy.scope(world.officer):
        return table.objects.filter(**which).latest("id")


def test_today_and_entries_tell_of_procedures(parts: Parts) -> None:
    world = parts.world
    waits, done = world.open(), world.open()
    world.walk(waits, "panel_proposed")
    assert "Finish an application" in parts.quality.see("/")
    world.walk(done, "published")
    assert "answer the agency by" in parts.quality.see("/")
    assert "state your conflicts of interest" in parts.experts["chair"].see("/")
    assert "Go on with a procedure" in parts.officer.see("/")
    for folder, slug in (("providers", "demo-university"), ("agencies", "demo-agency")):
        entry = Client().get(f"/en/{folder}/{slug}").content.decode()
        assert f"/en/reports/{done.id}" in entry
    assert "Criteria that it decides by" in entry


def test_a_panel_is_set_aside_by_a_page_and_the_provider_sees_why(parts: Parts) -> None:
    """AUT-08: the officer names who was bound; nothing is said of the others."""
    world, officer = parts.world, parts.officer
    case = world.walk(world.open(), "final_report")
    page, why = f"/cases/{case.id}", "He advised the department."
    assert officer.see(page).count("Set aside the panel with a bound member") == 2
    nobody = {"do": "set_panel_aside", "reason": why}
    assert "Name the member who is" in officer.press(f"{page}/panel", 422, **nobody)
    assert "Set the panel aside" not in parts.quality.see(f"{page}/panel")
    with tenancy.scope(world.officer):
        bound = PanelMember.objects.get(case=case, name="Expert employer").id
    officer.press(f"{page}/panel", bound=bound, **nobody)
    assert "Expert chair</li>" in parts.quality.see(f"{page}/panel")
    for language in ("en", "hy", "ka"):
        for desk in (officer, parts.quality):
            for tab in ("", "/panel", "/report", "/letters"):
                shown = desk.see(f"{page}{tab}", language=language)
                assert not RAW.search(shown), (tab, RAW.search(shown))
    assert why in parts.quality.see(page)
    assert "Reports that were set aside" in parts.quality.see(f"{page}/report")
