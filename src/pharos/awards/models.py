"""Runs, learners, enrolments, results, batches of awards, and the awards themselves.

Whatever names a person is one box encrypted under the person's key (`common.secretbox`), at a
place that batch row and learner share, so that a batch is confirmed without opening a box.
Organisations and persons stand here as ids without foreign keys, as everywhere.
"""

from django.db import models
from django.db.models import F, Q

from pharos.awards import batches
from pharos.awards.imports.models import Import, ImportPart, KnownHeading
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.ids import uuid7

__all__ = [
    "Award",
    "Batch",
    "BatchRow",
    "Enrolment",
    "Erasure",
    "Import",
    "ImportPart",
    "KnownHeading",
    "Learner",
    "Result",
    "Run",
]

IDENTIFIER_KINDS = ("national_number", "document_number", "none")
PATHWAYS = ("course", "rpl", "mixed")
IDENTITY_CHECKS = (
    "unsupervised_no_id",
    "supervised_no_id",
    "supervised_online_id",
    "supervised_onsite_id",
)
OPEN_AWARD_STATES = ("confirmed", "suspended")


def _among(column: str, values: tuple[str, ...], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{column}__in": values}), name=name)


class Run(models.Model):
    """One delivery of a programme version, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    code = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField()
    is_open = models.BooleanField(default=True)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "code"], name="awards_run_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="awards_run_days"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Learner(models.Model):
    """A person as one provider knows it; after erasure an empty place that awards point to.

    `identity` is the keyed hash of the identifying number, `likeness` that of name and birth
    date; both are made for this provider alone, so that nobody can join learners by them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    person_key_id = models.UUIDField(unique=True)
    identifier_kind = models.TextField()
    identity = models.BinaryField(null=True)
    likeness = models.BinaryField(null=True)
    box = models.BinaryField(null=True)
    entered_in = models.UUIDField()
    entered_at = models.DateTimeField(db_default=models.functions.Now())
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "identity"],
                condition=Q(identity__isnull=False),
                name="awards_learner_once",
            ),
            _among("identifier_kind", IDENTIFIER_KINDS, "awards_learner_identifier"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, box__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    box__isnull=True,
                    identity__isnull=True,
                    likeness__isnull=True,
                ),
                name="awards_learner_kept_or_erased",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "likeness"], name="awards_learner_likeness"),
            models.Index(fields=["entered_in", "id"], name="awards_learner_entered"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Enrolment(models.Model):
    """A learner in a run, recorded when it begins; who leaves or fails stays on record."""

    class State(models.TextChoices):
        ENROLLED = "enrolled"
        COMPLETED = "completed"
        WITHDRAWN = "withdrawn"
        NOT_COMPLETED = "not_completed"

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="enrolments")
    enrolled_on = models.DateField()
    state = models.TextField(choices=State.choices, default=State.ENROLLED)
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(default="")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "learner"], name="awards_enrolment_once"),
            _among("state", tuple(batches.ENROLMENT_MOVES), "awards_enrolment_state"),
            models.CheckConstraint(
                condition=Q(state="enrolled", ended_on__isnull=True)
                | (~Q(state="enrolled") & Q(ended_on__gte=F("enrolled_on"))),
                name="awards_enrolment_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.run_id}"


class Result(models.Model):
    """What an assessment came to; without enrolment it says why there is none."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="results")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="results")
    no_enrolment = models.TextField(default="")
    components = models.JSONField(default=list)
    grade_scale = models.TextField(default="")
    grade_code = models.TextField(default="")
    grade = models.TextField(default="")
    passed = models.BooleanField()
    assessed_on = models.DateField()
    identity_check = models.TextField()
    entered_in = models.UUIDField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            _among("identity_check", IDENTITY_CHECKS, "awards_result_identity_check"),
            models.CheckConstraint(
                condition=Q(enrolment__isnull=False) | ~Q(no_enrolment=""),
                name="awards_result_says_why",
            ),
        ]
        indexes = [models.Index(fields=["entered_in", "id"], name="awards_result_entered")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.grade}"


class Batch(models.Model):
    """A roster that was judged, on its way through two persons to credentials."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    roster_digest = models.BinaryField()
    rows = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    awarded = models.PositiveIntegerField(default=0)
    chunks = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    state = models.TextField(default="uploaded")
    two_persons = models.BooleanField()
    imported_by = models.UUIDField()
    imported_at = models.DateTimeField()
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    paused_by = models.UUIDField(null=True)
    paused_at = models.DateTimeField(null=True)
    held_for = models.TextField(default="", db_default="")
    held_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _among("state", tuple(batches.BATCH_MOVES), "awards_batch_state"),
            _among("held_for", ("", *batches.HOLDS), "awards_batch_held_for"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_by__isnull=True)
                | Q(paused_at__isnull=False, paused_by__isnull=False),
                name="awards_batch_paused",
            ),
            models.CheckConstraint(
                condition=Q(accepted__lte=F("rows"), awarded__lte=F("accepted"))
                & Q(issued__lte=F("awarded") - F("refused")),
                name="awards_batch_counts",
            ),
            # AUT-06: one who proposes never confirms, where the nation asks for two.
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(two_persons=False)
                | (Q(proposed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="awards_batch_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "dropped"])
                | (Q(state="proposed") & Q(proposed_by__isnull=False))
                | (
                    Q(state__in=["confirmed", "issuing", "done", "partly"])
                    & Q(proposed_by__isnull=False, confirmed_by__isnull=False)
                ),
                name="awards_batch_state_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "id"], name="awards_batch_owner")]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class BatchRow(models.Model):
    """One row of a roster with its judgement; never changed, what became of it the award tells.

    A rejected row keeps its codes and nothing of the person. An accepted one has a learner,
    who may not exist before the confirmation, and the person's box.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch_id = models.UUIDField()
    number = models.PositiveIntegerField()
    organisation_id = models.UUIDField()
    line = models.PositiveIntegerField()
    accepted = models.BooleanField()
    problems = models.JSONField(default=list)
    learner_id = models.UUIDField(null=True)
    person_key_id = models.UUIDField(null=True)
    identifier_kind = models.TextField(default="none")
    identity = models.BinaryField(null=True)
    likeness = models.BinaryField(null=True)
    box = models.BinaryField(null=True)
    award_date = models.DateField(null=True)
    pathway = models.TextField(default="course")
    identity_check = models.TextField(default="unsupervised_no_id")
    grade_scale = models.TextField(default="")
    grade_code = models.TextField(default="")
    grade = models.TextField(default="")
    award_id = models.UUIDField(null=True)

    class Meta:
        db_table = "awards_batch_row"
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=False, box__isnull=True, learner_id__isnull=True)
                | Q(
                    accepted=True,
                    box__isnull=False,
                    learner_id__isnull=False,
                    person_key_id__isnull=False,
                    award_date__isnull=False,
                    award_id__isnull=False,
                ),
                name="awards_batch_row_whole",
            ),
            _among("pathway", PATHWAYS, "awards_batch_row_pathway"),
            _among("identity_check", IDENTITY_CHECKS, "awards_batch_row_identity_check"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class Award(models.Model):
    """This learner achieved this version on this day. `confirmed` until something happens to it:
    that a credential was issued is told by the credential, so that no award changes for it.

    `identity` is SHA-256 over the facts; the database checks it and the event log keeps it.
    """

    pk = models.CompositePrimaryKey("issuer_id", "id")
    issuer_id = models.UUIDField()
    id = models.UUIDField()
    version_id = models.UUIDField()
    learner_id = models.UUIDField()
    batch_id = models.UUIDField()
    row_number = models.PositiveIntegerField()
    chunk = models.PositiveIntegerField()
    award_date = models.DateField()
    enrolled_on = models.DateField(null=True)
    pathway = models.TextField()
    identity_check = models.TextField()
    grade_scale = models.TextField(default="")
    grade_code = models.TextField(default="")
    grade = models.TextField(default="")
    identity = models.BinaryField()
    state = models.TextField(default="confirmed")
    state_because = models.TextField(default="")

    class Meta:
        constraints = [
            # ISS-08: one award a learner and version that counts, whoever comes second.
            models.UniqueConstraint(
                fields=["issuer_id", "version_id", "learner_id"],
                condition=Q(state__in=OPEN_AWARD_STATES),
                name="awards_award_once",
            ),
            models.UniqueConstraint(
                fields=["issuer_id", "batch_id", "row_number"], name="awards_award_row_once"
            ),
            _among("state", tuple(batches.AWARD_MOVES), "awards_award_state"),
            _among("pathway", PATHWAYS, "awards_award_pathway"),
            _among("identity_check", IDENTITY_CHECKS, "awards_award_identity_check"),
        ]
        indexes = [
            models.Index(fields=["issuer_id", "learner_id"], name="awards_award_learner"),
            models.Index(fields=["issuer_id", "batch_id", "chunk"], name="awards_award_chunk"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class Erasure(models.Model):
    """That a learner asked to be forgotten, who agreed, and what stays under which act."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="erasures")
    kept = models.JSONField(default=list)
    kept_under = models.TextField(default="")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner"], name="awards_erasure_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="awards_erasure_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.learner_id)
