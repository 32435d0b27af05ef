"""The tables of the register: log, checkpoints, public entries, keys, signing intents, the stop."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7
from pharos.core.multibase import decode_multikey
from pharos.registry.rules import ALGORITHMS, MAY_SIGN, PREFIXES, KeyAct, KeyState


def _right_purpose() -> Q:
    """A known purpose, and a key of the kind that goes with it."""
    fits = Q()
    for purpose, algorithm in sorted(ALGORITHMS.items()):
        fits |= Q(purpose=purpose, public__startswith=PREFIXES[algorithm])
    return fits


class LogChunk(models.Model):
    """The leaves of one act, in its own transaction; the sequencer gives `first_index`."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.UUIDField()
    kind = models.SmallIntegerField()
    leaves = models.BinaryField()
    count = models.IntegerField()
    first_index = models.BigIntegerField(null=True, unique=True)
    entered_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        db_table = "registry_log_chunk"
        indexes = [
            models.Index(
                fields=["id"], name="registry_log_chunk_waiting", condition=Q(first_index=None)
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="registry_log_chunk_count"),
            models.CheckConstraint(
                condition=Q(kind__gte=1, kind__lte=10), name="registry_log_chunk_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.count} of kind {self.kind})"


class LogState(models.Model):
    """Size, right edge and root of the tree: one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    edge = models.TextField()
    root = models.BinaryField()

    class Meta:
        db_table = "registry_log_state"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="registry_log_state_one")]

    def __str__(self) -> str:
        return f"tree of {self.size}"


class Checkpoint(models.Model):
    """Every checkpoint ever signed; a proof is made against the first that covers its leaf."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    signed_at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        db_table = "registry_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Entry(models.Model):
    """What a public leaf (decision, key, chain heads) commits to; anybody may check it."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.UUIDField()
    chunk_id = models.BigIntegerField()
    position = models.IntegerField()
    kind = models.SmallIntegerField()
    statement = models.JSONField()

    class Meta:
        db_table = "registry_entry"
        constraints = [
            models.UniqueConstraint(fields=["chunk_id", "position"], name="registry_entry_place")
        ]

    def __str__(self) -> str:
        return f"entry {self.chunk_id}.{self.position}"


class IssuerKey(models.Model):
    """One key of one organisation; it signs only after a second person approved it (KEY-08)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    key_id = models.TextField(unique=True)
    public = models.TextField(unique=True)
    state = models.TextField(default=KeyState.PROPOSED.value)
    purpose = models.TextField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField(db_default=models.functions.Now())
    approved_by = models.UUIDField(null=True)
    active_from = models.DateTimeField(null=True)
    active_until = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)
    blocked_by = models.UUIDField(null=True)
    blocked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_issuer_key"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(KeyState)), name="registry_key_state"
            ),
            models.CheckConstraint(condition=_right_purpose(), name="registry_key_purpose"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="registry_key_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", active_from=None)
                | Q(approved_by__isnull=False, active_from__isnull=False),
                name="registry_key_active_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(active_until=None) | Q(active_until__gt=F("active_from")),
                name="registry_key_interval",
            ),
            models.CheckConstraint(
                condition=Q(state="compromised", compromised_at__isnull=False)
                | (~Q(state="compromised") & Q(compromised_at=None)),
                name="registry_key_compromised_at",
            ),
            models.CheckConstraint(
                condition=Q(state="blocked", blocked_at__isnull=False, blocked_by__isnull=False)
                | (~Q(state="blocked") & Q(blocked_at=None, blocked_by=None)),
                name="registry_key_blocked_at",
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "purpose"],
                condition=Q(state="active"),
                name="registry_key_one_active",
            ),
        ]

    def __str__(self) -> str:
        return self.key_id

    @property
    def algorithm(self) -> str:
        """`Ed25519` or `P-256`: the public half says it, and a purpose has but one."""
        return decode_multikey(self.public)[0]


