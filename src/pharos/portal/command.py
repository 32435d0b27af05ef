"""`pharos demo`: the main job on the shipped rosters, told and verified, then served.

Where it serves, the job is a process of its own beside the first pages, as it would be beside an
installation that runs already.

Exit codes: 0 every outcome is as it should be, 1 one is not, 64 wrong usage.
"""

import json as json_module
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from pharos.common import logging
from pharos.common.errors import Conflict, Invalid
from pharos.common.sentences import LANGUAGES
from pharos.common.settings import Settings, settings
from pharos.portal.demo.wording import texts

_ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")
# what the job beside the pages ends with when all was done and an outcome is not as it should be
_NOT_AS_EXPECTED = 3


def demo(
    once: Annotated[bool, typer.Option(help="End after the job instead of serving.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the files are written.")] = Path("demo"),
    json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
    language: Annotated[
        str | None, typer.Option(help="en, hy or ka; that of the environment when left out.")
    ] = None,
    beside: Annotated[bool, typer.Option(hidden=True)] = False,
) -> int:
    """Show the main job: a roster becomes registered, verifiable awards, and one is refused."""
    chosen = _language(language)
    # people read the command's own words: the log, and that of what it starts, is for trouble
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    ours = settings()
    logging.configure(ours.log_level, process="demo")
    if ours.production:
        raise Invalid("demo_in_production")
    if beside:
        return 0 if _job(folder, chosen, json=json, serves=True) else _NOT_AS_EXPECTED
    if not once:
        return _serve(ours, folder, chosen, json=json)
    return 0 if _job(folder, chosen, json=json, serves=False) else 1


def _job(folder: Path, language: str, *, json: bool, serves: bool) -> bool:
    """Whether all is as it should be; where it is served, the ways in are told too."""
    from rich.console import Console

    from pharos.common.supervisor import session

    with _stopping(), session.session(("database", "signer")):
        from pharos.portal.demo import after, entrance
        from pharos.portal.demo.show import show
        from pharos.portal.demo.telling import Teller
        from pharos.portal.demo.world import world

        if serves:
            _tell(language, "pages", settings())
        # with --json only the object stands on stdout
        console = Console(stderr=json, quiet=json)
        shown = show(world(), Teller(language, console), folder=folder)
        if json:
            typer.echo(json_module.dumps(shown.as_dict(language), ensure_ascii=False))
        for line in entrance.lines(world(), language) if serves else ():
            typer.echo(line, err=True)
        if serves:
            after.seed(world())
    return shown.ok


def _serve(ours: Settings, folder: Path, language: str, *, json: bool) -> int:
    """Run everything until it is stopped; somebody else may be serving already."""
    from pharos.common.supervisor import parent
    from pharos.common.supervisor.opening import Opening

    command = [sys.executable, "-m", "pharos.cli", "demo", "--beside", "--language", language]
    job = Opening(
        [*command, "--folder", str(folder), *(["--json"] if json else [])],
        goes_on=(0, _NOT_AS_EXPECTED),
    )
    try:
        parent.up(ours, on_ready=lambda: _tell(language, "serving", ours), opening=job)
    except Conflict as conflict:
        if conflict.code != "already_running":
            raise
        is_well = _job(folder, language, json=json, serves=True)
        _tell(language, "running", ours)
        return 0 if is_well else 1
    return 1 if job.code == _NOT_AS_EXPECTED else job.code or 0


def _tell(language: str, code: str, ours: Settings) -> None:
    typer.echo(texts(language)[code].format(origin=ours.origin), err=True)


@contextmanager
def _stopping() -> Iterator[None]:
    """A SIGTERM during the job unwinds what was started, as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _language(given: str | None) -> str:
    if given is None:
        environment = next((os.environ[name] for name in _ENVIRONMENT if os.environ.get(name)), "")
        found = environment[:2]
        return found if found in LANGUAGES else "en"
    if given not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--language")
    return given
