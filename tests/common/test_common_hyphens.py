"""Soft hyphens stand between syllables of long words, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.common.hyphens import LONG, SOFT_HYPHEN, softened


@pytest.mark.parametrize(
    ("word", "parted"),
    [
        ("միկրոորակավորումների", "միկրո-որա-կա-վո-րում-ների"),
        ("Միկրոորակավորումներ", "Միկրո-որա-կա-վո-րում-ներ"),
        ("նախարարությունների", "նախա-րա-րութ-յուն-ների"),
        ("მიკროკვალიფიკაციები", "მიკრო-კვა-ლი-ფი-კა-ცი-ები"),
        ("კონფიდენციალურობა", "კონ-ფი-დენ-ცი-ალუ-რობა"),
    ],
)
def test_a_long_word_is_parted_between_syllables(word, parted):
    assert softened(word).replace(SOFT_HYPHEN, "-") == parted


@pytest.mark.parametrize("word", ["հաստատություն", "დაწესებულება", "internationalisation"])
def test_short_words_and_those_of_other_scripts_stay(word):
    assert softened(word) == word


@given(st.text(alphabet="աբգեու կმიაკრო abc.«»", max_size=80))
def test_nothing_but_hyphens_is_added_and_only_inside_long_words(text):
    made = softened(text)
    assert made.replace(SOFT_HYPHEN, "") == text
    for word in made.split():
        if SOFT_HYPHEN in word:
            assert min(len(part) for part in word.split(SOFT_HYPHEN)) >= 2
            assert len(word.replace(SOFT_HYPHEN, "")) > LONG
