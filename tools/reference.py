"""Pages of the reference that are made of the code: codes, jobs, tables, the verdict.

    python tools/reference.py           names the pages that are not up to date
    python tools/reference.py --write   writes them
    python tools/reference.py --read hy CODE...    a native reader has confirmed these

The codes are read from the English sentences, the jobs from their decorators, the tables from
their declaration, the pages from the configuration of addresses.
"""

import ast
import hashlib
import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

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

Each table is declared once, in `common/declared`; policies, triggers and grants are made of the
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
_DESKS = """\
# Pages behind the sign-in

What `http.md` does not tell: the pages of desks, of persons and of sign-in, with the permission
that looking asks for and the acts that their forms ask for. An act without a name is the only one
of its page; one without a permission asks the page's, and its action asks the rest. Who holds a
permission stands on [a page of its own](permissions.md).
"""
_NATIVE = """\
# What waits for a native reader

Every Armenian and Georgian sentence that nobody who grew up with the language has confirmed yet,
beside the English one. Whoever reads and confirms some writes them down:

    python tools/reference.py --read hy CODE CODE...

They are kept in `tools/native-reading.toml` with a digest of the text, so that a sentence that is
changed afterwards stands here again. An empty place in the table is confirmed.
"""
# Words of pages are no refusals.
_NOT_REFUSED = ("title_", "page_", "field_", "menu_", "done_", "mail_")
# Sentences that lie outside of the catalogue.
_APART = ("issuing/certificate/words", "portal/demo/texts")
_READ_HEAD = "# Sentences that a native reader has confirmed, each with a digest of its text.\n"
READ = ROOT / "tools" / "native-reading.toml"
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


def desks() -> str:
    """Every page that is not public, with what looking and acting ask for."""
    told = (FOLDER / "http.md").read_text("utf-8")
    rows = [
        f"| `{route}` | {_asked(page)} | {'; '.join(_acts(page))} |"
        for route, page in sorted(_routes(), key=lambda one: one[0])
        if f"`{route}`" not in told
    ]
    return "\n".join([_DESKS, "| Address | looking | acts |", "|---|---|---|", *rows, ""])


def _routes() -> Iterator[tuple[str, Any]]:
    """Every address with its view, below the language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    import django
    from django.urls import URLPattern, get_resolver

    django.setup()

    def walk(patterns: Any, before: str) -> Iterator[tuple[str, Any]]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route, one.callback
            else:
                yield from walk(one.url_patterns, route)

    for route, view in walk(get_resolver().url_patterns, "/"):
        if route.startswith("/<language:language>/"):
            yield route, view


def _asked(page: Any) -> str:
    if not hasattr(page, "acts"):
        return "by the link or the session"
    permission = page.permission
    return f"`{permission.value}`" if permission else "signed in"


def _acts(page: Any) -> Iterator[str]:
    for name, act in getattr(page, "acts", {}).items():
        own = act.permission if act.permission is not page.permission else None
        yield f"`{act.event}`" + (f" ({own.value})" if own else "") + (f" by *{name}*" * bool(name))


def native_reading() -> str:
    """Every sentence that a native reader has not confirmed, with counts by package."""
    confirmed = {language: _confirmed(language) for language in ("hy", "ka")}
    places = {place: _texts(place) for place in (*PACKAGES, *_APART)}
    counts, parts = [], []
    for place, texts in places.items():
        waiting = {
            code: told
            for code, told in sorted(texts.items())
            if any(_digest(told[one]) != confirmed[one].get(code) for one in confirmed)
        }
        if not texts:
            continue
        of_each = [
            sum(_digest(told[one]) != confirmed[one].get(code) for code, told in texts.items())
            for one in confirmed
        ]
        counts.append(f"| {place} | {len(texts)} | {of_each[0]} | {of_each[1]} |")
        rows = [_reading(code, told, confirmed) for code, told in waiting.items()]
        if rows:
            parts.append(_headed(place, "code | English | Armenian | Georgian", rows))
    head = _headed("Counts", "package | sentences | hy waiting | ka waiting", counts)
    return "\n".join([_NATIVE, head, *parts])


def confirm(language: str, codes: list[str]) -> None:
    """Note that a native reader has confirmed these sentences as they are now."""
    noted = {one: _confirmed(one) for one in ("hy", "ka")}
    texts = {code: told for place in (*PACKAGES, *_APART) for code, told in _texts(place).items()}
    noted[language] |= {code: _digest(texts[code][language]) for code in codes}
    lines = [_READ_HEAD]
    for one, kept in noted.items():
        lines += [f"[{one}]", *(f'"{code}" = "{kept[code]}"' for code in sorted(kept)), ""]
    READ.write_text("\n".join(lines) + "\n", "utf-8")


def _confirmed(language: str) -> dict[str, str]:
    kept: dict[str, str] = tomllib.loads(READ.read_text("utf-8")).get(language, {})
    return kept


def _texts(place: str) -> dict[str, dict[str, str]]:
    """The texts of a package or folder in every language, by code."""
    folder = SOURCE / place / ("" if place in _APART else "sentences")
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.rglob("*.toml")):
        for code, text in _flat(tomllib.loads(file.read_text("utf-8"))):
            found.setdefault(code, {})[file.stem] = text
    return {code: told for code, told in found.items() if {"en", "hy", "ka"} <= told.keys()}


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value)


def _reading(code: str, told: Mapping[str, str], confirmed: Mapping[str, dict[str, str]]) -> str:
    cells = [
        "" if confirmed[one].get(code) == _digest(told[one]) else _cell(told[one])
        for one in confirmed
    ]
    return f"| `{code}` | {_cell(told['en'])} | {cells[0]} | {cells[1]} |"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


PAGES: Mapping[str, Callable[[], str]] = {
    "codes.md": codes,
    "jobs.md": jobs,
    "native-reading.md": native_reading,
    "pages.md": desks,
    "tables.md": tables,
    "verdict.md": verdict,
}


def _sentences(package: str) -> Iterator[tuple[str, str]]:
    for file in sorted((SOURCE / package / "sentences").rglob("en.toml")):
        for code, text in tomllib.loads(file.read_text("utf-8")).items():
            if not code.startswith(_NOT_REFUSED):
                yield code, text


def _jobs() -> Iterator[tuple[str, str]]:
    for file in sorted(SOURCE.rglob("tasks.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "job":
                        says = (ast.get_docstring(node) or "").partition("\n")[0]
                        yield _named(decorator.args[0], file.parent), _cell(says)


def _named(name: ast.expr, folder: Path) -> str:
    """The text itself, or that of the constant which stands for it, of this package or below."""
    if isinstance(name, ast.Constant):
        return str(name.value)
    wanted = ast.unparse(name).rpartition(".")[2]
    for file in [*sorted(folder.rglob("*.py")), *sorted(SOURCE.rglob("*.py"))]:
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                names = [ast.unparse(one) for one in _parts(target)]
                if wanted in names:
                    return str(ast.literal_eval(_parts(node.value)[names.index(wanted)]))
    raise ValueError(f"no constant {wanted} below {folder.name}")


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


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
    if arguments[:1] == ["--read"]:
        confirm(arguments[1], arguments[2:])
        return 0
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
