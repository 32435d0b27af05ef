"""The page of conformance, made of the suites that the tests run.

    python tools/conformance.py           says whether the page is up to date
    python tools/conformance.py --write   writes it

`tests/conformance.toml` names the suites; how many cases each has is what pytest collects, what
lies in the folder, or what the corpus lists. A case that fails fails the run, so all of them pass.
"""

import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "conformance.md"
SUITES = ROOT / "tests" / "conformance.toml"
_HEAD = """\
# Conformance

Which official vectors and suites run in `make test`, how many pass, and what does not apply with
the reason. The page is made of the tests themselves (`make pages`); a test compares it. Where we
differ from a standard on purpose is in [divergences](../divergences.md).

| Standard | What runs | Passed | Not applicable | Where |
|---|---|---|---|---|
"""
_FOOT = """
Clients of other makers, run by `make check` (`tests/peers`): a JavaScript verifier of Data
Integrity, a JavaScript verifier of SD-JWT VC, joserfc for signed tokens, pyHanko and poppler for
sealed PDFs, pySHACL for the European Learning Model, an independent reader of QR codes. They accept
what we issue and refuse what we spoil.

What is not run here: suites that need a server reached over the network, a container or Java (the
W3C suites over HTTP, the 1EdTech validator, the OpenID Foundation's).
"""


def suites() -> list[Mapping[str, Any]]:
    """The suites in the order of the page."""
    found: list[Mapping[str, Any]] = tomllib.loads(SUITES.read_text("utf-8"))["suite"]
    return found


def collected() -> Counter[str]:
    """How many cases pytest collects of each test that a suite names."""
    files = sorted({test.partition("::")[0] for suite in suites() for test in suite["tests"]})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if "::" in line]
    return Counter(line.partition("[")[0].strip() for line in lines)


def passed(suite: Mapping[str, Any], counts: Counter[str]) -> int:
    """The cases of a suite; raises KeyError for a test that is not there."""
    total = 0
    for test in suite["tests"]:
        if test not in counts:
            raise KeyError(test)
        total += counts[test]
    if "files" in suite:
        total += sum(1 for _ in ROOT.glob(suite["files"]))
    if "lines" in suite:
        lines = (ROOT / suite["lines"]).read_text("utf-8").splitlines()[1:]
        total += sum(line.startswith(suite.get("starts", "")) for line in lines)
    return total


def page() -> str:
    """The page as it must be."""
    counts = collected()
    return _HEAD + "".join(f"| {' | '.join(_row(suite, counts))} |\n" for suite in suites()) + _FOOT


def _row(suite: Mapping[str, Any], counts: Counter[str]) -> Iterator[str]:
    yield suite["standard"]
    yield suite["what"]
    yield str(passed(suite, counts))
    apart = suite.get("not_applicable", [])
    yield "; ".join(f"{one['count']}: {one['why']}" for one in apart) or "–"
    places = [*suite["tests"], *(suite[name] for name in ("files", "lines") if name in suite)]
    yield "<br>".join(f"`{place.removeprefix('tests/')}`" for place in places) or "–"


def main(arguments: list[str]) -> int:
    made = page()
    if "--write" in arguments:
        PAGE.write_text(made, "utf-8")
        return 0
    if PAGE.read_text("utf-8") == made:
        return 0
    sys.stderr.write("docs/reference/conformance.md is not up to date: make pages\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
