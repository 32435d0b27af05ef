"""The parameters of review, light route and carve-out: read strictly, a switch a nation."""

from decimal import Decimal

import pytest

from pharos.nations import files
from pharos.nations.fields import NationError
from pharos.nations.parameters import carveout, lightroute, review

LIGHT = {
    "is_open": True, "kinds": ["credit_bearing"], "full_decisions": 2, "history_years": 5,
    "clean_years": 3, "max_ects": "6", "levels": [5, 7], "excluded_fields": ["0912"],
    "silence_days": 15, "answer_days": 10, "years": 3, "audit_percent": 10, "audit_days": 90,
}  # fmt: skip
CARVE = {"is_open": True, "silence_days": 15, "answer_days": 10, "years": 5, "standards": ["1.2"]}


def test_what_was_written_is_read() -> None:
    found = lightroute.read("light_route", LIGHT)
    assert (found.max_ects, found.levels, found.silence_days) == (Decimal(6), (5, 7), 15)
    assert carveout.read("carve_out", CARVE).standards == ("1.2",)
    assert review.read("review", {"required": ["credit_bearing"]}).is_required("credit_bearing")
    assert not review.read("review", {"required": []}).is_required("credit_bearing")


@pytest.mark.parametrize(
    "change",
    [
        {"levels": [7, 5]}, {"levels": [0, 5]}, {"excluded_fields": ["medicine"]},
        {"silence_days": 0}, {"audit_percent": 101}, {"kinds": ["anything"]},
        {"max_ects": "0"}, {"unknown": 1}, {"is_open": "yes"},
    ],
    ids=lambda change: next(iter(change)) + str(next(iter(change.values()))),
)  # fmt: skip
def test_what_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(NationError):
        lightroute.read("light_route", LIGHT | change)


@pytest.mark.parametrize("clause", ["2.4", "1.11", "1.0", "design"])
def test_a_carve_out_shares_standards_of_part_one(clause: str) -> None:
    with pytest.raises(NationError):
        carveout.read("carve_out", CARVE | {"standards": [clause]})


def test_the_fast_track_is_off_in_armenia_and_on_elsewhere() -> None:
    """REFERENCE 4.4: a switch, off in AM."""
    switch = {code: files.history(code)[-1].carve_out.is_open for code in ("AM", "GE", "XD")}
    assert switch == {"AM": False, "GE": True, "XD": True}


@pytest.mark.parametrize("code", ["AM", "GE", "XD"])
def test_the_term_of_a_light_decision_is_one_that_the_nation_allows(code: str) -> None:
    nation = files.history(code)[-1]
    assert nation.light_route.years in nation.allowed_years("programme")
