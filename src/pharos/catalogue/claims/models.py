"""Words about a version that its document does not hold, each by the body that may say it."""

from django.db import models
from django.db.models import Q

from pharos.common.ids import uuid7


class LevelReferral(models.Model):
    """One act on a version's level: claimed, confirmed or entered, by whom and when; for ever.

    `organisation_id` is the body that acts: provider, agency or keeper of the framework.
    `matches` names for each outcome the level whose descriptor it meets (claims only).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey(
        "catalogue.ProgrammeVersion", models.PROTECT, related_name="referrals"
    )
    organisation_id = models.UUIDField()
    act = models.TextField()
    level = models.PositiveSmallIntegerField()
    matches = models.JSONField(default=dict)
    number = models.TextField(default="")
    by_person = models.UUIDField()
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "act"], name="catalogue_referral_once"),
            models.CheckConstraint(
                condition=Q(act__in=["claimed", "confirmed", "entered"]),
                name="catalogue_referral_act",
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 8)), name="catalogue_referral_level"
            ),
            # only what is entered in the framework has a number there
            models.CheckConstraint(
                condition=(Q(act="entered") & ~Q(number="")) | (~Q(act="entered") & Q(number="")),
                name="catalogue_referral_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.level}"


class Recognition(models.Model):
    """A body that a version names says itself that it recognises it, until it withdraws that.

    Nothing is shown of a recognition before this row is there (question 20, field O).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    version = models.ForeignKey(
        "catalogue.ProgrammeVersion", models.PROTECT, related_name="recognitions"
    )
    organisation_id = models.UUIDField()
    text = models.JSONField(default=dict)
    confirmed_by = models.UUIDField()
    confirmed_at = models.DateTimeField()
    day = models.DateField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation_id"],
                condition=Q(withdrawn_at=None),
                name="catalogue_recognition_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="catalogue_recognition_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} recognises {self.version_id}"


class Course(models.Model):
    """A course with a certificate of attendance, shown outside of the register (R4).

    It has hours, and no kind, credits or level of a micro-credential: those words are not
    among its columns. An assessment added to the draft makes a programme of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    slug = models.TextField()
    nation = models.TextField()
    title = models.JSONField()
    objective = models.JSONField()
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    form = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    digest = models.BinaryField()
    shown_by = models.UUIDField()
    shown_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "slug"],
                condition=Q(ended_at=None),
                name="catalogue_course_once",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="catalogue_course_hours"),
        ]

    def __str__(self) -> str:
        return self.slug
