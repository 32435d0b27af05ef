"""From confirmed awards to credentials: prepared, signed, made again; and what is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256

import pytest
from chunkacts import awards_of, jobs_named, of_batch, refused_with
from django.db import DatabaseError, connection, transaction
from moments import NOW

from pharos.awards import actions as award_actions
from pharos.awards import queries as awards
from pharos.awards.models import Batch
from pharos.common import personkeys, tenancy
from pharos.common.errors import Invalid, NotAllowed, NotFound, Unavailable
from pharos.common.events import verify_rows
from pharos.core import dataintegrity, merkle
from pharos.core.commitments import Kind, commitment
from pharos.core.lint import Finding
from pharos.core.lint.openbadges import _validator
from pharos.core.openbadges import annex_one, missing_elements
from pharos.issuing import actions, linting, queries, rules, tasks
from pharos.issuing.models import Chunk, Counter, Credential, Intent, StatusPool, Template
from pharos.organisations import actions as organisations
from pharos.organisations.models import Mandate
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.models import LogChunk, SigningIntent

# --- the whole way ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "programme", "nation", "rows"),
    [
        ("teachers.csv", "teacher-course", "am", 120),
        ("data-analysts.csv", "data-analysis", "ge", 60),
    ],
)
def test_a_roster_becomes_credentials_that_strangers_verify(issuers, name, programme, nation, rows):
    batch = issuers.confirmed(name, programme, nation)
    intent = issuers.prepared(batch, nation)
    chunk = issuers.signed(intent, nation)
    public = issuers.signer.public_key(nation)
    with tenancy.scope(issuers.worker(nation)):
        made = [queries.made(row) for row in of_batch(issuers, batch, nation)]
        assert len(made) == chunk.count == rows
        for one in made[::10]:
            document = json.loads(one.document)
            [proof] = document["proof"]
            dataintegrity.verify_proof(document, proof, public)
            assert list(_validator().iter_errors(document)) == []
            assert missing_elements(document) == []
        batch_row = Batch.objects.get(id=batch)
        assert (batch_row.state, batch_row.issued, batch_row.refused) == ("done", rows, 0)
        assert len({one.credential.id for one in made}) == rows
        assert len({one.credential.status_index for one in made}) == rows
        assert {one.credential.id.version for one in made} == {4}


def test_the_document_says_what_the_award_says(issuers):
    rows = issuers.issued("teachers.csv", "teacher-course", nation="am")
    with tenancy.scope(issuers.worker("am")):
        chunk = awards.chunk(issuers.owner("am"), Chunk.objects.get().batch_id, 0)
        by_award = {row.award_id: queries.made(row) for row in rows}
        for one in chunk:
            document = json.loads(by_award[one.award_id].document)
            found = annex_one(document)
            assert found["M1"]["name"] == one.person.name.native
            assert found["M1"].get("ext:latinName", "") == one.person.name.latin
            assert document["awardedDate"] == f"{one.award_date.isoformat()}T00:00:00+04:00"
            assert found["O3"]["grade"] == one.grade
            assert found["O2"] == [one.identity_check]
            assert "national" not in json.dumps(document)
        assert document["credentialSubject"]["creditsEarned"] == 30


def test_every_leaf_of_the_log_is_that_of_its_credential(issuers):
    rows = issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        chunk = LogChunk.objects.get(id=rows[0].log_chunk_id)
        entries = bytes(chunk.leaves)
        ciphers = personkeys.read_many(row.person_key_id for row in rows)
        for row in rows:
            salt = queries.salt_of(row, ciphers[row.person_key_id])
            found = entries[32 * row.log_position : 32 * row.log_position + 32]
            assert found == commitment(Kind.ISSUE, salt, bytes(row.identity))
        # the order of the leaves tells nothing about the order of the roster
        assert [row.log_position for row in rows] != list(range(60))
    assert chunk.kind == Kind.ISSUE
    assert chunk.count == 60
    assert merkle.leaf_hash(entries[:32])


def test_one_event_a_chunk_accounts_for_every_row(issuers):
    rows = issuers.issued()
    with tenancy.scope(issuers.worker("ge")), connection.cursor() as cursor:
        cursor.execute("select count, digest from common_event where entity = 'issuing_credential'")
        [(count, digest)] = cursor.fetchall()
    assert count == 60
    assert bytes(digest) == sha256(b"".join(bytes(row.identity) for row in rows)).digest()


def test_intents_are_emptied_and_counters_fed(issuers):
    issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        intent = Intent.objects.get()
        assert (bytes(intent.rows), intent.emptied_at) == (b"", NOW)
        assert bytes(SigningIntent.objects.get(kind="credentials").digests) == b""
        counters = {(c.month.isoformat(), c.act): c.count for c in Counter.objects.all()}
        assert counters == {("2025-07-01", "issue"): 60}
        assert actions.recount(issuers.owner("ge")) == 0
        Counter.objects.update(count=3)
        assert actions.recount(issuers.owner("ge")) == 1
        assert {c.count for c in Counter.objects.all()} == {60}


def test_the_status_list_is_published_after_the_first_chunk(issuers):
    rows = issuers.issued()
    assert [job["list_id"] for job in jobs_named("issuing.publish")] == [rows[0].list_id]


# --- doing it again -----------------------------------------------------------------------


def test_preparing_again_answers_the_same_intent(issuers):
    batch = issuers.confirmed()
    first, second = issuers.prepared(batch), issuers.prepared(batch)
    assert first.id == second.id
    with tenancy.scope(issuers.worker("ge")):
        assert SigningIntent.objects.filter(kind="credentials").count() == 1
    assert len(jobs_named("issuing.sign")) == 1


def test_signing_again_ends_well_and_changes_nothing(issuers):
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    assert issuers.signed(intent) is not None
    assert issuers.signed(intent) is None
    assert len(of_batch(issuers, batch)) == 60


def test_two_workers_sign_one_chunk_once(committed_issuers):
    """REL-12: a chunk taken again while its worker still lives has a single effect."""
    issuers = committed_issuers
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: issuers.signed(intent), range(2)))
    assert sorted(one is None for one in done) == [False, True]
    rows = of_batch(issuers, batch)
    assert len(rows) == 60
    with tenancy.scope(issuers.worker("ge")):
        assert Chunk.objects.count() == 1
        assert LogChunk.objects.filter(kind=Kind.ISSUE).count() == 1
    assert verify_rows(entities=("issuing_credential",)) == []


def test_an_unknown_intent_is_not_found(issuers):
    batch = issuers.confirmed()
    with refused_with("issuing_intent_unknown", NotFound):
        tasks.sign_now(issuers.worker("ge"), batch, now=NOW, signer=issuers.signer)


# --- the gate, twice ----------------------------------------------------------------------


def revoke_mandate(issuers, nation="ge"):
    with tenancy.scope(issuers.world.actor(f"head-{nation}")) as by:
        mandate = Mandate.objects.get(organisation_id=issuers.owner(nation))
        organisations.revoke_mandate(by=by, mandate_id=mandate.id, reason="It ended.", now=NOW)


def test_without_a_mandate_nothing_is_prepared(issuers):
    batch = issuers.confirmed()
    revoke_mandate(issuers)
    assert issuers.prepared(batch) is None
    found = awards_of(issuers, batch).values()
    assert {(one.state, one.state_because) for one in found} == {("refused", "mandate_missing")}
    with tenancy.scope(issuers.worker("ge")):
        assert not SigningIntent.objects.filter(kind="credentials").exists()
        assert not StatusPool.objects.exists()
        assert Batch.objects.get(id=batch).state == "partly"


def test_an_accreditation_that_ended_before_signing_stops_the_award(issuers):
    """ISS-01: the gate is asked again in the transaction that signs, and nothing is signed."""
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    revoke_mandate(issuers)
    asked = []
    issuers.signer.sign_many = lambda *a, **k: asked.append(a)  # never called
    assert issuers.signed(intent) is None
    assert asked == []
    assert of_batch(issuers, batch) == []
    assert {one.state for one in awards_of(issuers, batch).values()} == {"refused"}
    with tenancy.scope(issuers.worker("ge")):
        assert not Chunk.objects.exists()
        assert not LogChunk.objects.filter(kind=Kind.ISSUE).exists()
        assert Intent.objects.get().emptied_at is not None


def test_other_rows_go_on_when_one_is_stopped_at_signing(issuers):
    """ISS-01: one row is stopped between preparing and signing; the others keep their ids."""
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    with tenancy.scope(issuers.worker("ge")):
        prepared = rules.thaw(bytes(Intent.objects.get().rows))
    stopped = prepared[17]
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        award_actions.move_award(award_id=stopped.award, to="revoked", because="error", by=by)
    assert issuers.signed(intent) is None, "made smaller first, so that only the rest is signed"
    assert len(jobs_named("issuing.sign")) == 2
    assert issuers.signed(intent) is not None
    rows = of_batch(issuers, batch)
    kept = [row for row in prepared if row.award != stopped.award]
    assert [row.id for row in rows] == [row.credential for row in kept]
    assert [row.status_index for row in rows] == [row.index for row in kept]
    with tenancy.scope(issuers.worker("ge")):
        for row in rows[15:20]:
            queries.made(row)


def test_a_person_erased_between_the_two_is_not_issued_to(issuers):
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    with tenancy.scope(issuers.worker("ge")):
        [first, *_] = rules.thaw(bytes(Intent.objects.get().rows))
        personkeys.destroy(first.person_key, now=NOW)
    assert issuers.signed(intent) is None
    assert issuers.signed(intent) is not None
    assert len(of_batch(issuers, batch)) == 59
    stopped = awards_of(issuers, batch)[first.award]
    assert (stopped.state, stopped.state_because) == ("refused", "person_erased")


def test_a_person_erased_before_preparing_is_refused(issuers):
    batch = issuers.confirmed()
    with tenancy.scope(issuers.worker("ge")):
        first = awards.chunk(issuers.owner("ge"), batch, 0)[0]
        personkeys.destroy(first.person_key_id, now=NOW)
    issuers.prepared(batch)
    assert awards_of(issuers, batch)[first.award_id].state_because == "person_erased"


def test_without_a_key_nothing_is_prepared(issuers):
    batch = issuers.confirmed()
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        registry_actions.retire_key(
            key_id=issuers.keys["ge"].key_id, by=by, now=NOW + timedelta(seconds=1)
        )
    with refused_with("issuer_key_missing", Invalid):
        issuers.prepared(batch)


def test_an_edit_after_the_approval_changes_nothing(issuers):
    """ISS-05: what is signed is the pinned version; a template never changes."""
    rows = issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        body = bytes(Template.objects.get().body)
        assert sha256(body).digest() == bytes(Template.objects.get().digest)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Template.objects.update(body=b"another")
        with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
            Credential.objects.filter(id=rows[0].id).update(plain="[]")


# --- the lint -----------------------------------------------------------------------------


def test_a_row_that_the_lint_stops_stays_unsigned(issuers, monkeypatch):
    """ISS-07: the row ends with the code of the lint; the signer never sees its digest."""
    batch = issuers.confirmed()
    real, stopped = linting.findings, []

    def findings(template, values, created):
        if not stopped:
            stopped.append(values)
            return [Finding("annex.complete", "M6 is missing")]
        return real(template, values, created)

    monkeypatch.setattr(linting, "findings", findings)
    intent = issuers.prepared(batch)
    issuers.signed(intent)
    assert len(of_batch(issuers, batch)) == 59
    refused = [one for one in awards_of(issuers, batch).values() if one.state == "refused"]
    assert [one.state_because for one in refused] == ["lint_failed"]


def test_one_document_of_each_template_is_linted_whole(issuers, monkeypatch):
    seen = []
    monkeypatch.setattr(linting, "_passed", set())
    monkeypatch.setattr(linting, "lint", lambda document: seen.append(document) or [])
    issuers.prepared(issuers.confirmed())
    templates = len(linting._passed)
    assert len(seen) == templates >= 1


def test_a_template_that_did_not_pass_is_linted_again(issuers, monkeypatch):
    """ISS-07: what the lint stops is remembered as nothing; the next document is judged too."""
    monkeypatch.setattr(linting, "_passed", set())
    monkeypatch.setattr(linting, "lint", lambda document: [Finding("annex.complete", "M6")])
    batch = issuers.confirmed()
    assert issuers.prepared(batch) is None
    assert not linting._passed
    assert {one.state_because for one in awards_of(issuers, batch).values()} == {"lint_failed"}


# --- the signer ---------------------------------------------------------------------------


class MixedUp:
    """A signer whose answers come in another order."""

    def __init__(self, signer):
        self.signer = signer

    def sign_many(self, digests, *, key_id, intent):
        return self.signer.sign_many(list(reversed(digests)), key_id=key_id, intent=intent)


def test_mixed_up_answers_of_the_signer_stop_everything(committed_issuers):
    """ISS-09: a signature of another payload voids the chunk and stops the queue."""
    issuers = committed_issuers
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    with refused_with("signature_mismatch", Unavailable):
        tasks.sign_now(issuers.worker("ge"), intent.id, now=NOW, signer=MixedUp(issuers.signer))
    assert of_batch(issuers, batch) == []
    with tenancy.scope(issuers.worker("ge")):
        assert registry.issuing_is_stopped()
        assert not Chunk.objects.exists()
    with refused_with("issuing_stopped", Unavailable):
        issuers.signed(intent)


def test_the_stop_holds_signing_and_not_verifying(issuers):
    """ISS-10: with the stop on nothing is signed, what was signed is given out; two lift it."""
    rows = issuers.issued()
    batch = issuers.confirmed("teachers.csv", "teacher-course", "am")
    intent = issuers.prepared(batch, "am")
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        registry_actions.stop_issuing(reason="A drill.", by=by)
    with refused_with("issuing_stopped", Unavailable):
        issuers.signed(intent, "am")
    with tenancy.scope(issuers.worker("ge")):
        assert queries.document(rows[0].id)
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        registry_actions.propose_lift(by=by, now=NOW)
        with refused_with("second_person_needed", NotAllowed):
            registry_actions.lift_stop(by=by, now=NOW)
    with tenancy.scope(issuers.world.actor("head-am")) as by:
        registry_actions.lift_stop(by=by, now=NOW)
    assert issuers.signed(intent, "am") is not None


def test_a_document_that_changed_since_it_was_prepared_is_noticed(issuers, monkeypatch):
    batch = issuers.confirmed()
    intent = issuers.prepared(batch)
    from pharos.issuing.actions import signing

    monkeypatch.setattr(rules, "RECOMPUTED", 10)
    monkeypatch.setattr(signing, "_general", lambda *_: bytes(32))
    with refused_with("document_mismatch", Unavailable):
        issuers.signed(intent)
