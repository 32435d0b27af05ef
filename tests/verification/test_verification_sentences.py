"""Every code that the engine can answer has a sentence in each language."""

import re
import tomllib
from importlib import resources

import pytest

from pharos.common.sentences import LANGUAGES
from pharos.core.standing import Reason
from pharos.core.verify import ALL_CODES, CHECKS, Outcome
from pharos.verification.report import DECISION_KINDS

NEEDED = (
    {f"verify_{code}" for code in ALL_CODES}
    | {f"verify_check_{id}" for id in CHECKS}
    | {f"verify_outcome_{outcome.value}" for outcome in Outcome}
    | {f"verify_standing_{reason.value}" for reason in Reason}
    | {f"verify_decision_{kind}" for kind in DECISION_KINDS}
    | {f"verify_legal_{status}" for status in ("none", "draft", "pilot", "in_force")}
    | {"verdict_valid", "verdict_invalid", "verdict_indeterminate"}
)


def catalogue(language: str) -> dict[str, str]:
    """All sentences of verdicts; those of the pages have a test of their own."""
    folder = resources.files("pharos.verification") / "sentences"
    groups = [one for one in folder.iterdir() if one.is_dir() and one.name != "pages"]
    files = [where / f"{language}.toml" for where in (folder, *groups)]
    return {
        code: sentence
        for file in files
        for code, sentence in tomllib.loads(file.read_text("utf-8")).items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentence(language: str) -> None:
    found = catalogue(language)
    assert NEEDED - found.keys() == set()
    assert found.keys() == catalogue("en").keys()
    assert all(sentence.strip() for sentence in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_name_the_same_facts(language: str) -> None:
    for code, english in catalogue("en").items():
        facts = sorted(re.findall(r"{(\w+)}", english))
        assert sorted(re.findall(r"{(\w+)}", catalogue(language)[code])) == facts, code


@pytest.mark.parametrize(
    ("language", "first", "last"), [("hy", "\u0530", "\u058f"), ("ka", "\u10d0", "\u10ff")]
)
def test_sentences_are_written_in_their_script(language: str, first: str, last: str) -> None:
    """OUT-09: Georgian without Mtavruli capitals; no sentence left in English."""
    for code, sentence in catalogue(language).items():
        letters = [c for c in re.sub(r"{\w+}", "", sentence) if c.isalpha()]
        own = [c for c in letters if first <= c <= last]
        assert len(own) > len(letters) / 2, code
        assert not any("\u1c90" <= c <= "\u1cbf" for c in sentence), code
