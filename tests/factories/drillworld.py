"""The world of the examples inside an installation, told by a process of its own.

    python -m drillworld build 2000      bodies, decisions, keys; a roster proposed, not confirmed
    python -m drillworld confirm         the second person: awards are made, jobs are waiting
    python -m drillworld weigh           what became of it, recomputed; one object on stdout
    python -m drillworld examine         the findings of doctor, once for each line of stdin

Everything is done through actions, as the persons of `examples/world.toml`.
"""

import csv
import importlib.util
import io
import json
import sys
from collections import Counter as Tally
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from pharos.common import clock
from pharos.common.supervisor.session import session

TESTS = Path(__file__).parents[1]
NOTES = "drill.json"
# An act at this time is in the past whenever the drill runs, and after all days of the examples.
EARLIER = timedelta(minutes=5)


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def build(state: Path, rows: int) -> dict[str, Any]:
    """The world with real keys, and a roster that waits for the second person."""
    from pharos.awards import actions as awards
    from pharos.registry.signer.client import SignerClient

    examples = _load("drill_examples", TESTS / "awards" / "conftest.py")
    issuers = _load("drill_issuers", TESTS / "issuing" / "conftest.py")
    now = clock.now() - EARLIER
    examples.NOW = issuers.NOW = issuers.awards_world.NOW = now
    world = examples.build_world()
    signer = SignerClient()
    _key(world, "registry", "operator-one", "operator-two", "log", signer, now)
    for nation, slug in issuers.PROVIDERS.items():
        issuers._mandate(world, nation)
        _key(world, slug, f"registrar-{nation}", f"head-{nation}", "credentials", signer, now)
    report = world.in_scope(
        "registrar-ge",
        awards.import_roster,
        raw=roster(world.roster("data-analysts.csv"), rows),
        version_id=world.versions["data-analysis"].id,
        now=now,
    )
    assert report.accepted == rows, report.rejected[:3]
    world.in_scope("registrar-ge", awards.propose_batch, batch_id=report.batch, now=now)
    notes = {
        "batch": str(report.batch),
        "issuer": str(world.organisations[issuers.PROVIDERS["ge"]].id),
        "version": str(world.versions["data-analysis"].id),
        "people": {key: str(id) for key, id in world.people.items()},
        "organisations": {slug: str(one.id) for slug, one in world.organisations.items()},
    }
    (state / NOTES).write_text(json.dumps(notes))
    return notes


def _key(
    world: Any, slug: str, one: str, two: str, purpose: str, signer: Any, now: datetime
) -> None:
    """A key of the signer, proposed by one person and approved by another."""
    from pharos.registry import actions

    key = world.in_scope(
        one,
        actions.make_key,
        organisation=world.organisations[slug],
        purpose=purpose,
        signer=signer,
    )
    world.in_scope(two, actions.approve_key, key_id=key.key_id, now=now)


def roster(example: bytes, rows: int, first: int = 1) -> bytes:
    """As many rows as wanted, after the pattern of an example, each of another person."""
    head, *known = csv.reader(io.StringIO(example.decode("utf-8-sig")))
    number = head.index("პირადი ნომერი")
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(head)
    for count in range(first, first + rows):
        cells = list(known[count % len(known)])
        cells[0], cells[number] = str(count), f"99{count:09d}"
        writer.writerow(cells)
    return made.getvalue().encode()


def confirm(state: Path) -> dict[str, Any]:
    """The head confirms the batch; the worker does the rest."""
    from uuid import UUID

    from pharos.awards import actions as awards
    from pharos.common import tenancy
    from pharos.organisations import queries as organisations

    notes = json.loads((state / NOTES).read_text())
    now = clock.now()
    by = organisations.actor_for(UUID(notes["people"]["head-ge"]), UUID(notes["issuer"]), now=now)
    with tenancy.scope(by):
        done = awards.confirm(batch_id=UUID(notes["batch"]), by=by, now=now)
    return {"awarded": done.awarded, "chunks": done.chunks, "skipped": len(done.skipped)}


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

    notes = json.loads((state / NOTES).read_text())
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
    from pharos.core.merkle import leaf_hash, verify_inclusion
    from pharos.core.notes import open_checkpoint
    from pharos.issuing import queries
    from pharos.registry import queries as registry

    salt = queries.salt_of(row, personkeys.read(row.person_key_id))
    leaf = commitment(Kind.ISSUE, salt, bytes(row.identity))
    proof = queries.tlog_proof(row)
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


def examine() -> None:
    """One line of findings for each line that comes, from one process."""
    from pharos.common import doctor
    from pharos.common.settings import settings

    for _ in sys.stdin:
        findings = doctor.examine(settings())
        told = [[one.check, one.outcome, one.sentence] for one in findings]
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def main() -> None:
    word, *rest = sys.argv[1:]
    if word == "examine":
        examine()
        return
    with session(("database", "signer")) as ours:
        acts = {
            "build": lambda: build(ours.state_dir, int(rest[0])),
            "confirm": lambda: confirm(ours.state_dir),
            "weigh": lambda: weigh(ours.state_dir),
        }
        answer = acts[word]()
    sys.stdout.write(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
