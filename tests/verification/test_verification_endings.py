"""Reason and time of an ending, where the register is not at hand and where it is not ours."""

import json

import registerworld as rw

from pharos.core.verify.outcomes import failed, passed
from pharos.verification import endings
from pharos.verification import report as reports

NUMBER = rw.CREDENTIAL.removeprefix("urn:uuid:")


def status_of(report: rw.Report) -> str:
    answer = reports.to_json(report, at=rw.NOW)
    [told] = [check["message"] for check in answer["checks"] if check["id"] == "status"]
    return str(told)


def test_without_the_register_the_page_is_named() -> None:
    """E12: offline the list tells that it ended; why stands where the register can be asked."""
    world = rw.World()
    issued = world.issue()
    world.revoked.add(rw.INDEX)
    report = endings.with_page(world.verify(issued), rw.ORIGIN)
    assert f"{rw.ORIGIN}/c/{NUMBER}" in status_of(report)
    good = rw.World()
    fine = good.verify(good.issue())
    assert endings.with_page(fine, rw.ORIGIN) is fine


def test_a_forgery_and_a_stranger_are_not_sent_there() -> None:
    world = rw.World()
    issued = world.issue()
    world.revoked.add(rw.INDEX)
    altered = issued.changed(lambda document: document.update(name="Another"))
    assert endings.number_of(world.verify(issued)) is not None
    assert endings.number_of(world.verify(altered)) is None
    unread = rw.verify(b"rubbish", trust=world.trust(), at=rw.NOW)
    assert endings.number_of(unread) is None
    stranger = rw.document() | {"issuer": {"id": rw.STRANGER, "type": ["Profile"]}}
    report = world.verify(world.issue(stranger, name="stranger"))
    assert endings.number_of(report) is None


def test_what_plain_lists_say_is_told_without_a_list_of_a_time() -> None:
    gone = failed("status", "revoked", list_time=None, stated_reason="Awarded\x1b by mistake")
    assert reports.message(gone, "en") == (
        "The issuer revoked this document, for good."
        " In the issuer's words: Awarded\ufffd by mistake"
    )
    good = passed("status", "status_good", list_time=None)
    assert reports.message(good, "en") == "Not revoked, by what the issuer publishes today."
    listed = passed("status", "status_good", list_time="2026-11-22T08:00:00Z")
    assert "by the list of 2026-11-22T08:00:00Z" in reports.message(listed, "en")


def test_a_program_reads_code_and_instant_of_ours_only() -> None:
    world = rw.World()
    issued = world.issue()
    world.revoked.add(rw.INDEX)
    known = endings.with_facts(
        world.verify(issued), reason="superseded", since="2026-11-22T09:00:00Z"
    )
    answer = json.loads(json.dumps(reports.to_json(known, at=rw.NOW, language="ka")))
    [status] = [check for check in answer["checks"] if check["id"] == "status"]
    assert (status["reason"], status["since"]) == ("superseded", "2026-11-22T09:00:00Z")
    plain = reports.to_json(world.verify(issued), at=rw.NOW)
    assert all("reason" not in check for check in plain["checks"])
