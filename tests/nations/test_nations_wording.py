"""An EQF level is claimed only after referencing."""

from dataclasses import replace

import pytest

from pharos.nations.files import history
from pharos.nations.wording import level_text

LEVELS = history("GE")[-1].levels


def test_while_referencing_runs_the_level_only_corresponds() -> None:
    assert level_text(LEVELS[6], "en") == (
        "NQF level 6 (corresponds to EQF 6; referencing in progress)"
    )


def test_a_referenced_level_is_stated() -> None:
    assert level_text(replace(LEVELS[6], referenced=True), "en") == "NQF level 6, EQF level 6"


@pytest.mark.parametrize("referenced", [True, False])
@pytest.mark.parametrize("language", ["hy", "ka", "en", "fr"])
@pytest.mark.parametrize("number", range(1, 9))
def test_every_level_has_a_text(number: int, language: str, referenced: bool) -> None:
    text = level_text(replace(LEVELS[number], referenced=referenced), language)
    assert text
    assert "{" not in text


def test_the_first_level_has_its_own_ordinal() -> None:
    assert "1-ին" in level_text(LEVELS[1], "hy")
    assert "პირველი დონე" in level_text(LEVELS[1], "ka")
