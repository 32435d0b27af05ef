"""Confirmations: somebody of the owner said on a day that an entry is still true."""

from django.db import models
from django.db.models import Q

from pharos.common.ids import uuid7


class Confirmation(models.Model):
    """One entry, confirmed on one day by one person of its owner; for ever.

    The subject is a programme, or the organisation's own entry.
    """

    class Subject(models.TextChoices):
        ORGANISATION = "organisation"
        PROGRAMME = "programme"

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    subject = models.TextField(choices=Subject.choices)
    subject_id = models.UUIDField()
    day = models.DateField()
    confirmed_by = models.UUIDField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "day"], name="catalogue_confirmation_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(subject__in=["organisation", "programme"]),
                name="catalogue_confirmation_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} on {self.day}"
