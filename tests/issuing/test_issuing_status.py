"""Revoked for good, suspended, given back by two; and the lists that tell everybody."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from moments import NOW

from pharos.awards.models import Award
from pharos.common import personkeys, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.core import dataintegrity, statuslist, strict
from pharos.core.commitments import Kind, commitment, digest, status_statement
from pharos.issuing import actions, queries, rules, tasks
from pharos.issuing.models import (
    Counter,
    Credential,
    Publication,
    StatusChange,
    StatusList,
)
from pharos.registry.models import LogChunk

REASON = "error_in_data"


def refused_with(code, kind=DomainError):
    return pytest.raises(kind, check=lambda error: error.code == code)


@pytest.fixture
def row(issuers):
    return issuers.issued()[0]


def act(issuers, who, action, *, now=NOW, **facts):
    with tenancy.scope(issuers.world.actor(f"{who}-ge")) as by:
        return action(by=by, now=now, **facts)


def revoke(issuers, row, **facts):
    return act(issuers, "head", actions.revoke, credential_id=row.id, reason=REASON, **facts)


def suspend(issuers, row, **facts):
    return act(
        issuers,
        "registrar",
        actions.suspend,
        credential_id=row.id,
        reason="under_investigation",
        **facts,
    )


def propose(issuers, row, who="registrar"):
    return act(issuers, who, actions.propose_reinstatement, credential_id=row.id, reason="cleared")


def reinstate(issuers, change, who="head"):
    later = NOW + timedelta(minutes=1)
    return act(issuers, who, actions.reinstate, change_id=change.id, now=later)


def seen(issuers, row):
    """State, bit of revocation, bit of suspension, state of the award."""
    with tenancy.scope(issuers.worker("ge")):
        now = queries.credential(row.id)
        bits = StatusList.objects.get(id=row.list_id)
        award = Award.objects.get(id=row.award_id)
        place = row.status_index
        return (
            now.state,
            rules.is_set(bytes(bits.revoked), place),
            rules.is_set(bytes(bits.suspended), place),
            award.state,
        )


def publish(issuers, row, *, now=NOW):
    return tasks.publish_now(issuers.worker("ge"), row.list_id, now=now, signer=issuers.signer)


# --- acts ---------------------------------------------------------------------------------


def test_a_revocation_reaches_list_award_log_and_counter(issuers, row):
    assert seen(issuers, row) == ("valid", False, False, "confirmed")
    change = revoke(issuers, row, note="Wrong programme.")
    assert seen(issuers, row) == ("revoked", True, False, "revoked")
    with tenancy.scope(issuers.worker("ge")):
        assert Counter.objects.get(act="revoke").count == 1
        statement = status_statement(
            Kind.REVOKE,
            credential_id=f"urn:uuid:{row.id}",
            reason=REASON,
            at=strict.format_instant(NOW),
        )
        salt = queries.salt_of(row, personkeys.read(row.person_key_id))
        leaf = LogChunk.objects.get(id=change.log_chunk_id)
        assert bytes(leaf.leaves) == commitment(Kind.REVOKE, salt, digest(statement))
        assert [one.note for one in queries.changes(row.id)] == ["Wrong programme."]


def test_revoking_twice_is_refused(issuers, row):
    revoke(issuers, row)
    with refused_with("already_revoked", Conflict):
        revoke(issuers, row)
    with refused_with("already_revoked", Conflict):
        suspend(issuers, row)


def test_a_revocation_cannot_be_undone_by_anybody(issuers, row):
    """STA-07: revocation is one-way in the database; no code and no grant clears the bit."""
    revoke(issuers, row)
    with tenancy.scope(issuers.worker("ge")):
        mine = Credential.objects.filter(id=row.id)
        with pytest.raises(DatabaseError, match="revocation_one_way"), transaction.atomic():
            mine.update(state="valid")
        bits = StatusList.objects.get(id=row.list_id)
        cleared = rules.with_places(bytes(bits.revoked), [row.status_index], False)
        with pytest.raises(DatabaseError, match="revocation_one_way"), transaction.atomic():
            StatusList.objects.filter(id=row.list_id).update(
                revoked=cleared, version=bits.version + 1
            )
        with pytest.raises(DatabaseError, match="status_version"), transaction.atomic():
            StatusList.objects.filter(id=row.list_id).update(version=bits.version)


def test_a_state_without_an_act_is_refused_by_the_database(issuers, row):
    with tenancy.scope(issuers.worker("ge")):
        for state in ("revoked", "suspended"):
            with pytest.raises(DatabaseError, match="status_without_act"), transaction.atomic():
                Credential.objects.filter(id=row.id).update(state=state)


def test_a_suspension_is_lifted_by_two_persons(issuers, row):
    """STA-07: one may suspend, two must give back, and the bit of the suspension is cleared."""
    suspend(issuers, row)
    assert seen(issuers, row) == ("suspended", False, True, "suspended")
    change = propose(issuers, row)
    assert seen(issuers, row) == ("suspended", False, True, "suspended")
    reinstate(issuers, change)
    assert seen(issuers, row) == ("valid", False, False, "confirmed")
    with tenancy.scope(issuers.worker("ge")):
        assert [one.act for one in queries.changes(row.id)] == ["suspend", "reinstate"]


def test_whoever_proposed_does_not_reinstate(issuers, row):
    suspend(issuers, row)
    change = propose(issuers, row, who="head")
    with refused_with("second_person_needed", NotAllowed):
        reinstate(issuers, change, who="head")
    with tenancy.scope(issuers.worker("ge")):
        mine = StatusChange.objects.filter(id=change.id)
        with (
            pytest.raises(IntegrityError, match="reinstated_by_two"),
            transaction.atomic(),
        ):
            mine.update(done_at=NOW, step=9, log_chunk_id=1)


def test_a_second_proposal_waits_for_the_first(issuers, row):
    suspend(issuers, row)
    propose(issuers, row)
    with refused_with("reinstatement_waits", Conflict):
        propose(issuers, row)


def test_what_is_not_suspended_is_not_reinstated(issuers, row):
    with refused_with("not_suspended", Conflict):
        propose(issuers, row)
    suspend(issuers, row)
    with refused_with("already_suspended", Conflict):
        suspend(issuers, row)
    change = propose(issuers, row)
    revoke(issuers, row)
    with refused_with("already_revoked", Conflict):
        reinstate(issuers, change)


def test_a_suspended_credential_can_be_revoked(issuers, row):
    suspend(issuers, row)
    revoke(issuers, row)
    assert seen(issuers, row) == ("revoked", True, True, "revoked")


def test_only_known_reasons_are_given(issuers, row):
    with refused_with("status_reason_unknown", Invalid):
        act(issuers, "head", actions.revoke, credential_id=row.id, reason="because")
    with refused_with("status_reason_unknown", Invalid):
        act(issuers, "registrar", actions.suspend, credential_id=row.id, reason=REASON)


def test_a_registrar_does_not_revoke(issuers, row):
    with pytest.raises(NotAllowed):
        act(issuers, "registrar", actions.revoke, credential_id=row.id, reason=REASON)
    assert seen(issuers, row)[0] == "valid"


def test_another_provider_finds_nothing(issuers, row):
    """AUT-01: a credential of another provider is not there."""
    with (
        tenancy.scope(issuers.world.actor("head-am")) as by,
        refused_with("credential_unknown", NotFound),
    ):
        actions.revoke(credential_id=row.id, reason=REASON, by=by, now=NOW)


def test_an_erased_persons_credential_can_still_be_revoked(issuers, row):
    with tenancy.scope(issuers.worker("ge")):
        personkeys.destroy(row.person_key_id, now=NOW)
    revoke(issuers, row)
    assert seen(issuers, row)[:2] == ("revoked", True)


def test_the_counters_of_acts_are_made_again(issuers, row):
    suspend(issuers, row)
    revoke(issuers, row)
    with tenancy.scope(issuers.worker("ge")):
        assert {c.act: c.count for c in Counter.objects.all()} == {
            "issue": 60, "suspend": 1, "revoke": 1,
        }  # fmt: skip
        assert actions.recount(issuers.owner("ge")) == 0


# --- published lists ----------------------------------------------------------------------


def test_lists_are_signed_by_the_issuer_and_served_as_files(issuers, row, own_state):
    made = publish(issuers, row)
    assert [one.purpose for one in made] == ["revocation", "suspension"]
    public = issuers.signer.public_key("ge")
    for one in made:
        document = json.loads(bytes(one.document))
        dataintegrity.verify_proof(document, document["proof"][0], public)
        assert document["issuer"] == issuers.keys["ge"].key_id.partition("#")[0]
        assert document["id"].endswith(f"/status/{one.purpose}/{row.list_id}")
        assert (document["validFrom"], document["validUntil"]) == (
            strict.format_instant(NOW),
            strict.format_instant(NOW + timedelta(days=7)),
        )


def test_files_are_written_when_the_publication_is_committed(committed_issuers, own_state):
    """STA-09: one static list for everybody; the fetch carries no credential's number."""
    issuers = committed_issuers
    row = issuers.issued()[0]
    made = publish(issuers, row)
    for one in made:
        file = own_state / "published" / "status" / one.purpose / str(row.list_id)
        assert file.read_bytes() == bytes(one.document)
    revoke(issuers, row)
    [newer, _] = publish(issuers, row, now=NOW + timedelta(seconds=1))
    file = own_state / "published" / "status" / "revocation" / str(row.list_id)
    assert file.read_bytes() == bytes(newer.document)
    document = json.loads(file.read_bytes())
    bits = statuslist.read(document, purpose="revocation")
    assert statuslist.get(bits, row.status_index)


