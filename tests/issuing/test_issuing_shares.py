"""Links that show one award, as much and as long as its holder wants."""

from datetime import timedelta

import pytest
from django.test import Client
from holderworld import NINO, issued, mails, own_mailbox, path_in
from moments import NOW

from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.issuing.holders import actions, queries, rules
from pharos.issuing.holders.queries import Gone
from pharos.issuing.models import Share, ShareUse


@pytest.fixture
def issuers(committed_issuers, monkeypatch, tmp_path):
    own_mailbox(monkeypatch, tmp_path)
    return committed_issuers


@pytest.fixture
def rows(issuers):
    return issued(issuers, NINO, ("ani@example.org", "hy"), now=NOW)


@pytest.fixture
def holder(rows):
    return queries.holder_of(path_in(mails()[0]).rpartition("/")[2])


def made(holder, *parts, days=30, now=None):
    with queries.as_holder(holder.person_key_id):
        return actions.share(
            holder=holder, credential_id=holder.credential_id, parts=list(parts), days=days,
            now=now or clock.now(),
        )  # fmt: skip


def shown(share, language="en"):
    return Client().get(f"/{language}/s/{rules.share_text(share.id)}")


def test_the_address_of_a_share_holds_128_random_bits():
    """PRV-03: nobody finds a share by trying."""
    found = [rules.new_share_id().int for _ in range(200)]
    assert all(any(one >> bit & 1 for one in found) for bit in range(128))
    assert all(any(not one >> bit & 1 for one in found) for bit in range(128))


def test_a_share_ends_by_itself(holder):
    share = made(holder, days=7, now=clock.now() - timedelta(days=8))
    assert shown(share).status_code == 410
    with pytest.raises(Gone, match="share_expired"):
        queries.share_of(share.id, clock.now())


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 21, "%00", "A" * 5000])
def test_a_guess_is_answered_as_nothing(token, issuers):
    """PRV-03: one answer for whatever is no share."""
    assert Client().get(f"/en/s/{token}").status_code == 404


def test_nobody_makes_or_ends_shares_of_others(holder, rows):
    other = queries.with_credential(holder, rows[1].id)
    with queries.as_holder(holder.person_key_id), pytest.raises(NotFound):
        actions.share(holder=holder, credential_id=rows[1].id, parts=[], days=7, now=NOW)
    share = made(holder)
    with queries.as_holder(rows[1].person_key_id):
        stranger = type(other)(other.issuer_id, rows[1].person_key_id, rows[1].id)
        with pytest.raises(NotFound):
            actions.withdraw(holder=stranger, share_id=share.id, now=NOW)


def test_neither_the_provider_nor_a_visitor_sees_shares(holder, issuers):
    """PRV-05: to whom a learner shows an award is not the provider's business."""
    made(holder)
    for scope in (tenancy.scope(issuers.worker("ge")), tenancy.scope(ANONYMOUS)):
        with scope:
            assert Share.objects.count() == ShareUse.objects.count() == 0


def test_times_and_numbers_of_shares_are_bounded(holder, monkeypatch):
    with pytest.raises(Invalid, match="share_days_unknown"):
        made(holder, days=8)
    monkeypatch.setattr(rules, "MAX_SHARES", 1)
    made(holder)
    with pytest.raises(Conflict, match="share_too_many"):
        made(holder)


def test_the_holder_makes_and_withdraws_by_the_page(rows):
    link = path_in(mails()[0])
    client, here = Client(enforce_csrf_checks=True), f"{link}/share/{rows[0].id}"
    done = client.post(here, {"parts": ["name", "details"], "days": "7"})
    assert done.status_code == 303
    text = client.get(done.headers["Location"]).content.decode()
    holder = queries.holder_of(link.rpartition("/")[2])
    with queries.as_holder(holder.person_key_id):
        [share] = queries.shares(holder.person_key_id)
    assert share.text in text
    assert share.parts == ("name", "details")
    assert client.post(here, {"withdraw": str(share.id)}).status_code == 303
    assert client.post(here, {"parts": ["all"], "days": "7"}).status_code == 200
    assert client.post(here, {"withdraw": "x"}).status_code == 409
