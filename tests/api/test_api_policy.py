"""What a nation asks and wants, for programs: standards of a day, needs, funding, criteria."""

from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import uuid4

import criteriaworld
import demandworld
import fundingworld
from apiworld import NOW, Doors

from pharos.core.jcs import canonical_json
from pharos.funding import actions


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


def test_open_needs_are_listed_by_page(doors: Doors) -> None:
    """DOS-01: a page goes on behind the last id; a filter that fits nothing gives nothing."""
    made = [demandworld.filed(doors.world, NOW, people=people).id for people in (10, 20, 30)]
    first = doors.get(None, "/needs?nation=AM&limit=2").json
    rest = doors.get(None, f"/needs?nation=AM&limit=2&after={first['next']}").json
    ids = [one["id"] for one in (*first["items"], *rest["items"])]
    assert ids == [str(one) for one in reversed(made)]
    assert rest["next"] is None
    assert doors.get(None, "/needs?nation=XX").json["items"] == []
    one = doors.get(None, f"/needs/{made[0]}").json
    assert (one["people"], one["state"], one["filed_by"]) == (10, "open", demandworld.APRICOT)
    assert one["answers"] == []


def test_a_need_that_never_was_is_unknown(doors: Doors) -> None:
    for path in (f"/needs/{uuid4()}", f"/needs?after={uuid4()}"):
        answer = doors.get(None, path)
        assert (answer.status, answer.code) == (404, "need_unknown")


def test_schemes_are_public_and_say_what_they_pay(doors: Doors) -> None:
    """A version of 600 under a scheme of 80 per cent, and 500 at most, leaves 120 to pay."""
    scheme = fundingworld.published(doors.world, NOW, fields=(), budget=Decimal(10_000))
    fundingworld.priced(doors.world, NOW)
    version = doors.world.versions["data-analysis"]
    listed = doors.get(None, "/schemes?nation=GE&group=youth").json["items"]
    assert [one["id"] for one in listed] == [str(scheme.id)]
    assert doors.get(None, "/schemes?nation=GE&group=teacher").json["items"] == []
    one = doors.get(None, f"/schemes/{scheme.id}").json
    assert (one["share"], one["cap"], one["budget"], one["state"]) == ("80", "500", "10000", "pays")
    told = doors.get(None, f"/versions/{version.id}/funding").json
    assert (told["is_free"], told["is_funded"]) == (False, True)
    paid = {"scheme": str(scheme.id), "amount": "480", "rest": "120"}
    assert (told["prices"][0]["price"], told["prices"][0]["paid"]) == ("600", [paid])


def test_a_scheme_that_nobody_approved_is_unknown(doors: Doors) -> None:
    """A proposal of a funder is nobody else's, and what never was is nobody's."""
    new = fundingworld.new_scheme()
    waits = doors.world.in_scope(fundingworld.PARTNER, actions.propose_scheme, new=new, now=NOW)
    for id in (waits.id, uuid4()):
        answer = doors.get(None, f"/schemes/{id}")
        assert (answer.status, answer.code) == (404, "scheme_unknown")
    version = doors.get(None, f"/versions/{uuid4()}/funding")
    assert (version.status, version.code) == (404, "programme_version_unknown")


def test_criteria_of_an_agency_are_public(doors: Doors) -> None:
    """ESG 2015, 2.5: whoever is judged reads by what, as it was put in force."""
    made = criteriaworld.one_set(doors.world, NOW)
    agency = "/organisations/demo-quality-agency-ge/criteria"
    listed = doors.get(None, f"{agency}?kind=programme").json
    assert [(one["id"], one["state"]) for one in listed] == [(str(made.id), "in_force")]
    assert doors.get(None, f"{agency}?kind=joint").json == []
    one = doors.get(None, f"/criteria/{made.id}").json
    assert one["criteria"][0]["esg"] == ["1.1", "1.8"]
    content = {name: one[name] for name in ("title", "source", "criteria")}
    assert one["digest"] == sha256(canonical_json(content)).hexdigest()


def test_criteria_that_never_were_are_unknown(doors: Doors) -> None:
    answer = doors.get(None, f"/criteria/{uuid4()}")
    assert (answer.status, answer.code) == (404, "criteria_unknown")
    nobody = doors.get(None, "/organisations/nobody/criteria")
    assert (nobody.status, nobody.code) == (404, "organisation_unknown")
