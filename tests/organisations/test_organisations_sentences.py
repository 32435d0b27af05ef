"""Every code of these packages has a sentence, with the same facts, in each language's script."""

import ast
import re
import string
import tomllib
import unicodedata
from pathlib import Path

import pytest

import pharos
from pharos.common.sentences import LANGUAGES

ROOT = Path(pharos.__file__).parent
PACKAGES = ("accounts", "organisations", "standards")
ERRORS = ("Invalid", "NotAllowed", "NotFound", "Conflict", "Unavailable")
SCRIPTS = {"en": "LATIN", "hy": "ARMENIAN", "ka": "GEORGIAN"}
# what people type or read as it stands
VERBATIM = {"API", "Authorization", "Bearer", "pharos", "token"}


def sentences(package: str, language: str) -> dict[str, str]:
    return tomllib.loads((ROOT / package / "sentences" / f"{language}.toml").read_text("utf-8"))


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def raised(package: str) -> dict[str, set[str]]:
    """Codes with the facts they are raised with."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in ERRORS and isinstance(node.args[0], ast.Constant):
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                code = str(node.args[0].value)
                found[code] = given & found.get(code, given)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_every_code_has_its_sentence_and_every_fact_is_given(package: str) -> None:
    # Some codes are shared, and their sentence lies in another package.
    known = {}
    for file in ROOT.glob("*/sentences/**/en.toml"):
        known |= tomllib.loads(file.read_text("utf-8"))
    for code, given in raised(package).items():
        assert code in known, code
        assert facts(known[code]) <= given, code


@pytest.mark.parametrize("package", PACKAGES)
def test_languages_say_the_same(package: str) -> None:
    english = sentences(package, "en")
    for language in LANGUAGES:
        others = sentences(package, language)
        assert set(others) == set(english), language
        for code, text in others.items():
            assert facts(text) == facts(english[code]), (language, code)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_each_language_is_written_in_its_script(package: str, language: str) -> None:
    for code, text in sentences(package, language).items():
        assert unicodedata.is_normalized("NFC", text)
        words = re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "", text))
        for word in words:
            scripts = {unicodedata.name(letter).split()[0] for letter in word}
            assert scripts == {SCRIPTS[language]} or word in VERBATIM, (code, word)
