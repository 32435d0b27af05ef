"""What the tests of awards share: the example files and what a version asks of a roster."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import SheetRow
from pharos.awards.rules import Expected
from pharos.nations.files import history

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES


@pytest.fixture
def expected() -> Callable[..., Expected]:
    def build(**changes: Any) -> Expected:
        facts: dict[str, Any] = {
            "today": date(2026, 11, 22),
            "first_day": date(2024, 10, 1),
            "last_day": None,
            "ects": Decimal(6),
            "scale": history("GE")[-1].grading_scales["ge-100"],
            "programme_names": frozenset({"data-analysis"}),
            "own_programmes": frozenset({"spreadsheet-skills"}),
            "grade_required": True,
        }
        return Expected(**(facts | changes))

    return build


@pytest.fixture
def row() -> Callable[..., SheetRow]:
    def build(number: int = 1, **cells: str) -> SheetRow:
        good = {
            "given_name": "ნინო",
            "family_name": "ბერიძე",
            "given_name_latin": "Nino",
            "family_name_latin": "Beridze",
            "birth_date": "1994-03-12",
            "national_number": f"99{number:09}",
            "result": "ჩათვლილი",
            "grade": "85",
            "ects": "6",
            "award_date": "2025-07-04",
        }
        kept = {name: cell for name, cell in (good | cells).items() if cell is not None}
        return SheetRow(number, number + 1, {Field(name): cell for name, cell in kept.items()})

    return build
