"""Central terms have one word in each language: the sentences keep to the glossary."""

import re
from pathlib import Path

import pytest

from pharos.common.sentences import catalogue

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
# The decision of the law is about an institution, whatever the provider is.
AUTHORISATION = {
    "page_deciding_kind_authorisation", "page_version_kind_authorisation",
    "verify_decision_authorisation",
}  # fmt: skip
# English word; what no sentence may say; what those may not say whose English has the word.
TERMS = {
    "hy": {
        "provider": ("մատուցող", "հաստատությ"),
        "learner": ("ունկնդիր", "ուսանող"),
        "certificate": ("վկայական|վկայագիր", ""),
        "accreditation": ("ակրեդիտ", ""),
        "agency": ("որակի ապահովման մարմ", ""),
    },
    "ka": {
        "provider": ("მიმწოდებ|მომწოდებ|პროვაიდერ", "დაწესებულებ"),
        "learner": ("მოსწავლ|შემსწავლ", "სტუდენტ"),
        "certificate": ("მოწმობა|მოწმობი", ""),
    },
}
# What the language of a sentence must name when its English does.
NAMED = {
    "hy": {"ministr(y|ies)": "նախարար", "micro-credential": "միկրոորակավոր",
           r"\baccredited": "հավատարմագր", "quality agenc": "գործակալ"},
    "ka": {"ministr(y|ies)": "მინისტრ", "micro-credential": "მიკროკვალიფიკ",
           r"\baccredited": "აკრედიტ", "quality agenc": "სააგენტო"},
}  # fmt: skip


def _plain(sentence: str) -> str:
    """The sentence without its facts, whose names are no words."""
    return re.sub(r"\{\w+\}", "", sentence)


@pytest.mark.parametrize(("language", "term"), [(a, b) for a in TERMS for b in TERMS[a]])
def test_no_sentence_uses_another_word(language: str, term: str) -> None:
    always, beside = TERMS[language][term]
    english = catalogue("en")
    wrong = {}
    for code, sentence in catalogue(language).items():
        said = _plain(english[code])
        here = re.search(rf"\b{term}", said, re.IGNORECASE) and code not in AUTHORISATION
        is_other = re.search(r"institution|student", said, re.IGNORECASE)
        banned = f"{always}|{beside}" if beside and here and not is_other else always
        if re.search(banned, sentence, re.IGNORECASE):
            wrong[code] = sentence
    assert wrong == {}


@pytest.mark.parametrize("language", list(NAMED))
def test_a_term_that_the_english_names_is_named(language: str) -> None:
    english = catalogue("en")
    for term, word in NAMED[language].items():
        wrong = {
            code: sentence
            for code, sentence in catalogue(language).items()
            if re.search(term, _plain(english[code]), re.IGNORECASE)
            and not re.search(word, sentence, re.IGNORECASE)
        }
        assert wrong == {}, term


def test_the_words_stand_in_the_glossary() -> None:
    rows = [line.split("|") for line in GLOSSARY.read_text("utf-8").splitlines()]
    words = {row[1].strip(): (row[2], row[3]) for row in rows if len(row) > 5}
    assert "իրականացնող" in words["provider"][0]
    assert "განმახორციელებელი" in words["provider"][1]
    assert set(words) >= {"learner", "award", "accreditation", "agency", "ministry"}


def test_armenian_addresses_its_readers_with_a_capital() -> None:
    small = re.compile(r"(?<![ա-ֆԱ-Ֆ])(դուք|ձեզ|ձեր(ը|ն|ի|ին|ինը)?)(?![ա-ֆ])")
    assert {c: s for c, s in catalogue("hy").items() if small.search(s)} == {}