class IssuerCertificate(models.Model):
    """A chain of X.509 certificates for a key, leaf first; entered by one person, approved by
    another. In a demonstration its root, made at run time, vouches for the keys itself."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    key_id = models.TextField()
    chain = models.TextField()
    sha256 = models.TextField(unique=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    demonstration = models.BooleanField(default=False)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField(db_default=models.functions.Now())
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_issuer_certificate"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_at__lt=F("last_at")), name="registry_certificate_interval"
            ),
            models.CheckConstraint(
                condition=Q(demonstration=True, approved_at__isnull=False)
                | Q(entered_by__isnull=False, approved_by=None, approved_at=None)
                | Q(entered_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False)
                & ~Q(approved_by=F("entered_by")),
                name="registry_certificate_two_persons",
            ),
        ]
        indexes = [models.Index(fields=["key_id"], name="registry_certificate_key")]

    def __str__(self) -> str:
        return self.sha256


class KeyProposal(models.Model):
    """What somebody wants done about a key that takes a second person: see `rules.KeyAct`."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    key_id = models.TextField()
    act = models.TextField()
    since = models.DateTimeField(null=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_key_proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=sorted(KeyAct)), name="registry_key_proposal_act"
            ),
            models.CheckConstraint(
                condition=Q(act="compromised", since__isnull=False)
                | ~Q(act="compromised") & Q(since=None),
                name="registry_key_proposal_since",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, withdrawn_at=None)
                & ~Q(approved_by=F("proposed_by")),
                name="registry_key_proposal_two_persons",
            ),
            models.UniqueConstraint(
                fields=["key_id", "act"],
                condition=Q(approved_at=None, withdrawn_at=None),
                name="registry_key_proposal_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.key_id}"


class KeyCeremony(models.Model):
    """A ceremony that was held: the digest of its reviewed file and the keys that came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    title = models.TextField()
    digest = models.TextField(unique=True)
    keys = ArrayField(models.TextField())
    proposed_by = models.UUIDField()
    confirmed_by = models.UUIDField()
    held_at = models.DateTimeField()

    class Meta:
        db_table = "registry_key_ceremony"
        constraints = [
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by")), name="registry_ceremony_two_persons"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CheckpointStamp(models.Model):
    """What a time-stamp authority said of a checkpoint: RFC 3161, the token as it came."""

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField()
    token = models.BinaryField()
    stamped_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "registry_checkpoint_stamp"
        indexes = [models.Index(fields=["size"], name="registry_stamp_size")]

    def __str__(self) -> str:
        return f"stamp of checkpoint {self.size}"


class SigningIntent(models.Model):
    """What is going to be signed, stored before the signer is asked; its id is its own hash.

    `digests` holds 64 bytes a credential, or messages of any length (kind `documents`).
    """

    id = models.BinaryField(primary_key=True)
    tenant = models.UUIDField()
    kind = models.TextField()
    key_id = models.TextField()
    digests = models.BinaryField()
    created_at = models.DateTimeField(db_default=models.functions.Now())
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_signing_intent"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(MAY_SIGN)), name="registry_intent_kind"
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="registry_intent_messages",
                condition=Q(kind="documents", emptied_at=None),
            )
        ]

    def __str__(self) -> str:
        return bytes(self.id).hex()


class IssuingStop(models.Model):
    """The emergency stop of issuing; it holds until two persons lift it (ISS-10)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    reason = models.TextField()
    stopped_by = models.UUIDField()
    stopped_at = models.DateTimeField(db_default=models.functions.Now())
    lift_proposed_by = models.UUIDField(null=True)
    lift_proposed_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_issuing_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["lifted_at"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="registry_issuing_stop_one",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("lift_proposed_by")),
                name="registry_issuing_stop_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class PublishedHead(models.Model):
    """Up to which event of each tenant a leaf of the log vouches for its chain."""

    tenant = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "registry_published_head"

    def __str__(self) -> str:
        return f"{self.tenant}/{self.seq}"
