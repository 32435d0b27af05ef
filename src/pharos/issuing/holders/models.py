"""What holders do: share, claim, ask for a correction, end lost links."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7
from pharos.issuing.holders.rules import PARTS, Outcome, new_share_id


class Share(models.Model):
    """A link that shows one credential, or parts of it, until a day or until it is withdrawn."""

    # 128 random bits: whoever has it reads
    id = models.UUIDField(primary_key=True, default=new_share_id)
    person_key_id = models.UUIDField()
    credential_id = models.UUIDField()
    parts = ArrayField(models.TextField())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_share"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="issuing_share_expires"
            ),
            models.CheckConstraint(
                condition=Q(parts__contained_by=list(PARTS)), name="issuing_share_parts"
            ),
        ]
        indexes = [models.Index(fields=["person_key_id"], name="issuing_share_of")]

    def __str__(self) -> str:
        return f"share of {self.credential_id}"


class ShareUse(models.Model):
    """How often a share was opened, and how often it was asked for in vain; nothing of by whom."""

    share = models.OneToOneField(Share, on_delete=models.PROTECT, primary_key=True)
    person_key_id = models.UUIDField()
    opened = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_share_use"

    def __str__(self) -> str:
        return f"{self.opened} opened"


class LinkSeries(models.Model):
    """How often the holder ended all earlier secret links; no row means never."""

    person_key_id = models.UUIDField(primary_key=True)
    issuer_id = models.UUIDField()
    number = models.IntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "issuing_link_series"
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0, number__lt=65536), name="issuing_link_series_number"
            )
        ]

    def __str__(self) -> str:
        return f"series {self.number}"


class Claim(models.Model):
    """A signed-in person took a learner's record as its own, by opening the learner's link."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person_id = models.UUIDField()
    person_key_id = models.UUIDField()
    issuer_id = models.UUIDField()
    claimed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_claim"
        constraints = [
            # one record belongs to one person; who shares a mailbox cannot take it twice
            models.UniqueConstraint(
                fields=["person_key_id"], condition=Q(ended_at=None), name="issuing_claim_one"
            )
        ]
        indexes = [models.Index(fields=["person_id"], name="issuing_claim_of")]

    def __str__(self) -> str:
        return f"claim of {self.person_id}"


class Correction(models.Model):
    """A holder says that something in a credential is wrong; the provider answers.

    Both texts lie sealed under the person's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    issuer_id = models.UUIDField()
    person_key_id = models.UUIDField()
    credential_id = models.UUIDField()
    wish = models.BinaryField()
    asked_at = models.DateTimeField()
    outcome = models.TextField(null=True)
    answer = models.BinaryField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_correction"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=None, answer=None, answered_by=None, answered_at=None)
                | Q(
                    outcome__in=[one.value for one in Outcome],
                    answer__isnull=False,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                name="issuing_correction_answered",
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=Q(answered_at=None),
                name="issuing_correction_one_open",
            ),
        ]
        indexes = [models.Index(fields=["issuer_id", "id"], name="issuing_correction_of")]

    def __str__(self) -> str:
        return f"correction of {self.credential_id}"
