"""A real browser on a real installation, with awards that were made through actions."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from borrowed import borrow
from playwright.sync_api import Browser, sync_playwright

TESTS = Path(__file__).parents[1]
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"


class Site:
    """The address of the installation and the numbers of its credentials."""

    def __init__(self, origin: str, numbers: dict[str, str]) -> None:
        self.origin = origin
        self.numbers = numbers

    def pages(self, language: str) -> list[str]:
        """Every kind of public page in one language."""
        university = "golden-fleece-demo-university"
        asked = f"?lang={language}"
        return [
            f"/{language}/",
            f"/{language}/verify",
            *(f"/c/{number}{asked}" for number in self.numbers.values()),
            f"/programmes/{university}/data-analysis/v1{asked}",
            f"/providers/{university}{asked}",
            f"/agencies/demo-quality-agency-ge{asked}",
            f"/problems/person_erased{asked}",
            f"/terms{asked}",
            f"/nowhere{asked}",
        ]


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
        "PYTHONPATH": str(TESTS / "factories"),
        "DJANGO_SETTINGS_MODULE": "pharos.config.settings",
    }
    up = world.start("up")
    try:
        world.wait_ready()
        told = subprocess.run(
            [sys.executable, "-m", "showworld"],
            env=world.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr[-3000:]
        numbers: dict[str, str] = json.loads(told.stdout)
        bundle = state / "published" / "trust-bundle.json"
        world.wait(lambda: bundle.exists() and _covers(bundle, state), 60)
        yield Site(origin, numbers)
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
