"""From what people fill in to appeals, complaints, reports, notices, evidence, decisions abroad."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, Malformed
from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.oversight.actions import common
from pharos.oversight.actions.foreign import Taken
from pharos.oversight.rules.words import CheckKind, Conduct, Justified, Kind

REPORT_TEXTS: Final = ("learners", "quality", "changes", "measures")
_ONE_DAY: Final = timedelta(days=1)
_BODIES: Final = ("qa_agency", "ministry")


def _long(**more: Any) -> forms.CharField:
    return forms.CharField(
        max_length=common.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 5}), **more
    )


class _Filing(Form):
    """A form of one kind of filing; it knows who files, when and in which language."""

    asks_decision: ClassVar[bool] = False

    def __init__(
        self, *args: Any, by: Actor, now: Any, language: str, asked: Mapping[str, str], **more: Any
    ) -> None:
        self.by, self.now, self.language = by, now, language
        self.decision = self._decision(asked.get("decision", ""))
        super().__init__(*args, **more)
        self._grow()
        for name, one in self.fields.items():
            one.label = one.label or f"field_{self.area}_{name}"

    def _grow(self) -> None:
        """Add what depends on who files."""

    def _decision(self, asked: str) -> Decision | None:
        if not self.asks_decision:
            return None
        try:
            return common.own_decision(self.by, UUID(asked))
        except ValueError as error:
            raise Malformed("id_malformed", id=asked[:40]) from error


class AppealForm(_Filing):
    """An appeal against a decision, or one of its changes."""

    area: ClassVar[str] = "appeal"
    asks_decision = True

    against = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    grounds = _long()
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


class ComplaintForm(_Filing):
    """A complaint about conduct."""

    area: ClassVar[str] = "complaint"

    agency = forms.ChoiceField()
    about = forms.ChoiceField(widget=forms.RadioSelect)
    happened_on = DayField()
    text = _long()

    def _grow(self) -> None:
        self.fields["agency"].choices = bodies(self.by, self.now, self.language)
        self.fields["about"].choices = choices(Conduct, "page_conduct_", self.language)


class ReportForm(_Filing):
    """The annual report to one body."""

    area: ClassVar[str] = "report"

    owed = forms.ChoiceField()
    learners = _long()
    quality = _long()
    changes = _long()
    measures = _long()
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


class NoticeForm(_Filing):
    """A change of a programme, by its newer version."""

    area: ClassVar[str] = "notice"
    asks_decision = True

    version = forms.ChoiceField()
    text = _long()

    def _grow(self) -> None:
        assert self.decision is not None
        self.fields["version"].choices = [
            (str(id), sentence("page_notice_version", self.language, {"number": number}))
            for id, number in queries.to_versions(self.decision)
        ]


class EvidenceForm(_Filing):
    """What shows that conditions are met."""

    area: ClassVar[str] = "evidence"
    asks_decision = True

    text = _long()
    link = forms.CharField(max_length=2000, required=False)


class ForeignForm(_Filing):
    """A decision of an agency abroad."""

    area: ClassVar[str] = "foreign"

    by_agency = forms.ChoiceField()
    agency = forms.ChoiceField()
    about = forms.ChoiceField()
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    number = forms.CharField(max_length=80)
    decided_on = DayField()
    first_day = DayField()
    last_day = DayField()
    link = forms.CharField(max_length=2000)

    def _grow(self) -> None:
        self.fields["by_agency"].choices = [
            (str(one.agency.id), choose(one.agency.name, self.language))
            for one in queries.agencies_abroad()
        ]
        self.fields["agency"].choices = bodies(self.by, self.now, self.language)
        whole = sentence("page_deciding_kind_institution", self.language)
        versions = catalogue.published(organisation_id=self.by.organisation_id)
        self.fields["about"].choices = [("institution", whole)] + [
            (str(one.id), choose(one.descriptor.title, self.language)) for one in versions
        ]
        self.fields["outcome"].choices = choices(
            ("accredited", "refused"), "page_outcome_", self.language
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", forms.ValidationError("period_empty", code="period_empty"))
        return given

    @property
    def taken(self) -> Taken:
        given = self.cleaned_data
        is_whole = given["about"] == "institution"
        last: date = given["last_day"]
        return Taken(
            by=UUID(given["by_agency"]),
            kind="institution" if is_whole else "programme",
            outcome=given["outcome"],
            number=given["number"],
            decided_on=given["decided_on"],
            first_day=given["first_day"],
            until=last + _ONE_DAY,
            link=given["link"],
            version_id=None if is_whole else UUID(given["about"]),
        )


FORMS: Final[Mapping[str, type[_Filing]]] = {
    Kind.APPEAL: AppealForm,
    Kind.COMPLAINT: ComplaintForm,
    Kind.REPORT: ReportForm,
    Kind.NOTICE: NoticeForm,
    Kind.EVIDENCE: EvidenceForm,
    Kind.FOREIGN: ForeignForm,
}


def bodies(by: Actor, now: Any, language: str) -> list[tuple[str, str]]:
    """The bodies of the own country that something is filed with."""
    assert by.organisation_id is not None
    nation = queries.nation_of(by.organisation_id, now)
    found = {
        one.id: one
        for kind in _BODIES
        for one in organisations.listing(nation=nation.code, kind=kind, on=nation.legal_day(now))
    }
    return [(str(one.id), choose(one.name, language)) for one in found.values()]


class ReasonForm(Form):
    """A text that goes with an answer."""

    area: ClassVar[str] = "oversight"

    text = _long(required=False)


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
    text = _long()
    measures = _long(required=False)

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
    reason = _long()

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        outcomes = ("uphold", "remit", "annul")
        self.fields["choice"].choices = choices(outcomes, "page_appeal_outcome_", language)


class CheckForm(Form):
    """A check that is planned."""

    area: ClassVar[str] = "check"

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    day = DayField()
    reason = _long()

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = choices(CheckKind, "page_check_kind_", language)


class FindingsForm(Form):
    """What a check found."""

    area: ClassVar[str] = "findings"

    held_on = DayField()
    findings = _long()


def known(kind: str) -> type[_Filing]:
    """The form of a kind; raises Invalid for a word that is none."""
    if kind not in FORMS:
        raise Invalid("filing_kind_unknown")
    return FORMS[kind]
