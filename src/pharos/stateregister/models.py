"""Look-ups of officials in the state register of awards, and what each of them was shown."""

from django.db import models
from django.db.models import Q

from pharos.common.ids import unguessable, uuid7
from pharos.stateregister import rules


class Lookup(models.Model):
    """One question of an official: on which ground, in which case; never the number itself.

    `wanted` is a keyed hash: whoever is asked about again can be seen in the log, not who it is.
    """

    id = models.UUIDField(primary_key=True, default=unguessable)
    organisation_id = models.UUIDField()
    ground = models.TextField()
    clause = models.TextField()
    case_number = models.TextField()
    wanted = models.BinaryField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=rules.GROUNDS), name="stateregister_lookup_ground"
            ),
            models.CheckConstraint(
                condition=~Q(clause="") & ~Q(case_number=""), name="stateregister_lookup_reasoned"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "asked_by", "asked_at"],
                         name="stateregister_lookup_of"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ground} {self.case_number}"


class Hit(models.Model):
    """One credential that an official was shown; its holder reads who, when and why."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    lookup = models.ForeignKey(Lookup, models.PROTECT, related_name="hits")
    organisation_id = models.UUIDField()
    issuer_id = models.UUIDField()
    person_key_id = models.UUIDField()
    credential_id = models.UUIDField()
    version_id = models.UUIDField()
    awarded_on = models.DateField()
    state = models.TextField()
    ground = models.TextField()
    case_number = models.TextField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person_key_id"], name="stateregister_hit_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["lookup", "credential_id"], name="stateregister_hit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.ground}"


from pharos.stateregister.exchange.models import Discrepancy as Discrepancy  # noqa: E402
from pharos.stateregister.exchange.models import Reconciliation as Reconciliation  # noqa: E402
