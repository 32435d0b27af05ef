"""The world of the examples inside an installation, told by a process of its own.

    python -m drillworld build 2000      bodies, decisions, keys; a roster proposed, not confirmed
    python -m drillworld confirm         the second person: awards are made, jobs are waiting
    python -m drillworld weigh           what became of it, recomputed; one object on stdout
    python -m drillworld award 40 5000   another roster, all the way to the jobs
    python -m drillworld verify 100      the verdicts on so many documents, drawn at random
    python -m drillworld remake FOLDER [proofs]   every document, with its proof, as files
    python -m drillworld stop | lift     the emergency stop of issuing
    python -m drillworld erase           one person is forgotten, by two
    python -m drillworld prove LEAF CHUNK POSITION
    python -m drillworld examine         the findings of doctor, once for each line of stdin

Everything is done through actions, as the persons of `examples/world.toml`.
"""

import csv
import io
import json
import sys
from collections import Counter as Tally
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import drillweigh
from borrowed import borrow

from pharos.common import clock
from pharos.common.supervisor.session import session

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "examples"
NOTES = "drill.json"
# An act at this time is in the past whenever the drill runs, and after all days of the examples.
EARLIER = timedelta(minutes=5)


def award(state: Path, rows: int, first: int) -> dict[str, Any]:
    """A further roster: imported, proposed, confirmed; the worker does the rest."""
    from uuid import UUID

    from pharos.awards import actions as awards
    from pharos.common import tenancy

    notes = json.loads((state / NOTES).read_text())
    now = clock.now()
    with tenancy.scope(_person(notes, "registrar-ge", now)) as by:
        report = awards.import_roster(
            raw=roster((EXAMPLES / "data-analysts.csv").read_bytes(), rows, first),
            version_id=UUID(notes["version"]),
            by=by,
            now=now,
        )
        assert report.accepted == rows, report.rejected[:3]
        awards.propose_batch(batch_id=report.batch, by=by, now=now)
    with tenancy.scope(_person(notes, "head-ge", now)) as by:
        awards.confirm(batch_id=report.batch, by=by, now=now)
    return {"batch": str(report.batch)}


def stop(state: Path, *, lift: bool) -> dict[str, bool]:
    """The emergency stop of issuing, set by the head of the provider and lifted by two."""
    from pharos.common import tenancy
    from pharos.registry import actions, queries

    now = clock.now()
    notes = json.loads((state / NOTES).read_text())
    with tenancy.scope(_person(notes, "head-ge", now)) as by:
        if lift:
            actions.propose_lift(by=by, now=now)
        else:
            actions.stop_issuing(reason="A drill.", by=by)
    if lift:
        with tenancy.scope(_person(notes, "head-am", now, "lighthouse-demo-university")) as by:
            actions.lift_stop(by=by, now=now)
    return {"stopped": queries.issuing_is_stopped()}


def _person(notes: dict[str, Any], key: str, now: datetime, slug: str = "") -> Any:
    """The person as an actor at the provider of the drill, or in the organisation named."""
    from uuid import UUID

    from pharos.organisations import queries as organisations

    issuer = organisations.organisation(slug).id if slug else UUID(notes["issuer"])
    return organisations.actor_for(UUID(notes["people"][key]), issuer, now=now)


def verify(state: Path, count: int) -> dict[str, int]:
    """How many of so many documents get which verdict, by the published bundle."""
    import random

    from pharos.core.bundle import TrustBundle
    from pharos.core.verify import EmptyStore, Verifier

    trust = TrustBundle.from_json((state / "published" / "trust-bundle.json").read_bytes())
    verifier = Verifier(trust, EmptyStore())
    made = _files(state)
    chosen = random.sample(sorted(made), min(count, len(made)))
    reports = [
        verifier.verify(made[name][0], at=clock.now(), tlog_proof=made[name][1]) for name in chosen
    ]
    return dict(Tally(report.verdict.value for report in reports))


