"""Drafts of imports: a roster on its way to a batch, encrypted under a key of its own.

A draft has its own key (`common.personkeys`): when it is used, dropped or forgotten the key is
destroyed, so that not even a backup shows the rows again. Rows lie in parts, each one box with
the cells and one with what was found in them; a page opens the parts that it shows.
"""

from django.db import models
from django.db.models import Q

from pharos.awards.imports import rules
from pharos.common.ids import uuid7


class Import(models.Model):
    """One file of a registrar; `columns` says which column is which, by its place."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    version = models.ForeignKey("catalogue.ProgrammeVersion", models.PROTECT, related_name="+")
    run = models.ForeignKey("awards.Run", models.PROTECT, null=True, related_name="+")
    award_date = models.DateField(null=True)
    state = models.TextField()
    kind = models.TextField(default="")
    file_name = models.TextField()
    digest = models.BinaryField()
    sheet = models.TextField(default="")
    sheets = models.JSONField(default=list)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    person_key_id = models.UUIDField()
    file = models.BinaryField(null=True)
    refusal = models.JSONField(default=dict)
    batch_id = models.UUIDField(null=True)
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(rules.IMPORT_MOVES)), name="awards_import_state"
            ),
            models.CheckConstraint(
                condition=Q(batch_id__isnull=True) | Q(state="kept") | Q(state="expired"),
                name="awards_import_batch",
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "id"], name="awards_import_owner")]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def good(self) -> int:
        """How many rows may become awards, as far as they are judged."""
        return self.judged - self.bad


class ImportPart(models.Model):
    """Some hundred rows of a draft, and what was found in them."""

    pk = models.CompositePrimaryKey("import_id", "number")
    import_id = models.UUIDField()
    number = models.PositiveIntegerField()
    organisation_id = models.UUIDField()
    rows = models.PositiveIntegerField()
    bad = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    box = models.BinaryField()
    verdict = models.BinaryField(null=True)

    class Meta:
        db_table = "awards_import_part"

    def __str__(self) -> str:
        return f"{self.import_id}/{self.number}"


class KnownHeading(models.Model):
    """What a provider once said of a heading that we did not know; empty: it is not read."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    heading = models.TextField()
    field = models.TextField()
    chosen_by = models.UUIDField()
    chosen_at = models.DateTimeField()

    class Meta:
        db_table = "awards_known_heading"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "heading"], name="awards_known_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
