"""What lies in a case: evidence, questions, findings, drafts, the factual check, the report."""

from django.db import models
from django.db.models import Q

from pharos.procedures.models.bases import Internal, Outlived, Shared
from pharos.procedures.models.cases import CaseSubject
from pharos.procedures.rules.words import Verdict


class Evidence(Shared):
    """A text or a file of the provider for one criterion, or one of the documents asked for."""

    criterion = models.TextField(default="")
    document = models.TextField(default="")
    text = models.TextField(default="")
    file_name = models.TextField(default="")
    media_type = models.TextField(default="")
    size = models.PositiveIntegerField(default=0)
    digest = models.BinaryField(null=True)
    content = models.BinaryField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(criterion="") & Q(document="")) | (Q(criterion="") & ~Q(document="")),
                name="procedures_evidence_place",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(digest__isnull=False),
                name="procedures_evidence_not_empty",
            ),
        ]
        indexes = [models.Index(fields=["case"], name="procedures_evidence_of")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.criterion or self.document


class Question(Shared):
    """A question of one side to the other; `asked_in` of the base tells whose it is."""

    criterion = models.TextField(default="")
    text = models.TextField()
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class Reply(Shared):
    """An answer in the thread of a question, of either side."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="replies")
    text = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class Remark(Internal):
    """What people of the agency and its panel say to each other about a case."""

    criterion = models.TextField(default="")
    text = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class Finding(Internal, Outlived):
    """What the panel finds of one criterion, for the case or one of its subjects."""

    subject = models.ForeignKey(CaseSubject, models.PROTECT, null=True, related_name="+")
    criterion = models.TextField()
    verdict = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "criterion", "subject"],
                condition=Q(set_aside=None),
                nulls_distinct=False,
                name="procedures_finding_once",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=[one.value for one in Verdict]),
                name="procedures_finding_verdict",
            ),
        ]
        ordering = ["criterion", "id"]

    def __str__(self) -> str:
        return f"{self.criterion} {self.verdict}"


class DraftReport(Internal, Outlived):
    """A draft of the report; the highest number counts, the others stay on record."""

    number = models.PositiveIntegerField()
    text = models.JSONField()
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="procedures_draft_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"draft {self.number}"


class FactualCheck(Shared, Outlived):
    """The draft as it was sent to the provider for errors of fact, and what was said to it."""

    text = models.JSONField()
    digest = models.BinaryField()
    sent_on = models.DateField()
    due_on = models.DateField()
    comments = models.TextField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_role = models.TextField(null=True)
    answered_at = models.DateTimeField(null=True)
    response = models.TextField(null=True)
    responded_by = models.UUIDField(null=True)
    responded_role = models.TextField(null=True)
    responded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(set_aside=None), name="procedures_check_once"
            ),
        ]

    def __str__(self) -> str:
        return f"until {self.due_on}"


class Report(Shared, Outlived):
    """The final report, frozen by the digest of its canonical document; public once published.

    `document` is canonical JSON: number, kind, bodies, panel, findings and the text in each
    language. `languages` are those of the text, state language first (B11). One that was set
    aside after it was published stays so: a decision rested on it.
    """

    document = models.TextField()
    digest = models.BinaryField()
    languages = models.JSONField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(set_aside=None), name="procedures_report_once"
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.case_id}"