def remake(state: Path, folder: Path, *, proofs: bool) -> dict[str, int]:
    """Every document of the issuer, and its proof if asked for, written below the folder."""
    made = _files(state, proofs=proofs)
    for name, (document, proof) in made.items():
        (folder / name).write_bytes(document)
        if proof is not None:
            (folder / f"{name}.tlog-proof").write_bytes(proof)
    return {"documents": len(made)}


def _files(state: Path, *, proofs: bool = True) -> dict[str, tuple[bytes, bytes | None]]:
    from uuid import UUID

    from pharos.common import tenancy
    from pharos.common.actor import system
    from pharos.issuing import queries
    from pharos.issuing.models import Credential

    issuer = UUID(json.loads((state / NOTES).read_text())["issuer"])
    made = {}
    with tenancy.scope(system(organisation_id=issuer)):
        for row in Credential.objects.filter(issuer_id=issuer):
            proof = queries.tlog_proof(row) if proofs else None
            document = queries.made(row).document
            made[f"{row.id}.json"] = (document, proof.to_text().encode() if proof else None)
    return made


def erase(state: Path) -> dict[str, Any]:
    """The holder of the first credential is forgotten; what is told of it before and after."""
    from uuid import UUID

    from pharos.awards import actions as awards
    from pharos.awards.models import Award
    from pharos.common import personkeys, tenancy
    from pharos.common.errors import DomainError
    from pharos.core.commitments import Kind, commitment
    from pharos.issuing import queries
    from pharos.issuing.models import Credential

    notes = json.loads((state / NOTES).read_text())
    now = clock.now()
    with tenancy.scope(_person(notes, "registrar-ge", now)) as by:
        row = Credential.objects.filter(issuer_id=UUID(notes["issuer"])).order_by("id")[0]
        award = Award.objects.get(issuer_id=row.issuer_id, id=row.award_id)
        salt = queries.salt_of(row, personkeys.read(row.person_key_id))
        leaf = commitment(Kind.ISSUE, salt, bytes(row.identity))
        asked = awards.propose_erasure(learner_id=award.learner_id, by=by, now=now)
    with tenancy.scope(_person(notes, "head-ge", now)) as by:
        awards.approve_erasure(erasure_id=asked.id, by=by, now=now)
        code = ""
        try:
            queries.document(row.id)
        except DomainError as error:
            code = error.code
    return {"credential": str(row.id), "leaf": leaf.hex(), "code": code,
            "chunk": row.log_chunk_id, "position": row.log_position}  # fmt: skip


def build(state: Path, rows: int) -> dict[str, Any]:
    """The world with real keys, and a roster that waits for the second person."""
    from pharos.awards import actions as awards
    from pharos.registry.signer.client import SignerClient

    examples = borrow("drill_examples", TESTS / "awards" / "conftest.py")
    issuers = borrow("drill_issuers", TESTS / "issuing" / "conftest.py")
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
    # what only reads does without the signer
    need = ("database",) if word in ("verify", "remake") else ("database", "signer")
    with session(need) as ours:
        acts = {
            "build": lambda: build(ours.state_dir, int(rest[0])),
            "confirm": lambda: confirm(ours.state_dir),
            "weigh": lambda: drillweigh.weigh(ours.state_dir),
            "award": lambda: award(ours.state_dir, int(rest[0]), int(rest[1])),
            "verify": lambda: verify(ours.state_dir, int(rest[0])),
            "remake": lambda: remake(ours.state_dir, Path(rest[0]), proofs="proofs" in rest),
            "prove": lambda: drillweigh.prove(bytes.fromhex(rest[0]), int(rest[1]), int(rest[2])),
            "stop": lambda: stop(ours.state_dir, lift=False),
            "lift": lambda: stop(ours.state_dir, lift=True),
            "erase": lambda: erase(ours.state_dir),
        }
        answer = acts[word]()
    sys.stdout.write(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
