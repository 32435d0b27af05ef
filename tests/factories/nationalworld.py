"""The Armenian provider, its credentials and the stand-in of the national register, for tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from moments import NOW

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.ids import uuid7
from pharos.core.commitments import Kind
from pharos.core.verify import EmptyStore, Report, verify
from pharos.issuing import queries, tasks
from pharos.issuing.models import (
    Chunk,
    Credential,
    Difference,
    NationalOutbox,
    NationalRegistration,
)
from pharos.issuing.national import outbox, records
from pharos.issuing.national import queries as national
from pharos.issuing.national import tasks as sending
from pharos.issuing.national.connector import Answer, Record
from pharos.issuing.national.outbox import Told
from pharos.issuing.national.rules import Outcome
from pharos.issuing.national.standin import StandIn
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.models import IssuerKey, LogChunk
from pharos.registry.signer.client import SignerClient
from pharos.verification import actions as verification

LATER = NOW + timedelta(hours=1)
ROWS = 120


@dataclass
class Register:
    """The Armenian provider's credentials, a log that is signed, and the national stand-in."""

    issuers: Any
    stand_in: StandIn
    log: SignerClient | None = None

    @property
    def worker(self) -> Actor:
        found: Actor = self.issuers.worker("am")
        return found

    def issue(self) -> list[Credential]:
        rows: list[Credential] = self.issuers.issued("teachers.csv", "teacher-course", nation="am")
        return rows

    def chunk(self) -> UUID:
        with tenancy.scope(self.worker):
            found: UUID = Chunk.objects.get().id
            return found

    def send(self, *, now: datetime = NOW, by: Any = None) -> NationalOutbox:
        return sending.send_now(self.worker, self.chunk(), now=now, connector=by or self.stand_in)

    def compare(self, *, now: datetime = LATER) -> list[Difference]:
        return sending.compare_now(self.worker, now=now, connector=self.stand_in)

    def registrations(self) -> dict[UUID, NationalRegistration]:
        with tenancy.scope(self.worker):
            return {one.credential_id: one for one in NationalRegistration.objects.all()}

    def state(self, row: Credential) -> national.Registration:
        with tenancy.scope(self.worker):
            return national.registration(row)

    def differences(self) -> list[Difference]:
        with tenancy.scope(self.worker):
            return list(Difference.objects.order_by("id"))

    def leaves(self, kind: Kind) -> int:
        with tenancy.scope(self.worker):
            return sum(one.count for one in LogChunk.objects.filter(kind=int(kind)))

    def verdict(self, row: Credential, *, now: datetime) -> Report:
        """What a stranger says who holds document, proof and the bundle published then."""
        assert self.log is not None
        registry_actions.sequence(now=now, signer=self.log)
        tasks.publish_now(self.worker, row.list_id, now=now, signer=self.issuers.signer)
        trust = verification.publish_bundle(now=now, signer=self.log)
        assert trust is not None
        # as the public page does: whoever knows the number sees the credential and its proof
        with tenancy.scope(ANONYMOUS, capability=row.id):
            raw = queries.document(row.id)
            proof = queries.tlog_proof(queries.credential(row.id))
        assert proof is not None
        return verify(
            raw, trust=trust, at=now, tlog_proof=proof.to_text().encode(), store=EmptyStore()
        )


def registered(report: Report) -> tuple[str, str]:
    """The verdict and the code of the check `registered`."""
    [found] = [check for check in report.checks if check.id == "registered"]
    return report.verdict.value, found.code


def approve_log_key(client: SignerClient) -> None:
    public = client.create_key()
    with tenancy.scope(registry_actions.SEQUENCER):
        IssuerKey.objects.create(
            organisation_id=registry_actions.PLATFORM,
            key_id=f"did:web:localhost%3A8000#{public}",
            public=public,
            purpose="log",
            state="active",
            proposed_by=uuid7(),
            approved_by=uuid7(),
            active_from=NOW - timedelta(days=1),
        )


def deferred(name: str) -> list[datetime | None]:
    """When the jobs of a name are due, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select scheduled_at from procrastinate_jobs where task_name = %s order by id", [name]
        )
        return [row[0] for row in cursor.fetchall()]


def held(register: Register) -> list[Any]:
    with tenancy.scope(register.worker):
        issuer = registry.did_of(organisations.by_id(register.issuers.owner("am")))
    return register.stand_in.held(issuer)


def told(register: Register, row: Credential, outcome: Outcome, number: str | None) -> Told:
    with tenancy.scope(register.worker):
        [record] = records.records([row], now=NOW)
    reason = "not_entitled" if outcome is Outcome.REFUSED else None
    return Told(Answer(row.id, outcome, number, reason), record.digest)


def record(register: Register, *told: Told) -> list[NationalRegistration]:
    with tenancy.scope(register.worker) as by:
        return outbox.record_answers(chunk_id=register.chunk(), told=told, by=by, now=NOW)


def operator() -> Actor:
    return Actor(
        person_id=uuid7(),
        organisation_id=organisations.platform_id(),
        roles=frozenset({"operator"}),
    )


def members(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}
