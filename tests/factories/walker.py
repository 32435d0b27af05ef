"""Somebody who walks through the pages with the keyboard alone, reading them in one language.

Everything is found as such a person finds it: links, buttons and fields by the words on them
(given as codes of sentences), and reached by Tab. The mouse is never used, so that what cannot
be reached or has no visible name stops the walk.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from pharos.common.sentences import sentence

MOST_TABS = 250
_SOFT_HYPHEN = "\u00ad"


@dataclass
class Walker:
    """One person at one browser page."""

    page: Page
    origin: str
    language: str

    def words(self, code: str, **facts: object) -> str:
        """What a code says in the walker's language."""
        return sentence(code, self.language, facts)

    def open(self, path: str) -> "Walker":
        """Type an address; `{language}` in it is the walker's."""
        address = path.format(language=self.language)
        answer = self.page.goto(address if address.startswith("http") else self.origin + address)
        assert answer is not None
        assert answer.status < 400, f"{address}: {answer.status}"
        return self

    def reach(self, target: Locator) -> Locator:
        """Press Tab until the target has the focus, as it must be seen to have."""
        target = target.first
        target.wait_for(state="visible", timeout=10_000)
        wanted = target.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("one => document.activeElement === one", wanted):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: Tab does not lead to {target}")

    def follow(self, code: str, **facts: object) -> "Walker":
        """Open the link with these words."""
        return self.enter(self._named("link", self.words(code, **facts)))

    def follow_text(self, text: str) -> "Walker":
        """Open the link whose words are no sentence of ours: a name, a title."""
        return self.enter(self._named("link", text, exact=False))

    def press(self, code: str, **facts: object) -> "Walker":
        """Press the button with these words."""
        return self.enter(self._named("button", self.words(code, **facts)))

    def enter(self, target: Locator) -> "Walker":
        """Reach something and press Enter; the page that follows has loaded."""
        self.reach(target)
        with self.page.expect_navigation(timeout=30_000):
            self.page.keyboard.press("Enter")
        return self

    def type(self, code: str, text: str) -> "Walker":
        """Write into the field with this label, in place of what stands there."""
        self.reach(self._field(code))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        return self

    def tick(self, code: str) -> "Walker":
        """Tick a box or choose a radio button."""
        box = self.reach(self._field(code))
        self.page.keyboard.press("Space")
        assert box.is_checked()
        return self

    def choose(self, code: str, text: str) -> "Walker":
        """Go down a list to the entry that begins with this text."""
        field = self.reach(self._field(code))
        self.page.keyboard.press("Home")
        entries = field.locator("option").count()
        for _ in range(entries):
            if self._chosen(field).startswith(text):
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no {text!r} in {field.inner_text()}")

    @staticmethod
    def _chosen(field: Locator) -> str:
        return str(field.evaluate("one => one.selectedOptions[0].textContent")).strip()

    def attach(self, code: str, file: Path) -> "Walker":
        """Choose a file in the field with this label."""
        with self.page.expect_file_chooser() as opened:
            self.reach(self._field(code))
            self.page.keyboard.press("Enter")
        opened.value.set_files(file)
        return self

    def unfold(self, code: str) -> Locator:
        """Open what is folded away below these words; what it holds is answered."""
        words = self.words(code)
        folded = self.page.locator("details").filter(
            has=self.page.locator("summary", has_text=words)
        )
        self.reach(folded.locator("summary"))
        self.page.keyboard.press("Enter")
        return folded

    def keep(self, code: str, folder: Path, **facts: object) -> Path:
        """Download what the link with these words gives."""
        self.reach(self._named("link", self.words(code, **facts)))
        with self.page.expect_download() as begun:
            self.page.keyboard.press("Enter")
        file = folder / begun.value.suggested_filename
        begun.value.save_as(file)
        return file

    def sees(self, text: str) -> "Walker":
        """Something that can be read on the page."""
        shown = self.text()
        assert text.replace(_SOFT_HYPHEN, "") in shown, f"{self.page.url}: no {text!r} in\n{shown}"
        return self

    def reads(self, code: str, **facts: object) -> "Walker":
        """A sentence of ours can be read on the page."""
        return self.sees(self.words(code, **facts))

    def text(self) -> str:
        """Everything that can be read, without the marks where words may be broken."""
        return self.page.inner_text("body").replace(_SOFT_HYPHEN, "")

    def _field(self, code: str) -> Locator:
        return self.page.locator("main").get_by_label(self.words(code))

    def _named(self, role: Any, name: str, *, exact: bool = True) -> Locator:
        return self.page.get_by_role(role, name=name, exact=exact)
