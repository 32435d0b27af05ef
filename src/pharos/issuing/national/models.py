"""What is kept of national registration: what was to be sent, what was answered, what differs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7
from pharos.issuing.national.rules import REASON_PATTERN, Kind, Outcome, Resolution


class NationalOutbox(models.Model):
    """A chunk whose credentials the nation registers; written in the transaction that signs.

    Those awarded on `award_days` are meant, since a regime begins and ends within a chunk. The
    register's operator sees the row as well (`keeper_id`): the rest of the line is his work.
    """

    chunk_id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField()
    keeper_id = models.UUIDField()
    nation = models.TextField()
    award_days = ArrayField(models.DateField())
    count = models.IntegerField()
    answered = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    last_code = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_national_outbox"
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gt=0, answered__gte=0, answered__lte=F("count")),
                name="issuing_national_outbox_counts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "next_at"],
                condition=Q(done_at=None),
                name="issuing_national_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.answered} of {self.count} answered"


class NationalRegistration(models.Model):
    """The first final answer about a credential: it never changes and there is one.

    `digest` binds the record that was sent to the person's key, so that it tells nothing
    without it and nothing at all after an erasure.
    """

    pk = models.CompositePrimaryKey("issuer_id", "credential_id")
    issuer_id = models.UUIDField()
    credential_id = models.UUIDField()
    outcome = models.TextField()
    number = models.TextField(null=True)
    reason = models.TextField(null=True)
    digest = models.BinaryField()
    log_chunk_id = models.BigIntegerField()
    log_position = models.SmallIntegerField()
    answered_at = models.DateTimeField()
    stand_in = models.BooleanField()

    class Meta:
        db_table = "issuing_national_registration"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.REGISTERED.value, number__isnull=False, reason=None)
                | Q(outcome=Outcome.REFUSED.value, number=None, reason__regex=REASON_PATTERN),
                name="issuing_national_registration_answer",
            ),
            models.CheckConstraint(
                condition=Q(digest__octets=32), name="issuing_national_registration_digest"
            ),
            models.UniqueConstraint(
                fields=["log_chunk_id", "log_position"], name="issuing_national_registration_leaf"
            ),
        ]
        indexes = [
            models.Index(fields=["credential_id"], name="issuing_national_of"),
            models.Index(fields=["issuer_id", "number"], name="issuing_national_number"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.number or ''}".strip()


class Difference(models.Model):
    """A line of the difference report; open until a person ends it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    keeper_id = models.UUIDField()
    credential_id = models.UUIDField()
    kind = models.TextField()
    ours = models.TextField(default="", blank=True)
    theirs = models.TextField(default="", blank=True)
    found_at = models.DateTimeField()
    resolution = models.TextField(null=True)
    note = models.TextField(null=True)
    resolved_by = models.UUIDField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_difference"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="issuing_difference_kind"
            ),
            models.CheckConstraint(
                condition=Q(resolution=None, note=None, resolved_by=None, resolved_at=None)
                | Q(
                    resolution__in=[r.value for r in Resolution],
                    note__isnull=False,
                    resolved_by__isnull=False,
                    resolved_at__isnull=False,
                ),
                name="issuing_difference_resolved",
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "credential_id", "kind", "theirs"],
                condition=Q(resolved_at=None),
                name="issuing_difference_open_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "id"], name="issuing_difference_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.credential_id}"


class Comparison(models.Model):
    """When an issuer's records were last compared with the national side's."""

    organisation_id = models.UUIDField(primary_key=True)
    keeper_id = models.UUIDField()
    next_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True)
    compared = models.IntegerField(default=0)
    last_code = models.TextField(default="", blank=True)

    class Meta:
        db_table = "issuing_comparison"

    def __str__(self) -> str:
        return f"{self.compared} compared"
