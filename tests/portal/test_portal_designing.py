"""A programme by its pages: from a pattern to a version, a level, a course apart, a file."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sharedworlds
from borrowed import borrow
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW

from pharos.catalogue.claims import queries as claims
from pharos.catalogue.models import Draft, ProgrammeVersion
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.sentences import sentence

TESTS = Path(__file__).parents[1]
issuing = borrow("designing_issuers", TESTS / "issuing" / "conftest.py")
DESK = "/en/desk/golden-fleece-demo-university"
AGENCY = "/en/desk/demo-quality-agency-ge"
PART = "assessment-{}-"


@pytest.fixture
def world(django_db_setup, django_db_blocker, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_db_blocker.unblock(), sharedworlds.lent(issuing.build_issuers) as issuers:
        yield issuers.world


def hands(world, key):
    client = Client()
    sign_in(client, world.people[key])
    return client


def begun(client, slug, **fields):
    answer = press(client, f"{DESK}/programmes/new", slug=slug, **fields)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return answer.headers["Location"].partition("?")[0]


def saved(client, path, **fields):
    answer = press(client, path, act="", **fields)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return client.get(path).content.decode()


def digest_on(page):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def test_a_pattern_becomes_a_version_that_tells_what_comes_next(world):
    registrar, head = hands(world, "registrar-ge"), hands(world, "head-ge")
    draft = begun(registrar, "by-hand", kind="credit_bearing", start="pattern-project")
    saved(registrar, f"{draft}/identity", kind="credit_bearing", title_ka="ხელით", title_en="Hand")
    page = saved(
        registrar, f"{draft}/volume", ects="3", hours_per_credit="25",
        **{"workload_hours-count": "90", "workload_hours-minutes": "45"},
    )  # fmt: skip
    assert sentence("page_volume_title", "en") in page
    assert "67.5" in page
    matrix = registrar.get(f"{draft}/assessment").content.decode()
    assert 'name="assessment-1-outcomes" value="LO3" checked' in matrix
    shown = registrar.get(draft).content.decode()
    assert sentence("page_meter_title", "en") in shown
    assert registrar.get(f"{draft}/preview").status_code == 200
    # a copy of what was published is whole, so that its head can publish it
    version = world.versions["data-analysis"]
    copied = begun(registrar, "by-copy", kind="credit_bearing", start=f"version-{version.id}")
    page = head.get(copied).content.decode()
    assert sentence("page_overlap_title", "en") in page
    sent = {"digest": digest_on(page), "first_day": "22.11.2026"}
    done = press(head, copied, **sent)
    assert done.status_code == 303, done.content.decode()[:2000]
    next_page = head.get(done.headers["Location"]).content.decode()
    assert sentence("page_designer_next", "en") in next_page
    assert sentence("page_next_offer", "en") in next_page
    with tenancy.scope(ANONYMOUS):
        made = ProgrammeVersion.objects.get(programme__slug="by-copy")
    level(world, registrar, made)


def test_what_is_typed_is_kept_and_two_writers_are_told(world):
    """The script's answer is short: the time and the new seal, or who came first."""
    registrar = hands(world, "registrar-ge")
    path = begun(registrar, "kept", kind="non_formal") + "/identity"
    seal = re.search(r'name="seen" value="([0-9a-f]{64})"', registrar.get(path).content.decode())[1]
    typed = {"act": "autosave", "kind": "non_formal", "title_ka": "ნაწერი"}
    answer = press(registrar, path, seen=seal, **typed)
    assert answer.status_code == 200
    kept = answer.json()
    there = NOW.astimezone(ZoneInfo("Asia/Tbilisi"))
    assert kept["said"] == sentence("page_kept", "en", {"time": f"{there:%H:%M}"})
    assert "ნაწერი" in registrar.get(path).content.decode()
    # the seal that was answered is the one to go on with; the old one is somebody else's
    again = press(registrar, path, seen=kept["seen"], **(typed | {"title_en": "Typed"}))
    assert again.status_code == 200
    late = press(registrar, path, seen=seal, **(typed | {"title_ka": "სხვა"}))
    assert late.status_code == 409
    assert late.json()["ended"] is True
    assert "სხვა" not in registrar.get(path).content.decode()
    wrong = press(registrar, path, seen=again.json()["seen"], **(typed | {"kind": "nothing"}))
    assert wrong.status_code == 422
    assert sentence("field_draft_kind", "en") in wrong.json()["said"]


