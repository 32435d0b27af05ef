"""The table of further documents of an award."""

from django.db import models

from pharos.common.ids import uuid7


class Document(models.Model):
    """A signed document of a credential in another format, under the holder's key.

    `identity` is the SHA-256 of what was signed, as for the credential itself; its leaf stands
    in the log at `log_chunk_id`, place 0.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    issuer_id = models.UUIDField()
    credential_id = models.UUIDField()
    person_key_id = models.UUIDField()
    format = models.TextField()
    key_id = models.TextField()
    identity = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    log_chunk_id = models.BigIntegerField(unique=True)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "issuing_document"
        constraints = [
            models.UniqueConstraint(
                fields=["credential_id", "format", "key_id"], name="issuing_document_once"
            ),
            models.CheckConstraint(
                condition=models.Q(identity__octets=32), name="issuing_document_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.credential_id}"
