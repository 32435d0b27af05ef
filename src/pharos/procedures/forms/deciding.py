"""What the committee's office and its members fill in: sittings, motions, ties, votes."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from pharos.accreditation import rules
from pharos.accreditation.documents import Condition
from pharos.common.counting import counted
from pharos.common.forms import DayField, Form, choices
from pharos.common.sentences import sentence
from pharos.nations.model import Nation
from pharos.procedures.actions import Put
from pharos.procedures.rules.words import CONDITIONS_MET, DECISION_OF, Choice

MOST_CONDITIONS: Final = 4
Choices = Iterable[tuple[str, str]]


class _Case(Form):
    area: ClassVar[str] = "case"


class SessionForm(_Case):
    """A sitting: its day, and who has a seat in it."""

    day = DayField(label="field_case_sitting_day")
    title = forms.CharField(required=False, max_length=200)
    seats = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, members: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["seats"].choices = list(members)


class ScheduleForm(_Case):
    """Before which sitting the case comes."""

    session = forms.ChoiceField()

    def __init__(self, *args: Any, sessions: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["session"].choices = list(sessions)


class InterestForm(_Case):
    """Whether a member of the committee is bound to the provider."""

    has_conflict = forms.ChoiceField(widget=forms.RadioSelect)
    text = forms.CharField(required=False, max_length=4_000, widget=forms.Textarea({"rows": 3}),
                           label="field_case_ties")  # fmt: skip

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["has_conflict"].choices = choices(("no", "yes"), "page_case_tied_", language)


class VoteForm(_Case):
    """A vote on a motion."""

    choice = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["choice"].choices = choices(Choice, "page_case_choice_", language)


class MotionForm(_Case):
    """What is put to the vote for one subject, by the durations of the nation."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    years = forms.ChoiceField(required=False)
    first_day = DayField(required=False, label="field_case_term_first_day")

    def __init__(self, *args: Any, kind: str, nation: Nation, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.nation, self.kind = nation, DECISION_OF.get(kind, "")
        follows = kind == "follow_up"
        conditional = bool(self.kind and nation.conditional_durations.get(self.kind))
        outcomes = [CONDITIONS_MET, "refused"] if follows else self._outcomes(conditional)
        self.fields["outcome"].choices = choices(outcomes, "page_outcome_", language)
        self.fields["years"].choices = self._durations(language)
        if follows:
            del self.fields["years"]
            del self.fields["first_day"]
        for tag in nation.required_languages:
            label = sentence(f"field_decision_reasons_{tag}", language)
            self._text(f"reasons_{tag}", label, tag, required=True)
        self.conditions = range(1, MOST_CONDITIONS + 1) if conditional and not follows else ()
        for at in self.conditions:
            for tag in nation.required_languages:
                label = sentence(f"field_decision_condition_{tag}", language, {"n": at})
                self._text(f"condition_{at}_{tag}", label, tag)
            self.fields[f"due_{at}"] = DayField(
                required=False, label=sentence("field_decision_due", language, {"n": at})
            )

    def _outcomes(self, conditional: bool) -> list[str]:
        known = [str(one) for one in rules.Outcome if str(one) != CONDITIONS_MET]
        return [one for one in known if conditional or one != "conditional"]

    def _durations(self, language: str) -> list[tuple[str, str]]:
        plain = self.nation.allowed_years(self.kind)
        conditional = self.nation.allowed_years(self.kind, conditional=True)
        found = [("", sentence("page_years_choose", language))]
        for years in sorted({*plain, *conditional}):
            text = counted("page_years", years, language)
            if years not in plain:
                text = sentence("page_years_conditional", language, {"years": text})
            found.append((str(years), text))
        return found

    def _text(self, name: str, label: str, tag: str, *, required: bool = False) -> None:
        self.fields[name] = forms.CharField(
            label=label, required=required, max_length=4_000,
            widget=forms.Textarea({"rows": 3, "lang": tag}),
        )  # fmt: skip

    @property
    def reason_fields(self) -> list[Any]:
        return [self[f"reasons_{tag}"] for tag in self.nation.required_languages]

    @property
    def condition_groups(self) -> list[list[Any]]:
        """The bound fields of each condition: its texts, then its last day."""
        return [
            [*(self[f"condition_{at}_{tag}"] for tag in self.nation.required_languages),
             self[f"due_{at}"]]
            for at in self.conditions
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") not in ("refused", CONDITIONS_MET, None) and not given.get("years"):
            self.add_error("years", ValidationError("required", code="required"))
        for at in self.conditions:
            if self._condition(at) and not given.get(f"due_{at}"):
                self.add_error(f"due_{at}", ValidationError("required", code="required"))
        return given

    def put(self) -> Put:
        """What is put to the vote."""
        given = self.checked()
        conditions = [
            Condition(text=texts, due=given[f"due_{at}"])
            for at in self.conditions
            if (texts := self._condition(at))
        ]
        first: date | None = given.get("first_day")
        return Put(
            outcome=given["outcome"],
            reasons=self._texts("reasons"),
            years=int(given["years"]) if given.get("years") else None,
            first_day=first,
            conditions=conditions,
        )

    def _condition(self, at: int) -> dict[str, str]:
        return self._texts(f"condition_{at}")

    def _texts(self, name: str) -> dict[str, str]:
        found = {
            tag: str(self.cleaned_data.get(f"{name}_{tag}") or "").strip()
            for tag in self.nation.required_languages
        }
        return {tag: text for tag, text in found.items() if text}
