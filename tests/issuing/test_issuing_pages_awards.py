"""Awards by page: found, looked at, revoked one by one and by ticks, given back by two."""

import pytest
from deskworld import press, sign_in
from django.test import Client
from moments import NOW

from pharos.common import clock, tenancy
from pharos.issuing import queries
from pharos.issuing.models import Credential

DESK = "/en/desk/golden-fleece-demo-university"


@pytest.fixture
def found(issuers, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return issuers, issuers.issued()


def at_desk(issuers, key, strong=True):
    client = Client()
    sign_in(client, issuers.world.people[key], strong=strong)
    return client


def state(issuers, credential):
    with tenancy.scope(issuers.worker("ge")):
        return queries.credential(credential.id).state


def test_the_list_is_searched_and_leads_to_one_award(found):
    issuers, credentials = found
    client = at_desk(issuers, "registrar-ge")
    everything = client.get(f"{DESK}/awards").content.decode()
    assert everything.count('href="/en/desk/golden-fleece-demo-university/awards/') >= 50
    by_number = client.get(f"{DESK}/awards", {"text": str(credentials[0].id)}).content.decode()
    page = f"{DESK}/awards/{credentials[0].award_id}"
    assert f'href="{page}"' in by_number
    assert f'href="{DESK}/awards/{credentials[1].award_id}"' not in by_number
    shown = client.get(page).content.decode()
    assert f"/c/{credentials[0].id}.pdf" in shown
    assert 'value="suspend"' in shown
    assert 'value="revoke"' not in shown
    assert shown.count("Was in force") >= 2
    assert "DEMO-GE-P-2024/15" in shown


def test_pages_of_the_list_follow_each_other(found):
    issuers, credentials = found
    client = at_desk(issuers, "head-ge")
    first = client.get(f"{DESK}/awards").content.decode()
    more = first.partition('rel="next" href="?')[2].partition('"')[0]
    second = client.get(f"{DESK}/awards?{more}").content.decode()
    for one in credentials:
        link = f'/awards/{one.award_id}"'
        assert (link in first) != (link in second)


@pytest.mark.parametrize("wanted", ["issued", "suspended", "waiting", "revoked"])
def test_the_state_narrows_the_list(found, wanted):
    issuers, credentials = found
    client = at_desk(issuers, "registrar-ge")
    page = f"{DESK}/awards/{credentials[0].award_id}"
    press(client, page, act="suspend", **{"suspend-reason": "under_investigation"})
    shown = client.get(f"{DESK}/awards", {"state": wanted}).content.decode()
    assert (f'href="{page}"' in shown) is (wanted == "suspended")


def test_a_suspension_is_taken_back_by_two(found):
    """AUT-06: whoever proposes to end a suspension does not approve it, by page either."""
    issuers, credentials = found
    registrar, head = at_desk(issuers, "registrar-ge"), at_desk(issuers, "head-ge")
    one = credentials[0]
    page = f"{DESK}/awards/{one.award_id}"
    assert press(registrar, page, act="suspend").status_code == 422
    done = press(registrar, page, act="suspend", **{"suspend-reason": "under_investigation"})
    assert done.status_code == 303
    assert state(issuers, one) == "suspended"
    asked = {"reinstate-reason": "cleared", "reinstate-note": "The file was found."}
    assert press(registrar, page, act="reinstate", **asked).status_code == 303
    assert press(registrar, page, act="approve").status_code == 403
    shown = head.get(page).content.decode()
    assert "The file was found." in shown
    assert 'value="approve"' in shown
    assert press(head, page, act="approve").status_code == 303
    assert state(issuers, one) == "valid"


def test_the_head_revokes_the_registrar_does_not(found):
    issuers, credentials = found
    page = f"{DESK}/awards/{credentials[0].award_id}"
    reason = {"revoke-reason": "misconduct"}
    registrar, head = at_desk(issuers, "registrar-ge"), at_desk(issuers, "head-ge")
    assert press(registrar, page, act="revoke", **reason).status_code == 403
    assert press(head, page, act="revoke", **reason).status_code == 303
    assert state(issuers, credentials[0]) == "revoked"
    again = press(head, page, act="revoke", **reason)
    assert again.status_code == 409


def test_ticked_awards_are_revoked_for_one_reason(found):
    issuers, credentials = found
    head = at_desk(issuers, "head-ge")
    ticked = [str(one.award_id) for one in credentials[:3]]
    shown = head.get(f"{DESK}/awards/revoke", {"award": ticked}).content.decode()
    assert "3 awards are going to be revoked." in shown
    assert press(head, f"{DESK}/awards/revoke", award=ticked).status_code == 422
    done = press(
        head, f"{DESK}/awards/revoke", award=ticked, **{"revoke-reason": "awarded_by_mistake"}
    )
    assert done.status_code == 303
    with tenancy.scope(issuers.worker("ge")):
        assert Credential.objects.filter(state="revoked").count() == 3
    assert (
        "No award that can be revoked"
        in head.get(f"{DESK}/awards/revoke", {"award": ticked}).content.decode()
    )


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_every_page_is_shown_in_each_language(found, language):
    issuers, credentials = found
    head = at_desk(issuers, "head-ge")
    ticked = f"/awards/revoke?award={credentials[0].award_id}"
    for path in (f"{DESK}/awards", f"{DESK}/awards/{credentials[0].award_id}", f"{DESK}{ticked}"):
        answer = head.get(path.replace("/en/", f"/{language}/"))
        assert answer.status_code == 200, path
        assert 'class="trouble"' not in answer.content.decode(), path
        assert "page_" not in answer.content.decode(), path


def test_another_provider_finds_nothing(found):
    """AUT-02: the award of another provider is none, by address and by search."""
    issuers, credentials = found
    stranger = at_desk(issuers, "registrar-am")
    foreign = "/en/desk/lighthouse-demo-university"
    assert stranger.get(f"{foreign}/awards/{credentials[0].award_id}").status_code == 404
    number = {"text": str(credentials[0].id)}
    assert "/awards/0" not in stranger.get(f"{foreign}/awards", number).content.decode()
    assert stranger.get(f"{DESK}/awards").status_code == 403
