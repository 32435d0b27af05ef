"""Proposals that only the deciding body sees, and decisions that everybody reads for ever.

`recorded_at` is the database's clock and `approved_by` the person of the transaction: the
trigger of the migration sets the one and compares the other, whatever the code says.
"""

from functools import cached_property

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from pharos.accreditation.documents import NewChange, NewDecision
from pharos.catalogue.models import ProgrammeVersion, Sha256OfText
from pharos.common.ids import uuid7
from pharos.core.standing import AppealOutcome, ChangeKind
from pharos.nations.vocabulary import DECISION_KINDS


class Basis(models.TextChoices):
    """How a decision came about: in a procedure of the register, by the light route, or outside
    of the register, which only recorded it."""

    PROCEDURE = "procedure"
    LIGHT = "light"
    RECORDED = "recorded"


class _OfCase(models.Model):
    """Which case of the register it came of, by which route; both empty for what was recorded.

    Empty rather than `recorded` in the table, so that older rows keep their hash.
    """

    route = models.TextField(choices=[("procedure", "procedure"), ("light", "light")], null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        abstract = True

    @property
    def basis(self) -> Basis:
        return Basis(self.route) if self.route else Basis.RECORDED


def _route(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(route=None, case_id=None)
        | Q(route__in=["procedure", "light"], case_id__isnull=False),
        name=name,
    )


def _digest_matches(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(digest=Sha256OfText(F("document"))), name=name)


def _four_eyes(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(proposed_by=F("approved_by")), name=name)


class CertificateFormat(models.Model):
    """The form of a provider's certificates, by the hash of its content; never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    number = models.PositiveIntegerField()
    content_hash = models.BinaryField()
    submitted_by = models.UUIDField()
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "number"], name="accreditation_format_number_once"
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "content_hash"], name="accreditation_format_once"
            ),
            models.CheckConstraint(
                condition=Exact(
                    Func(
                        F("content_hash"),
                        function="octet_length",
                        output_field=models.IntegerField(),
                    ),
                    32,
                ),
                name="accreditation_format_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"format {self.number}"


class FormatRetirement(models.Model):
    """The provider's own word that a format is used no more; its last day is inclusive."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation_id = models.UUIDField()
    format = models.OneToOneField(CertificateFormat, models.PROTECT, related_name="retirement")
    last_day = models.DateField()
    retired_by = models.UUIDField()
    retired_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"last day {self.last_day}"


class Proposal(_OfCase):
    """A decision or a change that waits for a second person of the deciding body."""

    class State(models.TextChoices):
        OPEN = "open"
        APPROVED = "approved"
        DROPPED = "dropped"

    class Act(models.TextChoices):
        DECISION = "decision"
        CHANGE = "change"

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    act = models.TextField(choices=Act.choices)
    kind = models.TextField()
    document = models.TextField()
    digest = models.BinaryField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    # who gave it up or sent it back, and what they said to whoever proposed it
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_note = models.TextField(null=True)

    class Meta:
        constraints = [
            _digest_matches("accreditation_proposal_digest"),
            _route("accreditation_proposal_route"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "approved", "dropped"]),
                name="accreditation_proposal_state",
            ),
            models.CheckConstraint(
                condition=Q(act__in=["decision", "change"]), name="accreditation_proposal_act"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.kind} {self.state}"

    @property
    def content(self) -> NewDecision | NewChange:
        """What is proposed."""
        if self.act == Proposal.Act.DECISION:
            return NewDecision.from_text(self.document)
        return NewChange.from_text(self.document)


