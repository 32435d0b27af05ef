"""`pharos bench`: measures this machine and prints ratios beside the goals."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pharos.common import logging
from pharos.common.errors import DomainError
from pharos.common.settings import settings, socket_dir

# What one batch needs to be like a large one, and what a look at the machine needs.
COUNT, ROUNDS, VERIFIED, ISSUED, PRINTED = 2_000, 5, 200, 500, 40


class Part(StrEnum):
    """What can be measured."""

    ISSUE = "issue"
    VERIFY = "verify"
    TOKENS = "tokens"
    PRINT = "print"
    STATUS = "status"
    LOOKUP = "lookup"
    SERVE = "serve"
    ALL = "all"


class BenchFailed(DomainError):
    """The process that measures ended with an error of its own."""

    http_status = 500


def bench(
    part: Annotated[Part, typer.Argument(help="What to measure.")] = Part.ALL,
    count: Annotated[int, typer.Option(min=1, max=100_000, help="Credentials a round.")] = COUNT,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Rounds, taken in turn.")] = ROUNDS,
    as_json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
    peers: Annotated[
        Path | None, typer.Option(help="Folder with the libraries of others, to measure beside.")
    ] = None,
) -> int:
    """Measure, as ratios taken in one run, in a database that is thrown away."""
    logging.configure(settings().log_level, process="bench")
    lines = _verified(part, count, rounds, peers) + _tokens(part, count, rounds, peers)
    lines += _printed(part, count, rounds)
    lines += _stored(part, count, rounds)
    if as_json:
        print(json.dumps({"lines": lines}, ensure_ascii=False))
    else:
        print(table(lines))
    return 0


def _verified(part: Part, count: int, rounds: int, peers: Path | None) -> list[dict[str, Any]]:
    if part not in (Part.VERIFY, Part.ALL):
        return []
    from pharos.issuing.bench import verify

    found = verify.measure(count=min(count, VERIFIED), rounds=rounds, peers=peers)
    return [one.as_dict() for one in found]


def _tokens(part: Part, count: int, rounds: int, peers: Path | None) -> list[dict[str, Any]]:
    if part not in (Part.TOKENS, Part.ALL):
        return []
    from pharos.issuing.bench import tokens

    found = tokens.measure(count=min(count, ISSUED), rounds=rounds, peers=peers)
    return [one.as_dict() for one in found]


def _printed(part: Part, count: int, rounds: int) -> list[dict[str, Any]]:
    if part not in (Part.PRINT, Part.ALL):
        return []
    from pharos.issuing.bench import prints

    found = prints.measure(count=min(count, PRINTED), rounds=rounds)
    return [one.as_dict() for one in found]


def _stored(part: Part, count: int, rounds: int) -> list[dict[str, Any]]:
    """What needs a database, measured by a process with a state folder of its own."""
    every = [Part.ISSUE, Part.STATUS, Part.SERVE, Part.LOOKUP]
    parts = every if part is Part.ALL else [part]
    if part in (Part.VERIFY, Part.TOKENS, Part.PRINT):
        return []
    # On the disk, not in memory: committing is a part of what is measured.
    state = Path(tempfile.mkdtemp(prefix="pharos-bench-", dir="/var/tmp"))
    state.chmod(0o711)
    try:
        return _measured_in(state, parts, count, rounds)
    finally:
        shutil.rmtree(socket_dir(state), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def _measured_in(state: Path, parts: list[Part], count: int, rounds: int) -> list[dict[str, Any]]:
    kept = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    done = subprocess.run(
        [sys.executable, "-m", "pharos.issuing.bench.child", *(part.value for part in parts),
         "--count", str(count), "--rounds", str(rounds)],
        env=kept | {"PHAROS_STATE": str(state)},
        stdout=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise BenchFailed("bench_failed", "the measuring process failed; its messages tell why")
    found = json.loads(done.stdout)
    return [line for part in parts for line in found[part.value]]


def _is_setting(name: str) -> bool:
    # Another installation's database or origin must never be measured upon.
    return name.startswith("PHAROS_") or name in ("DATABASE_URL", "DATABASE_REPLICA_URL")


def table(lines: list[dict[str, Any]]) -> str:
    """The lines with median, range and goal, for reading."""
    rows = [("measured", "median", "range", "unit", "goal", "")]
    for line in lines:
        spread = "" if line["low"] is None else f"{_short(line['low'])}-{_short(line['high'])}"
        sign = "" if line["goal"] is None else ("at least " if line["at_least"] else "at most ")
        goal = "" if line["goal"] is None else sign + _short(line["goal"])
        reached = {True: "reached", False: "below", None: ""}[line["reached"]]
        if line["reached"] is False and not line["at_least"]:
            reached = "above"
        rows.append((line["name"], _short(line["value"]), spread, line["unit"], goal, reached))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
