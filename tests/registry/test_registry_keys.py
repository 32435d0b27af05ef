"""Keys: proposed by one, approved by another, one at a time, and every step a leaf of the log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from registrybodies import NOW, approved, made, provider, somebody

from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.core.commitments import Kind
from pharos.core.did import KeyState
from pharos.organisations import actions as organisations
from pharos.registry import actions, queries
from pharos.registry.models import Entry, IssuerKey
from pharos.registry.rules import KeyAct

pytestmark = pytest.mark.usefixtures("db_world")


def test_two_persons_make_a_key_that_signs(signer, academy, registrar, head):
    key = approved(made(signer, academy, registrar), head)
    assert key.key_id == f"did:web:localhost%3A8000:providers:academy#{key.public}"
    with tenancy.scope(head):
        assert queries.active_key(academy.id) == key
        entry = Entry.objects.get(kind=int(Kind.KEY))
        assert entry.statement["key"] == key.key_id
        assert entry.statement["state"] == "active"
        assert key.public in str(queries.did_document(academy))


def test_a_proposed_key_is_not_published(signer, academy, registrar, head):
    """KEY-08: one person alone makes no key that signs or that others would believe."""
    key = made(signer, academy, registrar)
    with tenancy.scope(head), pytest.raises(Invalid) as refused:
        queries.active_key(academy.id)
    assert refused.value.code == "issuer_key_missing"
    assert key.public not in str(queries.did_document(academy))


def test_the_proposer_cannot_approve(signer, academy, registrar):
    """AUT-06: refused by the role, by the rule, and by the database."""
    key = made(signer, academy, registrar)
    with tenancy.scope(registrar), pytest.raises(NotAllowed):
        actions.approve_key(key_id=key.key_id, by=registrar, now=NOW)
    both = Actor(
        person_id=registrar.person_id,
        organisation_id=academy.id,
        roles=frozenset({"registrar", "head"}),
    )
    with tenancy.scope(both), pytest.raises(NotAllowed) as refused:
        actions.approve_key(key_id=key.key_id, by=both, now=NOW)
    assert refused.value.code == "second_person_needed"
    with tenancy.scope(both), pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.filter(id=key.id).update(
            state="active", approved_by=registrar.person_id, active_from=NOW
        )


def test_a_new_key_retires_the_old_one_at_the_same_instant(signer, academy, registrar, head):
    """KEY-01, KEY-11: each moment has one key; the old one stays in the document."""
    old = approved(made(signer, academy, registrar), head)
    later = NOW + timedelta(days=400)
    new = approved(made(signer, academy, registrar), head, later)
    history = queries.key_history(academy.id)
    assert [(k.id, k.state, k.active_from, k.active_until) for k in history] == [
        (old.key_id, KeyState.RETIRED, NOW, later),
        (new.key_id, KeyState.ACTIVE, later, None),
    ]
    document = str(queries.did_document(academy))
    assert old.public in document
    assert new.public in document


def test_somebody_elses_key_is_refused(signer, platform, academy, registrar, head):
    """KEY-06, KEY-07: possession is shown for the very organisation, and a key is used once."""
    key = approved(made(signer, academy, registrar), head)
    other = provider(platform, "college")
    thief = somebody(other, "registrar")
    proof = signer.prove_possession(key.public, b"\1" * 64)
    with tenancy.scope(thief), pytest.raises(Invalid) as refused:
        actions.propose_key(
            organisation=other, purpose="credentials", public=key.public, proof=proof, by=thief
        )
    assert refused.value.code == "key_possession"
    from pharos.registry.rules import possession_challenge

    challenge = possession_challenge(organisation_id=str(other.id), public=key.public)
    proof = signer.prove_possession(key.public, challenge)
    with tenancy.scope(thief), pytest.raises(Conflict) as known:
        actions.propose_key(
            organisation=other, purpose="credentials", public=key.public, proof=proof, by=thief
        )
    assert known.value.code == "key_known"


def test_a_compromised_key_leaves_the_methods_that_assert(signer, academy, registrar, head):
    """KEY-03: what was logged before the instant keeps counting; the key itself does not."""
    key = approved(made(signer, academy, registrar), head)
    since, now = NOW + timedelta(days=5), NOW + timedelta(days=9)
    act = KeyAct.COMPROMISED
    with tenancy.scope(registrar):
        actions.propose_key_act(key_id=key.key_id, act=act, since=since, by=registrar, now=now)
    assert queries.key(key.key_id).state == "active"
    with tenancy.scope(head):
        actions.approve_key_act(key_id=key.key_id, act=act, by=head, now=now)
        document = queries.did_document(academy)
    (entry,) = queries.key_history(academy.id)
    assert (entry.state, entry.compromised_at) == (KeyState.COMPROMISED, since)
    assert key.key_id not in document["assertionMethod"]


@pytest.mark.parametrize("target", ["proposed", "active"])
def test_no_step_leads_back(signer, academy, registrar, head, target):
    key = approved(made(signer, academy, registrar), head)
    with tenancy.scope(head):
        actions.retire_key(key_id=key.key_id, by=head, now=NOW + timedelta(days=1))
    with tenancy.scope(head), pytest.raises(Conflict) as refused:
        actions.approve_key(key_id=key.key_id, by=head, now=NOW + timedelta(days=2))
    assert refused.value.code == "key_state"
    assert target not in {str(k.state) for k in queries.key_history(academy.id)}


def test_a_did_never_changes(signer, platform, academy, registrar, head):
    """Whatever the organisation becomes later, its DID is the one its keys stand under."""
    before = queries.did_of(academy)
    approved(made(signer, academy, registrar), head)
    with tenancy.scope(somebody(platform, "officer")) as by:
        organisations.add_kind(
            by=by, organisation_id=academy.id, kind="qa_agency", since=NOW.date()
        )
        organisations.end_kind(
            by=by,
            organisation_id=academy.id,
            kind="company_academy",
            until=NOW.date() + timedelta(days=1),
        )
    assert queries.did_of(academy) == before
    assert queries.did_of(platform) == "did:web:localhost%3A8000"
