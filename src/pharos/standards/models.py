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
