"""From what people fill in to appeals, complaints, reports, notices, evidence, decisions abroad."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from pharos.common.errors import Invalid
from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.oversight.filing_form import FilingForm, bodies, long_text
from pharos.oversight.foreign_forms import EvidenceForm, ForeignForm
from pharos.oversight.rules.words import CheckKind, Conduct, Justified, Kind

REPORT_TEXTS: Final = ("learners", "quality", "changes", "measures")


class AppealForm(FilingForm):
    """An appeal against a decision, or one of its changes."""

    area: ClassVar[str] = "appeal"
    asks_decision = True

    against = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    grounds = long_text()
    asks_suspensive = forms.BooleanField(required=False)

    def _grow(self) -> None:
        assert self.decision is not None
        found = [("", sentence("page_appeal_against_decision", self.language))]
        for one in self.decision.changes.all():
            words = sentence(f"page_change_{one.kind}", self.language)
            found.append((str(one.id), f"{words}, {one.number}"))
        self.fields["against"].choices = found

    @property
    def change_id(self) -> UUID | None:
        return UUID(self.cleaned_data["against"]) if self.cleaned_data["against"] else None


class ComplaintForm(FilingForm):
    """A complaint about conduct."""

    area: ClassVar[str] = "complaint"

    agency = forms.ChoiceField()
    about = forms.ChoiceField(widget=forms.RadioSelect)
    happened_on = DayField()
    text = long_text()

    def _grow(self) -> None:
        self.fields["agency"].choices = bodies(self.by, self.now, self.language)
        self.fields["about"].choices = choices(Conduct, "page_conduct_", self.language)


class ReportForm(FilingForm):
    """The annual report to one body."""

    area: ClassVar[str] = "report"

    owed = forms.ChoiceField()
    learners = long_text()
    quality = long_text()
    changes = long_text()
    measures = long_text()
    link = forms.CharField(max_length=2000, required=False)

    def _grow(self) -> None:
        owed = queries.reports_missing(self.now, organisation_id=self.by.organisation_id)
        self.fields["owed"].choices = [
            (
                f"{one.agency_id}:{one.year}",
                f"{choose(organisations.by_id(one.agency_id).name, self.language)}, {one.year}",
            )
            for one in owed
        ]

    @property
    def agency_id(self) -> UUID:
        return UUID(self.cleaned_data["owed"].partition(":")[0])

    @property
    def year(self) -> int:
        return int(self.cleaned_data["owed"].partition(":")[2])

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in REPORT_TEXTS}


class NoticeForm(FilingForm):
    """A change of a programme, by its newer version."""

    area: ClassVar[str] = "notice"
    asks_decision = True

    version = forms.ChoiceField()
    text = long_text()

    def _grow(self) -> None:
        assert self.decision is not None
        self.fields["version"].choices = [
            (str(id), sentence("page_notice_version", self.language, {"number": number}))
            for id, number in queries.to_versions(self.decision)
        ]


FORMS: Final[Mapping[str, type[FilingForm]]] = {
    Kind.APPEAL: AppealForm,
    Kind.COMPLAINT: ComplaintForm,
    Kind.REPORT: ReportForm,
    Kind.NOTICE: NoticeForm,
    Kind.EVIDENCE: EvidenceForm,
    Kind.FOREIGN: ForeignForm,
}


class ReasonForm(Form):
    """A text that goes with an answer."""

    area: ClassVar[str] = "oversight"

    text = long_text(required=False)


class SettleForm(ReasonForm):
    """How a report, a notice or evidence ends."""

    good = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, kind: str, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["good"].choices = [
            (code, sentence(f"page_settle_{kind}_{code}", language)) for code in ("yes", "no")
        ]


class AnswerForm(Form):
    """The answer to a complaint."""

    area: ClassVar[str] = "complaint_answer"

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    text = long_text()
    measures = long_text(required=False)

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["outcome"].choices = choices(Justified, "page_justified_", language)


class RegisterForm(Form):
    """Whether what is contested rests until the appeal is decided."""

    area: ClassVar[str] = "appeal_register"

    suspensive = forms.BooleanField(required=False)


class BodyForm(Form):
    """The members of an appeals body."""

    area: ClassVar[str] = "appeal_body"

    members = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["members"].choices = list(people.items())

    @property
    def ids(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["members"]]


class VoteForm(Form):
    """A member's vote with its reason."""

    area: ClassVar[str] = "appeal_vote"

    choice = forms.ChoiceField(widget=forms.RadioSelect)
    reason = long_text()

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        outcomes = ("uphold", "remit", "annul")
        self.fields["choice"].choices = choices(outcomes, "page_appeal_outcome_", language)


class CheckForm(Form):
    """A check that is planned."""

    area: ClassVar[str] = "check"

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    day = DayField()
    reason = long_text()

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = choices(CheckKind, "page_check_kind_", language)


class FindingsForm(Form):
    """What a check found."""

    area: ClassVar[str] = "findings"

    held_on = DayField()
    findings = long_text()


def known(kind: str) -> type[FilingForm]:
    """The form of a kind; raises Invalid for a word that is none."""
    if kind not in FORMS:
        raise Invalid("filing_kind_unknown")
    return FORMS[kind]
