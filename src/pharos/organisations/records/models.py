"""Who keeps the records of a closed organisation, and what learners and verifiers ask there."""

from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7

KINDS = ("duplicate", "confirmation")


class Custody(models.Model):
    """Who keeps the records of a closed organisation, under which act, from a day to a day.

    `contact` is how one asks there. One keeps them at a time; a hand-over ends one row and
    begins the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    keeper_id = models.UUIDField()
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="custodies"
    )
    custodian = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="keeps"
    )
    act = models.TextField()
    contact = models.TextField(default="")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    recorded_by = models.UUIDField(null=True)

    class Meta:
        db_table = "organisations_custody"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(until_day__isnull=True),
                name="organisations_custody_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=F("custodian")), name="organisations_custody_by_another"
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="organisations_custody_term",
            ),
            models.CheckConstraint(condition=~Q(act=""), name="organisations_custody_act"),
        ]

    def __str__(self) -> str:
        return self.act


class Enquiry(models.Model):
    """A duplicate or a confirmation that somebody asks for, by the number of a certificate.

    What was written lies in `box`, under a key that goes when it is answered: then nobody can
    read any more who asked about whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    kind = models.TextField()
    person_key_id = models.UUIDField()
    box = models.BinaryField()
    asked_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "organisations_enquiry"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)), name="organisations_enquiry_kind"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="organisations_enquiry_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "asked_at"], name="organisations_asks")]

    def __str__(self) -> str:
        return self.kind
