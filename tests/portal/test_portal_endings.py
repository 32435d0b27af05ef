"""Why and since when an award does not hold: told to whoever has it, and safe for the learner."""

import json
from html import unescape

import pytest

from pharos.common import dates, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.sentences import sentence
from pharos.issuing import actions, queries, rules
from pharos.nations.zones import zone_of

PUBLIC = {reason for act in ("revoke", "suspend", "supersede") for reason in rules.REASONS[act]}


@pytest.fixture
def georgian(shown):
    return shown.credentials["ge"]


def ended(shown, act, credential, reason, role):
    shown.issuers.world.in_scope(
        role,
        act,
        credential_id=credential.id,
        reason=reason,
        note="Copied from a neighbour, says the teacher.",
        now=credential.created,
    )
    shown.publish()


def since(credential):
    with tenancy.scope(ANONYMOUS, capability=credential.id):
        return queries.changes(credential.id)[-1].done_at


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
@pytest.mark.parametrize("reason", sorted(PUBLIC))
def test_every_reason_has_its_public_sentence(reason, language):
    """E12: one for each reason that ends an award, in each language."""
    assert sentence(f"verify_reason_{reason}", language) != f"verify_reason_{reason}"


@pytest.mark.parametrize(
    ("act", "role", "reason"),
    [
        (actions.revoke, "head-ge", "misconduct"),
        (actions.suspend, "registrar-ge", "under_investigation"),
    ],
)
def test_the_page_tells_reason_and_time_in_safe_words(client, shown, georgian, act, role, reason):
    """E12: the reason as a sentence; the provider's note and bare word stay with the provider."""
    ended(shown, act, georgian, reason, role)
    zone = zone_of("GE")
    for language in ("en", "hy", "ka"):
        answer = client.get(
            f"/c/{georgian.id}", {"lang": language}, headers={"Accept": "text/html"}
        )
        text = unescape(answer.text)
        assert sentence(f"verify_reason_{reason}", language) in text
        assert dates.instant_text(since(georgian), language, zone) in text
        assert "neighbour" not in text
        assert "misconduct" not in text.lower()


def test_the_api_tells_code_and_time(client, shown, georgian):
    """E12: a program gets the code of the closed list and the instant."""
    raw = client.get(f"/c/{georgian.id}.json").content
    ended(shown, actions.revoke, georgian, "error_in_data", "head-ge")
    answer = client.post("/api/v1/verify", raw, content_type="application/vc").json()
    [status] = [check for check in answer["checks"] if check["id"] == "status"]
    assert status["code"] == "revoked"
    assert status["reason"] == "error_in_data"
    assert status["since"].endswith("Z")
    assert sentence("verify_reason_error_in_data", "en") in status["message"]


def test_a_forgery_learns_nothing(client, shown, georgian):
    """PRV-03: an altered copy is told to be altered, not why the right one ended."""
    raw = client.get(f"/c/{georgian.id}.json").content
    ended(shown, actions.revoke, georgian, "misconduct", "head-ge")
    altered = json.loads(raw)
    altered["name"] = "Another"
    answer = client.post("/api/v1/verify", json.dumps(altered), content_type="application/vc")
    [status] = [check for check in answer.json()["checks"] if check["id"] == "status"]
    assert "reason" not in status
    assert sentence("verify_reason_misconduct", "en") not in answer.text
