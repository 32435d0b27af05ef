"""Every code that a person can meet has its sentence in three languages, with the same facts."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from pharos.common import sentences
from pharos.common.sentences import LANGUAGES, catalogue, sentence

PACKAGE = Path(sentences.__file__).parent
RAISED = re.compile(
    r"\b(?:Unavailable|Conflict|Invalid|NotFound|NotAllowed|\w*Refused|NotPrivate|Unreadable"
    r"|Erased)\(\s*\"([a-z_]+)\""
)


def facts_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_the_languages_have_the_same_codes():
    english = set(catalogue("en"))
    assert {language: set(catalogue(language)) ^ english for language in LANGUAGES} == {
        "en": set(), "hy": set(), "ka": set(),
    }  # fmt: skip


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_a_sentence_names_the_same_facts_in_each_language(language):
    different = {
        code
        for code, english in catalogue("en").items()
        if facts_of(english) != facts_of(catalogue(language).get(code, ""))
    }
    assert different == set()


def test_every_code_raised_in_common_has_a_sentence():
    codes = {
        code for file in PACKAGE.rglob("*.py") for code in RAISED.findall(file.read_text("utf-8"))
    }
    assert len(codes) > 20
    assert codes - set(catalogue("en")) == set()


@pytest.mark.parametrize(
    ("language", "letters"), [("hy", "\u0531-\u058f"), ("ka", "\u10d0-\u10ff")]
)
def test_sentences_are_written_in_their_own_script(language, letters):
    bare = [
        code
        for code, text in catalogue(language).items()
        # what has places and signs only says the same in every language
        if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", text))
        and not re.search(f"[{letters}]", text)
    ]
    assert bare == []


def test_georgian_has_no_capitals():
    """Georgian is never upper-cased: no letter of Mtavruli (U+1C90 to U+1CBF)."""
    assert [c for c, text in catalogue("ka").items() if re.search("[\u1c90-\u1cbf]", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_ends_as_one(language):
    own = tomllib.loads((PACKAGE / "sentences" / f"{language}.toml").read_text("utf-8"))
    ends = (".", "։")
    assert [
        code
        for code, text in own.items()
        if not code.startswith("title_") and not text.endswith(ends)
    ] == []


def test_a_missing_fact_or_code_never_breaks_the_answer():
    assert "…" in sentence("language_missing", "en", {"field": "name"})
    assert sentence("nobody_wrote_this", "ka") == "nobody_wrote_this"
    assert sentence("busy_try_again", "fr") == catalogue("en")["busy_try_again"]
