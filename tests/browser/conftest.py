"""A real browser on a real installation, with awards that were made through actions."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from borrowed import borrow
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

TESTS = Path(__file__).parents[1]
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In parallel a file stays together; the one about every page is parted by language."""
    for item in items:
        if item.path.parent != TESTS / "browser":
            continue
        language = getattr(item, "callspec", None) and item.callspec.params.get("language")
        parted = item.path.stem.endswith("every_page") and language
        group = f"{item.path.stem}-{language}" if parted else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


@dataclass(frozen=True)
class Site:
    """The address of the installation, what is in it, and the sessions of its people."""

    origin: str
    numbers: dict[str, str]
    parameters: dict[str, str]
    sessions: dict[str, str]

    @property
    def found(self) -> dict[str, str]:
        """What stands for the words in braces of the table of addresses."""
        return {**self.numbers, **self.parameters}


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """An installation with awards in both countries; nothing of it is left afterwards."""
    stories = borrow("browser_stories", TESTS / "journeys" / "test_journeys_processes.py")
    state = Path(tempfile.mkdtemp(prefix="pharos-browser-", dir="/var/tmp"))
    state.chmod(0o711)
    world = stories.World(state)
    origin = f"http://localhost:{world.port}"
    world.environment |= {
        "PHAROS_ORIGIN": origin,
        # one machine asks for hundreds of pages a minute here
        "PHAROS_LIMITS": "false",
        "PYTHONPATH": str(TESTS / "factories"),
        "DJANGO_SETTINGS_MODULE": "pharos.config.settings",
    }
    up = world.start("up")
    try:
        world.wait_ready(120)
        told = subprocess.run(
            [sys.executable, "-m", "faceworld"],
            env=world.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr[-3000:]
        made: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
        bundle = state / "published" / "trust-bundle.json"
        world.wait(lambda: bundle.exists() and _covers(bundle, state), 60)
        yield Site(origin, made["numbers"], made["parameters"], made["sessions"])
    finally:
        up.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            up.wait(30)
        if up.poll() is None:
            os.kill(up.pid, signal.SIGKILL)
        shutil.rmtree(state, ignore_errors=True)


def _covers(bundle: Path, state: Path) -> bool:
    """Whether the bundle was published after the last leaf was signed for."""
    newest = (state / "published" / "log" / "checkpoint").read_text().splitlines()[1]
    return json.loads(bundle.read_bytes())["checkpoint"].splitlines()[1] == newest


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; a missing one fails, it is never skipped."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable is not None, "these tests need Chromium"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    assert AXE.is_file(), "run `make browser`, which installs axe-core"
    return AXE.read_text("utf-8")


@pytest.fixture
def look(browser: Browser, site: Site) -> Iterator[Any]:
    """`look(path, width=, scheme=, script=)`: a page of the site, opened."""
    opened = []

    def at(path: str, *, width: int = 1280, scheme: str = "light", script: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            # axe is put into the page from outside, which our own policy forbids
            bypass_csp=script,
        )
        opened.append(context)
        page = context.new_page()
        page.goto(site.origin + path)
        return page

    yield at
    for context in opened:
        context.close()


@dataclass
class Desks:
    """One open page for each person, so that browsers and sessions are not begun again."""

    browser: Browser
    site: Site
    _pages: dict[str, Page] = field(default_factory=dict)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, who: str) -> Page:
        """The page of somebody who is signed in; of a visitor for no name."""
        if who not in self._pages:
            context = self.browser.new_context(bypass_csp=True)
            self._contexts.append(context)
            if who:
                key = self.site.sessions[who]
                context.add_cookies([{"name": "sessionid", "value": key, "url": self.site.origin}])
            self._pages[who] = context.new_page()
        return self._pages[who]

    def open(
        self, who: str, path: str, *, width: int = 1280, scheme: str = "light"
    ) -> tuple[Page, int]:
        """An address, opened by somebody on a screen of this width; the status it answers."""
        page = self.page(who)
        self.turn(page, width=width, scheme=scheme)
        answer = page.goto(self.site.origin + path)
        assert answer is not None
        return page, answer.status

    @staticmethod
    def turn(page: Page, *, width: int, scheme: str) -> None:
        """The same page on another screen, without asking for it again."""
        page.set_viewport_size({"width": width, "height": 900})
        # colours change at once, so that nothing is measured half way
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="module")
def desks(browser: Browser, site: Site) -> Iterator[Desks]:
    """The open pages of all people."""
    made = Desks(browser, site)
    yield made
    made.close()


@pytest.fixture(scope="session")
def findings(axe: str) -> Callable[[Page], list[str]]:
    """What axe finds on a page, with the place of each finding."""

    def found(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{page.url}: {one['id']}: {node['target']}"
            for one in told["violations"]
            for node in one["nodes"]
        ]

    return found
