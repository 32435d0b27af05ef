"""What one person of a body proposes about an agency's place on a list; another confirms it."""

from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7
from pharos.procedures.models.sittings import AgencyListing
from pharos.procedures.rules.listings import LISTS


class ListingProposal(models.Model):
    """An entry to make, or the end of one (`listing` names it); it never changes (B19)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    agency_id = models.UUIDField()
    listing = models.ForeignKey(
        AgencyListing, models.PROTECT, null=True, related_name="endings", db_index=False
    )
    list = models.TextField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    source = models.TextField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    dropped_by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(list__in=LISTS), name="procedures_listing_proposal_list"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("first_day")),
                name="procedures_listing_proposal_days",
            ),
            models.CheckConstraint(
                condition=Q(listing=None) | Q(until__isnull=False),
                name="procedures_listing_end_dated",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="procedures_listing_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False, dropped_at=None),
                name="procedures_listing_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(dropped_by=None, dropped_at=None)
                | Q(dropped_by__isnull=False, dropped_at__isnull=False),
                name="procedures_listing_dropped_whole",
            ),
            models.UniqueConstraint(
                fields=["listing"],
                condition=Q(approved_at=None, dropped_at=None),
                name="procedures_listing_one_end",
            ),
        ]
        ordering = ["proposed_at", "id"]

    def __str__(self) -> str:
        return f"{self.list} {self.first_day}"
