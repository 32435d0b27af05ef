"""Every code that this context and accreditation can answer has a sentence in each language."""

import re
import string
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from pharos.accreditation import rules as accreditation_rules
from pharos.common import sentences

CONTEXTS = ("catalogue", "accreditation")
CODE = re.compile(
    r"(?:Problem|Invalid|NotFound|NotAllowed|Conflict|_Refused)\(\s*\"([a-z0-9_]+)\""
    r"|Answer\((?:True|False), \"([a-z0-9_]+)\""
)


def _said(context: str, language: str) -> dict[str, str]:
    file = resources.files("pharos") / context / "sentences" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _codes(context: str) -> set[str]:
    folder = Path(str(resources.files("pharos") / context))
    found = [pair for file in folder.glob("*.py") for pair in CODE.findall(file.read_text("utf-8"))]
    return {one or other for one, other in found}


@pytest.mark.parametrize("language", sentences.LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    codes = _codes("catalogue") | _codes("accreditation")
    codes |= set(accreditation_rules.GATE_CODES.values())
    codes |= {f"decision_{reason.value}" for reason in accreditation_rules.Reason}
    assert len(codes) > 90
    assert codes - set(sentences.catalogue(language)) == set()


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_languages_name_the_same_facts(context: str) -> None:
    english = _said(context, "en")
    for language in sentences.LANGUAGES[1:]:
        other = _said(context, language)
        assert list(other) == list(english)
        for code, sentence in other.items():
            assert _facts(sentence) == _facts(english[code]), f"{code} in {language}"


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
