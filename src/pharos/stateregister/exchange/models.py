"""Lines of the comparison with the national registry, and when the sides were compared."""

from django.db import models
from django.db.models import Q

from pharos.common.ids import uuid7
from pharos.stateregister.exchange.rules import Kind, Resolution


class Discrepancy(models.Model):
    """A difference of both registers, open until a person ends it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2)
    kind = models.TextField()
    key = models.TextField()
    ours = models.TextField(default="", blank=True)
    theirs = models.TextField(default="", blank=True)
    found_at = models.DateTimeField()
    resolution = models.TextField(null=True)
    note = models.TextField(null=True)
    resolved_by = models.UUIDField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in Kind]),
                name="stateregister_discrepancy_kind",
            ),
            models.CheckConstraint(
                condition=Q(resolution=None, note=None, resolved_by=None, resolved_at=None)
                | Q(
                    resolution__in=[one.value for one in Resolution],
                    note__isnull=False,
                    resolved_by__isnull=False,
                    resolved_at__isnull=False,
                ),
                name="stateregister_discrepancy_resolved",
            ),
            models.UniqueConstraint(
                fields=["nation", "kind", "key", "ours", "theirs"],
                condition=Q(resolution=None),
                name="stateregister_discrepancy_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Reconciliation(models.Model):
    """When the registers of a nation were compared last, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.CharField(max_length=2, unique=True)
    compared_at = models.DateTimeField(null=True)
    theirs = models.PositiveIntegerField(default=0)
    ours = models.PositiveIntegerField(default=0)
    last_code = models.TextField(default="", blank=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.nation} {self.compared_at}"
