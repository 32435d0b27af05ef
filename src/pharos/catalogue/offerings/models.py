"""Offerings: one delivery of a version that learners can apply for, kept by its provider."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.catalogue.offerings import rules
from pharos.common.ids import uuid7


class Offering(models.Model):
    """When, where and at what price a version is held; `causes` say why it is suspended.

    `apply_until` and `ends` are last days, inclusive. An offering that is over stays, since
    what was said to learners can be asked later.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SUSPENDED = "suspended"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    version = models.ForeignKey(
        "catalogue.ProgrammeVersion", models.PROTECT, related_name="offerings"
    )
    starts = models.DateField()
    ends = models.DateField(null=True)
    apply_until = models.DateField(null=True)
    form = models.TextField()
    place = models.TextField(default="")
    region = models.TextField(default="")
    language = models.TextField()
    seats = models.PositiveIntegerField(null=True)
    price = models.DecimalField(max_digits=11, decimal_places=2, null=True)
    currency = models.TextField(default="")
    application_url = models.TextField(default="")
    application_contact = models.TextField(default="")
    state = models.TextField(choices=State.choices, default=State.OPEN)
    causes = ArrayField(models.TextField(), default=list)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(rules.STATES)), name="catalogue_offering_state"
            ),
            models.CheckConstraint(
                condition=Q(state="closed")
                | Q(state="open", causes=[])
                | (Q(state="suspended") & ~Q(causes=[])),
                name="catalogue_offering_causes",
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="catalogue_offering_days"
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="catalogue_offering_price"
            ),
        ]
        indexes = [
            models.Index(fields=["version", "starts"], name="catalogue_offering_of"),
            models.Index(fields=["organisation_id", "starts"], name="catalogue_offering_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} from {self.starts}"

    @property
    def terms(self) -> rules.Terms:
        """What it says, as the rules judge it."""
        return rules.Terms(
            **{name: getattr(self, name) for name in rules.Terms.__dataclass_fields__}
        )


class Seats(models.Model):
    """How many seats of an offering funded places have taken; written by triggers, by nobody else.

    `seats` follows the offering. None means that it names no number, and is never full.
    """

    offering = models.OneToOneField(
        Offering, models.PROTECT, primary_key=True, related_name="filling"
    )
    organisation_id = models.UUIDField()
    seats = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            # two who take the last seat at the same time wait for this row; the second is refused
            models.CheckConstraint(
                condition=Q(seats=None) | Q(seats__gte=F("taken")), name="catalogue_seats_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.seats}"

    @property
    def is_full(self) -> bool:
        """Whether no seat is left."""
        return self.seats is not None and self.taken >= self.seats
