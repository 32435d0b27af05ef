"""The light route: trusted providers, what they notify, silence that decides, audits by lot.

A notification is seen by the provider and the agency alone. What became of it is a `Record` that
everybody reads beside the decision: by what route, on what rule, with which audit. Whatever takes
two persons of the agency waits as a `Proposal` that nobody else sees.
"""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from pharos.catalogue.models import ProgrammeVersion, Sha256OfText
from pharos.common.ids import uuid7
from pharos.lightroute.appealed import Appeal, AppealSeat
from pharos.lightroute.rules import AUDIT_OUTCOMES, KINDS, STATES

__all__ = [
    "OPEN", "Appeal", "AppealSeat", "Audit", "Draw", "Listing", "Notification", "Proposal",
    "Question", "Record",
]  # fmt: skip
OPEN = ("notified", "asked")


class Listing(models.Model):
    """A provider that the agency trusts with the light route, from a day until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    first_day = models.DateField()
    reason = models.TextField()
    proposed_by = models.UUIDField()
    approved_by = models.UUIDField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    # the last day, and why: a failed audit, or the agency's own reason
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(null=True)
    ended_reason = models.TextField(null=True)
    ended_audit_id = models.UUIDField(null=True)
    end_proposed_by = models.UUIDField(null=True)
    end_approved_by = models.UUIDField(null=True)
    appeal_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposed_by=F("approved_by")), name="lightroute_listing_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_on=None, ended_because=None, end_proposed_by=None, end_approved_by=None
                )
                | Q(
                    ended_on__isnull=False,
                    ended_because__in=["audit_failed", "agency"],
                    end_proposed_by__isnull=False,
                    end_approved_by__isnull=False,
                )
                & ~Q(end_proposed_by=F("end_approved_by")),
                name="lightroute_listing_end_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(ended_because="audit_failed", ended_audit_id__isnull=False)
                | Q(ended_audit_id=None) & (Q(ended_because=None) | Q(ended_because="agency")),
                name="lightroute_listing_audit",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "organisation_id"],
                condition=Q(ended_on=None),
                name="lightroute_listing_once",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id"], name="lightroute_listing_of")]

    def __str__(self) -> str:
        return f"listed from {self.first_day}"


class Notification(models.Model):
    """A programme that a trusted provider notifies, or a part of an accredited one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.TextField()
    kind = models.TextField()
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    document = models.TextField()
    digest = models.BinaryField()
    internal_decision_id = models.UUIDField(null=True)
    listing = models.ForeignKey(Listing, models.PROTECT, null=True, related_name="+")
    parent_decision_id = models.UUIDField(null=True)
    state = models.TextField(default="notified")
    sent_by = models.UUIDField()
    sent_at = models.DateTimeField()
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    # the officer who took it in, and the approver who let it run
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    decision_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    closed_because = models.TextField(null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=Sha256OfText(F("document"))), name="lightroute_note_digest"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="lightroute_note_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="lightroute_note_state"),
            models.CheckConstraint(
                condition=Q(kind="light", listing__isnull=False)
                | Q(kind="carve_out", parent_decision_id__isnull=False),
                name="lightroute_note_ground",
            ),
            # whoever signs did not take it in
            models.CheckConstraint(
                condition=Q(signed_by=None)
                | Q(taken_by__isnull=False) & ~Q(signed_by=F("taken_by")),
                name="lightroute_note_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None, decision_id=None)
                | Q(state="decided", closed_at__isnull=False, decision_id__isnull=False)
                | Q(
                    state__in=["objected", "withdrawn", "lapsed"],
                    closed_at__isnull=False,
                    decision_id=None,
                ),
                name="lightroute_note_end",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(state__in=OPEN), name="lightroute_note_once"
            ),
            models.UniqueConstraint(fields=["agency_id", "number"], name="lightroute_note_number"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "sent_at"], name="lightroute_note_of"),
            models.Index(fields=["agency_id", "state"], name="lightroute_note_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def content(self) -> dict[str, Any]:
        """What was notified: frozen."""
        told: dict[str, Any] = json.loads(self.document)
        return told


class Question(models.Model):
    """A question of the agency, which stops the clock, and the provider's answer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    notification = models.ForeignKey(Notification, models.PROTECT, related_name="questions")
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    text = models.TextField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_on = models.DateField()
    answer_until = models.DateField()
    answer = models.TextField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None, answered_by=None, answered_at=None, answered_on=None)
                | Q(
                    answer__isnull=False, answered_by__isnull=False, answered_at__isnull=False,
                    answered_on__gte=F("asked_on"),
                ),
                name="lightroute_question_answer",
            ),
            models.UniqueConstraint(
                fields=["notification"], condition=Q(answer=None), name="lightroute_question_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "question"


class Record(models.Model):
    """How a decision of the light route came about: by silence or by a yes, on which rule."""

    decision_id = models.UUIDField(primary_key=True)
    notification_id = models.UUIDField()
    number = models.TextField()
    kind = models.TextField()
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    how = models.TextField()
    regime = models.TextField()
    days = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    due_on = models.DateField()
    decided_on = models.DateField()
    # whether the two persons looked at this very notification, or had listed the provider
    rests_on = models.TextField()
    listing = models.ForeignKey(Listing, models.PROTECT, null=True, related_name="+")
    parent_decision_id = models.UUIDField(null=True)
    mapping = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="lightroute_record_kind"),
            models.CheckConstraint(
                condition=Q(how__in=["silence", "yes"]), name="lightroute_record_how"
            ),
            models.CheckConstraint(
                condition=Q(rests_on__in=["notification", "listing", "parent"]),
                name="lightroute_record_rests",
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "decided_on"], name="lightroute_record_at"),
            models.Index(fields=["version"], name="lightroute_record_of"),
        ]

    def __str__(self) -> str:
        return f"{self.number} by {self.how}"

    @property
    def mapped(self) -> dict[str, Any]:
        """The mapping of a carve-out as it was notified; empty for others."""
        told: dict[str, Any] = json.loads(self.mapping or "{}")
        return told


class Draw(models.Model):
    """The yearly sample: announced with what is drawn from, drawn with a checkpoint after that."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    population = models.TextField()
    digest = models.BinaryField()
    percent = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    log_size = models.BigIntegerField()
    announced_by = models.UUIDField()
    announced_at = models.DateTimeField(db_default=models.functions.Now())
    seed_size = models.BigIntegerField(null=True)
    seed_root = models.TextField(null=True)
    drawn = models.TextField(null=True)
    drawn_by = models.UUIDField(null=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=Sha256OfText(F("population"))), name="lightroute_draw_digest"
            ),
            models.CheckConstraint(
                condition=Q(seed_size=None, seed_root=None, drawn=None, drawn_by=None)
                | Q(
                    seed_size__gt=F("log_size"),
                    seed_root__isnull=False,
                    drawn__isnull=False,
                    drawn_by__isnull=False,
                ),
                name="lightroute_draw_seed",
            ),
            models.UniqueConstraint(fields=["agency_id", "year"], name="lightroute_draw_once"),
        ]

    def __str__(self) -> str:
        return f"draw of {self.year}"

    @property
    def ids(self) -> list[str]:
        """The decisions that are drawn from, sorted."""
        return list(json.loads(self.population))

    @property
    def chosen(self) -> list[str]:
        """The decisions that the lot fell on, in the order of the lot; empty before."""
        return list(json.loads(self.drawn or "[]"))


