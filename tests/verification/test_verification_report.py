"""Reports for people and programs, in three languages."""

import json
from datetime import date

import pytest
import registerworld as rw

from pharos.common.sentences import LANGUAGES
from pharos.core.standing import Change, ChangeKind, Term
from pharos.verification import report as reports


def test_the_answer_has_the_members_of_the_contract() -> None:
    world = rw.World()
    answer = reports.to_json(world.verify(world.issue()), at=rw.NOW)
    json.dumps(answer)
    assert answer["verdict"] == "VALID"
    assert answer["demonstration"] is True
    assert answer["legal_basis"] == {
        "nation": "DM",
        "status": "draft",
        "source": "A draft act",
    }
    assert answer["at"] == "2026-11-22T10:00:00Z"
    assert [sorted(check) for check in answer["checks"]] == [
        ["code", "id", "message", "outcome"]
    ] * 9
    assert answer["subject"]["issuer"]["name"]["en"] == "The academy"
    assert answer["subject"]["holder"] == ["Անի Սարգսյան"]


def test_an_answer_to_rubbish_has_the_same_members() -> None:
    report = rw.verify(b"rubbish", trust=rw.World().trust(), at=rw.NOW)
    answer = reports.to_json(report, at=rw.NOW)
    assert (answer["verdict"], answer["legal_basis"], answer["subject"]) == ("INVALID", None, {})
    assert "damaged" in reports.to_text(report, at=rw.NOW)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_report_is_filled(language: str) -> None:
    world = rw.World()
    issued = world.issue()
    world.change_decision("institution", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
    world.suspended.add(rw.INDEX)
    for report in (world.verify(issued), rw.World().verify(rw.World().issue())):
        text = reports.to_text(report, at=rw.NOW, language=language)
        assert "…" not in text
        assert "{" not in text
        assert "None" not in text


def test_a_report_says_which_decision_was_not_in_force_and_shows_the_last_day() -> None:
    world = rw.World()
    world.change_decision("institution", term=Term(date(2026, 1, 1), date(2026, 11, 20)))
    answer = reports.to_json(world.verify(world.issue()), at=rw.NOW)
    [said] = [c["message"] for c in answer["checks"] if c["id"] == "accredited_at_award"]
    assert "2026-11-20, the award date" in said
    assert "accreditation of the institution – ended on 2026-11-19" in said


def test_every_reason_can_be_told() -> None:
    changes = {
        "suspended since 2026-11-01": Change(ChangeKind.SUSPENDED, date(2026, 11, 1), rw.EARLY),
        "withdrawn from 2026-11-02": Change(ChangeKind.WITHDRAWN, date(2026, 11, 2), rw.EARLY),
        "annulled from 2026-11-03": Change(ChangeKind.ANNULLED, date(2026, 11, 3), rw.EARLY),
    }
    for words, change in changes.items():
        world = rw.World()
        world.change_decision("programme", changes=(change,))
        assert words in reports.to_text(world.verify(world.issue()), at=rw.NOW)


def test_a_suspension_alone_has_a_verdict_of_its_own() -> None:
    world = rw.World()
    issued = world.issue()
    world.suspended.add(rw.INDEX)
    answer = reports.to_json(world.verify(issued), at=rw.NOW)
    assert answer["verdict"] == "INVALID"
    assert answer["message"].startswith("Suspended for now")
    world.revoked.add(rw.INDEX)
    assert reports.to_json(world.verify(issued), at=rw.NOW)["message"].startswith("Not valid")


def test_a_stranger_is_said_to_be_unconfirmed() -> None:
    """OUT-01, LOG-07: what strangers write reaches a terminal as plain text only."""
    world = rw.World()
    unsigned = rw.document() | {
        "issuer": {"id": rw.STRANGER, "type": ["Profile"], "name": "Evil\x1b[2J\u202eUniversity"}
    }
    text = reports.to_text(world.verify(world.issue(unsigned, name="stranger")), at=rw.NOW)
    assert "not confirmed): Evil\ufffd[2J\ufffdUniversity" in text
    assert "\x1b" not in text


def test_a_name_is_shown_in_the_readers_language() -> None:
    names = {"en": "Academy", "hy": "Ակադեմիա"}
    assert reports.name_in(names, "hy") == "Ակադեմիա"
    assert reports.name_in(names, "ka") == "Academy"
    assert reports.name_in({"und": "X"}, "ka") == "X"
    assert reports.name_in({}, "ka") == ""
