"""Sittings of the committee, what is moved there, and how each member voted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pharos.common.ids import uuid7
from pharos.procedures.models.bases import Acted, Internal, Outlived
from pharos.procedures.models.cases import Case, CaseSubject
from pharos.procedures.rules.words import Choice


class Session(Acted):
    """A sitting of the deciding committee: its day and who has a seat in it."""

    agency_id = models.UUIDField()
    day = models.DateField()
    title = models.TextField(default="")
    seats = ArrayField(models.UUIDField())

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"sitting of {self.day}"


class AgendaItem(models.Model):
    """A case before a sitting; a case that was not decided goes to another one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="items")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "case"], name="procedures_agenda_once"),
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} on {self.session_id}"


class Interest(Internal):
    """What a member of the committee says of ties to a case; with one, no vote and no quorum."""

    has_conflict = models.BooleanField()
    text = models.TextField(default="")
    is_known = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by} {self.has_conflict}"


class Motion(Internal, Outlived):
    """What is put to the vote for one subject: outcome, term, conditions, reasons."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="motions")
    subject = models.ForeignKey(CaseSubject, models.PROTECT, related_name="motions")
    outcome = models.TextField()
    first_day = models.DateField(null=True)
    until = models.DateField(null=True)
    conditions = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    result = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result=None) | Q(result__in=["carried", "lost"]),
                name="procedures_motion_result",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(result="carried", set_aside=None),
                name="procedures_motion_carried",
            ),
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.result}"


class Vote(Internal):
    """One member's vote on one motion; it is given once."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes")
    choice = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["motion", "by"], name="procedures_vote_once"),
            models.CheckConstraint(
                condition=Q(choice__in=[one.value for one in Choice]), name="procedures_vote_choice"
            ),
        ]

    def __str__(self) -> str:
        return self.choice


class AgencyListing(models.Model):
    """Since when an agency is on the EQAR or a full member of ENQA, as was entered (B19)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    agency_id = models.UUIDField()
    list = models.TextField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    source = models.TextField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(list__in=["eqar", "enqa"]), name="procedures_listing_list"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("first_day")),
                name="procedures_listing_days",
            ),
        ]
        ordering = ["first_day"]

    def __str__(self) -> str:
        return f"{self.list} from {self.first_day}"
