"""Places in status lists are given once; documents are made again byte for byte, or not at all."""

import json
from itertools import pairwise

import psycopg
import pytest
from chunkacts import refused_with
from django.db import DatabaseError, transaction
from moments import NOW

from pharos.common import personkeys, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.events import verify_rows
from pharos.core import dataintegrity
from pharos.issuing import actions, families, queries, rules
from pharos.issuing.models import Credential, StatusPool
from pharos.registry.models import LogChunk

# --- places in status lists ---------------------------------------------------------------


def test_places_are_random_and_never_given_twice(issuers):
    """STA-08: the order of issue and the place in the list have nothing to do with each other."""
    rows = issuers.issued("teachers.csv", "teacher-course", nation="am")
    places = [row.status_index for row in rows]
    rising = sum(a < b for a, b in pairwise(places))
    assert 30 < rising < 90
    assert max(places) - min(places) > rules.LIST_PLACES // 2
    with tenancy.scope(issuers.worker("am")):
        taken = bytes(StatusPool.objects.get().taken)
        assert all(rules.is_set(taken, place) for place in places)


def test_a_place_stays_taken_after_erasure(issuers):
    """STA-10: nobody takes a place back, not even the code."""
    rows = issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        personkeys.destroy(rows[0].person_key_id, now=NOW)
        pool = StatusPool.objects.get()
        assert rules.is_set(bytes(pool.taken), rows[0].status_index)
        freed = rules.with_places(bytes(pool.taken), [rows[0].status_index], False)
        with pytest.raises(DatabaseError, match="place_given_twice"), transaction.atomic():
            StatusPool.objects.update(taken=freed)


def test_a_full_list_is_followed_by_another(issuers):
    issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        StatusPool.objects.update(free=rules.RESERVE)
        given = actions.preparing.places.give(issuers.owner("ge"), 10)
        assert given.status_list.number == 2
        assert StatusPool.objects.count() == 2


# --- making documents again ---------------------------------------------------------------


def test_a_document_is_made_again_with_an_empty_cache(issuers):
    rows = issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        first = queries.document(rows[0].id)
        families.load.cache_clear()
        assert queries.document(rows[0].id) == first


def test_whoever_has_the_link_reads_that_one_document(committed_issuers):
    issuers = committed_issuers
    rows = issuers.issued()
    with tenancy.scope(ANONYMOUS, capability=rows[0].id):
        assert json.loads(queries.document(rows[0].id))["id"] == f"urn:uuid:{rows[0].id}"
        assert Credential.objects.count() == 1
        with refused_with("credential_unknown", NotFound):
            queries.document(rows[1].id)
    with tenancy.scope(ANONYMOUS), refused_with("credential_unknown", NotFound):
        queries.document(rows[0].id)
    with tenancy.scope(issuers.worker("am")):
        assert Credential.objects.count() == 0


def test_an_erased_person_has_no_document_but_log_and_status_stay(issuers):
    """PRV-01: after the erasure nobody can read the name; the leaf and the place remain."""
    rows = issuers.issued()
    with tenancy.scope(issuers.worker("ge")):
        personkeys.destroy(rows[0].person_key_id, now=NOW)
        with refused_with("person_erased"):
            queries.document(rows[0].id)
        row = queries.credential(rows[0].id)
        assert (row.state, row.status_index) == ("valid", rows[0].status_index)
        assert LogChunk.objects.get(id=row.log_chunk_id).count == 60


def test_a_row_changed_by_hand_gives_no_document(committed_issuers, database):
    """LOG-04: leaves that no longer give the identity are never served."""
    issuers = committed_issuers
    rows = issuers.issued()
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(
            "update issuing_credential set plain = replace(plain, '2025-07', '2025-06')"
            " where id = %s",
            [rows[0].id],
        )
        admin.execute(
            "update issuing_credential set identity = sha256('x') where id = %s", [rows[1].id]
        )
    with tenancy.scope(issuers.worker("ge")):
        with refused_with("credential_unreproducible", queries.Unreproducible):
            queries.document(rows[0].id)
        with refused_with("credential_unreproducible", queries.Unreproducible):
            queries.document(rows[1].id)
    found = verify_rows(entities=("issuing_credential",))
    assert [str(rows[1].id) in one.row for one in found] == [True]


def test_the_other_cryptosuite_is_a_setting(issuers, monkeypatch):
    """EdDSA Cryptosuites 1.0, section 3.3: the same awards over canonical JSON."""
    chosen = {"credential_suite": "eddsa-jcs-2022"}
    mine = families.settings().model_copy(update=chosen)
    monkeypatch.setattr(families, "settings", lambda: mine)
    monkeypatch.setattr(rules, "RECOMPUTED", 10)
    rows = issuers.issued()
    public = issuers.signer.public_key("ge")
    with tenancy.scope(issuers.worker("ge")):
        documents = [json.loads(queries.document(row.id)) for row in rows]
    assert len(documents) == 60
    for document in documents:
        (proof,) = dataintegrity.proofs(document)
        assert proof["cryptosuite"] == "eddsa-jcs-2022"
        dataintegrity.verify_proof(document, proof, public)