class Audit(models.Model):
    """An audit of one decision of the light route, and its result once two persons gave it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="audits")
    decision_id = models.UUIDField()
    number = models.TextField()
    due_on = models.DateField()
    outcome = models.TextField(null=True)
    findings = models.TextField(null=True)
    decided_on = models.DateField(null=True)
    proposed_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=None, decided_on=None, proposed_by=None, approved_by=None)
                | Q(outcome__in=AUDIT_OUTCOMES, findings__isnull=False, decided_on__isnull=False)
                & Q(proposed_by__isnull=False, approved_by__isnull=False)
                & ~Q(proposed_by=F("approved_by")),
                name="lightroute_audit_four_eyes",
            ),
            models.UniqueConstraint(fields=["draw", "decision_id"], name="lightroute_audit_once"),
        ]
        indexes = [models.Index(fields=["organisation_id"], name="lightroute_audit_of")]

    def __str__(self) -> str:
        return f"audit of {self.number}"


class Proposal(models.Model):
    """What waits for a second person of the agency: a listing, its end, the result of an audit."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    act = models.TextField()
    organisation_id = models.UUIDField()
    audit = models.ForeignKey(Audit, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(null=True)
    text = models.TextField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    state = models.TextField(default="open")
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act="audit", audit__isnull=False, outcome__in=AUDIT_OUTCOMES)
                | Q(act__in=["list", "end"], audit=None, outcome=None),
                name="lightroute_proposal_act",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "approved", "dropped"]),
                name="lightroute_proposal_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(closed_by=F("proposed_by")),
                name="lightroute_proposal_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "organisation_id", "act"],
                condition=Q(state="open") & ~Q(act="audit"),
                name="lightroute_proposal_once",
            ),
            models.UniqueConstraint(
                fields=["audit"], condition=Q(state="open"), name="lightroute_proposal_audit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.state}"
