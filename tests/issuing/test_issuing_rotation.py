"""A key is followed by another while a batch is being issued; lists are published once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from keyacts import rotated
from moments import NOW

from pharos.common import settings as pharos_settings
from pharos.common import tenancy
from pharos.common.errors import Invalid, Unavailable
from pharos.core.dataintegrity import verify_signature
from pharos.core.multibase import decode_multikey
from pharos.issuing import actions, families, queries, rules, tasks
from pharos.issuing.models import Intent, Publication, StatusList, Template
from pharos.registry import actions as registry_actions
from pharos.registry.models import IssuerKey, SigningIntent


@pytest.fixture
def chunks_of_20(monkeypatch):
    mine = pharos_settings.settings().model_copy(update={"chunk_rows": 20})
    monkeypatch.setattr("pharos.awards.actions.batches.settings", lambda: mine)


def test_a_rotation_during_a_batch_leaves_no_row_without_exactly_one_key(issuers, chunks_of_20):
    """KEY-11: signed before, prepared before, prepared after: each by the key of its moment."""
    batch = issuers.confirmed()
    issuers.signed(issuers.prepared(batch, number=0))
    waiting = issuers.prepared(batch, number=1)
    later = NOW + timedelta(seconds=5)
    second = rotated(issuers, later)

    worker = issuers.worker("ge")

    def signed(intent):
        return tasks.sign_now(worker, intent, now=later, signer=issuers.signer)

    assert signed(waiting.id) is None, "it is prepared again, and its job comes once more"
    with tenancy.scope(worker):
        again = Intent.objects.get(batch_id=batch, number=1)
        assert (again.id, again.key_id) == (waiting.id, second.key_id)
        old = {row.index for row in rules.thaw(bytes(waiting.rows))}
        assert old.isdisjoint(row.index for row in rules.thaw(bytes(again.rows)))
        assert SigningIntent.objects.get(id=bytes(waiting.digests_of)).emptied_at == later
    assert signed(waiting.id) is not None
    last = issuers.in_scope("ge", actions.prepare, batch_id=batch, number=2, now=later)
    assert signed(last.id) is not None

    with tenancy.scope(worker):
        rows = queries.credentials_of_batch(issuers.owner("ge"), batch)
        keys = {one.key_id: one for one in IssuerKey.objects.filter(purpose="credentials")}
        used = dict(Template.objects.values_list("id", "key_id"))
        assert [used[row.template_id] == second.key_id for row in rows] == [False] * 20 + [
            True
        ] * 40
        for row in rows:
            key = keys[used[row.template_id]]
            assert key.active_from <= row.created
            assert key.active_until is None or row.created < key.active_until
            digest = families.load(row.template_id).signing_input(
                queries.made(row).values, queries.created_text(row.created)
            )
            verify_signature(digest, bytes(row.signature), decode_multikey(key.public)[1])


def test_a_provider_whose_key_is_retired_is_waited_for(issuers, chunks_of_20, monkeypatch):
    """KEY-11: without any key the job comes again; nothing is refused and nothing lost."""
    batch = issuers.confirmed()
    waiting = issuers.prepared(batch, number=0)
    later = NOW + timedelta(seconds=1)
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        registry_actions.retire_key(key_id=issuers.keys["ge"].key_id, by=by, now=later)
    with pytest.raises(Invalid) as missing:
        tasks.sign_now(issuers.worker("ge"), waiting.id, now=later, signer=issuers.signer)
    assert missing.value.code == "issuer_key_missing"
    monkeypatch.setattr(tasks, "SignerClient", lambda: issuers.signer)
    monkeypatch.setattr(tasks.clock, "now", lambda: later)
    with pytest.raises(Unavailable):
        tasks.sign(issuers.worker("ge"), intent=waiting.id)
    second = rotated(issuers, later + timedelta(seconds=1))
    at = later + timedelta(seconds=2)
    worker = issuers.worker("ge")
    assert tasks.sign_now(worker, waiting.id, now=at, signer=issuers.signer) is None
    assert tasks.sign_now(worker, waiting.id, now=at, signer=issuers.signer) is not None
    with tenancy.scope(worker):
        assert Intent.objects.get(id=waiting.id).key_id == second.key_id


def test_two_who_publish_a_list_at_once_publish_it_once(issuers):
    row = issuers.issued()[0]
    worker = issuers.worker("ge")
    with tenancy.scope(worker):
        pending = [
            actions.intend_publication(list_id=row.list_id, by=worker, now=NOW) for _ in range(2)
        ]
    assert pending[0].intent == pending[1].intent
    with tenancy.scope(worker):
        first = actions.publish(pending=pending[0], by=worker, now=NOW, signer=issuers.signer)
    with tenancy.scope(worker):
        second = actions.publish(pending=pending[1], by=worker, now=NOW, signer=None)
        assert {one.id for one in first} == {one.id for one in second}
        assert Publication.objects.count() == 2


def test_two_first_chunks_at_once_open_one_list(committed_issuers, chunks_of_20):
    """REL-01: neither of two workers loses the race for the issuer's first list."""
    issuers = committed_issuers
    batch = issuers.confirmed()
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda number: issuers.prepared(batch, number=number), range(3)))
    assert {one.list_id for one in made} == {made[0].list_id}
    with tenancy.scope(issuers.worker("ge")):
        assert StatusList.objects.count() == 1
