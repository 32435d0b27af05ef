"""Templates, intents, chunks, credentials and the lists that tell their status.

The hot table is `Credential`: its key begins with the issuer, its rows are written by the
thousand from a temporary table, and nobody refers to it by a foreign key of Django.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now

from pharos.common.ids import uuid7
from pharos.issuing import rules


class OctetLength(Length):
    """The number of bytes of a binary column."""

    function = "octet_length"
    lookup_name = "octets"


def _has_bytes(field: str, count: int, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__octets": count}), name=name)


models.BinaryField.register_lookup(OctetLength)


class Template(models.Model):
    """What is constant in a family of documents: frozen bytes, named by their SHA-256.

    `facts` is the canonical JSON that `source` is the SHA-256 of: all documents of an award are
    made of them. Templates of before it was kept have none.
    """

    id = models.AutoField(primary_key=True)
    organisation_id = models.UUIDField()
    version_id = models.UUIDField()
    digest = models.BinaryField(unique=True)
    source = models.BinaryField()
    facts = models.BinaryField(null=True)
    suite = models.TextField()
    key_id = models.TextField()
    body = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "issuing_template"
        constraints = [
            _has_bytes("digest", 32, "issuing_template_digest"),
            models.CheckConstraint(
                condition=Q(suite__in=rules.SUITES), name="issuing_template_suite"
            ),
        ]
        indexes = [models.Index(fields=["organisation_id", "source"], name="issuing_template_of")]

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:16]


class StatusList(models.Model):
    """The two bit strings of one list and their newest signed publications.

    A place means the same credential in both. `version` grows with every change of a bit,
    the published numbers follow it.
    """

    id = models.AutoField(primary_key=True)
    organisation_id = models.UUIDField()
    number = models.IntegerField()
    revoked = models.BinaryField()
    suspended = models.BinaryField()
    version = models.BigIntegerField(default=1)
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "issuing_status_list"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "number"], name="issuing_status_list_number"
            ),
            _has_bytes("revoked", rules.LIST_BYTES, "issuing_status_list_revoked"),
            _has_bytes("suspended", rules.LIST_BYTES, "issuing_status_list_suspended"),
        ]

    def __str__(self) -> str:
        return f"list {self.id}"


class StatusPool(models.Model):
    """Which places of a list were given out; never shown, and never given out again."""

    list_id = models.IntegerField(primary_key=True)
    organisation_id = models.UUIDField()
    taken = models.BinaryField()
    free = models.IntegerField()

    class Meta:
        db_table = "issuing_status_pool"
        constraints = [
            _has_bytes("taken", rules.LIST_BYTES, "issuing_status_pool_taken"),
            models.CheckConstraint(condition=Q(free__gte=0), name="issuing_status_pool_free"),
        ]

    def __str__(self) -> str:
        return f"{self.free} free places of list {self.list_id}"


class Publication(models.Model):
    """A signed status list credential: the newest of each list and purpose is served."""

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    list_id = models.IntegerField()
    purpose = models.TextField()
    version = models.BigIntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    document = models.BinaryField()

    class Meta:
        db_table = "issuing_publication"
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=rules.PUBLISHED), name="issuing_publication_purpose"
            ),
            models.UniqueConstraint(
                fields=["list_id", "purpose", "valid_from", "version"],
                name="issuing_publication_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="issuing_publication_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of list {self.list_id}, version {self.version}"


class Intent(models.Model):
    """All that a chunk is going to be, stored before anything is signed; emptied afterwards.

    `digests_of` names the signing intent of the register that holds the 64-byte digests;
    `letters` is how many learners have an address that a mail goes to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    batch_id = models.UUIDField()
    number = models.IntegerField()
    version_id = models.UUIDField()
    key_id = models.TextField()
    created = models.TextField()
    list_id = models.IntegerField()
    digests_of = models.BinaryField(null=True)
    count = models.IntegerField()
    letters = models.IntegerField(default=0)
    rows = models.BinaryField()
    stored_at = models.DateTimeField(db_default=Now())
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_intent"
        constraints = [
            models.UniqueConstraint(fields=["batch_id", "number"], name="issuing_intent_once"),
            models.CheckConstraint(
                condition=Q(created__regex=rules.CREATED_PATTERN), name="issuing_intent_created"
            ),
        ]

    def __str__(self) -> str:
        return f"intent {self.batch_id}.{self.number}"


