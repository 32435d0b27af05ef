"""What others see through a share: as much as its holder chose, and nothing once it is over."""

import pytest
from django.test import Client

from pharos.common import clock
from pharos.issuing.holders import actions, queries, rules
from pharos.issuing.holders.queries import Holder
from pharos.issuing.models import ShareUse


@pytest.fixture
def holder(shown):
    row = shown.credentials["ge"]
    return Holder(row.issuer_id, row.person_key_id, row.id)


def made(holder, *parts):
    with queries.as_holder(holder.person_key_id):
        return actions.share(
            holder=holder, credential_id=holder.credential_id, parts=list(parts), days=30,
            now=clock.now(),
        )  # fmt: skip


def page(share, language="en"):
    return Client().get(f"/{language}/s/{rules.share_text(share.id)}")


def use(holder, share):
    with queries.as_holder(holder.person_key_id):
        return ShareUse.objects.get(share_id=share.id)


@pytest.mark.parametrize(
    ("parts", "shows", "hides"),
    [
        ([], ["Data analysis"], ["Levan", "2025", "/c/"]),
        (["name"], ["Levan"], ["2025", "/c/"]),
        (["details"], ["2025", "71"], ["Levan", "/c/"]),
        (["files"], ["Levan", "2025", "/c/"], []),
    ],
)
def test_a_share_shows_what_was_chosen_and_no_more(holder, parts, shows, hides):
    response = page(made(holder, *parts))
    text = response.content.decode().partition("<h1>")[2]
    assert response.status_code == 200
    assert [one for one in shows if one not in text] == []
    assert [one for one in hides if one in text] == []
    is_whole = "files" in parts
    assert (str(holder.credential_id) in response.content.decode()) == is_whole


def test_a_share_is_found_and_kept_by_nobody(holder):
    """OUT-07: no search engine, no cache, no cookie."""
    response = page(made(holder))
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_withdrawn_share_is_dead_at_once_and_later_looks_are_counted(holder):
    """PRV-04: the link shows nothing from this moment on."""
    share = made(holder)
    assert page(share).status_code == 200
    with queries.as_holder(holder.person_key_id):
        actions.withdraw(holder=holder, share_id=share.id, now=clock.now())
    response = page(share)
    assert response.status_code == 410
    assert "Data analysis" not in response.content.decode()
    assert (use(holder, share).opened, use(holder, share).refused) == (1, 1)


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_an_erased_award_is_shared_no_more(holder, shown, language):
    """PRV-01: the share outlives its subject as a plain page without content."""
    share = made(holder, "files")
    shown.erase("ge", holder.person_key_id)
    response = page(share, language)
    assert response.status_code == 410
    assert "Levan" not in response.content.decode()
