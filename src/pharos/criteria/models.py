"""Sets of criteria: drafts that only the agency sees, and versions that never change.

A version holds from `first_day` on; `until`, the day after its last one, is set once, when the
next version was approved or somebody retired it.
"""

import json
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import F, Q

from pharos.catalogue.models import Sha256OfText
from pharos.common.ids import uuid7
from pharos.criteria import rules
from pharos.nations.vocabulary import CASE_KINDS


def _digest_matches(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(digest=Sha256OfText(F("document"))), name=name)


class _Written(models.Model):
    """What is written of a set, in a draft as in a version."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    kind = models.TextField()
    document = models.TextField()
    digest = models.BinaryField()

    class Meta:
        abstract = True

    @cached_property
    def content(self) -> rules.Content:
        """Title, source and criteria."""
        return rules.content_of(json.loads(self.document))

    @property
    def criteria(self) -> tuple[rules.Criterion, ...]:
        return self.content.criteria

    @property
    def title(self) -> rules.Texts:
        return self.content.title


class CriteriaDraft(_Written):
    """A set that is being written; it ends as a version, or is given up."""

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        DROPPED = "dropped"

    edited_by = models.UUIDField()
    edited_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.OPEN)

    class Meta:
        db_table = "criteria_draft"
        constraints = [
            _digest_matches("criteria_draft_digest"),
            models.CheckConstraint(condition=Q(kind__in=CASE_KINDS), name="criteria_draft_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "approved", "dropped"]), name="criteria_draft_state"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.kind}"


class CriteriaSet(_Written):
    """One version of an agency's criteria for one kind of procedure."""

    number = models.PositiveIntegerField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    drafted_by = models.UUIDField()
    approved_by = models.UUIDField()
    approved_at = models.DateTimeField()
    retired_by = models.UUIDField(null=True)

    class Meta:
        db_table = "criteria_set"
        constraints = [
            _digest_matches("criteria_set_digest"),
            models.CheckConstraint(condition=Q(kind__in=CASE_KINDS), name="criteria_set_kind"),
            models.UniqueConstraint(
                fields=["agency_id", "kind", "number"], name="criteria_set_once"
            ),
            models.UniqueConstraint(
                fields=["agency_id", "kind", "first_day"], name="criteria_set_one_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(drafted_by=F("approved_by")), name="criteria_set_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("first_day")),
                name="criteria_set_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def state_on(self, day: date) -> str:
        """`coming`, `in_force` or `retired`."""
        if day < self.first_day:
            return "coming"
        return "in_force" if self.until is None or day < self.until else "retired"
