"""The demonstration's own sentences: the same in each language, in its own script."""

import re
from string import Formatter

import pytest

from pharos.common.sentences import LANGUAGES
from pharos.portal.demo.wording import texts
from pharos.portal.demo.world import world

# Codes that are put together at run time.
MADE = {f"case_{name}" for name in ("armenia", "georgia", "altered", "ended_term", "refusal")}


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_with_the_same_facts(language: str) -> None:
    english, ours = texts("en"), texts(language)
    assert list(ours) == list(english)
    assert set(ours) >= MADE
    for code, text in ours.items():
        assert _facts(text) == _facts(english[code]), code


@pytest.mark.parametrize(
    ("language", "first", "last"), [("hy", "\u0531", "\u058f"), ("ka", "\u10d0", "\u10ff")]
)
def test_sentences_are_in_their_own_script(language: str, first: str, last: str) -> None:
    """OUT-09: Georgian without Mtavruli capitals; no sentence left in English."""
    for code, text in texts(language).items():
        letters = [c for c in re.sub(r"{\w+}|pharos|make demo|Ctrl-C", "", text) if c.isalpha()]
        assert all(first <= c <= last for c in letters), (code, text)
        assert not any("\u1c90" <= c <= "\u1cbf" for c in text), code


def test_the_world_names_only_what_it_describes() -> None:
    made = world()
    slugs = {one["slug"] for one in made.each("organisations")} | {"registry"}
    people = {one["key"] for one in made.each("people")}
    assert {one["organisation"] for one in made.each("memberships")} <= slugs
    assert set(made.organisation_of) == people == set(made.people)
    for roster in made.rosters:
        assert roster.organisation in slugs
        assert {roster.by, roster.confirm_by} <= people
        assert roster.by != roster.confirm_by
        assert made.read(roster.file)
