"""The world of the examples behind a browser, in this process: the clock is set, jobs are at hand.

with opened(folder) as world:                real commits; an agency trusts the university
    world.person(browser, "head-ge", "ka")   a window of somebody who signs in at this moment
    world.pass_to(day)                       noon of a later day; what was due by then is done
    world.counted["provider"]                the pages that its people loaded since `count()`
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import criteriaworld
import deskworld
import drillworld
import lightdesk
import pytest
import scenarioworld
import showworld
from borrowed import borrow
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from django.urls import Resolver404, resolve
from moments import NOW
from playwright.sync_api import Browser, BrowserContext, Response
from walker import Walker

from pharos.issuing import inline

TESTS = Path(__file__).parents[1]
GOLDEN, AGENCY = "golden-fleece-demo-university", "demo-quality-agency-ge"
EMPLOYER = "demo-harbour-works"
SIDES = {GOLDEN: "provider", AGENCY: "agency"}


class Calm(Walker):
    """A walker who points at once, for journeys that are not about the keyboard."""

    def reach(self, target: Any) -> Any:
        target = target.first
        target.wait_for(state="visible", timeout=10_000)
        target.focus()
        return target

    def write(self, **fields: str) -> "Calm":
        """Fill in fields by their names; lists and boxes too."""
        for name, value in fields.items():
            found = self.page.locator(f"main [name='{name}']")
            match found.first.evaluate("one => one.tagName + (one.type || '')"):
                case "SELECTselect-one":
                    found.select_option(value)
                case "INPUTradio" | "INPUTcheckbox":
                    self.page.locator(f"main [name='{name}'][value='{value}']").check()
                case _:
                    found.first.fill(value)
        return self

    def all_of(self, stem: str, texts: dict[str, str]) -> "Calm":
        """A text in each language that the page asks for; the languages that have one."""
        for language, text in texts.items():
            box = self.page.locator(f"main [name='{stem}_{language}']")
            if box.count():
                box.fill(text)
        return self


@dataclass
class Pages:
    """The pages that one side loaded, by the names of their addresses."""

    names: set[str] = field(default_factory=set)
    loads: int = 0


@dataclass
class World:
    """The register, its clock, and the browsers of its people."""

    scene: Any
    world: Any
    origin: str
    counted: dict[str, Pages] = field(default_factory=dict)
    windows: dict[str, BrowserContext] = field(default_factory=dict)
    recorded: Path | None = None

    def person(self, browser: Browser, key: str, language: str) -> Calm:
        """Somebody who signed in at this moment, at the first page of the desk."""
        client = Client()
        deskworld.sign_in(client, self.world.people[key])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        who = self.visitor(browser, language, key)
        who.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.origin}]
        )
        slug = self.desk_of(key)
        who.page.on("response", lambda answer: self._count(slug, answer))
        return who.open(f"/{language}/desk/{slug}/")

    def desk_of(self, key: str) -> str:
        """Where a person of the examples works."""
        held = self.world.described["memberships"]
        (slug,) = {one["organisation"] for one in held if one["person"] == key}
        return str(slug)

    def visitor(self, browser: Browser, language: str, key: str = "visitor") -> Calm:
        """Somebody without an account."""
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(30_000)
        if self.recorded:
            context.tracing.start(screenshots=True, snapshots=True)
        self.windows[f"{language}-{len(self.windows) + 1:02}-{key}"] = context
        return Calm(context.new_page(), self.origin, language)

    def count(self) -> None:
        """From now on the pages of both sides are counted."""
        self.counted = {side: Pages() for side in SIDES.values()}

    def note(self, slug: str, path: str) -> None:
        """A page was loaded at a desk."""
        if slug not in SIDES or not self.counted:
            return
        try:
            name = resolve(path).url_name or ""
        except Resolver404:
            return
        if f"/desk/{slug}/" in path:
            self.counted[SIDES[slug]].names.add(name)
            self.counted[SIDES[slug]].loads += 1

    def _count(self, slug: str, answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status == 200:
            self.note(slug, urlsplit(answer.url).path)

    def pass_to(self, day: date) -> None:
        """Noon of that day in both countries; the jobs that were due by then are done."""
        self.scene.now = datetime(day.year, day.month, day.day, 8, tzinfo=NOW.tzinfo)
        self.settle()

    def settle(self) -> None:
        """Every job that waits is done, and what came of it is published."""
        aside(self._settled)

    def _settled(self) -> None:
        with connection.cursor() as cursor:
            # the queue goes by the database's clock, which nobody sets
            cursor.execute(
                "update procrastinate_jobs set scheduled_at = null"
                " where status = 'todo' and scheduled_at <= %s",
                [self.scene.now],
            )
        inline.settle()

    def close(self) -> None:
        """Every window is closed; what was recorded of it lies in the folder."""
        for name, context in self.windows.items():
            if self.recorded:
                context.tracing.stop(path=self.recorded / f"{name}.zip")
            context.close()
        self.windows.clear()


def aside(work: Callable[[], object]) -> None:
    """Done in another thread: the browser's own loop runs in this one."""

    def alone() -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as one:
        one.submit(alone).result()


@contextmanager
def opened(folder: Path) -> Iterator[World]:
    """A university that an agency trusts, keys and mandates, criteria in force; served."""
    server = ThreadedWSGIServer(("localhost", 0), QuietWSGIRequestHandler)
    origin = f"http://localhost:{server.server_port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHAROS_ORIGIN", origin)
        patch.setattr(settings, "ALLOWED_HOSTS", ["*"])
        with scenarioworld.stage(folder) as scene:
            scene.now = NOW
            film = os.environ.get("PHAROS_PICTURES", "")
            made = World(scene, _built(scene), origin)
            made.recorded = Path(film) / "journeys" if film else None
            server.set_app(WSGIHandler())
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield made
            finally:
                made.close()
                server.shutdown()
                thread.join()
                server.server_close()


def _accredited(examples: Any, world: Any) -> None:
    """Two programmes more, accredited in full half a year ago: the history of a trusted one."""
    since = NOW.date() - timedelta(days=200)
    for number in (1, 2):
        slug = f"history-{number}"
        one = {"slug": slug, "descriptor": "data-analysis.json", "first_day": since}
        world.versions[slug] = examples._publish(world, one)
        examples._decide(world, {
            "number": f"DEMO-GE-P-{number}", "kind": "programme", "holder": GOLDEN,
            "programme": slug, "from": since, "years": 7,
            "scope": {"levels": [6], "fields": ["0542"], "kinds": ["credit_bearing"]},
            "proposed_by": "agency-officer-ge", "approved_by": "agency-approver-ge",
        })  # fmt: skip


def _built(scene: Any) -> Any:
    """The bodies, people, programmes and decisions of the examples, and who signs there."""
    examples = borrow("journey_examples", TESTS / "awards" / "conftest.py")
    issuers = borrow("journey_issuers", TESTS / "issuing" / "conftest.py")
    examples.NOW = issuers.NOW = issuers.awards_world.NOW = NOW
    world = examples.build_world()
    _accredited(examples, world)
    issuers._mandate(world, "ge")
    drillworld._key(world, GOLDEN, "registrar-ge", "head-ge", "credentials", scene.signer, NOW)
    showworld.sign(world, "ge", NOW)
    lightdesk.trusted(world, NOW)
    criteriaworld.put_in_force(world, NOW)
    return world
