"""The published report names the criteria that it was judged by: on the page, as PDF, by API."""

import json
import shutil
import subprocess
from hashlib import sha256

from caseworld import TODAY, CaseWorld
from django.test import Client

from pharos.common.dates import day_text

SET = {"title": {"en": "Criteria", "ka": "კრიტერიუმები"}, "number": 1,
       "first_day": TODAY.isoformat()}  # fmt: skip


def test_a_report_says_by_which_version_of_which_criteria_it_was_judged(world: CaseWorld) -> None:
    """ESG 2015, 2.5: name, number and first day of the set, the same at every door."""
    case = world.walk(world.open(), "published")
    client, address = Client(), f"/en/reports/{case.id}"
    (told,) = client.get(f"/api/v1/reports/{case.id}").json()
    assert told["criteria_set"] == {"id": str(case.criteria_set), **SET}
    assert told["document"] == json.loads(client.get(f"{address}.json").content)
    assert told["counts"] is True
    since = day_text(TODAY, "en")
    page = client.get(address).content.decode()
    assert f"version 1, in force from {since}" in page
    pdf = client.get(f"{address}.pdf").content
    sums = {one["media_type"]: one["sha256"] for one in told["files"]}
    assert sums == {
        "application/pdf": sha256(pdf).hexdigest(),
        "application/json": told["digest"],
    }
    assert {*told["files"][0]["languages"]} == {"en", "ka"}
    assert [one in page for one in sums.values()] == [True, True]
    drawn = _drawn(pdf)
    assert f"Criteria, version 1, in force from {since}" in drawn
    assert f"{case.number}/1: Granted" in drawn
    assert "The report of the panel." in drawn
    assert client.get(f"{address}.pdf?report={case.id}").status_code == 404
    assert client.get(f"{address}?report=x").status_code == 404


def _drawn(pdf: bytes) -> str:
    program = shutil.which("pdftotext")
    assert program is not None, "these tests need poppler-utils"
    found = subprocess.run([program, "-raw", "-", "-"], input=pdf, check=True, capture_output=True)
    return " ".join(found.stdout.decode().split())
