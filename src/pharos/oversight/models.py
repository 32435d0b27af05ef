"""What is filed with a body after its decision, who decides appeals, checks, and reminders sent.

An appeal and a complaint are two procedures (ESG 2015, 2.7): other grounds, other people, other
deadlines. What was filed never changes; each later act fills a column that was empty.
"""

from django.db import models
from django.db.models import F, Q

from pharos.accreditation.models import Decision, DecisionChange
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.ids import uuid7
from pharos.oversight.rules.words import OPEN, CheckKind, Choice, Kind, State


class Filing(models.Model):
    """What a provider filed: an appeal, a complaint, a report, a notice, evidence, a decision.

    `change` is what an appeal contests where that is not the decision itself, `version` what a
    change of a programme leads to, `year` the year of a report. `proposal` is the entry that a
    second person approves, `closing` that of the outcome of an appeal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.TextField()
    number = models.TextField()
    organisation_id = models.UUIDField()
    agency_id = models.UUIDField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    change = models.ForeignKey(DecisionChange, models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(null=True)
    content = models.JSONField()
    filed_by = models.UUIDField()
    filed_at = models.DateTimeField()
    filed_on = models.DateField()
    due_on = models.DateField(null=True)
    state = models.TextField(default=State.FILED)
    answer = models.JSONField(null=True)
    suspensive = models.BooleanField(null=True)
    outcome = models.TextField(null=True)
    handled_by = models.UUIDField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_on = models.DateField(null=True)
    proposal_id = models.UUIDField(null=True)
    closing_id = models.UUIDField(null=True)

    class Meta:
        db_table = "oversight_filing"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in Kind]), name="oversight_filing_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="oversight_filing_state"
            ),
            models.CheckConstraint(
                condition=~Q(organisation_id=F("agency_id")), name="oversight_filing_two_bodies"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["complaint", "report", "foreign"])
                | Q(decision__isnull=False),
                name="oversight_filing_decision",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None)
                | Q(kind="appeal", outcome__in=["uphold", "remit", "annul"])
                | Q(kind="complaint", outcome__in=["justified", "partly", "unjustified"]),
                name="oversight_filing_outcome",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "number"], name="oversight_filing_number_once"
            ),
            models.UniqueConstraint(
                fields=["agency_id", "organisation_id", "year"],
                condition=Q(kind="report", state__in=["filed", "accepted"]),
                name="oversight_report_once",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "state"], name="oversight_filing_of_agency"),
            models.Index(fields=["organisation_id", "kind"], name="oversight_filing_of_provider"),
        ]
        ordering = ["filed_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_running(self) -> bool:
        """Whether it waits for an answer, or for the entry of its outcome."""
        waits = self.state == State.DECIDED and self.closing_id is None
        return waits or self.state in OPEN


class AppealMember(models.Model):
    """Somebody who decides an appeal, and how; the agency alone sees the votes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="members")
    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    named_by = models.UUIDField()
    named_at = models.DateTimeField()
    choice = models.TextField(null=True)
    reason = models.TextField(null=True)
    voted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_appeal_member"
        constraints = [
            models.UniqueConstraint(fields=["filing", "person_id"], name="oversight_member_once"),
            models.CheckConstraint(
                condition=Q(choice=None) | Q(choice__in=[one.value for one in Choice]),
                name="oversight_member_choice",
            ),
        ]
        ordering = ["named_at", "id"]

    def __str__(self) -> str:
        return f"member of {self.filing_id}"


class Check(models.Model):
    """A look of the agency at a decision between two procedures, planned or not."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    kind = models.TextField()
    reason = models.TextField()
    day = models.DateField()
    planned_by = models.UUIDField()
    planned_at = models.DateTimeField()
    findings = models.TextField(null=True)
    held_by = models.UUIDField(null=True)
    held_at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)

    class Meta:
        db_table = "oversight_check"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in CheckKind]), name="oversight_check_kind"
            ),
        ]
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.kind} check on {self.day}"


class Reminder(models.Model):
    """A reminder that went out, so that it goes out once: what about, and which one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    about = models.UUIDField()
    mark = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "oversight_reminder"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "about", "mark"], name="oversight_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} about {self.about}"
