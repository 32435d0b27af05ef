"""Every code that awards refuse or warn with has a sentence in the three languages."""

import ast
import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from pharos.awards.rosters.headings import Field
from pharos.common import sentences

SOURCES = sorted((Path(__file__).parents[2] / "src/pharos/awards").rglob("*.py"))
REFUSALS = {"Problem", "Invalid", "Conflict", "NotFound", "NotAllowed", "RosterUnreadable",
            "_problem", "_warning", "require_move", "append"}  # fmt: skip
COLUMNS = {field.value for field in Field}
CODE = re.compile(r"[a-z]+(_[a-z]+)+")


def constants(node):
    return {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and CODE.fullmatch(one.value)
    }


def codes():
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in REFUSALS:
                    found |= {one for argument in node.args for one in constants(argument)}
            elif _names_a_code(node, source):
                found |= constants(node.value)
    return found - COLUMNS


def _names_a_code(node, source):
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") == "code"
    return isinstance(node, ast.Return) and source.name == "grades.py" and node.value is not None


def own(language):
    file = resources.files("pharos.awards") / "sentences" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def test_codes_are_found():
    assert {"roster_garbled", "grade_not_rounded", "second_person_needed", "batch_not_proposed",
            "already_awarded", "name_not_latin"} <= codes()  # fmt: skip


@pytest.mark.parametrize("language", sentences.LANGUAGES)
def test_every_code_has_a_sentence(language):
    assert sorted(codes() - set(sentences.catalogue(language))) == []


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_sentences_name_the_same_facts(language):
    facts = re.compile(r"{(\w+)}")
    english = {code: set(facts.findall(text)) for code, text in own("en").items()}
    assert {code: set(facts.findall(text)) for code, text in own(language).items()} == english


def test_georgian_is_never_upper_cased():
    text = "".join(own("ka").values())
    assert not any("\u1c90" <= letter <= "\u1cbf" for letter in text)
