"""What can happen to a chunk that is to be registered: opened, answered, put off, sent again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import SystemRandom
from uuid import UUID

from django.db import transaction

from pharos.catalogue.models import ProgrammeVersion
from pharos.common import jobs, personkeys
from pharos.common.actor import Actor, system
from pharos.common.secretbox import PersonCipher
from pharos.core.commitments import Kind, commitment, digest, registration_statement, salt_for
from pharos.issuing import policies
from pharos.issuing.models import Chunk, Credential
from pharos.issuing.national import differences, queries, records, rules
from pharos.issuing.national.connector import Answer
from pharos.issuing.national.models import Comparison, NationalOutbox, NationalRegistration
from pharos.issuing.national.rules import Outcome
from pharos.issuing.policies import Permission
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.standards import queries as standards

_random = SystemRandom()
_LEAVES = {
    Outcome.REGISTERED: Kind.NATIONAL_ACKNOWLEDGEMENT,
    Outcome.REFUSED: Kind.NATIONAL_REFUSAL,
}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with the digest of the record that it is about."""

    answer: Answer
    digest: bytes


def open_outbox(
    *, chunk: Chunk, version: ProgrammeVersion, awarded: Sequence[date], by: Actor, now: datetime
) -> NationalOutbox | None:
    """The outbox row of a chunk that was just signed, with its job; None where no law asks it.

    Stands in the transaction that signs, with the day of each award of the chunk.
    """
    days = sorted(day for day in set(awarded) if _is_asked(version, day, now))
    if not days:
        return None
    opened = NationalOutbox.objects.create(
        chunk_id=chunk.id,
        organisation_id=chunk.organisation_id,
        keeper_id=organisations.platform_id(),
        nation=version.nation,
        award_days=days,
        count=sum(day in days for day in awarded),
        opened_at=now,
        next_at=now,
    )
    jobs.enqueue("issuing.register", actor=by, chunk_id=chunk.id)
    _begin_comparing(opened, by=by, now=now)
    return opened


@transaction.atomic
def record_answers(
    *, chunk_id: UUID, told: Iterable[Told], by: Actor, now: datetime
) -> list[NationalRegistration]:
    """The registrations that these answers brought: rows and leaves in this one transaction.

    The first final answer about a credential counts. The same again changes nothing, another
    one is a line in the difference report.
    """
    policies.require(by, Permission.NATIONAL_REGISTRATION_SEND)
    outbox = queries.outbox(chunk_id, lock=True)
    final = [one for one in told if one.answer.outcome is not Outcome.RECEIVED]
    new = _first_answers(outbox, final)
    made = _register(outbox, new, now)
    differences.compare_answers(outbox.organisation_id, [one.answer for one in final], now=now)
    differences.shared_numbers(outbox.organisation_id, made, now=now)
    outbox.answered += len(made)
    outbox.save(update_fields=["answered"])
    return made


@transaction.atomic
def end_round(
    *, chunk_id: UUID, attempts: int, code: str, by: Actor, now: datetime
) -> NationalOutbox:
    """Close the outbox when nobody waits any more, else put the chunk off and defer its job.

    `attempts` is what the round began with: if another round ended meanwhile, its job is enough.
    """
    outbox = queries.outbox(chunk_id, lock=True)
    if outbox.done_at is not None:
        return outbox
    if not queries.outstanding(outbox):
        outbox.done_at, outbox.last_code = now, ""
        outbox.save(update_fields=["done_at", "last_code"])
    elif outbox.attempts == attempts:
        outbox.attempts += 1
        outbox.next_at = now + rules.wait(outbox.attempts)
        outbox.last_code = code
        outbox.save(update_fields=["attempts", "next_at", "last_code"])
        jobs.enqueue("issuing.register", actor=by, at=outbox.next_at, chunk_id=chunk_id)
    return outbox


@transaction.atomic
def send_again(*, by: Actor, now: datetime) -> int:
    """Defer the jobs of all waiting chunks that the actor sees, now; how many they are."""
    policies.require(by, Permission.NATIONAL_REGISTRATION_SEND)
    waiting = queries.waiting(by)
    for outbox in waiting:
        for_them = system(organisation_id=outbox.organisation_id, person_id=by.person_id)
        jobs.enqueue("issuing.register", actor=for_them, chunk_id=outbox.chunk_id)
    return len(waiting)


def _is_asked(version: ProgrammeVersion, day: date, now: datetime) -> bool:
    nation = standards.nation(version.nation, on=day, known_at=now)
    return nation.gates.national_registration


def _begin_comparing(outbox: NationalOutbox, *, by: Actor, now: datetime) -> None:
    """The first chunk of an issuer starts the daily comparison with the national side."""
    at = now + rules.COMPARE_EVERY
    _, is_new = Comparison.objects.get_or_create(
        organisation_id=outbox.organisation_id,
        defaults={"keeper_id": outbox.keeper_id, "next_at": at},
    )
    if is_new:
        jobs.enqueue("issuing.compare", actor=by, at=at, organisation_id=outbox.organisation_id)


def _first_answers(outbox: NationalOutbox, final: Sequence[Told]) -> list[tuple[Credential, Told]]:
    """The answers that count, each with its credential, in an order that tells nothing."""
    told = [one.answer.credential for one in final]
    waiting = {row.id: row for row in queries.outstanding(outbox, told)}
    first: dict[UUID, Told] = {}
    for one in final:
        if one.answer.credential in waiting:
            first.setdefault(one.answer.credential, one)
    found = [(waiting[id], one) for id, one in first.items()]
    _random.shuffle(found)
    return found


def _register(
    outbox: NationalOutbox, new: Sequence[tuple[Credential, Told]], now: datetime
) -> list[NationalRegistration]:
    ciphers = personkeys.read_many(row.person_key_id for row, _ in new)
    made = []
    for outcome, kind in _LEAVES.items():
        some = [(row, told) for row, told in new if told.answer.outcome is outcome]
        if not some:
            continue
        entries = b"".join(_leaf(kind, row, told.answer, ciphers) for row, told in some)
        log_chunk = registry_actions.enter(kind, entries)
        for position, (row, told) in enumerate(some):
            made.append(
                NationalRegistration(
                    issuer_id=row.issuer_id,
                    credential_id=row.id,
                    outcome=outcome,
                    number=told.answer.number,
                    reason=told.answer.reason,
                    digest=records.bound(told.digest, row.id, ciphers[row.person_key_id]),
                    log_chunk_id=log_chunk.id,
                    log_position=position,
                    answered_at=now,
                    stand_in=told.answer.stand_in,
                )
            )
    NationalRegistration.objects.bulk_create(made)
    return made


def _leaf(
    kind: Kind, row: Credential, answer: Answer, ciphers: Mapping[UUID, PersonCipher]
) -> bytes:
    statement = registration_statement(
        credential_id=f"urn:uuid:{row.id}",
        number=answer.number,
        refused=answer.outcome is Outcome.REFUSED,
    )
    salt = salt_for(ciphers[row.person_key_id].salt_key, f"urn:uuid:{row.id}")
    return commitment(kind, salt, digest(statement))
