"""Cases, what they are about, and every step that was taken in them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pharos.catalogue.models import ProgrammeVersion
from pharos.common.ids import uuid7
from pharos.nations.vocabulary import CASE_KINDS
from pharos.procedures.models.bases import Internal, Shared
from pharos.procedures.rules.words import State


class Case(models.Model):
    """An application of a provider and what an agency makes of it.

    `follows` is the decision that a follow-up looks at again, `renewal_of` the one that a new
    decision would continue. `criteria` are the codes of the set that the case is judged by.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.TextField(null=True)
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    nation = models.TextField()
    kind = models.TextField()
    state = models.TextField(default=State.DRAFT)
    resume_to = models.TextField(null=True)
    renewal_of = models.UUIDField(null=True)
    follows = models.UUIDField(null=True)
    summary = models.TextField(default="")
    criteria_set = models.UUIDField(null=True)
    criteria = ArrayField(models.TextField(), default=list)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    submitted_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    panel_accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CASE_KINDS), name="procedures_case_kind"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="procedures_case_state"
            ),
            models.CheckConstraint(
                condition=~Q(agency_id=F("organisation_id")), name="procedures_case_two_bodies"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(state__in=["draft", "withdrawn_by_provider"]),
                name="procedures_case_numbered",
            ),
            models.CheckConstraint(
                condition=Q(state="suspended_clock", resume_to__isnull=False)
                | (~Q(state="suspended_clock") & Q(resume_to=None)),
                name="procedures_case_resumes",
            ),
            models.UniqueConstraint(
                fields=["agency_id", "number"], name="procedures_case_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "state"], name="procedures_case_of_agency"),
            models.Index(fields=["organisation_id", "state"], name="procedures_case_of_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or 'draft'}"

    @property
    def where(self) -> State:
        return State(self.state)


class CaseSubject(models.Model):
    """One thing that the case decides: the provider, a version, or an earlier decision."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="subjects")
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField(null=True)
    # what the committee decided; the decision itself is made of the proposal
    outcome = models.TextField(null=True)
    proposal_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="procedures_subject_place"),
            models.UniqueConstraint(fields=["case", "version"], name="procedures_subject_once"),
            models.CheckConstraint(
                condition=Q(version=None, digest=None)
                | Q(version__isnull=False, digest__isnull=False),
                name="procedures_subject_digest",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.position}"


class CasePartner(models.Model):
    """Another provider of a joint programme, and whether it agreed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.PROTECT, related_name="partners")
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    partner_id = models.UUIDField()
    agreed_by = models.UUIDField(null=True)
    agreed_role = models.TextField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "partner_id"], name="procedures_partner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.partner_id}"


class Step(Shared):
    """An act that both sides see: a move from state to state, or a deed within one.

    What happened by itself is nobody's: a term that was over.
    """

    by = models.UUIDField(null=True)
    act = models.TextField()
    from_state = models.TextField()
    to_state = models.TextField()
    note = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="procedures_step_of")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.act} {self.from_state} {self.to_state}"


class InternalStep(Internal):
    """An act that only the agency sees: statements, findings, drafts, votes."""

    act = models.TextField()
    state = models.TextField()
    note = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="procedures_internal_step_of")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.act} {self.state}"


class Pause(Shared):
    """A stop of the clock, because something is missing, and what the provider answered.

    `first_day` is the day of the question and `until` that of the end; terms count neither.
    """

    reason = models.TextField()
    first_day = models.DateField()
    due_on = models.DateField()
    answer = models.TextField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_role = models.TextField(null=True)
    answered_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until=None), name="procedures_pause_one_open"
            ),
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.until}"


class Charge(models.Model):
    """What a case costs: tariff, contract, invoice, payment, or why nothing is paid (B26)."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="charge")
    agency_id = models.UUIDField()
    organisation_id = models.UUIDField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.TextField()
    contract = models.TextField(default="")
    contract_on = models.DateField(null=True)
    invoice = models.TextField(default="")
    invoiced_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    exemption = models.TextField(null=True)
    exemption_note = models.TextField(default="")
    by = models.UUIDField()
    role = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="procedures_charge_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class NumberSeries(models.Model):
    """The last number of a kind that a body gave in a year; a function of the owner counts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    kind = models.TextField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency_id", "kind", "year"], name="procedures_series_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.last}"


class WorkTime(models.Model):
    """Minutes that somebody of the agency worked on a case, of whichever route (B09)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    agency_id = models.UUIDField()
    case_id = models.UUIDField()
    route = models.TextField()
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    what = models.TextField(default="")
    by = models.UUIDField()
    role = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(route__in=["procedure", "light"]), name="procedures_worktime_route"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440), name="procedures_worktime_minutes"
            ),
        ]
        indexes = [models.Index(fields=["case_id"], name="procedures_worktime_of")]

    def __str__(self) -> str:
        return f"{self.minutes} minutes on {self.day}"