def level(world, registrar, version):
    """TPG-A 2: claimed by the provider, confirmed by the agency, and who said it is shown."""
    path = f"{DESK}/programmes/versions/{version.id}/level"
    outcomes = version.descriptor.learning_outcomes
    met = {f"outcome_{place}": version.level for place, _ in enumerate(outcomes)}
    wrong = press(registrar, path, **dict.fromkeys(met, 1))
    assert wrong.status_code == 422
    assert press(registrar, path, **met).status_code == 303
    approver = hands(world, "agency-approver-ge")
    assert str(version.id) in approver.get(f"{AGENCY}/levels").content.decode()
    there = f"{AGENCY}/levels/{version.id}"
    assert press(approver, there, act="confirm").status_code == 303
    assert press(approver, there, act="enter", number="NQF-1").status_code == 303
    said = registrar.get(path).content.decode()
    assert sentence("page_level_said_confirmed", "en", {"level": version.level}) in said
    assert "NQF-1" in said


def test_attendance_alone_stands_apart_and_is_no_programme(world):
    """Scenario 4: shown outside of the register, upgraded by adding an assessment."""
    registrar, head = hands(world, "registrar-ge"), hands(world, "head-ge")
    draft = begun(registrar, "two-days", kind="non_formal", start="")
    saved(
        registrar, f"{draft}/identity", kind="non_formal", title_ka="ორი დღე", title_en="Two days"
    )
    saved(registrar, f"{draft}/content", objective_ka="მიზანი", objective_en="Aim")
    hours = {"workload_hours-count": "90", "workload_hours-minutes": "45"}
    saved(registrar, f"{draft}/volume", **hours)
    page = head.get(draft).content.decode()
    assert sentence("page_courses_show", "en") in page
    assert press(head, draft, act="course", digest=digest_on(page)).status_code == 303
    public = Client()
    listed = public.get("/en/courses").content.decode()
    assert "Two days" in listed
    assert "two-days" not in public.get("/en/programmes?q=two+days").content.decode()
    course = re.search(r"/en/courses/[0-9a-f-]{36}", listed)[0]
    assert "67.5" in public.get(course).content.decode()
    with tenancy.scope(world.actor("head-ge")) as by:
        (shown,) = claims.courses_of(by.organisation_id)
    ended = press(head, f"{DESK}/programmes/courses", act="end", course=shown.id)
    assert ended.status_code == 303
    assert "Two days" not in public.get("/en/courses").content.decode()


def test_a_file_is_judged_before_it_becomes_drafts(world):
    """A34: nothing is written by looking, and what acts is refused with its cell."""
    registrar, path = hands(world, "registrar-ge"), f"{DESK}/programmes/import"
    raw = "slug,kind,title_ka,title_en\none-more,non_formal,ერთი,One\nbad,non_formal,x,=1\n"
    file = SimpleUploadedFile("a.csv", raw.encode())
    page = press(registrar, path, act="", file=file)
    assert page.status_code == 200
    text = page.content.decode()
    assert "<strong>D3</strong>" in text
    with tenancy.scope(world.actor("registrar-ge")):
        assert not Draft.objects.filter(slug="one-more").exists()
    entries = page.context["entries"]
    assert press(registrar, path, act="keep", entries=entries).status_code == 303
    with tenancy.scope(world.actor("registrar-ge")):
        assert list(Draft.objects.filter(slug__in=["one-more", "bad"]).values_list("slug")) == [
            ("one-more",)
        ]
