"""The demonstration told on a terminal: what was made, then every verdict with its checks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pharos.accreditation.models import Decision
from pharos.awards import reports as awards_reports
from pharos.common.dates import day_text
from pharos.common.sentences import sentence
from pharos.core.verify import Verdict
from pharos.organisations import queries as organisations
from pharos.portal.demo.awarding import Awarded
from pharos.portal.demo.proving import BUNDLE, Files, Proved
from pharos.portal.demo.wording import texts
from pharos.verification import report as reports

_STYLES = {
    Verdict.VALID: "bold green",
    Verdict.INVALID: "bold red",
    Verdict.INDETERMINATE: "bold yellow",
}


class Teller:
    """Writes to one console in one language; what it wrote is kept for the report."""

    def __init__(self, language: str, console: Console) -> None:
        self.language = language
        self.console = console
        self.lines: list[str] = []

    def text(self, code: str, /, **facts: object) -> str:
        return texts(self.language)[code].format_map(facts)

    def say(self, code: str, /, **facts: object) -> None:
        self.line(self.text(code, **facts))

    def line(self, text: str = "", style: str = "") -> None:
        self.lines.append(text)
        # the terminal breaks lines where it likes; texts of strangers are never markup
        self.console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
        self.console.file.flush()

    def begin(self) -> None:
        self.line(self.text("title"), style="bold")
        self.say("made_up")
        self.line()

    @contextmanager
    def waiting(self, code: str, **facts: object) -> Iterator[None]:
        """A sign that something is being done, which leaves nothing behind."""
        with self.console.status(self.text(code, **facts)):
            yield

    @contextmanager
    def bar(self) -> Iterator["Bar"]:
        with Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
            console=self.console, transient=True,
        ) as progress:  # fmt: skip
            yield Bar(progress)

    def world(self, figures: Mapping[str, int]) -> None:
        self.say("register", **figures)
        self.say("keys", **figures)
        self.say("decisions", **figures)
        for decision in Decision.objects.order_by("number"):
            self.line("   " + self._decision(decision))

    def _decision(self, decision: Decision) -> str:
        holder = organisations.by_id(decision.organisation_id)
        first_day = decision.first_day or decision.decided_on
        facts = {
            "number": decision.number,
            "kind": sentence(f"verify_decision_{decision.kind}", self.language),
            "holder": reports.name_in(holder.name, self.language),
            "first_day": day_text(first_day, self.language),
        }
        if decision.until is None:
            return self.text("decision_open", **facts)
        last_day = day_text(decision.until - timedelta(days=1), self.language)
        return self.text("decision", last_day=last_day, **facts)

    def roster(self, awarded: Awarded) -> None:
        code = "roster_kept" if awarded.kept else "roster"
        if awarded.is_refused:
            code = "roster_refused"
        organisation = organisations.organisation(awarded.roster.organisation)
        told = self.text(
            code,
            file=awarded.roster.file,
            issued=awarded.outcome.issued,
            rows=awarded.outcome.rows,
            organisation=reports.name_in(organisation.name, self.language),
            seconds=f"{awarded.seconds:.1f}",
        )
        self.line("   " + told)
        if not awarded.is_refused:
            self._problems(awarded)

    def verdict(self, place: int, proved: Proved) -> None:
        self._heading(place, f"case_{proved.name}", proved.file)
        told = reports.to_text(proved.report, at=proved.at, language=self.language).splitlines()
        self.line("   " + told[0], style=_STYLES[proved.report.verdict])
        for line in told[1:]:
            self.line("   " + line if line else "")
        self._end(proved.is_as_expected)

    def refusal(self, place: int, awarded: Awarded) -> None:
        self._heading(place, "case_refusal", None)
        self.line("   " + self.text("refused"), style="bold red")
        self._problems(awarded)
        self._end(awarded.is_as_expected)

    def files(self, files: Files) -> None:
        self.line()
        self.say("files")
        for file in files.written:
            self.line(f"   {file}")
        first = files.folder / "teacher-course.json"
        command = f"pharos verify {first} --trust {files.folder / BUNDLE}"
        self.say("try", command=command)

    def _problems(self, awarded: Awarded) -> None:
        for problem in awarded.outcome.rejected:
            told: dict[str, Any] = awards_reports.told(problem, self.language)
            self.line("   " + self.text("refusal_row", file=awarded.roster.file, **told))

    def _heading(self, place: int, code: str, file: Path | None) -> None:
        self.line()
        name = f"  {file}" if file else ""
        self.line(f"{place}  {self.text(code)}{name}", style="bold")

    def _end(self, is_as_expected: bool) -> None:
        if is_as_expected:
            self.line("   " + self.text("expected"), style="dim")
        else:
            self.line("   " + self.text("unexpected"), style="bold red")


class Bar:
    """One bar for the roster in hand."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begin(self, text: str, rows: int) -> None:
        self._progress.reset(self._task, description=text, total=rows)

    def move(self, done: int, of: int) -> None:
        self._progress.update(self._task, completed=done, total=of)


def all_as_expected(awarded: Sequence[Awarded], proved: Sequence[Proved]) -> bool:
    """Whether every roster and every verdict is as it should be."""
    rosters = all(one.is_as_expected for one in awarded)
    return rosters and all(one.is_as_expected for one in proved)