class Chunk(models.Model):
    """A signed chunk: its row is inserted first, so a second worker sees it and ends well."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    batch_id = models.UUIDField()
    number = models.IntegerField()
    intent_id = models.UUIDField()
    key_id = models.TextField()
    created = models.TextField()
    count = models.IntegerField()
    log_chunk_id = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "issuing_chunk"
        constraints = [
            models.UniqueConstraint(fields=["batch_id", "number"], name="issuing_chunk_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="issuing_chunk_count"),
        ]

    def __str__(self) -> str:
        return f"chunk {self.batch_id}.{self.number}"


class Credential(models.Model):
    """One signed document as its leaves; the document is made of them and the template again.

    `plain` are the leaves that name nobody, `sealed` the others under the person's key. An award
    has one that no `successor_id` follows: what was signed anew is revoked and names its next.
    """

    pk = models.CompositePrimaryKey("issuer_id", "id")
    issuer_id = models.UUIDField()
    id = models.UUIDField()
    award_id = models.UUIDField()
    version_id = models.UUIDField()
    person_key_id = models.UUIDField()
    template_id = models.IntegerField()
    chunk_id = models.UUIDField()
    position = models.SmallIntegerField()
    log_chunk_id = models.BigIntegerField()
    log_position = models.SmallIntegerField()
    list_id = models.IntegerField()
    status_index = models.IntegerField()
    created = models.DateTimeField()
    awarded_on = models.DateField()
    plain = models.TextField()
    sealed = models.BinaryField()
    signature = models.BinaryField()
    identity = models.BinaryField()
    state = models.TextField(default=rules.State.VALID.value)
    successor_id = models.UUIDField(null=True)

    class Meta:
        db_table = "issuing_credential"
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_id", "chunk_id", "position"], name="issuing_credential_place"
            ),
            models.UniqueConstraint(
                fields=["issuer_id", "list_id", "status_index"], name="issuing_credential_status"
            ),
            models.UniqueConstraint(
                fields=["issuer_id", "award_id"],
                condition=Q(successor_id=None),
                name="issuing_credential_of_award",
            ),
            models.CheckConstraint(
                condition=Q(successor_id=None) | Q(state="revoked"),
                name="issuing_credential_superseded",
            ),
            _has_bytes("signature", 64, "issuing_credential_signature"),
            _has_bytes("identity", 32, "issuing_credential_identity"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in rules.State]),
                name="issuing_credential_state",
            ),
        ]
        indexes = [
            # the page of a credential knows the id and not yet the issuer
            models.Index(fields=["id"], name="issuing_credential_id"),
            models.Index(fields=["person_key_id"], name="issuing_credential_person"),
        ]

    def __str__(self) -> str:
        return f"urn:uuid:{self.id}"


class StatusChange(models.Model):
    """An act on a credential: revoked, suspended, or reinstated by two persons.

    `step` counts the acts that took effect on the credential: clocks may differ, it does not.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    credential_id = models.UUIDField()
    act = models.TextField()
    reason = models.TextField()
    note = models.TextField(default="", blank=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    step = models.PositiveIntegerField(null=True)
    log_chunk_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "issuing_status_change"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, step=None, log_chunk_id=None)
                | Q(done_at__isnull=False, step__isnull=False, log_chunk_id__isnull=False),
                name="issuing_change_done_whole",
            ),
            models.UniqueConstraint(
                fields=["credential_id", "step"], name="issuing_change_step_once"
            ),
            models.CheckConstraint(
                condition=Q(act__in=[a.value for a in rules.Act]), name="issuing_change_act"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=rules.ALL_REASONS), name="issuing_change_reason"
            ),
            # One person may take away at once; to give back takes two (STA-07).
            models.CheckConstraint(
                condition=~Q(act="reinstate")
                | Q(done_at=None)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="issuing_change_reinstated_by_two",
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=Q(done_at=None),
                name="issuing_change_one_open",
            ),
        ]
        indexes = [models.Index(fields=["credential_id"], name="issuing_change_of")]

    def __str__(self) -> str:
        return f"{self.act} {self.credential_id}"


class Counter(models.Model):
    """How many acts of a kind: fed by every chunk and change, made again by `doctor`."""

    pk = models.CompositePrimaryKey("organisation_id", "version_id", "month", "act")
    organisation_id = models.UUIDField()
    version_id = models.UUIDField()
    month = models.DateField()
    act = models.TextField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "issuing_counter"
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=0), name="issuing_counter_count"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.act} in {self.month}"


# The tables of documents, holders and national registration: Django finds models by this module.
from pharos.issuing.documents.models import Document  # noqa: E402
from pharos.issuing.holders.models import (  # noqa: E402
    Claim,
    Correction,
    LinkSeries,
    Share,
    ShareUse,
)
from pharos.issuing.layouts.models import Layout, LayoutDraft, LayoutPin  # noqa: E402
from pharos.issuing.national.models import (  # noqa: E402
    Comparison,
    Difference,
    NationalOutbox,
    NationalRegistration,
)
from pharos.issuing.reissue.models import Reissue  # noqa: E402

__all__ = [
    "Chunk",
    "Claim",
    "Comparison",
    "Correction",
    "Counter",
    "Credential",
    "Difference",
    "Document",
    "Intent",
    "Layout",
    "LayoutDraft",
    "LayoutPin",
    "LinkSeries",
    "NationalOutbox",
    "NationalRegistration",
    "Publication",
    "Reissue",
    "Share",
    "ShareUse",
    "StatusChange",
    "StatusList",
    "StatusPool",
    "Template",
]
