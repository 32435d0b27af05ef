"""REFERENCE 9, scenarios 7 to 9: decisions that follow, hang together, or become full.

By the pages of the desks, with the clock set.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from scenariocase import Procedure, approved_inside, criteria_for
from scenarioworld import Stage, course, plain, stage, text

from pharos.accreditation.models import Decision


@pytest.fixture
def scene(db_world: None, tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as made:
        yield made


PUT = {
    6: {"outcome": "conditional", "years": "2", "condition_1_ka": "პირობა",
        "condition_1_en": "Do it.", "due_1": "01.11.2027"},
    7: {"outcome": "refused"},
}  # fmt: skip
CONDITION = {
    "outcome": "conditional", "years": "4", "condition_1_hy": "Վարձել գրադարանավար։",
    "condition_1_en": "Hire a librarian.", "due_1": "01.03.2027",
}  # fmt: skip


def test_9_conditional_becomes_full(scene: Stage) -> None:
    """Evidence accepted: conditions_met, the end stays, the first document stays beside it.

    Accepted on 23 November 2026, since the register's own entries are not older than today.
    Without evidence by the deadline: a task to the committee, and no withdrawal by itself.
    """
    agency = scene.body("demo-agency", "AM", "qa_agency")
    schools = [scene.provider(f"demo-institute-{one}", "AM", "hei_private") for one in "ab"]
    held = [
        scene.decide(agency, "institution", one.id, date(2025, 3, 1), **CONDITION)
        for one in schools
    ]
    assert [one.until for one in held] == [date(2029, 3, 1)] * 2
    first, other = held
    filed = scene.press(
        schools[0], "quality", f"/oversight/new/evidence?decision={first.id}",
        text="She began in May.", link="https://example.org/contract",
    )  # fmt: skip
    filing = f"/oversight/{filed.rpartition('/')[2]}"
    scene.press(agency, "officer", filing, act="settle", good="yes", text="")
    entry = re.search(r"/proposals/[0-9a-f-]{36}", scene.look(filing, agency, "officer"))
    assert entry
    scene.sign(agency, "approver", entry[0])
    now = Decision.objects.get(id=first.id)
    assert (now.outcome, now.until) == ("conditional", date(2029, 3, 1))
    assert [one.kind for one in now.changes.all()] == ["conditions_met"]
    page = plain(scene.look(f"/en/decisions/{first.id}"))
    assert "In force, conditions met" in page
    assert "Term 1 March 2025 to 28 February 2029" in page
    assert "Outcome Granted with conditions" in page  # the first document stays
    assert "Report or act https://example.org/contract" in page  # the second beside it
    assert "The last day of a condition is over" not in scene.look("/", agency, "committee")
    scene.at(date(2027, 3, 2))
    assert "The last day of a condition is over: the committee decides" in plain(
        scene.look("/", agency, "committee")
    )
    waits = plain(scene.look(f"/en/decisions/{other.id}"))
    assert "In force, with conditions" in waits
    assert "Nothing has happened to this decision." in waits


def test_8_cluster_of_nine(scene: Stage) -> None:
    """Nine are stopped at completeness; eight end in eight entries and one report.

    6 accredited for 7 years, 1 with conditions, 1 refused. The export to DEQAR comes later.
    """
    agency = scene.body("demo-agency-ge", "GE", "qa_agency", "registry_operator")
    school = scene.provider("demo-university-ge", "GE", "hei_public")
    scene.decide(agency, "authorisation", school.id, date(2026, 1, 1), years="6")
    criteria_for(scene, agency, "cluster")
    first_day = date(2026, 1, 1)
    versions = [
        scene.publish(school, f"course-{one}", course(school.slug, f"C {one}", "GE"), first_day)
        for one in range(9)
    ]
    for one in versions:
        approved_inside(scene, school, one)
    nine = Procedure(scene, school, agency, "cluster", versions)
    stopped = scene.send(school, "quality", f"{nine.page}/submit")
    assert stopped.status_code == 422
    assert "A cluster has at most 8 programmes; here are 9." in plain(text(stopped))
    case = Procedure(scene, school, agency, "cluster", versions[:8])
    case.to_the_committee()
    for number, one in enumerate(case.subjects()):
        case.carry(one, PUT.get(number, {"outcome": "accredited", "years": "7"}))
    case.decide()
    found = list(Decision.objects.filter(case_id=case.id).order_by("number"))
    assert [one.outcome for one in found] == ["accredited"] * 6 + ["conditional", "refused"]
    begun = scene.now.date()
    assert [one.until for one in found[:6]] == [begun.replace(year=begun.year + 7)] * 6
    assert len({one.version_id for one in found}) == 8
    report = plain(scene.look(f"/en/reports/{case.id}"))
    assert report.count("Accreditation of the programme: ") == 8  # one report tells of all
    for one in found:
        assert one.number in report
        assert one.number in plain(scene.look(f"/en/decisions/{one.id}"))
