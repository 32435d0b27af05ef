"""A national parameter changes, from the proposal to the gate, in one browser and by its pages.

The application answers in this process, so that the clock can be set and nothing stays behind: a
real browser speaks to a real server whose one connection to the database is this test's.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import deskworld
import pytest
from apiworld import NOW, TESTS, standing_still, taken_back
from borrowed import borrow
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page

from pharos.catalogue import actions as catalogue
from pharos.common import clock, tenancy

pytestmark = pytest.mark.browser

world_module = borrow("amendment_awards", TESTS / "awards" / "conftest.py")
MINISTRY, UNIVERSITY = "demo-ministry-am", "lighthouse-demo-university"
TODAY = (NOW + timedelta(hours=4)).date()
LAST_DAY, FIRST_DAY = TODAY + timedelta(days=20), TODAY + timedelta(days=60)
NEW_WORD = "կարճ որակավորումներ"


@dataclass
class Stage:
    """The address of the application, its people, and the clock that it goes by."""

    origin: str
    world: Any
    browser: Browser
    patch: pytest.MonkeyPatch
    contexts: list[BrowserContext] = field(default_factory=list)
    now: datetime = NOW

    def at(self, day: date) -> None:
        """It is noon in Yerevan on that day."""
        self.now = datetime(day.year, day.month, day.day, 8, tzinfo=NOW.tzinfo)

    def page(self, who: str = "") -> Page:
        """A window of somebody who signs in at this moment, or of a visitor."""
        context = self.browser.new_context()
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if who:
            client = Client()
            deskworld.sign_in(client, self.world.people[who])
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.origin}]
            )
        return context.new_page()

    def open(self, who: str, path: str) -> Page:
        page = self.page(who)
        page.goto(f"{self.origin}{path}")
        return page


class _Server(ThreadedWSGIServer):
    """Answers each request over the connection of the test, which stays open."""

    def _close_connections(self) -> None:
        """Nothing: the test closes what is its own."""


@contextmanager
def serving() -> Iterator[int]:
    """The application on a port of its own, one request after the other."""
    shared, turn, handler = connections["default"], Lock(), WSGIHandler()

    def application(environ: Any, start: Any) -> Any:
        with turn:
            return handler(environ, start)

    shared.inc_thread_sharing()
    # as the test client does: in a transaction every connection looks as if it should be closed
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = _Server(("localhost", 0), QuietWSGIRequestHandler, allow_reuse_address=False,
                     connections_override={"default": shared})  # fmt: skip
    server.set_app(application)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        shared.dec_thread_sharing()


@pytest.fixture(scope="session", autouse=True)
def beside_the_browser() -> Iterator[None]:
    """The browser's own loop runs in this thread, where Django would ask no database.

    Nothing else uses the connection while a page is asked for.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def stage(
    django_db_setup: None,
    django_db_blocker: Any,
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    with django_db_blocker.unblock(), standing_still(tmp_path), taken_back():
        made = Stage("", world_module.build_world(), browser, monkeypatch)
        monkeypatch.setattr(clock, "now", lambda: made.now)
        with serving() as port:
            made.origin = f"http://localhost:{port}"
            yield made
            for context in made.contexts:
                context.close()


def written(stage: Stage, slug: str) -> str:
    """A draft of the university: 30 hours stand for each of its credits."""
    document = json.loads((world_module.EXAMPLES / "teacher-course.json").read_text("utf-8"))
    with tenancy.scope(stage.world.actor("registrar-am")) as by:
        made = catalogue.draft(slug=slug, document=document, by=by, now=stage.now)
    return f"/en/desk/{UNIVERSITY}/programmes/drafts/{made.id}"


def change(page: Page, name: str, fields: dict[str, str]) -> None:
    """One parameter, chosen from the list of the draft and given its new value."""
    page.select_option("#parameter", name)
    page.get_by_role("button", name="Choose this rule").click()
    for control, value in fields.items():
        page.fill(f"[name={control}]", value)
    page.get_by_role("button", name="Put into the draft").click()


def test_a_parameter_changes_from_proposal_to_gate(stage: Stage) -> None:
    """AUT-06, AUT-07, OUT-01: proposed, consulted on, answered, approved by another, in force."""
    early, late = written(stage, "course-of-today"), written(stage, "course-of-later")
    address = propose(stage)
    consult(stage, address)
    stage.at(LAST_DAY + timedelta(days=1))
    answer(stage, address)
    approve(stage, address)

    stage.at(FIRST_DAY - timedelta(days=1))
    head = stage.open("head-am", early)
    head.fill("[name=first_day]", f"{FIRST_DAY - timedelta(days=1):%d.%m.%Y}")
    head.get_by_role("button", name="Publish").click()
    assert "/versions/" in head.url, head.inner_text("main")
    visitor = stage.open("", "/hy/standards/am")
    assert NEW_WORD not in visitor.inner_text("main").split("Առաջարկներ")[0]

    stage.at(FIRST_DAY)
    head = stage.open("head-am", late)
    assert head.locator("[name=first_day]").count() == 0
    assert "First the things above are to be mended" in head.inner_text("main")
    for path in ("/hy/standards/am", "/hy/programmes"):
        visitor = stage.open("", path)
        assert NEW_WORD in visitor.inner_text("body"), path
    visitor = stage.open("", "/en/standards/am")
    row = visitor.get_by_role("row", name=re.compile("^Most hours of one credit"))
    assert "28" in row.inner_text()
    assert "Proposed" not in visitor.inner_text("#versions ~ article:first-of-type")


def propose(stage: Stage) -> str:
    """Three clauses, each judged when it is entered; the address of the proposal."""
    page = stage.open("ministry-officer-am", f"/en/desk/{MINISTRY}/standards")
    page.get_by_role("button", name="Propose an amendment").click()
    change(page, "hours_per_credit.max", {"value": "28"})
    # the usual hours would lie above the most: refused with what was typed
    assert "does not fit the standards" in page.inner_text("main")
    page.get_by_role("link", name="Draft of an amendment").click()
    change(page, "hours_per_credit.default", {"value": "28"})
    change(page, "hours_per_credit.max", {"value": "28"})
    change(page, "terms.micro_credentials", {"value_hy": NEW_WORD})
    page.fill("[name=first_day]", f"{FIRST_DAY:%d.%m.%Y}")
    page.fill("[name=reason]", "Hours of one credit come nearer to the band of the guide.")
    page.fill("[name=evidence]", "ECTS Users' Guide 2015.")
    page.fill("[name=links]", "https://example.org/guide")
    page.get_by_role("button", name="Save", exact=True).click()
    assert "1 programme states other hours" in page.inner_text("main")
    page.get_by_role("button", name="Propose this amendment").click()
    assert "/amendments/" in page.url
    return page.url.removeprefix(stage.origin).partition("?")[0]


def consult(stage: Stage, address: str) -> None:
    page = stage.open("ministry-officer-am", address)
    page.fill("[name=last_day]", f"{LAST_DAY:%d.%m.%Y}")
    page.get_by_label("Private higher education institution").check()
    page.get_by_role("button", name="Open a consultation").click()
    assert "Takes comments" in page.inner_text("main")
    for who, slug, text in (
        ("head-am", UNIVERSITY, "Our courses need time to change. <script>alert(1)</script>"),
        ("agency-officer-am", "demo-quality-agency-am", "We support this."),
    ):
        page = stage.open(who, f"/en/desk/{slug}/consultations")
        page.locator("main h2 a").click()
        page.fill("#comment-1", text)
        page.get_by_role("button", name=re.compile("Publish this comment")).first.click()
        assert text in page.inner_text("main")


def answer(stage: Stage, address: str) -> None:
    """Every comment has its answer before the consultation can be closed."""
    page = stage.open("ministry-officer-am", address)
    summary = {"en": "One asked for time, one agreed.", "hy": "Մեկը ժամանակ խնդրեց։"}
    for expected in ("409", "done"):
        for language, text in summary.items():
            page.fill(f"[name={language}]", text)
        page.get_by_role("button", name="Close the consultation").click()
        if expected == "409":
            assert "2 comments have no answer" in page.inner_text("main")
            for _ in range(2):
                page.locator("[name=text]").first.fill("The first day leaves two months.")
                page.get_by_role("button", name="Publish the answer").first.click()
    assert "The consultation is closed" in page.inner_text("main")


def approve(stage: Stage, address: str) -> None:
    own = stage.open("ministry-officer-am", address)
    assert own.get_by_role("button", name="Approve").count() == 0
    page = stage.open("ministry-approver-am", address)
    page.get_by_role("button", name="Approve this amendment").click()
    assert "Approved, not in force yet" in page.inner_text("main")
