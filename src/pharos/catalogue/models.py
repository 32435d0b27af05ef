"""Programmes, drafts that only their provider sees, and versions that never change.

A draft has a table of its own, so that no policy has to tell it from what is public. The
descriptor is kept as its canonical JSON with the digest that the database itself checks.
Organisations are never deleted: their ids stand here without a foreign key, so that the
tenant column is one and the same in every table.
"""

import json
from datetime import timedelta
from decimal import Decimal
from functools import cached_property, lru_cache

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from pharos.catalogue.descriptors import Descriptor
from pharos.common.ids import uuid7
from pharos.nations.vocabulary import PROGRAMME_KINDS

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Sha256OfText(Func):
    """The digest of a text column in UTF-8, computed by the database."""

    template = "sha256(convert_to(%(expressions)s, 'UTF8'))"
    output_field = models.BinaryField()


def _digest_matches(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(digest=Sha256OfText(F("document"))), name=name)


class Programme(models.Model):
    """A programme of an awarding body; its slug is permanent and never used again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    slug = models.TextField()
    entered_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "slug"], name="catalogue_programme_once"
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG_PATTERN), name="catalogue_programme_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Draft(models.Model):
    """What a provider is writing: the next version of the programme with this slug."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    slug = models.TextField()
    nation = models.TextField()
    document = models.TextField()
    digest = models.BinaryField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "slug"], name="catalogue_draft_once"
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG_PATTERN), name="catalogue_draft_slug"
            ),
            _digest_matches("catalogue_draft_digest"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.slug}"

    @property
    def descriptor(self) -> Descriptor:
        return Descriptor.from_dict(json.loads(self.document))


@lru_cache(maxsize=512)
def _described(document: str) -> Descriptor:
    # what is published never changes, and pages of lists read twenty at once
    return Descriptor.from_dict(json.loads(document))


class ProgrammeVersion(models.Model):
    """A frozen description; only its state and last day may change, its digest never.

    `last_day` is the last legal day on which it may be awarded, inclusive; the day before
    `first_day` for a version that was withdrawn before it began.
    """

    class State(models.TextChoices):
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid7)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    organisation_id = models.UUIDField()
    number = models.PositiveIntegerField()
    kind = models.TextField()
    nation = models.TextField()
    document = models.TextField()
    digest = models.BinaryField()
    level = models.PositiveSmallIntegerField(null=True)
    isced_f = models.TextField()
    ects = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    state = models.TextField(choices=State.choices, default=State.PUBLISHED)
    published_by = models.UUIDField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="catalogue_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "digest"], name="catalogue_version_digest_once"
            ),
            _digest_matches("catalogue_version_digest"),
            models.CheckConstraint(
                condition=Q(state__in=["published", "withdrawn"]), name="catalogue_version_state"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PROGRAMME_KINDS), name="catalogue_version_kind"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, isced_f__regex="^[0-9]{4}$"),
                name="catalogue_version_number",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(1, 8)), name="catalogue_version_level"
            ),
            # R1 and R13 once more, where no code can forget them.
            models.CheckConstraint(
                condition=Q(kind__in=["non_formal", "vet_training"], ects=None)
                | Q(kind__in=["credit_bearing", "carved_out"], ects__gt=0)
                | Q(kind="regulated_30", ects=30),
                name="catalogue_version_ects",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day") - timedelta(days=1)),
                name="catalogue_version_days",
            ),
            models.CheckConstraint(
                condition=Q(state="published") | Q(last_day__isnull=False),
                name="catalogue_version_withdrawn_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_id"], name="catalogue_version_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.number}"

    @cached_property
    def descriptor(self) -> Descriptor:
        """The frozen description."""
        return _described(self.document)


class Standing(models.Model):
    """How one decision about a version stands: what public pages and facets read.

    Written by `accreditation` in the transaction of the decision. The gate does not read it.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force"
        CONDITIONAL = "conditional"
        LIMITED = "limited"
        SUSPENDED = "suspended"
        WITHDRAWN = "withdrawn"
        ANNULLED = "annulled"

    decision_id = models.UUIDField(primary_key=True)
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="standings")
    agency_id = models.UUIDField()
    kind = models.TextField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    state = models.TextField(choices=State.choices)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "in_force",
                        "conditional",
                        "limited",
                        "suspended",
                        "withdrawn",
                        "annulled",
                    ]
                ),
                name="catalogue_standing_state",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("first_day")),
                name="catalogue_standing_term",
            ),
        ]
        indexes = [models.Index(fields=["version", "kind"], name="catalogue_standing_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} until {self.until}"


class Search(models.Model):
    """How a programme is found: facets and words of the version that stands for it.

    Written by `indexing` whenever a version is published, withdrawn or confirmed. Whether it is
    accredited is no column: that follows from the standings and the day.
    """

    programme = models.OneToOneField(
        Programme, models.PROTECT, primary_key=True, related_name="search"
    )
    organisation_id = models.UUIDField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+", db_index=False)
    listed = models.BooleanField()
    nation = models.TextField()
    kind = models.TextField()
    level = models.PositiveSmallIntegerField(null=True)
    field = models.TextField()
    ects = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    languages = ArrayField(models.TextField())
    participation = ArrayField(models.TextField())
    published_at = models.DateTimeField()
    confirmed_on = models.DateField()
    sort_en = models.TextField(db_collation="C")
    sort_hy = models.TextField(db_collation="C")
    sort_ka = models.TextField(db_collation="C")
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="catalogue_search_words"),
            models.Index(fields=["organisation_id"], name="catalogue_search_owner"),
            models.Index(fields=["field", "programme"], name="catalogue_search_field"),
            models.Index(
                Coalesce("ects", Decimal(0)), F("programme"), name="catalogue_search_ects"
            ),
            *(
                models.Index(fields=[column, "programme"], name=f"catalogue_search_{name}")
                for name, column in (
                    ("new", "published_at"),
                    ("en", "sort_en"),
                    ("hy", "sort_hy"),
                    ("ka", "sort_ka"),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.sort_en


# the tables of parts of this context, found here by Django
from pharos.catalogue.claims.models import Course as Course  # noqa: E402
from pharos.catalogue.claims.models import LevelReferral as LevelReferral  # noqa: E402
from pharos.catalogue.claims.models import Recognition as Recognition  # noqa: E402
from pharos.catalogue.confirming.models import Confirmation as Confirmation  # noqa: E402
from pharos.catalogue.offerings.models import Offering as Offering  # noqa: E402
from pharos.catalogue.offerings.models import Seats as Seats  # noqa: E402
