"""Ten times the rows cost at most ten times the work, and a page of them costs the same."""

import time

import pytest
from bookworks import xlsx
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW

from pharos.awards import tasks
from pharos.awards.models import Import
from pharos.common import clock, tenancy
from pharos.common.actor import system

DESK = "/en/desk/golden-fleece-demo-university/import"
HEADINGS = ["Name", "Surname", "Given name in Latin", "Family name in Latin", "Date of birth",
            "Personal number", "Result", "Points", "Awarded on"]  # fmt: skip


def roster(count):
    return xlsx([HEADINGS, *(
        ["ნინო", "ბერიძე", "Nino", "Beridze", "1994-03-12", f"97{number:09}",
         "" if number % 10 == 3 else "passed", 85, "2025-07-04"]
        for number in range(count)
    )])  # fmt: skip


def worked(work):
    """The answer, and how much processor time it took."""
    begin = time.process_time()
    answer = work()
    return answer, time.process_time() - begin


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def checked(world, client, raw):
    """The whole check of a roster: the upload, the job if there is one, and the first page."""
    form = {
        "version": str(world.versions["data-analysis"].id),
        "file": SimpleUploadedFile("roster.xlsx", raw),
    }
    draft, seconds = worked(lambda: press(client, DESK, **form).headers["Location"])
    first, shown = worked(lambda: client.get(draft))
    assert "G5" in first.content.decode()
    with tenancy.scope(world.actor("registrar-ge")):
        one = Import.objects.order_by("-uploaded_at", "-rows").first()
    if one.state == "judging":
        worker = system(organisation_id=one.organisation_id, person_id=one.uploaded_by)
        seconds += worked(lambda: tasks.judge_import(worker, import_id=one.id))[1]
    _, page = worked(lambda: client.get(f"{draft}?page=2"))
    with tenancy.scope(world.actor("registrar-ge")):
        assert Import.objects.get(id=one.id).state == "checked"
    return seconds + shown, page


def test_ten_thousand_rows_cost_at_most_ten_times_one_thousand(world):
    client = Client()
    sign_in(client, world.people["registrar-ge"])
    small, large = roster(1_000), roster(10_000)
    checked(world, client, small)
    few, page_of_few = checked(world, client, small)
    many, page_of_many = checked(world, client, large)
    assert many <= 10 * few
    assert page_of_many <= 3 * page_of_few
