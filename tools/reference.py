"""Pages of the reference that are made of the code: codes, jobs, tables, the verdict.

    python tools/reference.py           names the pages that are not up to date
    python tools/reference.py --write   writes them

The codes are read from the English sentences, the jobs from their decorators, the tables from
their declaration. Nothing of Django is needed.
"""

import ast
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pharos.common.sentences import PACKAGES, catalogue
from pharos.common.tables import TABLES, Class, Table
from pharos.core.verify import CHECKS, CODES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "pharos"
FOLDER = ROOT / "docs" / "reference"

_CODES = """\
# Codes of refusals

What is refused is refused with a code that never changes its meaning, and with a sentence in
the reader's language that says who can cure it (a problem document of RFC 9457 at the API, a
line at the command, a message on a page). Here are the English ones; the Armenian and Georgian
sentences lie beside them in `sentences/` of each package. The codes of a verification are on
[a page of their own](verdict.md).
"""
_JOBS = """\
# Jobs

What happens later, done by `pharos worker`. A job is deferred inside the transaction of its act,
takes ids only, and does no harm when it is done again.

| Job | Makes true |
|---|---|
"""
_TABLES = """\
# Tables

Each table is declared once, in `common/tables.py`; policies, triggers and grants are made of the
declaration. Who sees a row:
"""
_VERDICT = """\
# The verdict and its checks

A verification answers nine checks, each with one of four outcomes (passed, failed,
unknown, not_applicable), a stable code and a sentence. A failed check makes the verdict
INVALID, otherwise an unknown one INDETERMINATE, otherwise it is VALID. `accredited_now`
is told and never changes the verdict. INDETERMINATE never counts as VALID.

`pharos verify` ends with 0 for VALID, 1 for INVALID, 2 for INDETERMINATE, 64 for wrong
usage; of several files the worst counts (1 before 2 before 0).
"""
_CLASSES = {
    Class.PUBLIC: "everybody reads, the owning tenant writes",
    Class.TENANT: "the owning tenant alone",
    Class.CASE: "the owning tenant and its counterparty",
    Class.PERSON: "the person alone",
    Class.PLATFORM: "nobody's rows: the grants alone decide",
}


def codes() -> str:
    """Every code outside of verification, with its English sentence."""
    parts = [_CODES]
    for package in PACKAGES:
        if package == "verification":
            continue
        rows = [f"| `{code}` | {_cell(text)} |" for code, text in sorted(_sentences(package))]
        if rows:
            parts.append(_headed(package, "code | sentence", rows))
    return "\n".join(parts)


def jobs() -> str:
    """Every job with the first line of its docstring."""
    return _JOBS + "".join(f"| `{name}` | {says} |\n" for name, says in sorted(_jobs()))


def tables() -> str:
    """Every table by its class, with its tenant's column and how its changes become events."""
    parts = [_TABLES]
    for kind, who in _CLASSES.items():
        rows = [_table(table) for table in TABLES.values() if table.kind is kind]
        parts.append(
            _headed(f"{kind.value}: {who}", "table | whose | events | fixed", sorted(rows))
        )
    return "\n".join(parts)


def verdict() -> str:
    """Every check with every code that it can answer with."""
    english = catalogue("en")
    parts = [_VERDICT]
    for check in CHECKS:
        rows = [f"| `{code}` | {english[f'verify_{code}']} |" for code in sorted(CODES[check])]
        parts.append(_headed(check, "code | sentence", rows))
    return "\n".join(parts)


PAGES: Mapping[str, Callable[[], str]] = {
    "codes.md": codes,
    "jobs.md": jobs,
    "tables.md": tables,
    "verdict.md": verdict,
}


def _sentences(package: str) -> Iterator[tuple[str, str]]:
    file = SOURCE / package / "sentences" / "en.toml"
    if file.is_file():
        for code, text in tomllib.loads(file.read_text("utf-8")).items():
            if not code.startswith("title_"):
                yield code, text


def _jobs() -> Iterator[tuple[str, str]]:
    for file in sorted(SOURCE.glob("*/tasks.py")) + sorted(SOURCE.glob("*/tasks/*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "job":
                        says = (ast.get_docstring(node) or "").partition("\n")[0]
                        yield ast.literal_eval(decorator.args[0]), _cell(says)


def _table(table: Table) -> str:
    fixed = "never changed" if table.frozen else ""
    if table.frozen and table.may_change:
        fixed += f", but for {', '.join(table.may_change)}"
    if table.frozen_if:
        fixed += f" (when {_cell(table.frozen_if)})"
    events = table.events.value if not table.because else f"none: {table.because}"
    return f"| `{table.name}` | {table.tenant or ''} | {_cell(events)} | {fixed} |"


def _headed(title: str, columns: str, rows: list[str]) -> str:
    line = "---".join("|" * (columns.count("|") + 2))
    return "\n".join([f"## {title}", "", f"| {columns} |", line, *rows, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the pages, or name those that differ; 1 when one does."""
    stale = [
        name
        for name, make in PAGES.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != make()
    ]
    if "--write" in arguments:
        for name in stale:
            (FOLDER / name).write_text(PAGES[name](), "utf-8")
        return 0
    sys.stdout.write("".join(f"{name} is not up to date\n" for name in stale))
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
