"""Amendments by page: drafted, consulted on, approved by another; read by whoever decides."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import amendmentworld
import deskworld
import pytest
from apiworld import NOW, TESTS, standing_still, taken_back
from borrowed import borrow
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from pharos.common import clock, outbox, tenancy
from pharos.common.actor import system
from pharos.common.models import Mail
from pharos.standards import actions, impact, queries
from pharos.standards.actions import consulting, drafting, telling

world_module = borrow("rules_awards", TESTS / "awards" / "conftest.py")
DESK = "/en/desk/demo-ministry-am"
PAGE = f"{DESK}/standards"
PDF = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript >> >> endobj\n%%EOF\n"


@pytest.fixture(scope="module")
def module_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield world_module.build_world(decisions=False)


@pytest.fixture
def world(module_world: Any) -> Iterator[Any]:
    point = transaction.savepoint()
    yield module_world
    transaction.savepoint_rollback(point)


def client(world: Any, key: str) -> Client:
    made = Client()
    deskworld.sign_in(made, world.people[key])
    return made


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def proposal(world: Any) -> tuple[Any, Any, str]:
    by = world.actor("ministry-officer-am")
    amendment = amendmentworld.proposed(by, NOW)
    consultation = amendmentworld.consulted(by, amendment, NOW)
    return amendment, consultation, f"{DESK}/standards/amendments/{amendment.id}"


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_whoever_decides_reads_the_rules(world: Any, language: str) -> None:
    amendment, _, _ = proposal(world)
    desk = f"/{language}/desk/demo-quality-agency-ge"
    reader = client(world, "agency-officer-ge")
    pages = (
        f"{desk}/standards", f"{desk}/standards?nation=AM", f"{desk}/consultations",
        f"{desk}/standards/amendments/{amendment.id}", f"/{language}/standards/am",
        f"/{language}/standards/am?day=2020-05-01",
        f"/{language}/standards/am/amendments/{amendment.id}",
    )  # fmt: skip
    for page in pages:
        answer = reader.get(page)
        shown = text(answer)
        assert answer.status_code == 200, page
        unsaid = r">[^<]*\b(?:page|field|parameter|predicate|standing|impact)_\w+"
        assert not re.findall(unsaid, shown), page
        assert 'value="begin"' not in shown
        assert 'value="approve"' not in shown


def test_what_holds_is_told_as_of_a_day(world: Any) -> None:
    visitor = Client()
    earlier, later = (
        text(visitor.get(f"/en/standards/am?day={day}")) for day in ("2020-05-01", "2026-05-01")
    )
    assert "No text in force gives a definition here" in earlier
    assert "Draft law of Armenia on higher education and science" in later
    assert visitor.get("/en/standards/fr").status_code == 404
    assert visitor.get("/en/standards/am?day=1999-01-01").status_code == 404


def test_two_persons_of_the_ministry_amend(world: Any, monkeypatch: Any) -> None:
    """AUT-06, AUT-07: approved by another than the proposer, and only what was read."""
    amendment, _, page = proposal(world)
    officer, approver = client(world, "ministry-officer-am"), client(world, "ministry-approver-am")
    facts = {"digest": bytes(amendment.content_hash).hex()}
    assert deskworld.press(officer, page, act="approve", **facts).status_code == 403
    early = deskworld.press(approver, page, act="approve", **facts)
    assert early.status_code == 409
    assert "not closed" in text(early)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=30))
    officer, approver = client(world, "ministry-officer-am"), client(world, "ministry-approver-am")
    closed = deskworld.press(officer, page, act="close", en="Nobody spoke.", hy="Ոչ ոք չխոսեց։")
    assert closed.status_code == 303, text(closed)
    assert 'value="approve"' in text(approver.get(page))
    wrong = deskworld.press(approver, page, act="approve", digest="00" * 32)
    assert wrong.status_code == 409
    assert deskworld.press(approver, page, act="approve", **facts).status_code == 303
    with tenancy.scope(world.actor("ministry-officer-am")):
        assert str(queries.history("AM")[-1].ects.min) == "2"


def test_a_changed_proposal_is_a_new_one(world: Any) -> None:
    """AUT-07: what was said was said of the old words; the new ones have no consultation yet."""
    amendment, _, page = proposal(world)
    officer = client(world, "ministry-officer-am")
    draft = deskworld.press(officer, page, act="revise")["Location"]
    value = f"{draft}/ects.min"
    assert deskworld.press(officer, value, act="set", value="3").status_code == 303
    made = deskworld.press(officer, draft, act="propose")
    assert made.status_code == 303, text(made)
    shown = text(officer.get(made["Location"]))
    assert "No consultation was opened." in shown
    assert "Withdrawn" in text(officer.get(page))
    with tenancy.scope(world.actor("ministry-officer-am")):
        assert queries.amendment(amendment.id).withdrawn_at is not None


def test_what_cannot_be_laid_over_the_rules_is_told(world: Any) -> None:
    officer = client(world, "ministry-officer-am")
    draft = deskworld.press(officer, PAGE, act="begin", nation="AM")["Location"]
    for name, value in (("ects.max", "many"), ("ects.max", "0.5"), ("ects.min", "1")):
        answer = deskworld.press(officer, f"{draft}/{name}", act="set", value=value)
        assert answer.status_code == 422, (name, value)
        assert f'value="{value}"' in text(answer)
    assert officer.get(f"{draft}/code").status_code == 404
    told = {"reason": "A smaller ceiling.", "evidence": "Draft act, article 4.", "links": ""}
    early = deskworld.press(officer, draft, act="explain", first_day="01.01.2020", **told)
    assert early.status_code == 422
    assert "A smaller ceiling." in text(early)
    assert deskworld.press(officer, draft, act="propose").status_code == 422


def test_links_of_evidence_are_https(world: Any) -> None:
    """OUT-06: neither javascript: nor data: is taken for a link."""
    officer = client(world, "ministry-officer-am")
    draft = deskworld.press(officer, PAGE, act="begin", nation="AM")["Location"]
    for link in ("javascript:alert(1)", "data:text/html,x", "http://example.org"):
        answer = deskworld.press(
            officer, draft, act="explain", first_day="01.01.2099", reason="x", evidence="x",
            links=link,
        )  # fmt: skip
        assert answer.status_code == 422, link


def test_a_file_of_evidence_is_only_ever_saved(world: Any) -> None:
    """UPL-07, UPL-09: a cleaned name; an attachment in a sandbox; nothing but PDF and pictures."""
    officer = client(world, "ministry-officer-am")
    draft = amendmentworld.begun(world.actor("ministry-officer-am"), NOW)
    page = f"{DESK}/standards/amendments/drafts/{draft.id}"
    for name, content in (("page.html", b"<script>alert(1)</script>"), ("x.svg", b"<svg/>")):
        sent = SimpleUploadedFile(name, content, "application/pdf")
        assert deskworld.press(officer, page, act="attach", file=sent).status_code == 422
    sent = SimpleUploadedFile("../../x\u202efdp.pdf", PDF, "text/html")
    assert deskworld.press(officer, page, act="attach", file=sent).status_code == 303
    made = deskworld.press(officer, page, act="propose")["Location"]
    found = re.search(r'href="(/en/standards/am/amendments/[^"]+/files/[^"]+)"',
                      text(officer.get(made)))  # fmt: skip
    assert found
    saved = Client().get(found[1])
    assert saved.content == PDF
    assert saved["Content-Type"] == "application/pdf"
    assert saved["Content-Disposition"].startswith("attachment; filename=")
    assert "sandbox" in saved["Content-Security-Policy"]
    assert saved["X-Content-Type-Options"] == "nosniff"


def test_comments_are_plain_text_in_the_name_of_a_body(world: Any) -> None:
    """OUT-01, AUT-01: shown literally; only for an organisation, only on a clause, only once."""
    _, consultation, page = proposal(world)
    head = client(world, "head-am")
    desk = "/en/desk/lighthouse-demo-university"
    own = f"{desk}/consultations/{consultation.id}"
    said = "<script>alert(1)</script> {{7*7}} {% debug %}"
    assert "Your organisation is invited" in text(head.get(f"{desk}/consultations"))
    key = "a" * 32
    for _ in range(2):
        answer = deskworld.press(head, own, key=key, act="comment", clause="ects.min", text=said)
        assert answer.status_code == 303, text(answer)
    public = text(Client().get(f"/en/standards/am/amendments/{consultation.amendment_id}"))
    assert public.count("&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} {% debug %}") == 1
    assert "<script>alert" not in public
    for clause, words in (("ects.max", "x"), ("ects.min", ""), ("ects.min", "x\u202e")):
        refused = deskworld.press(head, own, act="comment", clause=clause, text=words)
        assert refused.status_code == 422, (clause, words)
    assert deskworld.press(head, page, act="answer", comment=str(consultation.id),
                           text="x").status_code == 403  # fmt: skip


def test_the_rules_of_another_country_are_not_amended(world: Any) -> None:
    officer = client(world, "ministry-officer-am")
    assert deskworld.press(officer, PAGE, act="begin", nation="GE").status_code == 403


def test_a_guideline_has_versions_in_three_languages(world: Any) -> None:
    """AUT-06: nobody reads a version before a second person approved it."""
    officer, page = client(world, "ministry-officer-am"), f"{DESK}/standards/guideline"
    sent = {
        f"{name}_{language}": f"{name} {language}"
        for name in ("title", "text") for language in ("en", "hy", "ka")
    }  # fmt: skip
    more = {"act": "propose", "nation": "AM", "source": "Ministry, order 7"}
    approver = client(world, "ministry-approver-am")
    for day, status in (("01.03.2026", 303), ("01.01.2026", 422), ("01.04.2026", 303)):
        answer = deskworld.press(officer, page, first_day=day, **more, **sent)
        assert answer.status_code == status, text(answer)
        if status == 303:
            published = len(queries.guidelines("AM"))
            waits = re.findall(r'name="proposal" value="([^"]+)"', text(approver.get(page)))
            by_self = deskworld.press(officer, page, act="approve", proposal=waits[0])
            assert by_self.status_code == 403
            done = deskworld.press(approver, page, act="approve", proposal=waits[0])
            assert done.status_code == 303, text(done)
            assert len(queries.guidelines("AM")) == published + 1
            again = deskworld.press(approver, page, act="drop", proposal=waits[0])
            assert again.status_code == 409
    missing = deskworld.press(
        officer, page, first_day="01.05.2026", **more, **sent | {"text_ka": ""}
    )
    assert missing.status_code == 422
    shown = text(Client().get("/ka/standards/am?day=2026-03-15"))
    assert "text ka" in shown
    assert "Ministry, order 7" in shown


def test_an_amendment_of_a_term_changes_the_word_of_every_page(
    world: Any, monkeypatch: Any
) -> None:
    """K04: from its day on, in the same process, and not a day before."""
    by, approver = world.actor("ministry-officer-am"), world.actor("ministry-approver-am")
    day = NOW.date() + timedelta(days=60)
    words = {
        "terms.micro_credential_the": "կարճ վկայականը",
        "terms.micro_credentials": "կարճ վկայականներ",
    }
    draft = amendmentworld.begun(by, NOW, first_day=day)
    with tenancy.scope(by):
        for name, word in words.items():
            drafting.set_value(by=by, draft_id=draft.id, name=name, value={"hy": word}, now=NOW)
        amendment = drafting.propose(by=by, draft_id=draft.id, now=NOW)
    consultation = amendmentworld.consulted(by, amendment, NOW)
    later = NOW + timedelta(days=30)
    with tenancy.scope(by):
        told = {"en": "Nobody spoke.", "hy": "Ոչ ոք չխոսեց։"}
        consulting.close(by=by, consultation_id=consultation.id, summary=told, now=later)
    with tenancy.scope(approver):
        digest = bytes(amendment.content_hash)
        actions.approve(by=approver, amendment_id=amendment.id, content_hash=digest, now=later)
    for at, is_new in ((day - timedelta(days=1), False), (day, True)):
        noon = datetime(at.year, at.month, at.day, 8, tzinfo=NOW.tzinfo)
        monkeypatch.setattr(clock, "now", lambda noon=noon: noon)
        for page in ("/hy/", "/hy/verify", "/hy/programmes", "/hy/about"):
            shown = text(Client().get(page))
            assert ("կարճ վկայական" in shown) is is_new, (page, at)
            assert "կարճ վկայական" not in text(Client().get(page.replace("/hy/", "/ka/")))


def test_a_grade_and_a_region_are_amended_by_page(world: Any, monkeypatch: Any) -> None:
    """Added, changed and ended in a draft, told as a difference, in force by two on a day."""
    officer = client(world, "ministry-officer-am")
    draft = deskworld.press(officer, PAGE, act="begin", nation="AM")["Location"]
    chosen = deskworld.press(officer, draft, act="choose", name="regions")["Location"]
    new = {"code": "AM-X1", "name_en": "New town", "kind": "city", "source": "Act 5, article 1"}
    assert deskworld.press(officer, chosen, act="add", **new).status_code == 303
    for wrong in ({"code": "AM.1"}, {"code": "AM-X1"}, {"source": "x\u202e"}, {"name_en": ""}):
        assert deskworld.press(officer, chosen, act="add", **new | wrong).status_code == 422
    grade = f"{draft}/entries/grading_scales.am-4.grades.5"
    facts = {"label_en": "Outstanding", "min": "5", "max": "5", "passes": "yes", "source": "Act 5"}
    assert deskworld.press(officer, grade, act="change", **facts | {"min": "4"}).status_code == 422
    assert deskworld.press(officer, grade, act="change", **facts).status_code == 303
    level = f"{draft}/entries/levels.8"
    assert "no level 8" in text(deskworld.press(officer, level, act="end"))
    assert deskworld.press(officer, f"{draft}/entries/regions.AM-ER", act="end").status_code == 303
    day = NOW.date() + timedelta(days=60)
    why = {"reason": "A new town.", "evidence": "Act 5.", "links": "", "first_day": f"{day}"}
    assert deskworld.press(officer, draft, act="explain", **why).status_code == 303
    page = deskworld.press(officer, draft, act="propose")["Location"]
    shown = text(officer.get(page))
    assert "<ins>Outstanding" in shown
    assert all(word in shown for word in ("Added", "Changed", "Ends", "Act 5, article 1"))
    amendment = queries.amendment(re.search(r"[0-9a-f-]{36}", page)[0])  # type: ignore[arg-type, index]
    by, approver = world.actor("ministry-officer-am"), world.actor("ministry-approver-am")
    consultation = amendmentworld.consulted(by, amendment, NOW)
    later = NOW + timedelta(days=30)
    with tenancy.scope(by):
        told = {"en": "Nobody spoke.", "hy": "Ոչ ոք չխոսեց։"}
        consulting.close(by=by, consultation_id=consultation.id, summary=told, now=later)
    with tenancy.scope(approver):
        digest = bytes(amendment.content_hash)
        actions.approve(by=approver, amendment_id=amendment.id, content_hash=digest, now=later)
        before = queries.nation("AM", on=day - timedelta(days=1))
        after = queries.nation("AM", on=day)
    assert before.grading_scales["am-4"].grades[0].label["en"] == "Excellent"
    assert after.grading_scales["am-4"].grades[0].label["en"] == "Outstanding"
    assert ("AM-ER" in before.regions, "AM-ER" in after.regions) == (True, False)
    public = text(Client().get(f"/en/standards/am?day={day}"))
    assert "New town" in public
    assert "Act 5, article 1" in public


def test_the_invited_are_told_by_mail(world: Any) -> None:
    """When invited, before the last day, and when the answers are published; each once."""
    by, speaker = world.actor("ministry-officer-am"), world.actor("head-am")
    amendment = amendmentworld.proposed(by, NOW)
    consultation = amendmentworld.consulted(by, amendment, NOW)
    reader = system(organisation_id=speaker.organisation_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(scheduled_at) from procrastinate_jobs where task_name = %s "
            "and args->>'consultation_id' = %s", [telling.TELL, str(consultation.id)],
        )  # fmt: skip
        everybody, later = cursor.fetchone()
    assert everybody == 2 * later > 0
    (invited, *_) = _mails(reader, consultation, "invited", NOW)
    assert invited.facts["authority"]
    assert invited.link.endswith(f"/consultations/{consultation.id}")
    near = NOW + timedelta(days=19)
    assert _mails(reader, consultation, "reminded", near + timedelta(days=9)) == []
    with tenancy.scope(speaker):
        consulting.comment(
            by=speaker, consultation_id=consultation.id, clause="ects.min", text="No.", now=near
        )
    assert _mails(reader, consultation, "reminded", near) == []
    with tenancy.scope(by):
        said, _ = queries.comments(consultation.id)[0]
        consulting.answer(by=by, comment_id=said.id, text="Yes.", now=near)
        told = {"en": "Spoken.", "hy": "Ասված է։"}
        end = NOW + timedelta(days=30)
        consulting.close(by=by, consultation_id=consultation.id, summary=told, now=end)
    (answered, *_) = _mails(reader, consultation, "answered", end)
    assert answered.facts["count"] == 1


def _mails(by: Any, consultation: Any, news: str, now: datetime) -> list[Any]:
    """What the job writes to the people of a body; done twice, written once."""
    with tenancy.scope(by):
        told = {"consultation_id": consultation.id, "news": news, "by": by, "now": now}
        count = telling.tell(**told)
        assert telling.tell(**told) == 0
        found = Mail.objects.filter(kind=f"mail_consultation_{news}")
        assert found.count() == count
        return [outbox.opened(one) for one in found]


def test_programmes_that_name_an_ended_entry_are_told(world: Any) -> None:
    """What an amendment would touch: whoever names the scale, the region or the level that ends."""
    version = next(one for one in world.versions.values() if one.descriptor.grading_scale)
    with tenancy.scope(world.actor("ministry-officer-am")):
        before = queries.nation(version.nation, on=NOW.date())
        after = replace(
            before,
            grading_scales={}, regions={},
            levels={n: one for n, one in before.levels.items() if n != version.level},
        )  # fmt: skip
        told = impact.touched(before, after, on=NOW.date(), now=NOW)
        assert not impact.touched(before, before, on=NOW.date(), now=NOW)
    codes = {one.code for one in told}
    assert {"impact_scale_ended", "impact_level_ended"} <= codes
    assert ("impact_region_ended" in codes) is bool(version.descriptor.region)
