"""What a regulated award entitles to, on the page of its programme, in each language."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bodies import Bodies
from borrowed import borrow
from moments import NOW
from shelf import Shelf

from pharos.common.sentences import LANGUAGES, sentence
from pharos.portal import entitling

TESTS = Path(__file__).parents[1]


@pytest.fixture
def version(db: None) -> Any:
    course = borrow("entitled_course", TESTS / "catalogue" / "conftest.py")._of_kind
    return Shelf(Bodies(), course).publish("teachers", "Ուսուցիչներ", "T", kind="regulated_30")


def answer(version: Any, language: str = "en", **asked: str) -> tuple[str, str] | None:
    told = entitling.shown(version, asked, now=NOW, language=language)
    assert told is not None
    return told.answer and (
        told.answer.tone,
        sentence(told.answer.code, language, told.answer.facts),
    )


def test_a_school_picks_settlement_and_day_and_reads_yes_or_no(version: Any) -> None:
    """REFERENCE 9, scenario 3: an answer for what was asked, none for what was not."""
    assert answer(version) is None
    yes = answer(version, settlement="goris", on="01.09.2027")
    assert yes == ("good", "Yes: the award entitles to this work in Goris on that day,"
                           " under the act 1-N.")  # fmt: skip
    no = answer(version, settlement="berd", on="2026-01-01")
    assert no is not None
    assert no[0] == "bad"
    assert "in Berd ended on 31 December 2025" in no[1]
    for asked in ({"on": "yesterday"}, {"on": ""}, {"settlement": "nowhere"}):
        assert answer(version, **({"settlement": "goris", "on": "01.09.2027"} | asked)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_act_and_settlements_stand_on_the_page(client: Any, version: Any, language: str) -> None:
    told = entitling.shown(version, {}, now=NOW, language=language)
    assert told is not None
    assert [one.last_day for one in told.places] == [None, date(2025, 12, 31)]
    page = client.get(f"/{language}/programmes/aragats-demo-university/teachers").text
    section = page.partition('aria-labelledby="entitlement"')[2].partition("</section>")[0]
    for words in (sentence("page_entitled_ask", language), told.occupation, 'name="settlement"'):
        assert words in section
