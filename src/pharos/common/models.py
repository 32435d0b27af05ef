"""The tables of the ground: event log, chain heads, idempotency keys, person keys, installation."""

from django.db import models

from pharos.common.ids import uuid7


class Event(models.Model):
    """One change or refusal; written by triggers only, chained within the acting tenant."""

    pk = models.CompositePrimaryKey("tenant", "seq")
    tenant = models.UUIDField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    person = models.UUIDField(null=True)
    kind = models.TextField()
    entity = models.TextField()
    act = models.TextField()
    row_id = models.TextField(null=True)
    first = models.TextField(null=True)
    last = models.TextField(null=True)
    count = models.BigIntegerField()
    digest = models.BinaryField(null=True)
    marks = models.BinaryField(null=True)
    old = models.BinaryField(null=True)
    new = models.BinaryField(null=True)
    facts = models.TextField(null=True)
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "common_event"
        indexes = [models.Index(fields=["entity", "row_id"], name="common_event_row")]

    def __str__(self) -> str:
        return f"{self.tenant}/{self.seq} {self.act} {self.entity} {self.row_id or ''}"


class ChainHead(models.Model):
    """The newest event of a tenant; its lock orders the tenant's events."""

    tenant = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "common_chain_head"

    def __str__(self) -> str:
        return f"{self.tenant}/{self.seq}"


class IdempotencyKey(models.Model):
    """A write that was asked for once, and the answer it got."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.UUIDField()
    operation = models.TextField()
    key = models.TextField()
    body_hash = models.BinaryField()
    status = models.IntegerField(null=True)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        db_table = "common_idempotency_key"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "operation", "key"], name="common_idempotency_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"


class PersonKey(models.Model):
    """The key that one person's fields are encrypted under, wrapped by the master key.

    Destroying it is erasure: what was written under it can never be read again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.UUIDField()
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "common_person_key"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="common_person_key_kept_or_destroyed",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Installation(models.Model):
    """Origin and kind of this installation: recorded once, part of what was signed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    origin = models.TextField()
    kind = models.TextField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        db_table = "common_installation"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="common_installation_one"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["demonstration", "production"]),
                name="common_installation_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.origin}"
