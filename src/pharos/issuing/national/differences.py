"""The difference report: both sides compared, lines opened once, and ended by a person.

A difference never changes a registration, a leaf or a verdict: the first answer stays.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pharos.common import jobs, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotFound
from pharos.core import strict
from pharos.issuing import policies
from pharos.issuing.models import Credential
from pharos.issuing.national import records, rules
from pharos.issuing.national.connector import Answer, Held
from pharos.issuing.national.models import Comparison, Difference, NationalRegistration
from pharos.issuing.national.rules import Kind, Outcome, Resolution
from pharos.issuing.policies import Permission
from pharos.organisations import queries as organisations

MAX_NOTE = 2_000
# So many hexadecimal digits tell two digests apart in a report.
_SHOWN = 16
Line = tuple[UUID, Kind, str, str]


@transaction.atomic
def reconcile(
    *, held: Sequence[Held], later: Sequence[Answer], by: Actor, now: datetime
) -> list[Difference]:
    """The lines that comparing our side with theirs opened; doing it again opens none.

    `held` are all records that they hold of the acting issuer, `later` what they told of their
    own accord.
    """
    policies.require(by, Permission.NATIONAL_REGISTRATION_SEND)
    assert by.organisation_id is not None
    issuer = by.organisation_id
    ours = {one.credential_id: one for one in _registrations(issuer)}
    lines = [*_record_lines(issuer, ours, held), *_answer_lines(ours, later)]
    made = _open(issuer, lines, now)
    Comparison.objects.filter(organisation_id=issuer).update(
        compared_at=now, compared=len(ours), last_code=""
    )
    return made


@transaction.atomic
def defer_comparison(*, code: str, by: Actor, now: datetime) -> None:
    """Compare the acting issuer's records again tomorrow, or in an hour if nobody answered."""
    at = now + (rules.wait(7) if code else rules.COMPARE_EVERY)
    Comparison.objects.filter(organisation_id=by.organisation_id).update(next_at=at, last_code=code)
    assert by.organisation_id is not None
    jobs.enqueue("issuing.compare", actor=by, at=at, organisation_id=by.organisation_id)


def compare_answers(issuer: UUID, answers: Sequence[Answer], *, now: datetime) -> list[Difference]:
    """The lines that answers opened which contradict the first one about their credential."""
    ids = [one.credential for one in answers]
    ours = {one.credential_id: one for one in _registrations(issuer).filter(credential_id__in=ids)}
    return _open(issuer, _answer_lines(ours, answers), now)


def shared_numbers(
    issuer: UUID, made: Sequence[NationalRegistration], *, now: datetime
) -> list[Difference]:
    """The lines for numbers that another credential of the issuer has already."""
    numbers = [one.number for one in made if one.number]
    holders: dict[str, UUID] = {}
    for one in _registrations(issuer).filter(number__in=numbers).order_by("log_chunk_id"):
        holders.setdefault(str(one.number), one.credential_id)
    lines = [
        (one.credential_id, Kind.NUMBER_SHARED, str(holders[one.number]), one.number)
        for one in made
        if one.number and holders[one.number] != one.credential_id
    ]
    return _open(issuer, lines, now)


@transaction.atomic
def resolve(
    *, difference_id: UUID, resolution: Resolution, note: str, by: Actor, now: datetime
) -> Difference:
    """End a line: `cured` opens again when it comes back, `accepted` stays as it is known.

    Raises NotFound `difference_unknown`, Conflict `difference_ended`.
    """
    policies.require(by, Permission.DIFFERENCE_RESOLVE)
    line = Difference.objects.select_for_update().filter(id=difference_id).first()
    if line is None:
        raise NotFound("difference_unknown")
    if line.resolved_at is not None:
        raise Conflict("difference_ended")
    line.resolution = resolution.value
    line.note = strict.clean_text(note, max_length=MAX_NOTE)
    line.resolved_by, line.resolved_at = by.person_id, now
    line.save(update_fields=["resolution", "note", "resolved_by", "resolved_at"])
    return line


def _registrations(issuer: UUID) -> QuerySet:
    return NationalRegistration.objects.filter(issuer_id=issuer)


def _answer_lines(ours: dict[UUID, NationalRegistration], answers: Iterable[Answer]) -> list[Line]:
    lines = []
    for answer in answers:
        known = ours.get(answer.credential)
        if known is not None:
            said = (Outcome(known.outcome), known.number)
            found = rules.differs(said, (answer.outcome, answer.number))
            if found is not None:
                lines.append((answer.credential, *found))
    return lines


def _record_lines(
    issuer: UUID, ours: dict[UUID, NationalRegistration], held: Sequence[Held]
) -> list[Line]:
    lines = _digest_lines(issuer, ours, held)
    there = {one.credential: one for one in held}
    for id, known in ours.items():
        their = there.get(id)
        if their is None:
            lines.append((id, Kind.MISSING_THERE, known.number or known.outcome, ""))
            continue
        found = rules.differs((Outcome(known.outcome), known.number), (their.outcome, their.number))
        if found is not None:
            lines.append((id, *found))
    foreign = there.keys() - ours.keys()
    issued = Credential.objects.filter(issuer_id=issuer, id__in=foreign)
    # what we issued and they answered unheard is asked for again by the outbox
    for id in foreign - set(issued.values_list("id", flat=True)):
        lines.append((id, Kind.UNKNOWN_HERE, "", there[id].number or there[id].outcome))
    return lines


def _digest_lines(
    issuer: UUID, ours: dict[UUID, NationalRegistration], held: Sequence[Held]
) -> list[Line]:
    """Records that are not what we sent; those of erased persons cannot be compared."""
    asked = [one for one in held if one.credential in ours]
    rows = Credential.objects.filter(
        issuer_id=issuer, id__in=[one.credential for one in asked]
    ).values_list("id", "person_key_id")
    person_of = dict(rows)
    ciphers = personkeys.read_many(person_of.values())
    lines: list[Line] = []
    for one in asked:
        cipher = ciphers.get(person_of[one.credential])
        if cipher is None:
            continue
        ours_is = bytes(ours[one.credential].digest)
        theirs = records.bound(one.digest, one.credential, cipher)
        if theirs != ours_is:
            shown = (ours_is.hex()[:_SHOWN], theirs.hex()[:_SHOWN])
            lines.append((one.credential, Kind.RECORD, *shown))
    return lines


def _open(issuer: UUID, lines: Iterable[Line], now: datetime) -> list[Difference]:
    """The lines that are neither open nor accepted as they are."""
    wanted = {(id, kind.value, theirs): ours for id, kind, ours, theirs in lines}
    if not wanted:
        return []
    known = Difference.objects.filter(
        organisation_id=issuer, credential_id__in={id for id, _, _ in wanted}
    ).exclude(resolution=Resolution.CURED)
    for key in known.values_list("credential_id", "kind", "theirs"):
        wanted.pop(key, None)
    keeper = organisations.platform_id()
    made = [
        Difference(
            organisation_id=issuer,
            keeper_id=keeper,
            credential_id=id,
            kind=kind,
            ours=ours,
            theirs=theirs,
            found_at=now,
        )
        for (id, kind, theirs), ours in sorted(wanted.items(), key=str)
    ]
    return Difference.objects.bulk_create(made, ignore_conflicts=True)
