"""The process that measures: `python -m pharos.issuing.bench.child PART...`, JSON on stdout.

It runs in a state folder of its own, which whoever starts it makes and throws away.
"""

import argparse
import json
import sys
from contextlib import redirect_stdout

from pharos.common import clock, logging
from pharos.common.supervisor import session
from pharos.issuing.bench.figures import Line


def main(arguments: list[str] | None = None) -> None:
    """Measure the named parts in one world; the log goes to stderr."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", nargs="+", choices=("issue", "status", "lookup", "serve"))
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    asked = parser.parse_args(arguments)
    logging.configure("error", process="bench")
    with redirect_stdout(sys.stderr):
        lines = measure(asked.part, count=asked.count, rounds=asked.rounds)
    json.dump({part: [one.as_dict() for one in some] for part, some in lines.items()}, sys.stdout)


def measure(parts: list[str], *, count: int, rounds: int) -> dict[str, list[Line]]:
    """The lines of each part, from one database and one signer of our own."""
    with session.session(("database", "signer")):
        # Django is ready only now
        from pharos.issuing.bench import issue, lookup, serve, status, world

        made = world.build(now=clock.now())
        work = {
            "issue": issue.measure,
            "status": status.measure,
            "lookup": lookup.measure,
            "serve": serve.measure,
        }
        return {part: work[part](made, count=count, rounds=rounds) for part in parts}


if __name__ == "__main__":
    main()
