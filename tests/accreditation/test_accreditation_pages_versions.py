"""Programmes at their provider's desk: drafted by sections, published, withdrawn, judged."""

import json
from datetime import date
from pathlib import Path

import pytest
import sharedworlds
from borrowed import borrow
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW

from pharos.catalogue.models import Draft, ProgrammeVersion
from pharos.common import clock, tenancy

TESTS = Path(__file__).parents[1]
issuing = borrow("versions_issuers", TESTS / "issuing" / "conftest.py")
DESK = "/en/desk/golden-fleece-demo-university/programmes"


@pytest.fixture
def world(django_db_setup, django_db_blocker, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with django_db_blocker.unblock(), sharedworlds.lent(issuing.build_issuers) as issuers:
        yield issuers.world


def at_desk(world, key="registrar-ge"):
    client = Client()
    sign_in(client, world.people[key])
    return client


def begun(client, slug="first-aid", kind="non_formal"):
    answer = press(client, f"{DESK}/new", slug=slug, kind=kind)
    assert answer.status_code == 303, answer.content.decode()
    return answer.headers["Location"].partition("?")[0]


def saved(client, draft, section, **fields):
    answer = press(client, f"{draft}/{section}", act="", **fields)
    assert answer.status_code == 303, answer.content.decode()


def newest():
    """The draft that was written last; those of the world were published."""
    return Draft.objects.order_by("-id").first()


def fill(client, draft):
    """Everything that a non-formal programme is asked for."""
    saved(client, draft, "identity", kind="non_formal", title_ka="პირველი დახმარება",
          title_en="First aid")  # fmt: skip
    saved(
        client, draft, "content", objective_ka="ეხმარება სხვას", objective_en="Helps others",
        isced_f="0613",
        **{
            "learning_outcomes-count": "1", "learning_outcomes-0-id": "help",
            "learning_outcomes-0-type": "skill", "learning_outcomes-0-text_ka": "ეხმარება",
            "learning_outcomes-0-text_en": "Helps",
        },
    )  # fmt: skip
    own = "golden-fleece-demo-university"
    saved(client, draft, "parties", provider=own, awarding_body=own, country="GE",
          region=["GE-TB"])  # fmt: skip
    saved(client, draft, "volume",
          **{"workload_hours-count": "20,5", "workload_hours-minutes": "60"})  # fmt: skip
    saved(client, draft, "delivery", form_of_participation=["onsite"], languages=["ka"])
    saved(client, draft, "access", **{"prerequisites-none": "on"})
    saved(
        client, draft, "assessment",
        **{
            "assessment-count": "1", "assessment-0-type": "practical_assessment",
            "assessment-0-weight": "100", "assessment-0-outcomes": ["help"],
            "assessment-0-mode": "onsite",
        },
    )  # fmt: skip
    saved(client, draft, "quality", qa_type=["internal"])
    saved(client, draft, "use", purposes=["employment"], stackability="standalone")


def test_a_programme_is_drafted_by_sections_and_published_by_the_head(world):
    registrar, head = at_desk(world), at_desk(world, "head-ge")
    draft = begun(registrar)
    lacking = registrar.get(draft).content.decode()
    assert "things are to be mended before it can be published." in lacking
    assert "The title is missing in" in registrar.get(f"{draft}/identity").content.decode()
    fill(registrar, draft)
    whole = registrar.get(draft).content.decode()
    assert "Nothing is to be mended." in whole
    assert "The head of your organisation publishes it." in whole
    assert press(registrar, draft, first_day="22.11.2026", digest="0" * 64).status_code == 403
    digest = head.get(draft).content.decode().partition('name="digest" value="')[2][:64]
    stale = press(head, draft, first_day="22.11.2026", digest="0" * 64)
    assert stale.status_code == 409
    done = press(head, draft, first_day="22.11.2026", digest=digest)
    assert done.status_code == 303, done.content.decode()
    version = ProgrammeVersion.objects.get(programme__slug="first-aid")
    assert (version.number, version.first_day) == (1, date(2026, 11, 22))
    assert version.descriptor.workload_hours.count * 2 == 41


def test_a_section_keeps_what_others_hold_and_empty_rows_go(world):
    client = at_desk(world)
    draft = begun(client)
    fill(client, draft)
    saved(client, draft, "parties", provider="golden-fleece-demo-university", awarding_body="",
          **{"partners-count": "2", "partners-1-organisation": "lighthouse-demo-university",
             "partners-1-role": "co_design"})  # fmt: skip
    with tenancy.scope(world.actor("registrar-ge")):
        document = json.loads(newest().document)
    assert document["partners"] == [
        {"organisation": "lighthouse-demo-university", "role": "co_design"}
    ]
    assert "awarding_body" not in document
    assert document["title"]["en"] == "First aid"
    shown = client.get(f"{draft}/parties").content.decode()
    assert shown.count('name="partners-') == 7  # three rows of two fields, and their count


def at_another_desk(world):
    """A colleague of the registrar."""
    owner = world.organisations["golden-fleece-demo-university"].id
    client = Client()
    sign_in(client, issuing.awards_world._newcomer(owner, "registrar").person_id)
    return client


def seen_at(client, page):
    return client.get(page).content.decode().partition('name="seen" value="')[2][:64]


def test_the_second_at_one_section_is_told_and_loses_nothing(world):
    """What the other saved is shown beside what was typed; saving again is meant."""
    one, other = at_desk(world), at_another_desk(world)
    draft = begun(one)
    page = f"{draft}/identity"
    seen = seen_at(one, page)
    assert seen == seen_at(other, page)
    typed = {"kind": "non_formal", "title_ka": "პირველი დახმარება"}
    assert press(other, page, act="", seen=seen, **typed, title_en="Theirs").status_code == 303
    answer = press(one, page, act="", seen=seen, **typed, title_en="Ours")
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile this section was saved by" in told
    assert 'value="Ours"' in told
    assert ">Theirs</dd>" in told
    again = told.partition('name="seen" value="')[2][:64]
    assert press(one, page, act="", seen=again, **typed, title_en="Ours").status_code == 303
    with tenancy.scope(world.actor("registrar-ge")):
        assert json.loads(newest().document)["title"]["en"] == "Ours"


def test_two_at_different_sections_do_not_meet(world):
    one, other = at_desk(world), at_another_desk(world)
    draft = begun(one)
    seen = seen_at(one, f"{draft}/identity")
    saved(other, draft, "content", objective_en="Helps others", isced_f="0613")
    saved(one, draft, "identity", seen=seen, kind="non_formal", title_en="First aid")
    with tenancy.scope(world.actor("registrar-ge")):
        document = json.loads(newest().document)
    assert (document["title"]["en"], document["isced_f"]) == ("First aid", "0613")


def test_what_cannot_be_read_is_told_by_the_name_of_its_field(world):
    """A weight that is no number is unreadable; what was typed stays."""
    client = at_desk(world)
    draft = begun(client)
    answer = press(
        client, f"{draft}/assessment", act="",
        **{"assessment-count": "2", "assessment-1-type": "quiz", "assessment-1-weight": "half",
           "assessment-1-mode": "onsite"},
    )  # fmt: skip
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“Parts of the assessment 1 Outcomes that it proves”" in shown
    assert 'value="half"' in shown


def test_the_level_brings_its_european_level(world):
    client = at_desk(world)
    draft = begun(client, slug="statistics", kind="credit_bearing")
    saved(client, draft, "level", nqf_level="6", level_assigned_by="agency")
    with tenancy.scope(world.actor("registrar-ge")):
        document = json.loads(newest().document)
    assert (document["eqf_level"], document["qf_ehea_cycle"]) == (6, "first")


def test_a_description_goes_out_as_a_file_and_comes_in_again(world):
    client = at_desk(world)
    version = world.versions["data-analysis"]
    got = client.get(f"{DESK}/versions/{version.id}.json")
    assert got.headers["Content-Disposition"].startswith("attachment")
    file = SimpleUploadedFile("d.json", got.content, "application/json")
    done = press(client, f"{DESK}/new", act="import", slug="data-analysis-two", file=file)
    assert done.status_code == 303, done.content.decode()
    with tenancy.scope(world.actor("registrar-ge")):
        draft = newest()
    assert draft.descriptor.title == version.descriptor.title
    assert client.get(f"{DESK}/drafts/{draft.id}.json").json()["kind"] == "credit_bearing"
    bad = SimpleUploadedFile("d.json", b'{"a": 1, "a": 2}', "application/json")
    refused = press(client, f"{DESK}/new", act="import", slug="other", file=bad)
    assert refused.status_code == 400
    assert "cannot be read as a JSON description" in refused.content.decode()


def test_the_next_version_begins_with_the_last_and_is_begun_once(world):
    client = at_desk(world)
    page = f"{DESK}/versions/{world.versions['data-analysis'].id}"
    begun = press(client, page, act="copy")
    assert begun.status_code == 303
    draft = begun.headers["Location"].partition("?")[0]
    saved(client, draft, "other", **{"further_information-url": "https://example.invalid/"})
    again = press(client, page, act="copy")
    assert again.status_code == 409
    assert "There is a draft of data-analysis already." in again.content.decode()


def test_the_page_of_a_version_tells_whether_it_could_be_awarded_today(world):
    client = at_desk(world)
    good = client.get(f"{DESK}/versions/{world.versions['data-analysis'].id}").content.decode()
    assert "An award of 22 November 2026 would pass" in good
    assert "until 30 September 2031" in good
    ended = client.get(
        f"{DESK}/versions/{world.versions['spreadsheet-skills'].id}"
    ).content.decode()
    assert "would be refused:" in ended
    assert "28 February 2025" in ended


def test_only_the_head_withdraws(world):
    page = f"{DESK}/versions/{world.versions['data-analysis'].id}"
    asked = {"act": "withdraw", "last_day": "30.11.2026"}
    assert press(at_desk(world), page, **asked).status_code == 403
    assert press(at_desk(world, "head-ge"), page, **asked).status_code == 303
    found = ProgrammeVersion.objects.get(id=world.versions["data-analysis"].id)
    assert (found.state, found.last_day) == ("withdrawn", date(2026, 11, 30))


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_every_page_is_shown_in_each_language(world, language):
    client = at_desk(world)
    draft = begun(client)
    version = f"{DESK}/versions/{world.versions['data-analysis'].id}"
    sections = ("identity", "content", "parties", "volume", "level", "delivery", "access",
                "assessment", "quality", "use", "other")  # fmt: skip
    for path in (DESK, f"{DESK}/new", draft, version, *(f"{draft}/{one}" for one in sections)):
        answer = client.get(path.replace("/en/", f"/{language}/"))
        assert answer.status_code == 200, path
        assert 'class="trouble"' not in answer.content.decode(), path
        assert "page_" not in answer.content.decode(), path
        assert "field_" not in answer.content.decode().replace("_field_", ""), path
    assert client.get(f"{draft}/nonsense").status_code == 404


def test_the_regulated_course_has_its_entitlement(world):
    client = Client()
    sign_in(client, world.people["registrar-am"])
    desk = "/en/desk/lighthouse-demo-university/programmes"
    page = f"{desk}/versions/{world.versions['teacher-course'].id}"
    answer = press(client, page, act="copy")
    draft = answer.headers["Location"].partition("?")[0]
    before = world.versions["teacher-course"].descriptor
    shown = client.get(f"{draft}/use").content.decode()
    assert "entitlement-settlements-0-code" in shown
    form = {}
    for line in (one.partition(">")[0] for one in shown.split("<input ")[1:]):
        name = line.partition('name="')[2].partition('"')[0]
        value = line.partition('value="')[2].partition('"')[0]
        if name.startswith("entitlement") or name.endswith("-count"):
            form[name] = value
    form |= {
        f"entitlement-settlements-{n}-region": one.region
        for n, one in enumerate(before.entitlement.settlements)
    }
    form["entitlement-occupation"] = "teacher"
    saved(client, draft, "use", purposes=list(before.purposes), stackability=before.stackability,
          **form)  # fmt: skip
    with tenancy.scope(world.actor("registrar-am")):
        after = Draft.objects.get(slug="teacher-course").descriptor
    assert after.entitlement == before.entitlement
