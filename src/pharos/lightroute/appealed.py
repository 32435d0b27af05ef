"""Appeals against the end of a right to the light route, and who decides them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from pharos.common.ids import uuid7


class Appeal(models.Model):
    """A provider's appeal against the end of its right, seen by both sides; one an end.

    What it may end in are the words of other appeals; annulled, the right is given back by a
    new place on the list, `restored_id`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.TextField()
    listing = models.OneToOneField("lightroute.Listing", models.PROTECT, related_name="appeal")
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    grounds = models.TextField()
    filed_by = models.UUIDField()
    filed_at = models.DateTimeField()
    filed_on = models.DateField()
    state = models.TextField(default="filed")
    outcome = models.TextField(null=True)
    reason = models.TextField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    restored_id = models.UUIDField(null=True)

    class Meta:
        app_label = "lightroute"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="filed", outcome=None, decided_at=None)
                | Q(state="inadmissible", outcome=None, decided_at__isnull=False)
                | Q(
                    state="decided",
                    outcome__in=["uphold", "remit", "annul"],
                    decided_at__isnull=False,
                ),
                name="lightroute_appeal_state",
            ),
            models.CheckConstraint(
                condition=Q(restored_id=None) | Q(outcome="annul"),
                name="lightroute_appeal_restored",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "number"], name="lightroute_appeal_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class AppealSeat(models.Model):
    """Somebody of the agency who decides such an appeal, and how; the agency alone sees it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="seats")
    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    named_by = models.UUIDField()
    named_at = models.DateTimeField()
    choice = models.TextField(null=True)
    reason = models.TextField(null=True)
    voted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "lightroute"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(choice=None, voted_at=None)
                | Q(choice__in=["uphold", "remit", "annul"], voted_at__isnull=False),
                name="lightroute_seat_vote",
            ),
            models.UniqueConstraint(fields=["appeal", "person_id"], name="lightroute_seat_once"),
        ]

    def __str__(self) -> str:
        return f"seat of {self.appeal_id}"
