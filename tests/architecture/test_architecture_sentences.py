"""Sentences, over all packages: none is missing, and no word mixes the letters of two scripts."""

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pharos.common.sentences import LANGUAGES, catalogue

SOURCE = Path(__file__).parents[2] / "src" / "pharos"
SCRIPTS = ("ARMENIAN", "GEORGIAN", "LATIN", "CYRILLIC", "GREEK")
# the core has codes of its own, which callers answer for; the nations speak to developers
OUTSIDE = ("core", "nations")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Each module that answers people."""
    for file in sorted(SOURCE.rglob("*.py")):
        if file.relative_to(SOURCE).parts[0] not in OUTSIDE:
            yield file, ast.parse(file.read_text("utf-8"))


def expected_errors() -> frozenset[str]:
    """The names of DomainError and all that derive from it, wherever they are defined."""
    parents = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    names = {"DomainError"}
    while grown := {name for name, bases in parents.items() if bases & names} - names:
        names |= grown
    return frozenset(names)


def codes_raised() -> Iterator[tuple[str, str]]:
    """Every code that an expected error is made with in so many words, and the file."""
    errors = expected_errors()
    for file, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if ast.unparse(node.func).rpartition(".")[2] not in errors or not node.args:
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value, file.relative_to(SOURCE).as_posix()


def words(text: str) -> list[str]:
    """Runs of letters, without the places for facts and without what stands in brackets."""
    return re.findall(r"[^\W\d_]+", re.sub(r"{[^}]*}", " ", text))


def mixed(word: str) -> bool:
    """Whether the letters of more than one script stand in `word`."""
    names = (unicodedata.name(letter, "") for letter in word)
    return len({script for name in names for script in SCRIPTS if name.startswith(script)}) > 1


def test_every_code_that_is_raised_has_a_sentence() -> None:
    raised = dict(codes_raised())
    assert len(raised) > 200
    known = catalogue("en")
    assert {code: file for code, file in raised.items() if code not in known} == {}


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_no_word_mixes_scripts(language: str) -> None:
    """A letter of another script inside a word of ours is a slip of the keyboard."""
    found = {
        code: bad
        for code, text in catalogue(language).items()
        if (bad := [word for word in words(text) if mixed(word)])
    }
    assert found == {}


def test_no_sentence_borrows_from_the_other_nation() -> None:
    """No Georgian word in Armenian, no Armenian word in Georgian."""
    foreign = {"hy": "GEORGIAN", "ka": "ARMENIAN", "en": "ARMENIAN"}
    found = {
        (language, code)
        for language, script in foreign.items()
        for code, text in catalogue(language).items()
        if any(unicodedata.name(letter, "").startswith(script) for letter in text)
    }
    assert found == set()


def test_no_text_that_people_read_mixes_scripts() -> None:
    """Templates of pages and certificates, terms of nations, headings, words, examples."""
    kinds = ("*.toml", "*.html", "*.csv", "*.typ")
    found = {
        file.relative_to(SOURCE).as_posix(): bad
        for kind in kinds
        for file in SOURCE.rglob(kind)
        # a new line is written \\n in a file of sentences, before a word as well
        for text in [file.read_text("utf-8").replace("\\n", " ")]
        if (bad := [word for word in words(text) if mixed(word)])
    }
    assert found == {}


@pytest.mark.parametrize("folder", ["issuing/certificate/words", "portal/demo/texts"])
def test_word_lists_are_whole_in_each_language(folder: str) -> None:
    lists = {
        file.stem: flat(tomllib.loads(file.read_text("utf-8")))
        for file in (SOURCE / folder).glob("*.toml")
    }
    assert set(lists) == set(LANGUAGES)
    english = lists["en"]
    for language, texts in lists.items():
        assert texts.keys() == english.keys(), language
        assert [key for key, text in texts.items() if places(text) != places(english[key])] == []


def flat(table: dict[str, Any], before: str = "") -> dict[str, str]:
    """The texts of a table by their whole name."""
    found: dict[str, str] = {}
    for name, value in table.items():
        inner = flat(value, f"{before}{name}.") if isinstance(value, dict) else None
        found |= {f"{before}{name}": str(value)} if inner is None else inner
    return found


def places(text: str) -> set[str]:
    """The facts that a text names."""
    return set(re.findall(r"{(\w+)", text))
