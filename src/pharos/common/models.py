"""The tables of the ground: event log, idempotency keys, person keys, mails, installation."""

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


class Mail(models.Model):
    """A mail on its way: written in the act's transaction, delivered by a job.

    The box holds address and facts, sealed under the addressee's own key when there is one,
    else under the installation's; it is emptied some days after the end. `address_hash` is a
    keyed hash, by which somebody who lost a mail finds it again. `about` names what is told.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"  # nobody tries again; `last_code` says why
        DROPPED = "dropped"  # nothing was to be sent

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.UUIDField(null=True)
    bundle = models.UUIDField()
    kind = models.TextField()
    language = models.CharField(max_length=2)
    about = models.UUIDField(null=True)
    person_key_id = models.UUIDField(null=True)
    address_hash = models.BinaryField(null=True)
    box = models.BinaryField(null=True)
    state = models.TextField(default="waiting")
    attempts = models.IntegerField(default=0)
    last_code = models.TextField(default="", blank=True)
    put_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "common_mail"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__regex=r"^mail_[a-z_]+$"), name="common_mail_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["en", "hy", "ka"]), name="common_mail_language"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at=None)
                | models.Q(state__in=["sent", "failed", "dropped"], ended_at__isnull=False),
                name="common_mail_ended",
            ),
            # one mail a kind about one thing: a repeated job writes none again
            models.UniqueConstraint(fields=["kind", "about"], name="common_mail_once"),
        ]
        indexes = [
            models.Index(fields=["bundle"], name="common_mail_bundle"),
            models.Index(fields=["tenant", "state", "id"], name="common_mail_of"),
            models.Index(
                fields=["address_hash"],
                condition=models.Q(address_hash__isnull=False),
                name="common_mail_address",
            ),
            models.Index(
                fields=["person_key_id"],
                condition=models.Q(person_key_id__isnull=False),
                name="common_mail_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class JobTrouble(models.Model):
    """Why a job of the queue did not end well the last time it was tried."""

    job_id = models.BigIntegerField(primary_key=True)
    code = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "common_job_trouble"

    def __str__(self) -> str:
        return f"{self.job_id} {self.code}"


class JobRetry(models.Model):
    """Somebody put a job that had ended with an error back into the queue."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    tenant = models.UUIDField()
    job_id = models.BigIntegerField()
    task = models.TextField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "common_job_retry"

    def __str__(self) -> str:
        return f"{self.job_id} {self.task}"


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
