"""The operator's pages: health, queue, stop, registration, events; and who may not."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import deskworld
import pytest
from apiworld import TESTS, standing_still, taken_back
from borrowed import borrow
from django.db import connection, transaction
from django.test import Client

from pharos.common import eventlist, joblist, lastruns, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.models import Event, JobRetry
from pharos.registry import queries as registry

world_module = borrow("operations_awards", TESTS / "awards" / "conftest.py")
DESK = "/en/desk/registry"


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


def member(world: Any, role: str, slug: str = "registry") -> Client:
    actor = world_module._newcomer(world.organisations[slug].id, role)
    client = Client()
    deskworld.sign_in(client, actor.person_id)
    return client


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def failed_job(name: str = "issuing.prepare", code: str = "signer_unavailable") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " values ('default', %s, %s, 'failed', 3) returning id",
            [name, json.dumps({"actor": {"tenant": None, "person": None}, "batch": str(uuid4())})],
        )
        number = int(cursor.fetchone()[0])
        cursor.execute(
            "insert into common_job_trouble (job_id, code, at) values (%s, %s, now())",
            [number, code],
        )
    return number


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
@pytest.mark.parametrize("page", ["health", "jobs", "stop", "national"])
def test_the_operator_opens_every_page(world: Any, page: str, language: str) -> None:
    answer = member(world, "operator").get(f"/{language}/desk/registry/operations/{page}")
    assert answer.status_code == 200
    assert "page_" not in text(answer)
    # whoever runs the register reads its log beside these pages
    assert "UTC+" not in text(answer)


@pytest.mark.parametrize("page", ["health", "jobs", "stop"])
def test_they_are_the_operator_s_alone(world: Any, page: str) -> None:
    """AUT-02: members of another organisation are refused at every page of operations."""
    client = member(world, "approver", "demo-quality-agency-ge")
    answer = client.get(f"/en/desk/demo-quality-agency-ge/operations/{page}")
    assert answer.status_code == 403
    assert client.get(f"{DESK}/operations/{page}").status_code == 403


def test_a_failed_job_is_shown_with_its_reason_and_tried_again(world: Any) -> None:
    number = failed_job()
    operator = member(world, "operator")
    page = text(operator.get(f"{DESK}/operations/jobs"))
    assert f"issuing.prepare {number}" in page
    assert "signer_unavailable" in page
    answer = deskworld.press(operator, f"{DESK}/operations/jobs", act="retry", job=number)
    assert answer.status_code == 303
    assert [one.id for one in joblist.failed()] == []
    with tenancy.scope(
        world_module.actors.system(organisation_id=world.organisations["registry"].id)
    ):
        asked = JobRetry.objects.get(job_id=number)
        assert Event.objects.filter(entity="common_job_retry", row_id=str(asked.id)).exists()
    again = deskworld.press(operator, f"{DESK}/operations/jobs", act="retry", job=number)
    assert again.status_code == 409
    assert "did not fail" in text(again)


def test_an_auditor_of_the_office_reads_and_presses_nothing(world: Any) -> None:
    """AUT-03: the auditor opens every page of operations and finds no button."""
    number = failed_job()
    auditor = member(world, "auditor")
    for page in ("operations/health", "operations/jobs", "operations/stop", "operations/national",
                 "events"):  # fmt: skip
        answer = auditor.get(f"{DESK}/{page}")
        assert answer.status_code == 200
        assert 'method="post"' not in text(answer)
    refused = deskworld.press(auditor, f"{DESK}/operations/jobs", act="retry", job=number)
    assert refused.status_code == 403


def test_the_stop_is_set_by_one_and_lifted_by_two(world: Any) -> None:
    """ISS-10: the stop holds until one person proposed to lift it and another one agreed."""
    first, second = member(world, "operator"), member(world, "operator")
    page = f"{DESK}/operations/stop"
    assert deskworld.press(first, page, act="stop", reason="").status_code == 422
    assert deskworld.press(first, page, act="stop", reason="A drill.").status_code == 303
    assert registry.issuing_is_stopped()
    assert deskworld.press(second, page, act="lift").status_code == 403
    assert deskworld.press(first, page, act="propose").status_code == 303
    assert 'value="lift"' not in text(first.get(page))
    assert deskworld.press(first, page, act="lift").status_code == 403
    assert 'value="lift"' in text(second.get(page))
    assert deskworld.press(second, page, act="lift").status_code == 303
    assert not registry.issuing_is_stopped()


def test_events_are_filtered_and_the_chain_recomputed(world: Any) -> None:
    officer = member(world, "officer")
    page = f"{DESK}/organisations/new"
    made = deskworld.press(officer, page, act="create", entry_slug="evented", name_en="Evented",
                           nation="AM", kinds=["ngo"])  # fmt: skip
    assert made.status_code == 303, text(made)
    auditor = member(world, "auditor")
    shown = text(auditor.get(f"{DESK}/events?entity=organisations_organisation"))
    assert "Recomputed just now: whole" in shown
    assert "organisations_organisation" in shown
    assert "common_idempotency" not in shown
    deskworld.press(auditor, page, act="create", entry_slug="x", name_en="X", kinds=["ngo"])
    refusals = text(auditor.get(f"{DESK}/events?entity=refusal"))
    assert "organisations.create" in refusals


def test_an_auditor_takes_the_events_along(world: Any) -> None:
    auditor = member(world, "auditor")
    answer = auditor.get(f"{DESK}/events.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][:3] == ["seq", "at", "person"]
    assert len(table) > 10
    assert member(world, "officer").get(f"{DESK}/events.csv").status_code == 403


def test_nobody_reads_the_events_of_another_house(world: Any) -> None:
    """AUT-02: an auditor of one organisation sees events of that organisation alone."""
    auditor = member(world, "auditor", "lighthouse-demo-university")
    shown = text(auditor.get("/en/desk/lighthouse-demo-university/events"))
    assert "catalogue_programme" in shown
    assert "organisations_organisation" not in shown


def test_the_last_doctor_and_backup_are_shown(world: Any, tmp_path: Path, monkeypatch: Any) -> None:
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    lastruns.keep(mine, "doctor", {"ok": False, "checks": [
        {"check": "events", "outcome": "fail", "sentence": "A chain is broken."}]})  # fmt: skip
    lastruns.keep(mine, "backup", {"bytes": 5})
    monkeypatch.setattr("pharos.portal.views.operations.settings", lambda: mine)
    page = text(member(world, "operator").get(f"{DESK}/operations/health"))
    assert "A chain is broken." in page
    assert "No backup was made" not in page


def test_a_chain_that_is_too_long_for_a_page_says_so(world: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(eventlist, "MOST_CHECKED", 1)
    page = text(member(world, "auditor").get(f"{DESK}/events"))
    assert "Too long to recompute on a page" in page
