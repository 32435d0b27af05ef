"""The page `docs/reference/threats.md`: each threat in a few words, with the tests that close it.

A test closes a threat when its docstring begins with the id (`LD-01: ...`, `LD-01, LD-02: ...`),
or when a case of its `parametrize` does. The words are in `threats.toml` beside this file.

    python tools/threats.py           prints the page
    python tools/threats.py --write   writes it
    python tools/threats.py --open    names the threats that have neither a test nor a reason
"""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "threats.md"
OF_THIS_PART = ("ISS", "REL", "VER", "LD", "STA", "KEY", "LOG", "AUT", "ACC", "UPL", "NET", "OUT",
                "XML", "UNI", "DOS", "DEP", "PRV", "BIZ")  # fmt: skip
OF_OTHERS = ("OID",)

_ID = rf"(?:{'|'.join(OF_THIS_PART + OF_OTHERS)})-\d{{2}}"
_IDS = re.compile(rf"{_ID}(?:,\s*{_ID})*(?=:|$)")
_INTRODUCTION = """\
# Threats and their tests

What is tried against the register, and the test that does it and looks at the answer and at
what is left afterwards. Made by `python tools/threats.py --write` from the docstrings of the
tests and the words in `tools/threats.toml`; a test compares the page with both.
"""


def closed(tests: Path) -> dict[str, list[str]]:
    """The tests that name each threat, as `file::function`, in the order of the tree."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        tables = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for test in _tests(tree):
            for threat in _named_by(test, tables):
                found[threat].append(f"{file.stem}::{test.name}")
    return found


def page(lines: Mapping[str, Any], tests: Mapping[str, list[str]]) -> str:
    """The page as Markdown; raises ValueError for a threat that the list does not know."""
    groups = {name: group for name, group in lines.items() if name != "later"}
    known = {f"{name}-{number}" for name, group in groups.items() for number in _numbers(group)}
    if unknown := {*tests, *lines["later"]} - known:
        raise ValueError(f"threats.toml does not know {sorted(unknown)}")
    parts = [_INTRODUCTION]
    parts += [_table(name, groups[name], lines["later"], tests) for name in OF_THIS_PART]
    others = [
        _row(f"{name}-{number}", group[number], tests[f"{name}-{number}"], "")
        for name in OF_OTHERS
        for group in [groups[name]]
        for number in _numbers(group)
        if f"{name}-{number}" in tests
    ]
    parts.append(_headed("Tested already, of the groups whose doors come later", others))
    return "\n".join(parts)


def open_threats(lines: Mapping[str, Any], tests: Mapping[str, list[str]]) -> list[str]:
    """Threats of this part with neither a test nor a reason why not."""
    every = (f"{name}-{number}" for name in OF_THIS_PART for number in _numbers(lines[name]))
    return [threat for threat in every if threat not in tests and threat not in lines["later"]]


def lines() -> dict[str, Any]:
    """The threats in our words, by group and number, and what comes later."""
    return tomllib.loads((ROOT / "tools" / "threats.toml").read_text("utf-8"))


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _named_by(test: ast.FunctionDef, tables: Mapping[str, ast.expr]) -> list[str]:
    named = _ids(ast.get_docstring(test) or "")
    for decorator in test.decorator_list:
        reached: list[ast.AST] = [decorator]
        reached += [
            tables[node.id]
            for node in ast.walk(decorator)
            if isinstance(node, ast.Name) and node.id in tables
        ]
        for node in reached:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    named += _ids(inner.value)
    return list(dict.fromkeys(named))


def _ids(text: str) -> list[str]:
    match = _IDS.match(text)
    return re.split(r",\s*", match.group()) if match else []


def _numbers(group: Mapping[str, str]) -> list[str]:
    return [key for key in group if key != "title"]


def _table(
    name: str, group: Mapping[str, str], later: Mapping[str, str], tests: Mapping[str, list[str]]
) -> str:
    rows = [
        _row(threat, group[number], tests.get(threat, []), later.get(threat, ""))
        for number in _numbers(group)
        for threat in [f"{name}-{number}"]
    ]
    return _headed(f"{name}: {group['title']}", rows)


def _row(threat: str, words: str, tests: list[str], later: str) -> str:
    named = [f"`{test}`" for test in tests]
    return f"| {threat} | {words} | {'; '.join([*named, later] if later else named)} |"


def _headed(title: str, rows: list[str]) -> str:
    return "\n".join([f"## {title}", "", "| Id | Tried | Test |", "|---|---|---|", *rows, ""])


def main(arguments: list[str]) -> int:
    """Print, write or look; 1 when a threat is open."""
    listed, tests = lines(), closed(ROOT / "tests")
    made = page(listed, tests)
    if "--open" in arguments:
        unsettled = open_threats(listed, tests)
        sys.stdout.write("\n".join(unsettled) + "\n")
        return int(bool(unsettled))
    if "--write" in arguments:
        PAGE.write_text(made, "utf-8")
    else:
        sys.stdout.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
