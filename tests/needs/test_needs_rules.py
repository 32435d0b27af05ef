"""What a need, a sector and a signed statement must be, as pure functions."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from demandworld import UNTIL, new_need

from pharos.nations import files
from pharos.needs import rules
from pharos.needs.rules import NewSector, Skill

TODAY = date(2026, 11, 22)
LONG = "x" * 2_001
ARMENIA = files.history("AM")[-1]


def codes_of(**replaced: Any) -> set[tuple[str, str]]:
    return {
        (one.code, one.place) for one in rules.need_problems(new_need(**replaced), ARMENIA, TODAY)
    }


def test_a_sound_need_has_no_problems() -> None:
    assert codes_of() == set()


@pytest.mark.parametrize(
    ("replaced", "problem"),
    [
        ({"title": {"en": "Analysts"}}, ("need_text_missing", "title_hy")),
        ({"description": {"hy": "ա", "en": LONG}}, ("need_text_malformed", "description_en")),
        ({"title": {"hy": "ա", "en": "a\u202eb"}}, ("need_text_malformed", "title_en")),
        ({"skills": ()}, ("need_skills_missing", "skills")),
        ({"skills": (Skill(),)}, ("need_skill_empty", "skills")),
        ({"skills": (Skill("https://example.org/skill/1"),)}, ("need_skill_malformed", "skills")),
        ({"skills": (Skill(text={"en": "x"}),) * 21}, ("need_skills_too_many", "skills")),
        ({"isced_f": "1199"}, ("need_field_unknown", "isced_f")),
        ({"region": "GE-TB"}, ("need_region_unknown", "region")),
        ({"people": 0}, ("need_people_out_of_range", "people")),
        ({"people": 1_000_001}, ("need_people_out_of_range", "people")),
        ({"level": 9}, ("need_level_unknown", "level")),
        ({"until_day": date(2026, 11, 21)}, ("need_day_out_of_range", "until_day")),
        ({"until_day": date(2036, 11, 23)}, ("need_day_out_of_range", "until_day")),
        ({"evidence_link": "http://example.org"}, ("need_link_malformed", "evidence_link")),
        ({"evidence_link": "javascript:alert(1)"}, ("need_link_malformed", "evidence_link")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(
    replaced: dict[str, Any], problem: tuple[str, str]
) -> None:
    """OUT-06 too: no address but a full https one is ever published."""
    assert problem in codes_of(**replaced)


@pytest.mark.parametrize("day", [TODAY, UNTIL, date(2036, 11, 22)])
def test_the_last_day_is_inclusive_and_not_too_far(day: date) -> None:
    assert codes_of(until_day=day) == set()


def test_an_esco_address_alone_is_a_skill() -> None:
    known = Skill("http://data.europa.eu/esco/skill/2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f")
    assert codes_of(skills=(known,), region="", level=None) == set()


SECTOR = NewSector(
    name={"hy": "Թվային", "en": "Digital"},
    document_title={"hy": "Ռազմավարություն", "en": "Strategy"},
    document_link="https://example.org/strategy",
    document_day=date(2025, 1, 10),
    fields=("06",),
    first_day=date(2025, 2, 1),
    last_day=date(2030, 12, 31),
)


@pytest.mark.parametrize(
    ("replaced", "code"),
    [
        ({"document_link": ""}, "sector_document_missing"),
        ({"document_day": date(2026, 11, 23)}, "sector_document_in_future"),
        ({"fields": ()}, "sector_fields_missing"),
        ({"fields": ("99x",)}, "need_field_unknown"),
        ({"last_day": date(2025, 1, 31)}, "sector_days_empty"),
        ({"last_day": date(2026, 11, 21)}, "sector_days_empty"),
    ],
)
def test_a_sector_rests_on_a_document(replaced: dict[str, Any], code: str) -> None:
    assert rules.sector_problems(SECTOR, ARMENIA, TODAY) == []
    found = rules.sector_problems(replace(SECTOR, **replaced), ARMENIA, TODAY)
    assert code in {one.code for one in found}


@pytest.mark.parametrize(
    ("fields", "field", "covers"),
    [(("06",), "0613", True), (("0613",), "06", True), (("06",), "0711", False), ((), "06", False)],
)
def test_a_sector_covers_its_fields(fields: tuple[str, ...], field: str, covers: bool) -> None:
    assert rules.sector_covers(fields, field) is covers


def test_the_statement_names_the_very_version_and_no_person() -> None:
    """PRV: what everybody reads names the employer and never who signed for it."""
    text = rules.statement(
        employer="did:web:example.org:agencies:apricot",
        employer_name={"en": "Apricot"},
        programme="https://example.org/programmes/a/b/v1",
        version_digest=b"\x01" * 32,
        role="endorse",
        recognises=False,
        signed_at="2026-11-22T10:00:00Z",
    )
    document = json.loads(text)
    assert document["version_digest"] == "01" * 32
    assert set(document) == {
        "type", "employer", "programme", "version_digest", "role", "recognises", "signed_at",
    }  # fmt: skip