class Decision(_OfCase):
    """What a deciding body decided; immutable, changes are rows of their own.

    `first_day` may lie before the day of entry: the register holds records older than
    itself. `until` is exclusive. `case_id` is the case of a procedure, or the notification of
    the light route, that `basis` names.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    kind = models.TextField()
    organisation_id = models.UUIDField()
    version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, null=True, related_name="decisions"
    )
    format = models.ForeignKey(
        CertificateFormat, models.PROTECT, null=True, related_name="decisions"
    )
    outcome = models.TextField()
    first_day = models.DateField(null=True)
    until = models.DateField(null=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    number = models.TextField()
    decided_on = models.DateField()
    document = models.TextField()
    digest = models.BinaryField()
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="decision")
    proposed_by = models.UUIDField()
    approved_by = models.UUIDField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            _digest_matches("accreditation_decision_digest"),
            _four_eyes("accreditation_decision_four_eyes"),
            _route("accreditation_decision_route"),
            models.CheckConstraint(
                condition=Q(kind__in=DECISION_KINDS), name="accreditation_decision_kind"
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused", first_day=None, until=None)
                | Q(outcome__in=["accredited", "conditional"], first_day__isnull=False),
                name="accreditation_decision_term_exists",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("first_day")),
                name="accreditation_decision_term_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["programme", "licence"], version__isnull=False, format=None)
                | Q(kind="format", version=None, format__isnull=False)
                | Q(kind__in=["authorisation", "institution"], version=None, format=None),
                name="accreditation_decision_subject",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="accreditation_decision_number"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", "kind"], name="accreditation_decision_of"),
            models.Index(fields=["case_id"], name="accreditation_decision_in"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @cached_property
    def content(self) -> NewDecision:
        """The decision as it was proposed and approved."""
        return NewDecision.from_text(self.document)

    @property
    def subject_id(self) -> object:
        """What the decision is about: a version, a format, or the organisation itself."""
        return self.version_id or self.format_id or self.organisation_id


class DecisionChange(models.Model):
    """Something that happened to a decision; immutable like the decision."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="changes")
    agency_id = models.UUIDField()
    kind = models.TextField()
    first_day = models.DateField()
    until = models.DateField(null=True)
    teach_out_until = models.DateField(null=True)
    retroactive_from = models.DateField(null=True)
    ground = models.TextField(null=True)
    contests = models.ForeignKey("self", models.PROTECT, null=True, related_name="appeals")
    # true or empty, so that older rows keep their hash
    suspensive = models.BooleanField(null=True)
    outcome = models.TextField(null=True)
    number = models.TextField()
    decided_on = models.DateField()
    document = models.TextField()
    digest = models.BinaryField()
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="change")
    proposed_by = models.UUIDField()
    approved_by = models.UUIDField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            _digest_matches("accreditation_change_digest"),
            _four_eyes("accreditation_change_four_eyes"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ChangeKind]),
                name="accreditation_change_kind",
            ),
            models.CheckConstraint(
                condition=Q(retroactive_from=None) | Q(kind="withdrawn", ground="fraud"),
                name="accreditation_change_retroactive_only_for_fraud",
            ),
            models.CheckConstraint(
                condition=(Q(until=None) | Q(until__gt=F("first_day")))
                & (Q(teach_out_until=None) | Q(teach_out_until__gt=F("first_day"))),
                name="accreditation_change_periods",
            ),
            models.CheckConstraint(
                condition=Q(contests=None, suspensive=None)
                | Q(kind="under_appeal", suspensive=None)
                | Q(kind="under_appeal", suspensive=True)
                | Q(kind="appeal_closed", suspensive=None),
                name="accreditation_change_appeal",
            ),
            models.CheckConstraint(
                condition=Q(kind="appeal_closed", outcome__in=[one.value for one in AppealOutcome])
                | (~Q(kind="appeal_closed") & Q(outcome=None)),
                name="accreditation_change_appeal_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(kind="prolonged") | Q(until__isnull=False),
                name="accreditation_change_prolonged_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.first_day}"

    @cached_property
    def content(self) -> NewChange:
        """The change as it was proposed and approved."""
        return NewChange.from_text(self.document)


class Tenure(models.Model):
    """The days that a positive decision holds for its subject: no two of a kind overlap.

    Cut short by a withdrawal, so that a new decision finds room; the decision itself stays.
    The exclusion constraint is written in the migration.
    """

    decision = models.OneToOneField(
        Decision, models.PROTECT, primary_key=True, related_name="tenure"
    )
    agency_id = models.UUIDField()
    kind = models.TextField()
    subject_id = models.UUIDField()
    first_day = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("first_day")),
                name="accreditation_tenure_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day} to {self.until}"


class SignedStatement(models.Model):
    """What the deciding body signed of a decision, for a few weeks; public like the decision.

    `changes` is how many changes the decision had then: another one asks for a new statement.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="statements")
    changes = models.PositiveIntegerField()
    key_id = models.TextField()
    made_on = models.DateField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    document = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "key_id", "changes", "made_on"],
                name="accreditation_statement_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="accreditation_statement_holds"
            ),
        ]

    def __str__(self) -> str:
        return f"statement of {self.decision_id} from {self.valid_from}"
