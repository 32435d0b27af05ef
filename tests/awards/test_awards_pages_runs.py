"""Runs and learners by page: opened, enrolled one by one and from a file, recorded, closed."""

import io
from datetime import date

import pytest
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW
from openpyxl import Workbook

from pharos.awards.models import Enrolment, Learner, Result, Run
from pharos.common import clock, tenancy

DESK = "/en/desk/golden-fleece-demo-university"
PERSON = {
    "given_name": "ნინო",
    "family_name": "ბერიძე",
    "given_name_latin": "Nino",
    "family_name_latin": "Beridze",
    "birth_date": "12.03.1994",
    "national_number": "99000000017",
    "enrolled_on": "21.04.2025",
}


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at_desk(world, key="registrar-ge"):
    client = Client()
    sign_in(client, world.people[key])
    return client


def opened(client, world, code="spring-2025"):
    answer = press(
        client, f"{DESK}/runs/new", version=str(world.versions["data-analysis"].id), code=code,
        first_day="21.04.2025", last_day="30.06.2025",
    )  # fmt: skip
    assert answer.status_code == 303, answer.content.decode()
    return answer.headers["Location"].partition("?")[0]


def test_a_run_goes_from_open_to_closed_by_page(world):
    client = at_desk(world)
    run = opened(client, world)
    assert press(client, f"{run}/enrol", **PERSON).status_code == 303
    shown = client.get(run).content.decode()
    assert "ნინო ბერიძე" in shown
    assert "Nino Beridze" in shown
    with tenancy.scope(world.actor("registrar-ge")):
        enrolment = Enrolment.objects.get()
    page = f"{run}/enrolments/{enrolment.id}"
    assert "points_0" in client.get(page).content.decode()
    recorded = press(client, page, act="result", grade="85", assessed_on="29.06.2025")
    assert recorded.status_code == 303
    with tenancy.scope(world.actor("registrar-ge")):
        assert Result.objects.get().passed
    assert press(client, run, act="close", ended_on="30.06.2025").status_code == 303
    with tenancy.scope(world.actor("registrar-ge")):
        assert not Run.objects.get().is_open
        enrolment.refresh_from_db()
        assert enrolment.state == "not_completed"


def test_who_leaves_is_on_record_and_stays_counted(world):
    client = at_desk(world)
    run = opened(client, world)
    press(client, f"{run}/enrol", **PERSON)
    with tenancy.scope(world.actor("registrar-ge")):
        enrolment = Enrolment.objects.get()
    page = f"{run}/enrolments/{enrolment.id}"
    assert press(client, page, act="withdraw", ended_on="05.05.2025", because="").status_code == 422
    left = press(client, page, act="withdraw", ended_on="05.05.2025", because="moved away")
    assert left.status_code == 303
    with tenancy.scope(world.actor("registrar-ge")):
        enrolment.refresh_from_db()
        assert (enrolment.state, enrolment.ended_on) == ("withdrawn", date(2025, 5, 5))


