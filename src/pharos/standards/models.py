"""Amendments of national standards: changes laid over the shipped files, from a day on."""

from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7


class Amendment(models.Model):
    """One act of an authority that changes a nation's standards; two people enter it.

    `changes` is a document of members to replace (`nations.reading.merged`). It holds from
    `first_day` on and never reaches back: `recorded_on`, the legal day of its approval, lies
    before. The evidence behind it and the reason stay beside it for ever.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2)
    first_day = models.DateField()
    changes = models.JSONField()
    content_hash = models.BinaryField()
    reason = models.TextField()
    evidence = models.TextField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    recorded_on = models.DateField(null=True)
    links = models.JSONField(default=list)
    files = models.JSONField(default=list)
    revises = models.UUIDField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(null=True)

    class Meta:
        db_table = "standards_amendment"
        indexes = [models.Index(fields=["nation", "first_day"], name="standards_by_nation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="standards_amendment_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(
                    approved_by__isnull=True, approved_at__isnull=True, recorded_on__isnull=True
                )
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    recorded_on__isnull=False,
                ),
                name="standards_amendment_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(recorded_on__isnull=True) | Q(first_day__gt=F("recorded_on")),
                name="standards_amendment_never_back",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(evidence=""), name="standards_amendment_reasoned"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="standards_amendment_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nation} {self.first_day}"


class MovedDay(models.Model):
    """A day that an act of government made free or a working day; two people enter it.

    The newest approved row of a day holds. Nothing is ever taken out: what a deadline was
    counted by stays to be seen.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2)
    day = models.DateField()
    works = models.BooleanField()
    name = models.TextField()
    source = models.TextField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    dropped_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "standards_moved_day"
        indexes = [models.Index(fields=["nation", "day"], name="standards_moved_day_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="standards_moved_day_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False, dropped_at__isnull=True),
                name="standards_moved_day_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by__isnull=True, dropped_at__isnull=True)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False),
                name="standards_moved_day_dropped_whole",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source=""), name="standards_moved_day_sourced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nation} {self.day}"


class AmendmentDraft(models.Model):
    """What an officer is writing: parameters with their new values, reason and evidence.

    It is nobody else's and holds nowhere; proposing it makes the amendment and ends the draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2)
    first_day = models.DateField(null=True)
    changes = models.JSONField(default=dict)
    reason = models.TextField(default="")
    evidence = models.TextField(default="")
    links = models.JSONField(default=list)
    files = models.JSONField(default=list)
    revises = models.UUIDField(null=True)
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "standards_amendment_draft"

    def __str__(self) -> str:
        return f"{self.nation} {self.begun_at:%Y-%m-%d}"


class EvidenceFile(models.Model):
    """A file that stands behind an amendment, kept and named by its digest."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    digest = models.BinaryField()
    content = models.BinaryField()
    brought_by = models.UUIDField()
    brought_at = models.DateTimeField()

    class Meta:
        db_table = "standards_evidence"

    def __str__(self) -> str:
        return self.name


class Consultation(models.Model):
    """Who is asked about an amendment, clause by clause, and until when.

    It speaks of one content: `content_hash` is the amendment's. `last_day` is inclusive.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    amendment_id = models.UUIDField(unique=True)
    content_hash = models.BinaryField()
    first_day = models.DateField()
    last_day = models.DateField()
    kinds = models.JSONField(default=list)
    invited = models.JSONField(default=list)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    summary = models.JSONField(null=True)

    class Meta:
        db_table = "standards_consultation"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="standards_consultation_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"


class Comment(models.Model):
    """What an organisation says of one clause; plain text, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    consultation_id = models.UUIDField(db_index=True)
    clause = models.CharField(max_length=200)
    text = models.TextField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "standards_comment"

    def __str__(self) -> str:
        return self.clause


class Answer(models.Model):
    """What the authority answers to one comment."""

    comment_id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField()
    consultation_id = models.UUIDField(db_index=True)
    text = models.TextField()
    answered_by = models.UUIDField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "standards_answer"

    def __str__(self) -> str:
        return str(self.comment_id)


class Guideline(models.Model):
    """How micro-credentials of a nation are put together: a text by its ministry, in versions."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    title = models.JSONField()
    text = models.JSONField()
    source = models.TextField()
    first_day = models.DateField()
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "standards_guideline"
        constraints = [
            models.UniqueConstraint(fields=["nation", "number"], name="standards_guideline_number")
        ]

    def __str__(self) -> str:
        return f"{self.nation} {self.number}"


class GuidelineProposal(models.Model):
    """A version of the guideline that one person wrote; it is published when another approves it.

    Nobody else reads it before, and it never changes: whoever wants other words writes another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2)
    title = models.JSONField()
    text = models.JSONField()
    source = models.TextField()
    first_day = models.DateField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    dropped_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "standards_guideline_proposal"
        indexes = [models.Index(fields=["nation"], name="standards_guideline_waits")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="standards_guideline_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False, dropped_at__isnull=True),
                name="standards_guideline_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by__isnull=True, dropped_at__isnull=True)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False),
                name="standards_guideline_dropped_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nation} {self.first_day}"
