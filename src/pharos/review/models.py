"""The provider's own decision on a frozen version: asked, answered by its office, confirmed.

The row is bound to the digest of the version: another version needs another row. Who wrote or
published the version stands in it, so that the database itself keeps the office apart from them.
"""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from pharos.catalogue.models import ProgrammeVersion
from pharos.common.ids import uuid7
from pharos.review.rules import OUTCOMES, Answer, answers_of


def _apart(name: str, *others: str) -> models.CheckConstraint:
    """Whoever answers is none of these; an empty column is nobody."""
    condition = Q(by=None)
    together = Q()
    for other in others:
        together &= Q(**{other: None}) | ~Q(**{other: F("by")})
    return models.CheckConstraint(condition=condition | together, name=name)


class InternalDecision(models.Model):
    """One passage of one version through the quality office, from the asking to the head's word."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    digest = models.BinaryField()
    written_by = models.UUIDField(null=True)
    published_by = models.UUIDField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    note = models.TextField()
    # what the office has answered so far, until it decides
    kept = models.TextField()
    kept_by = models.UUIDField(null=True)
    answers = models.TextField(null=True)
    outcome = models.TextField(null=True)
    reason = models.TextField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.UUIDField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_note = models.TextField(null=True)

    class Meta:
        db_table = "review_decision"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(outcome__in=OUTCOMES), name="review_decision_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome=None, by=None, at=None, answers=None, reason=None)
                | Q(
                    outcome__isnull=False, by__isnull=False, at__isnull=False,
                    answers__isnull=False, reason__isnull=False,
                ),
                name="review_decision_whole",
            ),
            # the office is not whoever wrote or published it
            _apart("review_decision_other_person", "written_by", "published_by"),
            # the office and the head are two persons
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(outcome="approved") & ~Q(confirmed_by=F("by")),
                name="review_decision_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(declined_by=None) | Q(outcome="approved") & ~Q(declined_by=F("by")),
                name="review_decision_declined",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(declined_by=None),
                name="review_decision_one_end",
            ),
            # one passage at a time, and one that was confirmed stays the last
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(declined_by=None) & (Q(outcome=None) | Q(outcome="approved")),
                name="review_decision_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation_id", "asked_at"], name="review_decision_of")]

    def __str__(self) -> str:
        return f"internal decision {self.outcome or 'open'}"

    @property
    def state(self) -> str:
        """asked, returned, approved (waits for the head), confirmed or declined."""
        if self.confirmed_by is not None:
            return "confirmed"
        if self.declined_by is not None:
            return "declined"
        return self.outcome or "asked"

    @property
    def told(self) -> dict[str, Answer]:
        """The answers by the code of their item: as decided, or as far as they were kept."""
        document: Any = json.loads(self.answers or self.kept or "{}")
        return answers_of(document)