def test_each_purpose_has_its_own_answer(issuers, row):
    """STA-06: a suspension turns no bit of the revocation list, nor the reverse."""
    suspend(issuers, row)
    revocation, suspension = (json.loads(bytes(one.document)) for one in publish(issuers, row))
    assert not statuslist.get(statuslist.read(revocation, purpose="revocation"), row.status_index)
    assert statuslist.get(statuslist.read(suspension, purpose="suspension"), row.status_index)


def test_lists_begin_with_decoys(issuers, row):
    """STA-08: the set bits of a list without any revocation tell no number of revocations."""
    [revocation, suspension] = publish(issuers, row)
    for one, (least, most) in (
        (revocation, rules.REVOKED_DECOYS),
        (suspension, rules.SUSPENDED_DECOYS),
    ):
        document = json.loads(bytes(one.document))
        bits = statuslist.read(document, purpose=one.purpose)
        assert least <= sum(byte.bit_count() for byte in bits) <= most
        assert len(bits) * 8 == rules.LIST_PLACES


def test_nothing_new_is_not_published_again(issuers, row):
    assert len(publish(issuers, row)) == 2
    assert publish(issuers, row) == []
    assert publish(issuers, row, now=NOW + timedelta(hours=23)) == []
    assert len(publish(issuers, row, now=NOW + timedelta(hours=25))) == 2


def test_a_newer_list_has_a_higher_version(issuers, row):
    """STA-04: versions only grow, so an old list is told from a new one."""
    [before, _] = publish(issuers, row)
    revoke(issuers, row)
    [after, _] = publish(issuers, row)
    assert after.version == before.version + 1
    with tenancy.scope(issuers.worker("ge")):
        assert queries.publication(row.list_id, "revocation").version == after.version
        assert {one.version for one in queries.newest_publications()} == {after.version}


def test_a_publication_renews_itself_the_next_day(issuers, row):
    publish(issuers, row)
    with connection.cursor() as cursor:
        cursor.execute(
            "select scheduled_at from procrastinate_jobs where task_name = 'issuing.publish'"
            " and scheduled_at is not null"
        )
        assert cursor.fetchall() == [(NOW + timedelta(days=1),)]


def test_anybody_reads_the_lists(committed_issuers, own_state):
    issuers = committed_issuers
    row = issuers.issued()[0]
    publish(issuers, row)
    with tenancy.scope(ANONYMOUS):
        assert Publication.objects.count() == 2
        assert queries.publication(row.list_id, "suspension")
        with refused_with("status_list_unknown", NotFound):
            queries.publication(row.list_id + 1, "suspension")
