"""What is so about runs, learners, batches and awards, inside the provider's own scope.

A mail to a learner asks `contact(award_id)`, or takes `Confirmed.email` and `Confirmed.language`
of `chunk(...)`; both are empty where the roster had no such cell, and gone after an erasure.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import persons, reports
from pharos.awards.models import (
    OPEN_AWARD_STATES,
    Award,
    Batch,
    BatchRow,
    Enrolment,
    Import,
    KnownHeading,
    Learner,
    Result,
    Run,
)
from pharos.awards.names import PersonName
from pharos.awards.persons import Person
from pharos.common import personkeys, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.secretbox import PersonCipher


@dataclass(frozen=True, slots=True)
class KnownLearner:
    """A learner of the provider whose key is there, with the open award of one version."""

    id: UUID
    person_key_id: UUID
    cipher: PersonCipher
    box: bytes
    person: Person
    award: UUID | None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The enrolment that an award of a version rests on."""

    id: UUID
    learner_id: UUID
    enrolled_on: date
    state: str
    grade: str | None = None
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One award of a chunk with everything that a document of it says."""

    award_id: UUID
    row_number: int
    version_id: UUID
    learner_id: UUID
    person_key_id: UUID
    cipher: PersonCipher
    person: Person
    award_date: date
    enrolled_on: date | None
    pathway: str
    identity_check: str
    grade_scale: str
    grade_code: str
    grade: str

    @property
    def email(self) -> str:
        """Where the learner wants the mail, empty without an address."""
        return self.person.email

    @property
    def language(self) -> str:
        """In which language, `hy`, `ka` or `en`; empty when the roster did not say."""
        return self.person.language


@dataclass(frozen=True, slots=True)
class Contact:
    """How a learner is written to: name, e-mail (may be empty), language (may be empty)."""

    name: PersonName
    email: str
    language: str


def run_for(by: Actor, run_id: UUID, *, lock: bool = False) -> Run:
    """A run of the actor's provider; raises NotFound `run_unknown`."""
    runs = Run.objects.select_for_update() if lock else Run.objects
    found = runs.filter(id=run_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("run_unknown")
    return found


def runs_for(by: Actor) -> list[Run]:
    """The runs of the actor's provider, newest first."""
    policies.require(by, Permission.RUN_READ)
    found = Run.objects.filter(organisation_id=by.organisation_id)
    return list(found.order_by("-first_day", "code"))


def enrolment_for(by: Actor, enrolment_id: UUID, *, lock: bool = False) -> Enrolment:
    """An enrolment at the actor's provider; raises NotFound `enrolment_unknown`."""
    enrolments = Enrolment.objects.select_for_update() if lock else Enrolment.objects
    found = enrolments.filter(id=enrolment_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("enrolment_unknown")
    return found


def batch_for(by: Actor, batch_id: UUID, *, lock: bool = False) -> Batch:
    """A batch of the actor's provider; raises NotFound `batch_unknown`."""
    policies.require(by, Permission.BATCH_READ)
    batches = Batch.objects.select_for_update() if lock else Batch.objects
    found = batches.filter(id=batch_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("batch_unknown")
    return found


def batches_for(by: Actor, *, limit: int = 50) -> list[Batch]:
    """The newest batches of the actor's provider."""
    policies.require(by, Permission.BATCH_READ)
    found = Batch.objects.filter(organisation_id=by.organisation_id)
    return list(found.order_by("-id")[:limit])


def all_batches(by: Actor) -> QuerySet[Batch]:
    """The batches of the actor's provider with their programmes, newest first, for a list."""
    policies.require(by, Permission.BATCH_READ)
    found = Batch.objects.filter(organisation_id=by.organisation_id)
    return found.select_related("version__programme", "run").order_by("-id")


def locked_batch(batch_id: UUID) -> Batch:
    """A batch that was made in this very transaction, locked."""
    return Batch.objects.select_for_update().get(id=batch_id)


def batch_digest(batch: Batch) -> bytes:
    """What a second person confirms: the roster, the version and how many rows are awarded.

    Rows of a batch never change (the database refuses it), so these facts say which they are.
    """
    facts = (batch.id, batch.version_id, batch.run_id, bytes(batch.roster_digest).hex(),
             batch.rows, batch.accepted, batch.proposed_by)  # fmt: skip
    return hashlib.sha256(repr([str(one) for one in facts]).encode()).digest()


def is_paused(batch_id: UUID) -> bool:
    """Whether the worker is to leave the chunks of this batch alone for now."""
    stopped = Q(paused_at__isnull=False) | ~Q(held_for="")
    return Batch.objects.filter(stopped, id=batch_id).exists()


def is_held(batch_id: UUID) -> bool:
    """Whether nothing of the batch is signed, since a decision behind it is not in force."""
    return Batch.objects.filter(id=batch_id).exclude(held_for="").exists()


def chunks_of(batch: Batch) -> list[int]:
    """The numbers of the chunks of a confirmed batch that still have awards to issue."""
    found = Award.objects.filter(issuer_id=batch.organisation_id, batch_id=batch.id)
    return sorted(set(found.values_list("chunk", flat=True)))


def import_for(by: Actor, import_id: UUID, *, lock: bool = False) -> Import:
    """A draft of the actor's provider; raises NotFound `import_unknown`."""
    policies.require(by, Permission.BATCH_IMPORT)
    found = Import.objects.select_for_update(of=("self",)) if lock else Import.objects
    draft = found.filter(id=import_id, organisation_id=by.organisation_id).first()
    if draft is None:
        raise NotFound("import_unknown")
    return draft


def imports_for(by: Actor, *, limit: int = 20) -> list[Import]:
    """The drafts that wait for somebody, newest first."""
    policies.require(by, Permission.BATCH_IMPORT)
    found = Import.objects.filter(organisation_id=by.organisation_id).exclude(
        state__in=("kept", "dropped", "expired")
    )
    return list(found.select_related("version", "run").order_by("-uploaded_at")[:limit])


def import_of_batch(batch: Batch) -> Import | None:
    """The draft that a batch was made of, as long as its rows can still be fetched."""
    return Import.objects.filter(batch_id=batch.id, state="kept").first()


def judging(import_id: UUID) -> QuerySet[Import]:
    """The draft while it is being judged."""
    return Import.objects.filter(id=import_id, state="judging")


def same_rosters(by: Actor, digest: bytes) -> list[Batch]:
    """Batches of the very same file that were not dropped, newest first."""
    found = Batch.objects.filter(organisation_id=by.organisation_id, roster_digest=digest)
    return list(found.exclude(state="dropped").order_by("-id")[:3])


def known_headings(by: Actor) -> dict[str, str]:
    """What this provider said of headings, by their folded text."""
    found = KnownHeading.objects.filter(organisation_id=by.organisation_id)
    return dict(found.values_list("heading", "field"))


def report_of(batch: Batch) -> reports.Report:
    """The report of a stored batch; what cells held was not stored."""
    rejected, warnings = [], []
    rows = BatchRow.objects.filter(batch_id=batch.id).exclude(problems=[]).order_by("number")
    for number, problems in rows.values_list("number", "problems"):
        for stored in problems:
            found = reports.remembered(number, stored)
            (warnings if stored["warning"] else rejected).append(found)
    return reports.Report(batch.id, batch.rows, batch.accepted, tuple(rejected), tuple(warnings))


def award_for(by: Actor, award_id: UUID, *, lock: bool = False) -> Award:
    """An award of the actor's provider; raises NotFound `award_unknown`."""
    policies.require(by, Permission.AWARD_READ)
    awards = Award.objects.select_for_update() if lock else Award.objects
    found = awards.filter(issuer_id=by.organisation_id, id=award_id).first()
    if found is None:
        raise NotFound("award_unknown")
    return found


def awards_for(
    by: Actor, *, batch_id: UUID | None = None, after: UUID | None = None, limit: int = 50
) -> list[Award]:
    """Awards of the actor's provider in order of their ids, `after` the last of the page before."""
    policies.require(by, Permission.AWARD_READ)
    found = Award.objects.filter(issuer_id=by.organisation_id)
    if batch_id is not None:
        found = found.filter(batch_id=batch_id)
    if after is not None:
        found = found.filter(id__gt=after)
    return list(found.order_by("issuer_id", "id")[:limit])


def learner_for(by: Actor, learner_id: UUID, *, lock: bool = False) -> Learner:
    """A learner of the actor's provider; raises NotFound `learner_unknown`."""
    learners = Learner.objects.select_for_update() if lock else Learner.objects
    found = learners.filter(id=learner_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("learner_unknown")
    return found


def person_of(by: Actor, learner: Learner) -> Person:
    """The person behind a learner; raises `personkeys.Erased` after an erasure."""
    policies.require(by, Permission.LEARNER_READ)
    cipher = personkeys.read(learner.person_key_id)
    assert learner.box is not None
    return persons.unseal(cipher, bytes(learner.box))


def contact(award_id: UUID) -> Contact:
    """How the learner of an award is written to, for jobs that mail, in the provider's scope.

    Raises NotFound `award_unknown`, `personkeys.Erased` after an erasure.
    """
    owner = tenancy.current().organisation_id
    award = Award.objects.filter(issuer_id=owner, id=award_id).first()
    if award is None:
        raise NotFound("award_unknown")
    learner = Learner.objects.get(id=award.learner_id)
    cipher = personkeys.read(learner.person_key_id)
    if learner.box is None:
        raise personkeys.Erased("person_erased")
    person = persons.unseal(cipher, bytes(learner.box))
    return Contact(person.name, person.email, person.language)


def learners_by(
    organisation_id: UUID, version_id: UUID, *, column: str, hashes: Iterable[bytes]
) -> dict[bytes, list[KnownLearner]]:
    """The provider's learners by one of their two hashes, `identity` or `likeness`."""
    wanted = list(set(hashes))
    found = Learner.objects.filter(
        organisation_id=organisation_id, erased_at=None, **{f"{column}__in": wanted}
    )
    learners = list(found) if wanted else []
    awards = _open_awards(organisation_id, version_id, [one.id for one in learners])
    ciphers = personkeys.read_many(one.person_key_id for one in learners)
    answer: dict[bytes, list[KnownLearner]] = {}
    for one in learners:
        cipher, box = ciphers.get(one.person_key_id), one.box
        if cipher is None or box is None:
            continue
        known = KnownLearner(
            one.id, one.person_key_id, cipher, bytes(box),
            persons.unseal(cipher, bytes(box)), awards.get(one.id),
        )  # fmt: skip
        answer.setdefault(bytes(getattr(one, column)), []).append(known)
    return answer


def _open_awards(
    organisation_id: UUID, version_id: UUID, learners: list[UUID]
) -> Mapping[UUID, UUID]:
    found = Award.objects.filter(
        issuer_id=organisation_id,
        version_id=version_id,
        learner_id__in=learners,
        state__in=OPEN_AWARD_STATES,
    )
    return dict(found.values_list("learner_id", "id"))


def enrolments_by_learner(
    organisation_id: UUID, version_id: UUID, run_id: UUID | None, learners: Iterable[UUID]
) -> dict[UUID, Enrolled]:
    """The newest enrolment of each learner in a run of the version, or in the one run.

    With the grade of its newest recorded result, if there is one.
    """
    found = Enrolment.objects.filter(
        organisation_id=organisation_id, run__version_id=version_id, learner_id__in=set(learners)
    )
    if run_id is not None:
        found = found.filter(run_id=run_id)
    newest = Result.objects.filter(enrolment=OuterRef("pk")).order_by("-assessed_on", "-id")
    rows = found.order_by("enrolled_on").values_list(
        "id",
        "learner_id",
        "enrolled_on",
        "state",
        Subquery(newest.values("grade")[:1]),
        Subquery(newest.values("passed")[:1]),
    )
    return {row[1]: Enrolled(*row) for row in rows}


def chunk(organisation_id: UUID, batch_id: UUID, number: int) -> list[Confirmed]:
    """The awards of one chunk that are to be issued, in order of their rows.

    Awards of persons erased meanwhile are left out: there is nobody to issue to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id, a.row_number, a.version_id, a.learner_id, l.person_key_id, l.box,"
            " a.award_date, a.enrolled_on, a.pathway, a.identity_check, a.grade_scale,"
            " a.grade_code, a.grade"
            " from awards_award a join awards_learner l on l.id = a.learner_id"
            " where a.issuer_id = %s and a.batch_id = %s and a.chunk = %s"
            " and a.state = 'confirmed' and l.erased_at is null order by a.row_number",
            [organisation_id, batch_id, number],
        )
        rows = cursor.fetchall()
    ciphers = personkeys.read_many(row[4] for row in rows)
    return [
        Confirmed(*row[:5], cipher, persons.unseal(cipher, bytes(row[5])), *row[6:])
        for row in rows
        if (cipher := ciphers.get(row[4])) is not None
    ]
