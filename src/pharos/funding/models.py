"""Schemes that pay for learning, applications for a funded place, claims by result.

What an applicant proves lies apart, in the funder's own table under a key of its own, and holds
no reference that a provider could follow. The account of a scheme is kept by the database:
whatever happens to a place moves it in the same statement, and it never exceeds the budget.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.catalogue.models import Programme, ProgrammeVersion
from pharos.common.ids import unguessable, uuid7

FUNDERS = ("ministry", "municipality", "employer", "donor")
DECIDERS = ("provider", "funder")
STATES = ("applied", "waiting", "reserved", "claimed", "paid", "refused", "withdrawn", "released")


def _both_or_none(*names: str) -> Q:
    nothing = Q(**{f"{name}__isnull": True for name in names})
    return nothing | Q(**{f"{name}__isnull": False for name in names})


class Scheme(models.Model):
    """What a funder pays for whom, from a day to a day; two of its people publish it.

    Empty lists limit nothing. `share` is in per cent of the price, `cap` the most for one
    learner; `last_day` is inclusive. A place is held for `hold_days`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.TextField()
    funder_kind = models.TextField()
    name = models.JSONField()
    description = models.JSONField()
    groups = ArrayField(models.TextField())
    regions = ArrayField(models.TextField())
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    programmes = ArrayField(models.UUIDField())
    fields = ArrayField(models.TextField())
    levels = ArrayField(models.PositiveSmallIntegerField())
    kinds = ArrayField(models.TextField())
    share = models.DecimalField(max_digits=5, decimal_places=2)
    cap = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    budget = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField()
    hold_days = models.PositiveSmallIntegerField()
    decides = models.TextField()
    digest = models.BinaryField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(null=True)

    class Meta:
        db_table = "funding_scheme"
        indexes = [models.Index(fields=["organisation_id"], name="funding_scheme_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="funding_scheme_four_eyes",
            ),
            models.CheckConstraint(
                condition=_both_or_none("approved_by", "approved_at"),
                name="funding_scheme_approval",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=100) & (Q(cap=None) | Q(cap__gt=0)),
                name="funding_scheme_share",
            ),
            models.CheckConstraint(condition=Q(budget__gt=0), name="funding_scheme_budget"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="funding_scheme_days"
            ),
            models.CheckConstraint(
                condition=Q(funder_kind__in=FUNDERS, decides__in=DECIDERS),
                name="funding_scheme_words",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$"), name="funding_scheme_currency"
            ),
        ]

    def __str__(self) -> str:
        return f"scheme {self.id}"


class Account(models.Model):
    """What a scheme has promised and paid; written by a trigger on places and by nobody else."""

    scheme = models.OneToOneField(Scheme, models.PROTECT, primary_key=True, related_name="account")
    organisation_id = models.UUIDField()
    budget = models.DecimalField(max_digits=14, decimal_places=2)
    reserved = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        db_table = "funding_account"
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__gte=0, spent__gte=0), name="funding_account_counts"
            ),
            # two who reserve at the same time wait for this row, and the second is refused
            models.CheckConstraint(
                condition=Q(budget__gte=F("reserved") + F("spent")), name="funding_account_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"account of {self.scheme_id}"


class Application(models.Model):
    """Somebody without an account asks for a funded place in a programme.

    The provider reads the name and how to write, under the person's key, and of the proof
    only whether it holds. `id` cannot be guessed: it is the applicant's own link.
    """

    id = models.UUIDField(primary_key=True, default=unguessable)
    organisation_id = models.UUIDField()
    funder_id = models.UUIDField()
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="applications")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    offering_id = models.UUIDField(null=True)
    entitled = models.BooleanField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    state = models.TextField(default="applied")
    person_key_id = models.UUIDField()
    box = models.BinaryField(null=True)
    applied_at = models.DateTimeField()
    forget_at = models.DateTimeField()
    reserved_until = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(null=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "funding_application"
        indexes = [
            models.Index(fields=["organisation_id"], name="funding_application_at"),
            models.Index(fields=["funder_id"], name="funding_application_to"),
            models.Index(fields=["scheme", "state"], name="funding_application_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="funding_application_state"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, price__gte=F("amount")),
                name="funding_application_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reserved", "claimed", "paid"))
                | Q(entitled=True, decided_by__isnull=False, reserved_until__isnull=False),
                name="funding_application_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.id}"


class Proof(models.Model):
    """Which group an applicant belongs to and a note: read by the funder alone, then erased."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="+")
    application_id = models.UUIDField(unique=True)
    person_key_id = models.UUIDField()
    box = models.BinaryField(null=True)
    given_at = models.DateTimeField()
    forget_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "funding_proof"
        indexes = [models.Index(fields=["scheme"], name="funding_proof_of")]

    def __str__(self) -> str:
        return f"proof {self.id}"


class Claim(models.Model):
    """The provider asks for the money of a place whose learner was awarded.

    One claim for a place and one for an award: nothing is paid twice. One person of the funder
    checks it, another approves it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    funder_id = models.UUIDField()
    application = models.ForeignKey(Application, models.PROTECT, related_name="claims")
    award_id = models.UUIDField()
    awarded_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    refused_by = models.UUIDField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_reason = models.TextField(null=True)

    class Meta:
        db_table = "funding_claim"
        indexes = [models.Index(fields=["funder_id"], name="funding_claim_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "award_id"],
                condition=Q(refused_at=None),
                name="funding_claim_award_once",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(refused_at=None), name="funding_claim_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (Q(checked_by__isnull=False) & ~Q(approved_by=F("checked_by"))),
                name="funding_claim_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(refused_at=None), name="funding_claim_one_end"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_claim_amount"),
        ]

    def __str__(self) -> str:
        return f"claim {self.id}"
