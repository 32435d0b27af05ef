"""By page: a complaint and an appeal are filed, answered and voted on; lists say what is due."""

import re
from typing import Any
from uuid import uuid4

import pytest
from deskworld import sign_in
from django.test import Client
from moments import NOW, TODAY, TOMORROW

from pharos.common import clock
from pharos.common.actor import Actor

LANGUAGES = ("en", "hy", "ka")


@pytest.fixture
def hands(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Clients of the quality office, of an officer, an approver and a member of the committee."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    decision = world.decide(world.new("institution"))
    officer = world.join(world.officer(world.agency), world.agency, "officer")
    other = world.join(world.bodies.person(world.agency, "approver"), world.agency, "approver")
    people = {"quality": world.quality, "officer": officer, "approver": other,
              "member": world.members[0]}  # fmt: skip
    return world, decision, {name: _client(one) for name, one in people.items()}


def _client(by: Actor) -> Client:
    client = Client()
    sign_in(client, by.person_id)
    return client


def _send(client: Client, path: str, act: str = "", **given: Any) -> str:
    answer = client.post(path, {"form_key": uuid4().hex, "act": act, **given})
    assert answer.status_code == 303, answer.content.decode()[:3000]
    return str(answer.headers["Location"]).partition("?")[0]


def _shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_an_appeal_by_page_from_the_grounds_to_the_vote(hands: Any) -> None:
    world, decision, people = hands
    academy, agency = "/en/desk/demo-academy/oversight", "/en/desk/demo-agency/oversight"
    assert f"oversight/new/appeal?decision={decision.id}" in _shown(people["quality"], academy)
    form = f"{academy}/new/appeal?decision={decision.id}"
    path = _send(people["quality"], form, against="", grounds="The report is wrong.")
    filing = path.rpartition("/")[2]
    assert "AM-A-" in _shown(people["quality"], path)
    again = people["quality"].post(form, {"form_key": uuid4().hex, "grounds": "Twice."})
    assert "An appeal against this is running" in again.content.decode()
    assert f"{agency}/{filing}" in _shown(people["officer"], agency)
    _send(people["officer"], f"{agency}/{filing}", "register")
    body = [str(one.person_id) for one in world.members[:3]]
    _send(people["approver"], f"{agency}/{filing}", "body", members=body)
    _send(people["member"], f"{agency}/{filing}", "vote", choice="annul", reason="It is.")
    page = _shown(people["member"], f"{agency}/{filing}")
    assert page.count("Has not voted") == 2
    assert "Has not voted" not in _shown(people["quality"], path)


def test_a_complaint_by_page_and_the_lists_in_three_languages(hands: Any) -> None:
    _, decision, people = hands
    academy, agency = "/{}/desk/demo-academy/oversight", "/{}/desk/demo-agency/oversight"
    for language in LANGUAGES:
        _shown(people["quality"], academy.format(language))
        for kind in ("complaint", "report", "foreign"):
            _shown(people["quality"], f"{academy.format(language)}/new/{kind}")
        _shown(people["officer"], agency.format(language))
        _shown(people["officer"], f"{agency.format(language)}/checks/{decision.id}")
    form = _shown(people["quality"], f"{academy.format('en')}/new/complaint")
    body = re.findall(r'<option value="([0-9a-f-]{36})">demo-agency', form)
    path = _send(people["quality"], f"{academy.format('en')}/new/complaint", agency=body[0],
                 about="terms", happened_on=TODAY.isoformat(), text="Nobody answered.")  # fmt: skip
    filing = f"{agency.format('hy')}/{path.rpartition('/')[2]}"
    assert 'value="answer"' in _shown(people["approver"], filing)
    assert 'value="answer"' not in _shown(people["officer"], filing)
    assert people["quality"].get(f"{path}.pdf").status_code == 404
    _send(people["approver"], filing, "answer", outcome="unjustified", text="It was answered.")
    assert "It was answered." in _shown(people["quality"], path)
    assert f'href="{path}.pdf"' in _shown(people["quality"], path)
    for name, letter in (("quality", path), ("officer", filing)):
        assert people[name].get(f"{letter}.pdf").content.startswith(b"%PDF-")
    checks = f"{agency.format('en')}/checks/{decision.id}"
    _send(
        people["officer"],
        checks,
        "plan",
        kind="planned",
        day=f"{TOMORROW:%d.%m.%Y}",
        reason="In turn.",
    )
    assert "In turn." in _shown(people["quality"], academy.format("en"))
