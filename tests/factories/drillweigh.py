"""What became of a batch after a drill: every promise about it, recomputed from what is stored."""

import json
from collections import Counter as Tally
from pathlib import Path
from typing import Any


def weigh(state: Path) -> dict[str, Any]:
    """Every promise about the batch, recomputed from what is stored."""
    from uuid import UUID

    from pharos.awards.models import Award, Batch
    from pharos.common import events, jobs, tenancy
    from pharos.common.actor import system
    from pharos.core.dataintegrity import verify_signature
    from pharos.core.multibase import decode_multikey
    from pharos.issuing import families, queries
    from pharos.issuing.models import Chunk, Counter, Credential, Intent
    from pharos.registry import queries as registry
    from pharos.registry.models import Checkpoint, SigningIntent

    notes = json.loads((state / "drill.json").read_text())
    issuer, batch = UUID(notes["issuer"]), UUID(notes["batch"])
    with tenancy.scope(system(organisation_id=issuer)):
        rows = list(Credential.objects.filter(issuer_id=issuer))
        awards = {one.id: one for one in Award.objects.filter(issuer_id=issuer, batch_id=batch)}
        named = Batch.objects.get(id=batch)
        places = Tally((awards[row.award_id].batch_id, awards[row.award_id].row_number)
                       for row in rows)  # fmt: skip
        public = decode_multikey(registry.active_key(issuer).public)[1]
        for row in rows:
            made = queries.made(row)
            signed = families.load(row.template_id).signing_input(
                made.values, queries.created_text(row.created)
            )
            verify_signature(signed, bytes(row.signature), public)
        told = {
            "state": named.state,
            "issued": named.issued,
            "refused": named.refused,
            "awards": dict(Tally(one.state for one in awards.values())),
            "credentials": len(rows),
            "places": len(places),
            "twice": [str(place) for place, count in places.items() if count > 1],
            "status_places": len({(row.list_id, row.status_index) for row in rows}),
            "chunks": Chunk.objects.count(),
            "in_chunks": sum(Chunk.objects.values_list("count", flat=True)),
            "intents_open": Intent.objects.filter(emptied_at=None).count(),
            "signing_intents_open": SigningIntent.objects.filter(
                kind="credentials", emptied_at=None
            ).count(),
            "counter": sum(Counter.objects.filter(act="issue").values_list("count", flat=True)),
            "counters_wrong": _miscounted(issuer),
            "proved": sum(_is_proved(row) for row in rows),
            "jobs": jobs.waiting("issuing.prepare") + jobs.waiting("issuing.sign"),
            "checkpoints": Checkpoint.objects.count(),
            "log_size": registry.log_size(),
        }
    told["accounted"] = _accounted(issuer)
    findings = [one for tenant in events.tenants() for one in events.verify_chain(tenant)]
    told["findings"] = [str(one) for one in [*findings, *events.verify_rows()]]
    return told


def _miscounted(issuer: Any) -> int:
    from pharos.issuing import queries
    from pharos.issuing.models import Counter

    kept = {
        (row.version_id, row.month.isoformat(), row.act): row.count
        for row in Counter.objects.filter(organisation_id=issuer)
    }
    right = queries.counted(issuer)
    return len({key for key in kept.keys() | right.keys() if kept.get(key) != right.get(key)})


def _is_proved(row: Any) -> bool:
    """Whether the leaf, computed from the row, is in the tree of a signed checkpoint."""
    from pharos.common import personkeys
    from pharos.core.commitments import Kind, commitment
    from pharos.issuing import queries

    salt = queries.salt_of(row, personkeys.read(row.person_key_id))
    leaf = commitment(Kind.ISSUE, salt, bytes(row.identity))
    return _is_in_log(leaf, row.log_chunk_id, row.log_position)


def prove(leaf: bytes, chunk: int, position: int) -> dict[str, bool]:
    """Whether the log still proves a leaf whose person is forgotten."""
    from pharos.common import tenancy
    from pharos.common.actor import SYSTEM

    with tenancy.scope(SYSTEM):
        return {"proved": _is_in_log(leaf, chunk, position)}


def _is_in_log(leaf: bytes, chunk: int, position: int) -> bool:
    from pharos.core.merkle import leaf_hash, verify_inclusion
    from pharos.core.notes import open_checkpoint
    from pharos.registry import queries as registry

    proof = registry.proof(chunk, position)
    if proof is None:
        return False
    checkpoint = open_checkpoint(
        proof.checkpoint, registry.log_verifier_key(), origin=registry.log_origin()
    )
    verify_inclusion(
        leaf=leaf_hash(leaf),
        index=proof.index,
        size=checkpoint.size,
        proof=proof.path,
        root=checkpoint.root,
    )
    return True


def _accounted(issuer: Any) -> int:
    """How many credentials the events of chunks tell of."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select coalesce(sum(count), 0) from common_event where tenant = %s"
            " and entity = 'issuing_credential' and act = 'insert'",
            [issuer],
        )
        return int(cursor.fetchone()[0])
