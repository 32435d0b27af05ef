"""The whole main job, by keyboard only, in each language, with JavaScript and without.

Officers accredit a programme, a registrar imports a workbook with a fault and mends it, the head
confirms, the learner's mail leads to the award, an employer verifies it by number and by file,
the head revokes it, and the employer sees that.
"""

import contextlib
import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from borrowed import borrow
from openpyxl import Workbook
from playwright.sync_api import Browser, BrowserContext, Locator
from walker import Walker
from walkworld import title

from pharos.common.counting import counted

pytestmark = pytest.mark.browser

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "examples"
LANGUAGES = {"en": "English", "hy": "Հայերեն", "ka": "ქართული"}
WALKS = [
    (language if script else f"{language}still", language, script)
    for script in (True, False)
    for language in LANGUAGES
]
BORN = "დაბადების თარიღი"
PATIENCE = 60


@pytest.fixture(scope="module")
def demonstration() -> Iterator[str]:
    """The address of a demonstration with one programme a walk that waits for its decision."""
    stories = borrow("walk_stories", TESTS / "journeys" / "test_journeys_processes.py")
    state = Path(tempfile.mkdtemp(prefix="pharos-walk-", dir="/var/tmp"))
    state.chmod(0o711)
    world = stories.World(state)
    origin = f"http://localhost:{world.port}"
    world.environment |= {
        "PHAROS_ORIGIN": origin,
        "PHAROS_LIMITS": "false",
        "PYTHONPATH": str(TESTS / "factories"),
        "DJANGO_SETTINGS_MODULE": "pharos.config.settings",
    }
    demo = world.start("demo", "--folder", str(state / "handout"))
    try:
        world.wait_ready(120)
        world.wait(lambda: b"Ctrl-C" in (state / "story.log").read_bytes(), 240)
        told = subprocess.run(
            [sys.executable, "-m", "walkworld", *(walk for walk, _, _ in WALKS)],
            env=world.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr[-3000:]
        yield origin
    finally:
        demo.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            demo.wait(30)
        if demo.poll() is None:
            os.kill(demo.pid, signal.SIGKILL)
        shutil.rmtree(state, ignore_errors=True)


@dataclass
class Walk:
    """One walk: a programme, a language, and a browser of its own for each person."""

    browser: Browser
    origin: str
    name: str
    language: str
    script: bool
    folder: Path
    _contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"walk-{self.name}@demo.invalid"

    @property
    def programme(self) -> re.Pattern[str]:
        """The title, in whichever language the page has it."""
        return re.compile("|".join(f"{re.escape(one)}(?!\\w)" for one in title(self.name).values()))

    def visitor(self) -> Walker:
        context = self.browser.new_context(java_script_enabled=self.script)
        context.set_default_timeout(30_000)
        self._contexts.append(context)
        return Walker(context.new_page(), self.origin, self.language)

    def person(self, key: str) -> Walker:
        """Somebody of the demonstration, signed in."""
        who = self.visitor().open("/{language}/demo/people")
        who.press("page_people_as", name=_name(key, self.language))
        # who also keeps the records of a closed body is asked in which of the two to work
        own = who.page.locator("main a[href*='/desk/golden-fleece-demo-university/']")
        if who.words("page_team_choose") in who.text() and own.count():
            who.enter(own.first)
        return who

    def until(self, condition: Callable[[], bool], again: Callable[[], object]) -> None:
        """Look again until it is so."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"{self.name}: waited {PATIENCE} s"
            time.sleep(0.5)
            again()

    def wait(self, who: Walker, words: str) -> None:
        """A page that refreshes itself by script, and by its link without."""

        def again() -> None:
            if not self.script and who.words("page_imports_refresh") in who.text():
                who.follow("page_imports_refresh")

        self.until(lambda: words in who.text(), again)

    def workbook(self, *, fault: bool) -> Path:
        """Three learners as a provider writes them; the second is born in the future."""
        with (EXAMPLES / "data-analysts.csv").open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))[:3]
        for at, row in enumerate(rows):
            row["პირადი ნომერი"] = f"99{int.from_bytes(self.name.encode()) % 10**8:08}{at}"
            row["ელფოსტა"] = self.address if at == 0 else f"other-{at}-{self.address}"
            row["ენა"] = LANGUAGES[self.language]
        if fault:
            rows[1][BORN] = "2092-07-13"
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
        made = self.folder / ("faulty.xlsx" if fault else "mended.xlsx")
        book.save(made)
        return made

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def _name(key: str, language: str) -> str:
    """How a person of the demonstration is written in a language, or else at home."""
    people = tomllib.loads((EXAMPLES / "world.toml").read_text("utf-8"))["people"]
    names = next(one["name"] for one in people if one["key"] == key)
    return names.get(language, next(iter(names.values())))


@pytest.fixture
def walk(
    request: pytest.FixtureRequest, browser: Browser, demonstration: str, tmp_path: Path
) -> Iterator[Walk]:
    """The walk that the parameters name."""
    made = Walk(browser, demonstration, *request.param, folder=tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("walk", WALKS, indirect=True, ids=[name for name, _, _ in WALKS])
def test_the_main_job_is_done_by_keyboard(walk):
    """Everybody does their part and reads what came of it, in their language."""
    accredit(walk)
    import_and_mend(walk)
    head = confirm(walk)
    number, file = look(walk)
    verify(walk, number, "page_band_valid")
    verify(walk, file, "page_band_valid")
    revoke(head, number)
    see_revoked(walk, number)


def accredit(walk: Walk) -> None:
    """The officer proposes, the approver approves."""
    officer = walk.person("agency-officer-ge").follow("menu_queue")
    row = officer.page.locator("tr").filter(has_text=walk.programme)
    decide = officer.words("page_deciding_kind_programme")
    officer.enter(row.get_by_role("link", name=decide))
    officer.tick("page_outcome_accredited")
    officer.type("field_decision_number", f"DEMO-WALK-{walk.name}")
    officer.type("field_decision_decided_on", "01.10.2024")
    officer.type("field_decision_first_day", "01.10.2024")
    officer.choose("field_decision_years", counted("page_years", 7, walk.language))
    officer.press("page_case_button_propose").reads("done_decision_proposed")

    approver = walk.person("agency-approver-ge").follow("menu_queue")
    card = approver.page.locator("li.ds-card").filter(has_text=f"DEMO-WALK-{walk.name}")
    approver.enter(card.get_by_role("link")).sees(f"DEMO-WALK-{walk.name}")
    approver.press("page_proposal_approve").reads("done_decision_approved")


def import_and_mend(walk: Walk) -> None:
    """The registrar uploads, reads which cell is wrong and why, and uploads again."""
    registrar = walk.person("registrar-ge").follow("menu_imports")
    _upload(walk, registrar, walk.workbook(fault=True))
    walk.wait(registrar, registrar.words("page_imports_good", count=2))
    registrar.reads("page_imports_bad", count=1).reads("page_imports_row", line=3)
    registrar.reads("page_imports_row_bad").sees("G3").sees(BORN)
    registrar.reads("birth_date_out_of_range", value="2092-07-13")
    registrar.follow("page_imports_again_upload")
    _upload(walk, registrar, walk.workbook(fault=False))
    walk.wait(registrar, registrar.words("page_imports_good", count=3))
    registrar.enter(_button(registrar, counted("page_imports_keep", 3, walk.language)))
    walk.wait(registrar, registrar.words("page_batches_state_proposed"))


def _upload(walk: Walk, registrar: Walker, file: Path) -> None:
    registrar.attach("field_import_file", file)
    options = registrar.page.locator("main").get_by_label(registrar.words("field_import_version"))
    mine = options.locator("option").filter(has_text=walk.programme).inner_text().strip()
    registrar.choose("field_import_version", mine)
    registrar.press("page_imports_upload").sees(file.name)


def _button(who: Walker, words: str) -> Locator:
    return who.page.get_by_role("button", name=words, exact=True)


def confirm(walk: Walk) -> Walker:
    """The head reads what the batch is and confirms it; the certificates are issued."""
    head = walk.person("head-ge").follow("menu_batches")
    row = head.page.locator("tr").filter(has_text=walk.programme)
    head.enter(row.get_by_role("link"))
    head.enter(_button(head, counted("page_batches_confirm", 3, walk.language)))
    head.reads("done_batch_confirmed")
    walk.wait(head, head.words("page_batches_result"))
    return head.reads("page_batches_state_done")


def look(walk: Walk) -> tuple[str, Path]:
    """The learner reads the mail, follows its link, opens the award and keeps its file."""
    learner = walk.visitor().open("/{language}/demo/mailbox")
    mails = learner.page.locator("li.ds-card").filter(
        has=learner.page.get_by_text(walk.address, exact=True)
    )
    walk.until(lambda: mails.count() > 0, learner.page.reload)
    learner.enter(mails.first.get_by_role("link"))
    told = learner.unfold("page_mailbox_text")
    learner.enter(told.get_by_role("link")).reads("page_holder_title")
    learner.reads("page_holder_state_valid")
    opening = learner.page.get_by_role("link", name=learner.words("page_holder_open"))
    learner.enter(opening).reads("page_band_valid")
    number = learner.page.url.split("/c/")[1].split("?")[0]
    return number, learner.keep("page_download_json", walk.folder)


def verify(walk: Walk, what: str | Path, band: str) -> None:
    """An employer asks by number or by file."""
    employer = walk.visitor().open("/{language}/verify")
    if isinstance(what, Path):
        employer.attach("page_verify_files", what)
    else:
        employer.type("page_field_number", what)
    employer.press("page_button_verify").reads(band)


def revoke(head: Walker, number: str) -> None:
    """The head finds the award by its number and revokes it."""
    head.follow("menu_awards").type("field_awards_text", number).press("page_awards_search")
    found = head.page.locator("main tbody tr")
    assert found.count() == 1
    head.enter(found.get_by_role("link"))
    form = head.unfold("page_awards_do_revoke")
    reason = head.words("page_awards_reason_awarded_by_mistake")
    head.reach(form.get_by_role("radio"))
    head.page.keyboard.press("Space")
    for _ in range(form.get_by_role("radio").count()):
        if not form.get_by_label(reason).is_checked():
            head.page.keyboard.press("ArrowDown")
    assert form.get_by_label(reason).is_checked()
    head.press("page_awards_button_revoke").reads("done_award_revoke")


def see_revoked(walk: Walk, number: str) -> None:
    """The employer asks again; the issuer's list says so within moments."""
    employer = walk.visitor()

    def ask() -> None:
        employer.open("/{language}/verify").type("page_field_number", number)
        employer.press("page_button_verify")

    ask()
    # the word for "revoked" stands in what is checked, too: the line above the verdict counts
    band = employer.page.locator(".band strong")
    walk.until(lambda: band.inner_text() == employer.words("page_band_revoked"), ask)
    assert employer.words("page_band_valid") not in employer.text()
