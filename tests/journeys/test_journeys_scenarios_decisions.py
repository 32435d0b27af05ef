"""REFERENCE 9, scenarios 7 to 9: decisions that follow, hang together, or become full.

By the pages of the desks, with the clock set.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scenariocase import Procedure, approved_inside, criteria_for
from scenarioworld import Stage, course, plain, stage, text

from pharos.accreditation.models import Decision


@pytest.fixture
def scene(db_world: None, tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as made:
        yield made


NINO = ("ნინო", "ბერიძე", "1994-03-12", "99000000017", "nino@example.org", "passed", "85")
GIA = ("გია", "კაპანაძე", "1990-05-01", "99000000033", "gia@example.org", "passed", "70")
LEVAN = ("ლევან", "გიორგაძე", "1988-09-03", "99000000041", "levan@example.org", "passed", "75")
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


def carved(slug: str) -> dict[str, Any]:
    """A part of one ECTS of the programme `whole`."""
    return course(
        slug, "A part", "GE", kind="carved_out", ects="1",
        workload_hours={"count": "25", "minutes": 60},
        parent_programme=f"http://localhost:8000/programmes/{slug}/whole",
        carved_from={
            "level": 7,
            "components": [{"title": {"en": "Module 1", "ka": "ა"}, "ects": "2"}],
            "outcomes": [{"id": "plan", "text": {"en": "Plan software", "ka": "ა"}}],
            "mapping": [{"outcome": "plan", "parent": "plan"}],
        },
        recognising_programmes=[
            {"programme": "https://school.example/msc", "max_ects": "1", "agreement": "2026/1",
             "first_day": "2026-01-01"},
        ],
    )  # fmt: skip


def notified(scene: Stage, school: Any, agency: Any, part: Any, parent: Any, last: date) -> Any:
    """The part is notified; the system looks when the days of silence are over."""
    page = scene.sign(
        school, "quality", f"/light/part/{part.id}?parent={parent.id}", act="notify",
        parent=str(parent.id), outcome_0="plan", components="Module 1; 2",
        statement="A module of its own.",
    )  # fmt: skip
    scene.at(last)
    case = f"/light/{page.rpartition('/')[2]}"
    scene.press(agency, "officer", case, act="again")
    scene.settle()
    return Decision.objects.filter(version_id=part.id).latest("recorded_at")


def test_7_carve_out_follows_its_parent(scene: Stage) -> None:
    """Valid to the parent's end; no issue while the parent rests; closed until mapped again."""
    agency = scene.body("demo-agency-ge", "GE", "qa_agency", "registry_operator")
    school = scene.provider("demo-university-ge", "GE", "hei_public")
    scene.decide(agency, "authorisation", school.id, date(2026, 1, 1), years="6")
    whole = scene.publish(school, "whole", course(school.slug, "Whole", "GE"), date(2026, 1, 1))
    parent = scene.decide(agency, "programme", whole.id, date(2026, 7, 1), years="3")
    part = scene.publish(school, "part", carved(school.slug), date(2026, 1, 1))
    approved_inside(scene, school, part)
    scene.at(date(2026, 12, 14))
    child = notified(scene, school, agency, part, whole, date(2027, 1, 15))
    assert (child.first_day, child.until) == (date(2027, 1, 15), date(2029, 7, 1))
    assert "to 30 June 2029" in plain(scene.look(f"/en/decisions/{child.id}"))
    scene.at(date(2027, 5, 20))
    first = scene.award(school, part, *NINO, "2027-05-20")
    assert scene.verdict(first).verdict == "VALID"
    scene.at(date(2028, 1, 15))
    scene.change(agency, parent, "suspended", date(2028, 2, 1), last_day="30.04.2028")
    scene.at(date(2028, 3, 1))
    stopped = plain(scene.look(scene.bring(school, part, *GIA, "2028-03-01"), school, "registrar"))
    assert "The programme was not accredited on 2028-03-01." in stopped
    page = plain(scene.look(f"/en/programmes/{school.slug}/part"))
    assert "Accreditation suspended" in page
    assert "the decision that it rests on is not in force" in page
    scene.at(date(2028, 5, 2))
    second = scene.award(school, part, *GIA, "2028-05-02")
    assert scene.verdict(second).verdict == "VALID"
    scene.at(date(2029, 6, 1))
    changed = course(school.slug, "Whole", "GE")
    changed["learning_outcomes"][0]["text"] = {"ka": "ბ", "en": "Plan software with others"}
    renewed = scene.publish(school, "whole", changed, date(2029, 7, 1))
    assert renewed.number == 2
    scene.decide(agency, "programme", renewed.id, date(2029, 7, 1), years="7",
                 decided_on="01.06.2029")  # fmt: skip
    scene.at(date(2029, 7, 16))
    closed = plain(scene.look(scene.bring(school, part, *LEVAN, "2029-07-16"), school, "registrar"))
    assert "The programme was not accredited on 2029-07-16." in closed
    record = plain(scene.look(f"/en/light-route/{child.id}"))
    assert "The parent programme has changed these outcomes: plan. Map the part again." in record
    again = notified(scene, school, agency, part, renewed, date(2029, 8, 15))
    assert (again.first_day, again.until) == (date(2029, 8, 15), date(2034, 8, 15))
    third = scene.award(school, part, *LEVAN, "2029-08-15")
    assert scene.verdict(third).verdict == "VALID"
