"""What a nation asks and wants, for programs: standards of a day, needs, funding, criteria."""

from typing import Any

from apiworld import Doors


def test_standards_are_told_for_a_day(doors: Doors) -> None:
    """Each parameter with its value, source and first day, under the law of that day."""
    known = {one["nation"]: one for one in doors.get(None, "/standards").json}
    stretches = known["AM"]["stretches"]
    first = stretches[0]["first_day"]
    found = doors.get(None, f"/standards/AM?day={first}").json
    assert (found["first_day"], found["status"]) == (first, stretches[0]["status"])
    rows: dict[str, Any] = {one["name"]: one for one in found["parameters"]}
    assert rows["hours_per_credit.min"]["since"] == first
    assert all(one["source"] and one["kind"] for one in rows.values())
    today = doors.get(None, "/standards/AM").json
    in_force = {one["name"]: one["value"] for one in today["parameters"]}["definitions.in_force"]
    assert today["definition"]["id"] == in_force
    assert doors.get(None, "/standards/GE").json["definition"] is None


def test_standards_of_nowhere_or_before_the_law_are_unknown(doors: Doors) -> None:
    nowhere = doors.get(None, "/standards/XX")
    assert (nowhere.status, nowhere.code) == (404, "nation_unknown")
    before = doors.get(None, "/standards/AM?day=1900-01-01")
    assert (before.status, before.code) == (404, "nation_without_regime")
