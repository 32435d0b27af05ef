"""`pharos demo`: the main job on the shipped rosters, told and verified, then served.

Exit codes: 0 every outcome is as it should be, 1 one is not, 64 wrong usage.
"""

import json as json_module
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from pharos.common import logging
from pharos.common.errors import Conflict, Invalid
from pharos.common.sentences import LANGUAGES
from pharos.common.settings import Settings, settings

_ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")


def demo(
    once: Annotated[bool, typer.Option(help="End after the job instead of serving.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the files are written.")] = Path("demo"),
    json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
    language: Annotated[
        str | None, typer.Option(help="en, hy or ka; that of the environment when left out.")
    ] = None,
) -> int:
    """Show the main job: a roster becomes registered, verifiable awards, and one is refused."""
    chosen = _language(language)
    # people read the command's own words: the log, and that of what it starts, is for trouble
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    ours = settings()
    logging.configure(ours.log_level, process="demo")
    if ours.production:
        raise Invalid("demo_in_production")
    code, ways_in = _job(folder, chosen, json=json, serves=not once)
    if not once:
        _serve(ours, chosen, ways_in)
    return code


def _job(folder: Path, language: str, *, json: bool, serves: bool) -> tuple[int, list[str]]:
    """The exit code, and the ways in for those who look at what is served."""
    from rich.console import Console

    from pharos.common.supervisor import session

    with _stopping(), session.session(("database", "signer")):
        from pharos.portal.demo import entrance
        from pharos.portal.demo.show import show
        from pharos.portal.demo.telling import Teller
        from pharos.portal.demo.world import world

        # with --json only the object stands on stdout
        console = Console(stderr=json, quiet=json)
        shown = show(world(), Teller(language, console), folder=folder)
        if json:
            typer.echo(json_module.dumps(shown.as_dict(language), ensure_ascii=False))
        ways_in = list(entrance.lines(world(), language)) if serves else []
    return 0 if shown.ok else 1, ways_in


def _serve(ours: Settings, language: str, ways_in: Sequence[str]) -> None:
    """Run everything until it is stopped; somebody else may be serving already."""
    from pharos.common.supervisor import parent
    from pharos.portal.demo.telling import texts

    def ready() -> None:
        for line in ways_in:
            typer.echo(line, err=True)
        typer.echo(texts(language)["serving"].format(origin=ours.origin), err=True)

    try:
        parent.up(ours, on_ready=ready)
    except Conflict as conflict:
        if conflict.code != "already_running":
            raise
        typer.echo(texts(language)["running"], err=True)


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
