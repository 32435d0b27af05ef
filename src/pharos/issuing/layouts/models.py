"""The form a provider works on, its submitted versions, and which one a chunk was issued in."""

from django.db import models
from django.db.models import F, Q

from pharos.accreditation.models import CertificateFormat
from pharos.catalogue.models import Sha256OfText
from pharos.common.ids import uuid7
from pharos.issuing.layouts.parts import Parts


class LayoutDraft(models.Model):
    """The one form that a provider works on; nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField(unique=True)
    document = models.TextField()
    edited_by = models.UUIDField()
    edited_at = models.DateTimeField()

    class Meta:
        db_table = "issuing_layout_draft"

    def __str__(self) -> str:
        return f"draft of {self.edited_at:%Y-%m-%d}"

    @property
    def parts(self) -> Parts:
        return Parts.from_text(self.document)


class Layout(models.Model):
    """The content of a submitted format, as the ministry looks at it and certificates are set."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    format = models.OneToOneField(CertificateFormat, models.PROTECT, related_name="layout")
    document = models.TextField()
    digest = models.BinaryField()

    class Meta:
        db_table = "issuing_layout"
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=Sha256OfText(F("document"))), name="issuing_layout_digest"
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:16]

    @property
    def parts(self) -> Parts:
        return Parts.from_text(self.document)


class LayoutPin(models.Model):
    """In which format the credentials of a chunk are printed, for ever.

    A chunk without a row was issued while its provider had no format of its own.
    """

    chunk_id = models.UUIDField(primary_key=True)
    organisation_id = models.UUIDField()
    format = models.ForeignKey(CertificateFormat, models.PROTECT, related_name="+")

    class Meta:
        db_table = "issuing_layout_pin"

    def __str__(self) -> str:
        return f"chunk {self.chunk_id}"
