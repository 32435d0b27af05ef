"""From what people fill in to decisions of agencies abroad, and what became of their conditions."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from pharos.accreditation.documents import Condition
from pharos.catalogue import queries as catalogue
from pharos.common.forms import DayField, choices
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.oversight import queries
from pharos.oversight.actions.foreign import Finding, Taken
from pharos.oversight.filing_form import FilingForm, bodies, long_text

MOST_CONDITIONS: Final = 4
_ONE_DAY: Final = timedelta(days=1)
_CONDITION_ROWS: Final = 3


class ForeignForm(FilingForm):
    """A decision of an agency abroad, with the conditions that it set."""

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
            ("accredited", "conditional", "refused"), "page_outcome_", self.language
        )
        assert self.by.organisation_id is not None
        self.tags = queries.nation_of(self.by.organisation_id, self.now).required_languages
        for at in range(1, MOST_CONDITIONS + 1):
            self._condition_fields(at)

    def _condition_fields(self, at: int) -> None:
        for tag in self.tags:
            self.fields[f"condition_{at}_{tag}"] = forms.CharField(
                label=sentence(f"field_decision_condition_{tag}", self.language, {"n": at}),
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": _CONDITION_ROWS, "lang": tag}),
            )
        label = sentence("field_decision_due", self.language, {"n": at})
        self.fields[f"due_{at}"] = DayField(required=False, label=label)

    @property
    def plain(self) -> list[Any]:
        """The bound fields that every decision has."""
        apart = {one.name for group in self.condition_groups for one in group}
        return [one for one in self if one.name not in apart]

    @property
    def condition_groups(self) -> list[list[Any]]:
        """The bound fields of each condition: its texts, then its last day."""
        return [[self[name] for name in self._names(at)] for at in range(1, MOST_CONDITIONS + 1)]

    def _names(self, at: int) -> list[str]:
        return [*(f"condition_{at}_{tag}" for tag in self.tags), f"due_{at}"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", forms.ValidationError("period_empty", code="period_empty"))
        for at in self._begun():
            for name in self._names(at):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, forms.ValidationError("required", code="required"))
        return given

    def _begun(self) -> Sequence[int]:
        """The conditions of which anything is filled in."""
        return [
            at
            for at in range(1, MOST_CONDITIONS + 1)
            if any(self.cleaned_data.get(name) for name in self._names(at))
        ]

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
            conditions=tuple(self._condition(at) for at in self._begun()),
        )

    def _condition(self, at: int) -> Condition:
        given = self.cleaned_data
        texts = {tag: given[f"condition_{at}_{tag}"].strip() for tag in self.tags}
        return Condition(text=texts, due=given[f"due_{at}"])


class EvidenceForm(FilingForm):
    """What shows that conditions are met; of conditions set abroad, what was found there."""

    area: ClassVar[str] = "evidence"
    asks_decision = True

    text = long_text()
    link = forms.CharField(max_length=2000, required=False)

    def _grow(self) -> None:
        if not self.is_abroad:
            return
        met = choices(("yes", "no"), "page_finding_", self.language)
        added = {
            "met": forms.ChoiceField(choices=met, widget=forms.RadioSelect),
            "number": forms.CharField(max_length=80),
            "decided_on": DayField(),
        }
        for name, one in added.items():
            one.label = f"field_finding_{name}"
        self.fields.update(added)
        self.order_fields([*added, "text", "link"])
        self.fields["text"].label = "field_finding_text"
        self.fields["link"].label = "field_finding_link"
        self.fields["link"].required = True

    @property
    def is_abroad(self) -> bool:
        """Whether the decision that it is about was taken abroad."""
        assert self.decision is not None
        return self.decision.content.foreign is not None

    @property
    def finding(self) -> Finding:
        given = self.cleaned_data
        return Finding(
            is_met=given["met"] == "yes",
            number=given["number"],
            decided_on=given["decided_on"],
            link=given["link"],
            text=given["text"],
        )
