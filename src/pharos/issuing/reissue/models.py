"""The runs in which credentials are signed anew."""

from django.db import models
from django.db.models import F, Q

from pharos.common.ids import uuid7


class Reissue(models.Model):
    """One run over all credentials of a key, or over named ones (then without a key).

    Where it is stands in it, so that it goes on after a stop: the version of programme and the
    last credential that were taken up. `skipped` counts those that are not valid any more or whose
    holder was erased: nothing can be signed anew for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    key_id = models.TextField(null=True)
    proposal_id = models.UUIDField(null=True, unique=True)
    reason = models.TextField()
    proposed_by = models.UUIDField()
    approved_by = models.UUIDField()
    started_at = models.DateTimeField()
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    chunks = models.IntegerField(default=0)
    version_id = models.UUIDField(null=True)
    after_id = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_reissue"
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")), name="issuing_reissue_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["error_in_data", "key_compromised", "superseded"]),
                name="issuing_reissue_reason",
            ),
            models.UniqueConstraint(
                fields=["key_id"],
                condition=Q(finished_at=None, key_id__isnull=False),
                name="issuing_reissue_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"re-issue {self.done} of {self.total}"
