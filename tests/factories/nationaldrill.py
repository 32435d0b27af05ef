"""The Armenian example in an installation of its own, up to the national register's answer.

python -m nationaldrill issue      the world; teachers awarded and signed, nothing sent
python -m nationaldrill send       one round to the stand-in; PHAROS_KILL_AT may end it
python -m nationaldrill weigh      both sides, as they are stored; one object on stdout
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import drillworld
from borrowed import borrow

from pharos.common import clock
from pharos.common.supervisor.session import session

NOTES = "national.json"


def issue(state: Path) -> dict[str, Any]:
    """The credentials of a roster, whose outbox waits."""
    from pharos.awards import actions as awards
    from pharos.common import tenancy
    from pharos.common.actor import system
    from pharos.issuing import actions, tasks
    from pharos.registry.signer.client import SignerClient

    examples = borrow("drill_examples", drillworld.TESTS / "awards" / "conftest.py")
    issuers = borrow("drill_issuers", drillworld.TESTS / "issuing" / "conftest.py")
    now = clock.now() - drillworld.EARLIER
    examples.NOW = issuers.NOW = issuers.awards_world.NOW = now
    world, signer = examples.build_world(), SignerClient()
    drillworld._key(world, "registry", "operator-one", "operator-two", "log", signer, now)
    issuers._mandate(world, "am")
    slug = issuers.PROVIDERS["am"]
    drillworld._key(world, slug, "registrar-am", "head-am", "credentials", signer, now)
    report = world.in_scope(
        "registrar-am",
        awards.import_roster,
        raw=world.roster("teachers.csv"),
        version_id=world.versions["teacher-course"].id,
        now=now,
    )
    world.in_scope("registrar-am", awards.propose_batch, batch_id=report.batch, now=now)
    world.in_scope("head-am", awards.confirm, batch_id=report.batch, now=now)
    by = system(organisation_id=world.organisations[slug].id, person_id=world.people["head-am"])
    with tenancy.scope(by):
        # decisions are known from when the database recorded them
        intent = actions.prepare(batch_id=report.batch, number=0, by=by, now=clock.now())
    chunk = tasks.sign_now(by, intent.id, now=clock.now(), signer=signer)
    notes = {"issuer": str(by.organisation_id), "chunk": str(chunk.id)}
    (state / NOTES).write_text(json.dumps(notes))
    return notes


def send(state: Path) -> dict[str, Any]:
    """A round by the connector that the installation names."""
    from pharos.common.actor import system
    from pharos.issuing.national import tasks

    notes = json.loads((state / NOTES).read_text())
    by = system(organisation_id=UUID(notes["issuer"]))
    ended = tasks.send_now(by, UUID(notes["chunk"]), now=clock.now())
    return {"answered": ended.answered, "count": ended.count}


def weigh(state: Path) -> dict[str, Any]:
    """The entries of both sides and the leaves."""
    from pharos.common import events, tenancy
    from pharos.common.actor import system
    from pharos.issuing.models import Difference, NationalRegistration
    from pharos.issuing.national.standin import StandIn
    from pharos.organisations import queries as organisations
    from pharos.registry import queries as registry
    from pharos.registry.models import LogChunk

    notes = json.loads((state / NOTES).read_text())
    issuer = UUID(notes["issuer"])
    with tenancy.scope(system(organisation_id=issuer)):
        ours = {str(one.credential_id): one.number for one in NationalRegistration.objects.all()}
        did = registry.did_of(organisations.by_id(issuer))
        leaves = sum(LogChunk.objects.filter(kind=8).values_list("count", flat=True))
        lines = Difference.objects.count()
    theirs = {str(one.credential): one.number for one in StandIn().held(did)}
    findings = [str(one) for one in events.verify_rows()]
    return {"ours": ours, "theirs": theirs, "leaves": leaves, "lines": lines, "findings": findings}


def main() -> None:
    with session(("database", "signer")) as ours:
        answer = {"issue": issue, "send": send, "weigh": weigh}[sys.argv[1]](ours.state_dir)
    sys.stdout.write(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
