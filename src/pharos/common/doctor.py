"""`pharos doctor`: named checks of an installation, each with an outcome and a sentence.

A check is a function of the settings that yields findings. Contexts add theirs by name to
CHECKS, so that nothing is imported before it is asked for. Checks that need the database
stand behind it and are left out, by name, when it does not answer.
"""

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from pharos.common.errors import DomainError
from pharos.common.settings import Settings
from pharos.common.supervisor import session

Outcome = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; the sentence says who can cure it, and how."""

    check: str
    outcome: Outcome
    sentence: str


Check = Callable[[Settings], Iterable[Finding]]

_OURS: Final = "pharos.common.supervisor.examination"
# need nothing to run
STANDING: Final = (
    f"{_OURS}:settings_are_safe",
    f"{_OURS}:folders_are_private",
    f"{_OURS}:programs_run",
    f"{_OURS}:space_is_left",
)
# need the database; Django is set up
CHECKS: Final = (
    f"{_OURS}:database_fits",
    f"{_OURS}:tables_are_current",
    f"{_OURS}:roles_are_weak",
    f"{_OURS}:events_are_whole",
    f"{_OURS}:jobs_are_done",
    f"{_OURS}:replica_follows",
    "pharos.registry.examination:log_continues",
    "pharos.registry.examination:log_is_whole",
    "pharos.registry.examination:events_are_vouched_for",
    "pharos.registry.examination:stamps_hold",
    "pharos.issuing.examination:templates_are_whole",
    "pharos.issuing.examination:credentials_are_whole",
    "pharos.issuing.examination:lists_are_signed",
    "pharos.issuing.examination:counters_agree",
)
# rebuild what is counted, and tell what differed
RECOUNTS: Final[tuple[str, ...]] = ("pharos.issuing.examination:counters_again",)


def examine(settings: Settings) -> list[Finding]:
    """The findings of every check, in order."""
    found = [finding for name in STANDING for finding in _ask(name, settings)]
    if any(finding.outcome == "fail" for finding in found):
        return found
    return found + _with_database(CHECKS, settings)


def recount(settings: Settings) -> list[Finding]:
    """Rebuild the counters; one finding a counter."""
    return _with_database(RECOUNTS, settings)


def as_object(findings: Sequence[Finding]) -> dict[str, object]:
    """The findings as `--json` prints them."""
    return {
        "ok": all(finding.outcome != "fail" for finding in findings),
        "checks": [asdict(finding) for finding in findings],
    }


def _with_database(names: Sequence[str], settings: Settings) -> list[Finding]:
    try:
        with session.session(("database",), migrate=False):
            return [finding for name in names for finding in _ask(name, settings)]
    except DomainError as error:
        return [Finding("database", "fail", error.message)]


def _ask(name: str, settings: Settings) -> list[Finding]:
    module, _, function = name.partition(":")
    check: Check = getattr(importlib.import_module(module), function)
    try:
        return list(check(settings))
    except DomainError as error:
        return [Finding(function, "fail", error.message)]
