"""A document that was signed anew: the old address says so and leads on, the new one holds."""

from html import unescape

import pytest
from django.test import Client

from pharos.common import clock, tenancy
from pharos.common.sentences import sentence
from pharos.issuing.holders import actions, queries, rules
from pharos.issuing.holders.queries import Holder
from pharos.issuing.models import Credential
from pharos.issuing.reissue import named


@pytest.fixture
def pair(shown):
    """The old and the new credential, and a share that was made of the old one."""
    old = shown.credentials["ge"]
    holder = Holder(old.issuer_id, old.person_key_id, old.id)
    with queries.as_holder(old.person_key_id):
        share = actions.share(
            holder=holder, credential_id=old.id, parts=["files"], days=30, now=clock.now()
        )
    [done] = named.supersede(
        [old.id], reason="key_compromised", by=None, confirm_by=None, signer=shown.issuers.signer
    )
    assert done.outcome == "done", done.error
    shown.publish()
    with tenancy.scope(shown.issuers.worker("ge")):
        row = Credential.objects.get(issuer_id=old.issuer_id, id=old.id)
    told = done.as_dict("en")
    assert told["successor"] == f"urn:uuid:{row.successor_id}"
    assert told["successor"] in sentence("status_told_replaced", "en", told)
    return old.id, row.successor_id, share, holder


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_the_old_page_says_why_and_leads_on(pair, language):
    """KEY-03: whoever has the old link is told, and finds the new document."""
    old, new, _, _ = pair
    page = Client().get(f"/c/{old}", {"lang": language}, headers={"Accept": "text/html"})
    text = unescape(page.content.decode())
    assert sentence("page_verdict_replaced", language) in text
    assert sentence("page_verdict_replaced_key_compromised", language) in text
    assert f'href="/c/{new}?lang={language}"' in text
    fresh = Client().get(f"/c/{new}", {"lang": language}, headers={"Accept": "text/html"})
    assert sentence("page_verdict_replaced", language) not in unescape(fresh.content.decode())
    answer = (
        Client()
        .post(
            "/api/v1/verify", Client().get(f"/c/{new}.json").content, content_type="application/vc"
        )
        .json()
    )
    failed = [one["id"] for one in answer["checks"] if one["outcome"] == "failed"]
    assert failed == []


def test_a_share_shows_the_new_one_and_its_holder_still_sees_it(pair):
    old, new, share, holder = pair
    page = Client().get(f"/en/s/{rules.share_text(share.id)}").content.decode()
    assert f"/c/{new}" in page
    assert f"/c/{old}" not in page
    with queries.as_holder(holder.person_key_id):
        assert queries.held_one(holder, old).id == new
        assert [one.credential_id for one in queries.shares(holder.person_key_id)] == [new]