def test_what_was_typed_stays_and_the_field_says_what_is_wrong(world):
    client = at_desk(world)
    run = opened(client, world)
    answer = press(client, f"{run}/enrol", **{**PERSON, "birth_date": "31.02.1994"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no such day in the calendar." in shown
    assert 'value="Beridze"' in shown
    again = press(
        client, f"{DESK}/runs/new", version=str(world.versions["data-analysis"].id),
        code="spring-2025", first_day="21.04.2025", last_day="30.06.2025",
    )  # fmt: skip
    assert again.status_code == 409


def test_a_file_enrols_everybody_or_nobody(world):
    client = at_desk(world)
    run = opened(client, world)
    good = (
        "given name,family name,national number\n"
        "ნინო,ბერიძე,99000000017\nგია,კაპანაძე,99000000025\n"
    )
    bad = good + ",უსახელო,99000000033\n"
    refused = press(client, f"{run}/roster", enrolled_on="21.04.2025", file=upload(bad))
    assert refused.status_code == 422
    assert "Line 4:" in refused.content.decode()
    with tenancy.scope(world.actor("registrar-ge")):
        assert (Enrolment.objects.count(), Learner.objects.count()) == (0, 0)
    done = press(client, f"{run}/roster", enrolled_on="21.04.2025", file=upload(good))
    assert done.status_code == 303
    with tenancy.scope(world.actor("registrar-ge")):
        assert Enrolment.objects.count() == 2


def test_a_workbook_enrols_too(world):
    client = at_desk(world)
    run = opened(client, world)
    book = Workbook()
    book.active.append(["given name", "family name", "national number", "birth date"])
    book.active.append(["ნინო", "ბერიძე", "99000000017", date(1994, 3, 12)])
    kept = io.BytesIO()
    book.save(kept)
    file = SimpleUploadedFile("learners.xlsx", kept.getvalue())
    done = press(client, f"{run}/roster", enrolled_on="21.04.2025", file=file)
    assert done.status_code == 303, done.content.decode()
    assert "ნინო ბერიძე" in client.get(run).content.decode()


def upload(text):
    return SimpleUploadedFile("roster.csv", text.encode(), "text/csv")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "99000000017"}, True),
        ({"text": "99000000018"}, False),
        ({"text": "ბერ"}, True),
        ({"text": "nino beridze"}, True),
        ({"text": "ნინო ბერიძე", "birth_date": "12.03.1994"}, True),
        ({"text": "ნინო ბერიძე", "birth_date": "13.03.1994"}, False),
        ({"text": ""}, True),
    ],
)
def test_learners_are_found_by_number_or_name(world, asked, found):
    client = at_desk(world)
    press(client, f"{opened(client, world)}/enrol", **PERSON)
    shown = client.get(f"{DESK}/learners", asked).content.decode()
    assert ('<a href="/en/desk/golden-fleece-demo-university/learners/' in shown) is found


def test_an_erasure_takes_two_persons(world):
    """AUT-06: whoever proposes an erasure does not approve it."""
    registrar, head = at_desk(world), at_desk(world, "head-ge")
    press(registrar, f"{opened(registrar, world)}/enrol", **PERSON)
    with tenancy.scope(world.actor("registrar-ge")):
        learner = Learner.objects.get()
    page = f"{DESK}/learners/{learner.id}"
    assert press(registrar, page, act="erase").status_code == 303
    assert press(registrar, page, act="approve").status_code == 403
    shown = head.get(page).content.decode()
    assert 'value="approve"' in shown
    assert press(head, page, act="approve").status_code == 303
    assert "Data erased" in head.get(page).content.decode()
    with tenancy.scope(world.actor("registrar-ge")):
        learner.refresh_from_db()
        assert learner.box is None


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_every_page_is_shown_in_each_language(world, language):
    client = at_desk(world)
    run = opened(client, world)
    press(client, f"{run}/enrol", **PERSON)
    with tenancy.scope(world.actor("registrar-ge")):
        enrolment = Enrolment.objects.get()
    for path in (
        f"{DESK}/runs", f"{DESK}/runs/new", run, f"{run}/enrol", f"{run}/roster",
        f"{run}/enrolments/{enrolment.id}", f"{DESK}/learners",
        f"{DESK}/learners/{enrolment.learner_id}",
    ):  # fmt: skip
        answer = client.get(path.replace("/en/", f"/{language}/"))
        assert answer.status_code == 200, path
        assert 'class="trouble"' not in answer.content.decode(), path
        assert "page_" not in answer.content.decode().replace("page_not_found", ""), path


def test_nobody_else_sees_or_does(world):
    """AUT-02: the run of another provider is none."""
    client = at_desk(world)
    run = opened(client, world)
    assert Client().get(run).status_code == 303
    stranger = at_desk(world, "registrar-am")
    assert stranger.get(run).status_code == 403
    foreign = run.replace("golden-fleece-demo-university", "lighthouse-demo-university")
    assert stranger.get(foreign).status_code == 404
    head = at_desk(world, "head-ge")
    assert head.get(run).status_code == 200
    assert head.get(f"{run}/enrol").status_code == 403
