"""What the tables of procedures share: whose a row is, and who acted in which part."""

from django.db import models

from pharos.common.ids import uuid7


class Acted(models.Model):
    """Who did it, in which role and for which body, and when."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    by = models.UUIDField()
    role = models.TextField()
    acted_in = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Shared(Acted):
    """A row that the agency and the provider of the case both see."""

    case = models.ForeignKey("procedures.Case", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()

    class Meta:
        abstract = True


class Outlived(models.Model):
    """A row that counts until the case goes back: `set_aside` names the step that did it."""

    set_aside = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Internal(Acted):
    """A row of the agency alone: drafts, statements, votes."""

    case = models.ForeignKey("procedures.Case", models.PROTECT, related_name="+")
    agency_id = models.UUIDField()

    class Meta:
        abstract = True
