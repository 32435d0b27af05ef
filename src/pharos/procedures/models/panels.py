"""The pool of experts, panels, what binds their members, and what the provider objects."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pharos.common.ids import uuid7
from pharos.procedures.models.bases import Internal, Outlived, Shared
from pharos.procedures.rules.words import Capacity, VisitForm


class Expert(models.Model):
    """Somebody of an agency's pool (B08): what they stand for, know and speak."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    name = models.TextField()
    capacity = models.TextField()
    is_international = models.BooleanField(default=False)
    fields = ArrayField(models.TextField(), default=list)
    languages = ArrayField(models.TextField(), default=list)
    is_active = models.BooleanField(default=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "person_id"], name="procedures_expert_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=[one.value for one in Capacity]),
                name="procedures_expert_capacity",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PanelMember(Shared):
    """An expert on the panel of a case; one who was replaced stays on record."""

    person_id = models.UUIDField()
    name = models.TextField()
    capacity = models.TextField()
    is_international = models.BooleanField(default=False)
    is_chair = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    removed_because = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person_id"],
                condition=Q(removed_at=None),
                name="procedures_member_once",
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=[one.value for one in Capacity]),
                name="procedures_member_capacity",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ConflictStatement(Internal):
    """What a member says binds him or her to the provider; the newest one counts.

    What the agency found out by itself is a row of an officer, and stays whatever is said later.

    `ties` are `{"organisation": id, "kind": …, "until": day or null}`; `register_ties` those
    that the register itself knows of the person who states.
    """

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="statements")
    has_conflict = models.BooleanField()
    text = models.TextField(default="")
    ties = models.JSONField(default=list)
    register_ties = models.JSONField(default=list)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.has_conflict}"


class Objection(Shared):
    """What the provider says against a member, once, and what became of it."""

    member = models.OneToOneField(PanelMember, models.PROTECT, related_name="objection")
    reason = models.TextField()
    outcome = models.TextField(null=True)
    answer = models.TextField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_role = models.TextField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(outcome__in=["replaced", "upheld"]),
                name="procedures_objection_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.outcome}"


class SiteVisit(Shared, Outlived):
    """How and when the panel sees the provider; the newest plan counts."""

    form = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField()
    place = models.TextField(default="")
    programme = models.TextField(default="")
    held_on = models.DateField(null=True)
    held_by = models.UUIDField(null=True)
    held_role = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=[one.value for one in VisitForm]),
                name="procedures_visit_form",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="procedures_visit_days"
            ),
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.form} {self.first_day}"
