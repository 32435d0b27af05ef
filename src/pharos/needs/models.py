"""Skill needs, the sectors that a ministry puts first, answers, and who signed for a programme.

What was filed never changes: a need is withdrawn or ends with its day, a partnership is revoked
with a reason, and what stood there can be read for ever. An answer that names a draft is seen by
its two sides; it becomes public with the first published version of the programme it names.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.catalogue.models import SLUG_PATTERN, ProgrammeVersion, Sha256OfText
from pharos.common.ids import uuid7

ROLES = ("co_design", "co_deliver", "assess", "endorse")
FIELD_PATTERN = "^[0-9]{2,4}$"


def _both_or_none(*names: str) -> Q:
    """Who did it and when are told together, or not at all."""
    nothing = Q(**{f"{name}__isnull": True for name in names})
    return nothing | Q(**{f"{name}__isnull": False for name in names})


class PrioritySector(models.Model):
    """A sector that a ministry puts first, by a strategy document; two people enter it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.TextField()
    name = models.JSONField()
    document_title = models.JSONField()
    document_link = models.TextField()
    document_day = models.DateField()
    fields = ArrayField(models.TextField())
    first_day = models.DateField()
    last_day = models.DateField()
    digest = models.BinaryField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(null=True)

    class Meta:
        db_table = "needs_sector"
        indexes = [models.Index(fields=["nation", "first_day"], name="needs_sector_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="needs_sector_four_eyes",
            ),
            models.CheckConstraint(
                condition=_both_or_none("approved_by", "approved_at"), name="needs_sector_approval"
            ),
            models.CheckConstraint(
                condition=_both_or_none("ended_by", "ended_at"), name="needs_sector_end"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="needs_sector_days"
            ),
        ]

    def __str__(self) -> str:
        return f"sector {self.id}"


class SkillNeed(models.Model):
    """Skills that an employer or a ministry needs, for how many people, where and until when.

    `region` is a code of the nation's table, empty for the whole country; `until_day` is the
    last day of the need, inclusive. `skills` is a list of `{"uri": ..., "text": {...}}`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    nation = models.TextField()
    title = models.JSONField()
    description = models.JSONField()
    skills = models.JSONField()
    isced_f = models.TextField()
    region = models.TextField(default="")
    people = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(null=True)
    evidence = models.JSONField()
    evidence_link = models.TextField(default="")
    sector = models.ForeignKey(PrioritySector, models.PROTECT, null=True, related_name="needs")
    until_day = models.DateField()
    filed_by = models.UUIDField()
    filed_at = models.DateTimeField()
    filed_on = models.DateField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(null=True)

    class Meta:
        db_table = "needs_need"
        indexes = [
            models.Index(fields=["organisation_id"], name="needs_need_of"),
            models.Index(fields=["nation", "until_day"], name="needs_need_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(isced_f__regex=FIELD_PATTERN), name="needs_need_field"
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="needs_need_people"),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(1, 8)), name="needs_need_level"
            ),
            models.CheckConstraint(
                condition=Q(until_day__gte=F("filed_on")), name="needs_need_days"
            ),
            models.CheckConstraint(
                condition=_both_or_none("withdrawn_by", "withdrawn_at"),
                name="needs_need_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.id}"


class Answer(models.Model):
    """A provider's design that answers a need: the programme by its slug, drafted or published."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    employer_id = models.UUIDField()
    need = models.ForeignKey(SkillNeed, models.PROTECT, related_name="answers")
    slug = models.TextField()
    title = models.JSONField()
    note = models.TextField(default="")
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "needs_answer"
        indexes = [
            models.Index(fields=["organisation_id", "slug"], name="needs_answer_of"),
            models.Index(fields=["need"], name="needs_answer_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation_id", "slug"],
                condition=Q(withdrawn_at=None),
                name="needs_answer_once",
            ),
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="needs_answer_slug"),
            models.CheckConstraint(
                condition=_both_or_none("withdrawn_by", "withdrawn_at"),
                name="needs_answer_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} answers {self.need_id}"


class Offer(models.Model):
    """A provider asks an employer to stand behind one version in one role; only both see it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    employer_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    version_digest = models.BinaryField()
    role = models.TextField()
    note = models.TextField(default="")
    offered_by = models.UUIDField()
    offered_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    declined_by = models.UUIDField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_reason = models.TextField(null=True)

    class Meta:
        db_table = "needs_offer"
        indexes = [models.Index(fields=["employer_id"], name="needs_offer_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "employer_id", "role"],
                condition=Q(withdrawn_at=None, declined_at=None),
                name="needs_offer_once",
            ),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="needs_offer_role"),
            models.CheckConstraint(
                condition=_both_or_none("withdrawn_by", "withdrawn_at"),
                name="needs_offer_withdrawal",
            ),
            models.CheckConstraint(
                condition=_both_or_none("declined_by", "declined_at"), name="needs_offer_refusal"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(declined_at=None), name="needs_offer_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.version_id}"


class Partnership(models.Model):
    """An employer's signed statement that it stands behind one version, as its digest has it.

    `statement` is canonical JSON and its SHA-256 stands beside it. `recognises` is the
    employer's own word: nobody appears as recognising before it confirmed it (field O).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="partnership")
    organisation_id = models.UUIDField()
    employer_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    role = models.TextField()
    recognises = models.BooleanField()
    statement = models.TextField()
    digest = models.BinaryField()
    signed_by = models.UUIDField()
    signed_at = models.DateTimeField()
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(null=True)

    class Meta:
        db_table = "needs_partnership"
        indexes = [
            models.Index(fields=["version"], name="needs_partnership_of"),
            models.Index(fields=["employer_id"], name="needs_partnership_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="needs_partnership_role"),
            models.CheckConstraint(
                condition=Q(digest=Sha256OfText(F("statement"))), name="needs_partnership_digest"
            ),
            models.CheckConstraint(
                condition=_both_or_none("revoked_by", "revoked_at"), name="needs_partnership_end"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_reason__gt=""),
                name="needs_partnership_end_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} {self.role} {self.version_id}"
