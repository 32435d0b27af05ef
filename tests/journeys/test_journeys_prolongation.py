"""REFERENCE 4.3, provisional prolongation: by the pages of the desks, with the clock set.

The demonstration nation has the switch on; Armenia and Georgia have it off.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scenariocase import Procedure, approved_inside, criteria_for
from scenarioworld import REASONS, Stage, course, day, plain, stage, text

from pharos.accreditation.models import Decision

ANI = ("Ani", "Test", "1994-03-12", "10000017", "ani@example.org", "passed", "P")
BEN = ("Ben", "Test", "1990-05-01", "10000033", "ben@example.org", "passed", "P")
LAST, FIRST_AFTER = date(2027, 1, 31), date(2027, 2, 1)


@pytest.fixture
def scene(db_world: None, tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path) as made:
        yield made


def held(scene: Stage, agency: Any, school: Any) -> tuple[Any, Decision]:
    """A programme whose accreditation ends on 31 January 2027; all else holds for years."""
    start = date(2026, 2, 1)
    scene.decide(agency, "authorisation", school.id, start, years="5")
    scene.decide(agency, "institution", school.id, start, years="5")
    version = scene.publish(school, "course", course(school.slug, nation="XD"), date(2026, 1, 1))
    decision = scene.decide(agency, "programme", version.id, start, years="1")
    assert decision.until == FIRST_AFTER
    return version, decision


def prolong(scene: Stage, agency: Any, decision: Decision, last: date) -> Any:
    fields = {name: one for name, one in REASONS.items() if name == "reasons_en"}
    path = f"/oversight/prolong/{decision.id}"
    return scene.send(agency, "officer", path, last_day=day(last), **fields)


def missing(scene: Stage, school: Any, version: Any, *cells: str) -> str:
    """What the check of a roster says."""
    return plain(scene.look(scene.bring(school, version, *cells), school, "registrar"))


def test_a_pending_renewal_prolongs_until_it_is_decided(scene: Stage) -> None:
    """Applied for in time: awards go on provisionally, end with the refusal, and stay valid."""
    agency = scene.body("demo-agency-xd", "XD", "qa_agency", "registry_operator")
    school = scene.provider("demo-school-xd", "XD", "hei_private")
    version, decision = held(scene, agency, school)
    criteria_for(scene, agency, "programme")
    approved_inside(scene, school, version)
    nothing = prolong(scene, agency, decision, date(2027, 6, 30))
    assert nothing.status_code == 422
    assert "No renewal of this decision is pending" in plain(text(nothing))
    case = Procedure(scene, school, agency, "programme", [version])
    case.quality("/submit")
    scene.at(date(2027, 1, 20))
    listed = plain(scene.look("/oversight", agency, "officer"))
    assert "Decisions that end while a renewal is pending" in listed
    assert "A decision ends on 31 January 2027" in plain(scene.look("/", agency, "officer"))
    too_long = prolong(scene, agency, decision, date(2028, 2, 1))
    assert too_long.status_code == 422
    assert "by 12 months at most" in plain(text(too_long))
    waits = prolong(scene, agency, decision, date(2027, 6, 30)).headers["Location"]
    scene.sign(agency, "approver", waits.partition("?")[0])
    scene.settle()

    scene.at(date(2027, 3, 10))  # within the prolongation
    page = plain(scene.look(f"/en/decisions/{decision.id}"))
    assert "In force, prolonged until the renewal is decided" in page
    assert "1 February 2027 to 30 June 2027" in page
    within = scene.award(school, version, *ANI, "2027-03-10")
    told = scene.verdict(within)
    assert told.told("accredited_at_award") == ("passed", "accredited_at_award")
    bundle = json.loads((scene.folder / "bundle.json").read_text("utf-8"))
    [of_programme] = [one for one in bundle["decisions"] if one["id"] == str(decision.id)]
    [change] = of_programme["changes"]
    assert (change["kind"], change["from"], change["until"]) == (
        "prolonged", "2027-02-01", "2027-07-01"
    )  # fmt: skip

    scene.at(date(2027, 4, 5))  # the committee refuses the renewal
    case.from_submission()
    [subject] = case.subjects()
    case.carry(subject, {"outcome": "refused"})
    case.decide()
    scene.settle()
    scene.at(date(2027, 4, 6))
    page = plain(scene.look(f"/en/decisions/{decision.id}"))
    assert "Ended" in page
    stopped = missing(scene, school, version, *BEN, "2027-04-06")
    assert "The programme was not accredited on 2027-04-06." in stopped
    old = scene.verdict(within)
    assert old.verdict == "VALID"  # what was awarded provisionally stays
    assert old.told("accredited_at_award") == ("passed", "accredited_at_award")
    assert old.told("accredited_now") == ("failed", "not_accredited_now")


def test_where_the_switch_is_off_nothing_is_prolonged(scene: Stage) -> None:
    agency = scene.body("demo-agency", "AM", "qa_agency")
    school = scene.provider("demo-institute", "AM", "hei_private")
    decision = scene.decide(agency, "institution", school.id, date(2025, 3, 1), years="4")
    refused = prolong(scene, agency, decision, date(2029, 6, 30))
    assert refused.status_code == 422
    said = "This country does not prolong decisions until the renewal is decided."
    assert said in plain(text(refused))
    page = scene.look(f"/decisions/{decision.id}", agency, "officer")
    assert not re.search(rf"/decisions/{decision.id}/prolonged", page)
