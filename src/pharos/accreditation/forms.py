"""From what an officer fills in to the documents that are proposed; nothing is chosen before.

Days of people are inclusive; documents hold the day after the last one.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from pharos.accreditation import rules
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.catalogue import reading
from pharos.common.counting import counted
from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.core.standing import AppealOutcome, ChangeKind
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS

MOST_CONDITIONS: Final = 4
MAX_NUMBER: Final = 120
_OPEN: Final = "open"
_FIELDS: Final = re.compile(r"[\s,;]+")
_ONE_DAY: Final = timedelta(days=1)
DECISION_FIELDS: Final[Mapping[str, str]] = {
    "number_missing": "number",
    "decided_in_future": "decided_on",
    "term_missing": "first_day",
    "term_not_in_national_scheme": "years",
    "refusal_has_no_term": "first_day",
    "conditions_missing": "due_1",
    "conditions_not_applicable": "outcome",
    "condition_due_out_of_term": "due_1",
    "scope_unknown": "fields",
    "link_malformed": "link",
    "quality_not_accepted": "outcome",
}
CHANGE_FIELDS: Final[Mapping[str, str]] = {
    "number_missing": "number",
    "decided_in_future": "decided_on",
    "change_before_its_decision": "first_day",
    "change_outside_term": "first_day",
    "period_empty": "last_day",
    "retroactive_only_for_fraud": "retroactive_from",
    "teach_out_after_fraud": "teach_out_last",
    "scope_unknown": "fields",
    "scope_missing": "levels",
    "prolongation_too_late": "applied_on",
    "prolongation_too_long": "last_day",
    "contested_unknown": "contests",
    "appeal_open_already": "contests",
    "no_appeal_open": "contests",
    "appeal_annuls_by_annulment": "outcome",
    "link_malformed": "link",
}


class _Texts(Form):
    """Texts in each language that the nation asks for: `<name>_<language>`."""

    def __init__(self, *args: Any, nation: Nation, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.nation, self.language = nation, language
        self._grow()
        for name, one in self.fields.items():
            one.label = one.label or f"field_{self.area}_{name}"

    def _grow(self) -> None:
        """Add the fields that depend on the nation."""

    def _text_fields(
        self, name: str, label: str, facts: Mapping[str, object], *, required: bool = False
    ) -> None:
        for tag in self.nation.required_languages:
            self.fields[f"{name}_{tag}"] = forms.CharField(
                label=sentence(f"{label}_{tag}", self.language, facts),
                required=required,
                max_length=reading.MAX_TEXT,
                widget=forms.Textarea(attrs={"rows": 3, "lang": tag}),
            )

    def _texts(self, name: str) -> dict[str, str]:
        found = {
            tag: str(self.cleaned_data.get(f"{name}_{tag}") or "").strip()
            for tag in self.nation.required_languages
        }
        return {tag: text for tag, text in found.items() if text}

    def _require_texts(self, name: str) -> None:
        given = self._texts(name)
        for tag in self.nation.required_languages:
            if tag not in given:
                self.add_error(f"{name}_{tag}", ValidationError("required", code="required"))


class _Scope(_Texts):
    """What a decision covers; what is left empty does not limit."""

    def _scope_fields(self) -> None:
        levels = [
            (str(one.nqf), choose(one.name, self.language) or str(one.nqf))
            for one in self.nation.levels.values()
        ]
        self.fields["levels"] = forms.MultipleChoiceField(
            choices=[(code, f"{code} · {name}") for code, name in levels],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["fields"] = forms.CharField(required=False, max_length=200)
        self.fields["kinds"] = forms.MultipleChoiceField(
            choices=[
                (one, choose(self.nation.terms[one], self.language)) for one in PROGRAMME_KINDS
            ],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _scope(self) -> dict[str, object]:
        found: dict[str, object] = {}
        given = self.cleaned_data
        if given.get("levels"):
            found["levels"] = [int(one) for one in given["levels"]]
        if given.get("fields", "").strip():
            found["fields"] = [one for one in _FIELDS.split(given["fields"].strip()) if one]
        if given.get("kinds"):
            found["kinds"] = list(given["kinds"])
        return found


class DecisionForm(_Scope):
    """A decision of one kind about one subject, by the durations of the nation."""

    area: ClassVar[str] = "decision"

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    number = forms.CharField(max_length=MAX_NUMBER)
    decided_on = DayField()
    first_day = DayField()
    years = forms.ChoiceField()

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        self.kind = kind
        super().__init__(*args, **more)

    def _grow(self) -> None:
        can_have_conditions = bool(self.nation.conditional_durations.get(self.kind))
        outcomes = [one for one in rules.Outcome if can_have_conditions or one != "conditional"]
        self.fields["outcome"].choices = choices(outcomes, "page_outcome_", self.language)
        self.fields["years"].choices = self._durations()
        # a refusal has no term; everything else has one
        for name in ("first_day", "years"):
            self.fields[name].required = self.data.get("outcome") != rules.Outcome.REFUSED
        self._scope_fields()
        for at in range(1, MOST_CONDITIONS + 1) if can_have_conditions else ():
            self._text_fields(f"condition_{at}", "field_decision_condition", {"n": at})
            self.fields[f"due_{at}"] = DayField(
                required=False, label=sentence("field_decision_due", self.language, {"n": at})
            )
        self._text_fields("reasons", "field_decision_reasons", {})
        self.fields["link"] = forms.CharField(required=False, max_length=2000)

    @property
    def condition_groups(self) -> list[list[Any]]:
        """The bound fields of each condition: its texts, then its last day."""
        names = [
            [*(f"condition_{at}_{tag}" for tag in self.nation.required_languages), f"due_{at}"]
            for at in range(1, MOST_CONDITIONS + 1)
        ]
        return [[self[name] for name in group] for group in names if group[-1] in self.fields]

    @property
    def reason_fields(self) -> list[Any]:
        return [self[f"reasons_{tag}"] for tag in self.nation.required_languages]

    def _durations(self) -> list[tuple[str, str]]:
        """No default: whoever decides chooses among what the law allows."""
        plain = self.nation.allowed_years(self.kind)
        conditional = self.nation.allowed_years(self.kind, conditional=True)
        found = [("", sentence("page_years_choose", self.language))]
        for years in sorted({*plain, *conditional}):
            text = counted("page_years", years, self.language)
            if years not in plain:
                text = sentence("page_years_conditional", self.language, {"years": text})
            found.append((str(years), text))
        if self.kind in self.nation.open_ended:
            found.append((_OPEN, sentence("page_years_open", self.language)))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == rules.Outcome.REFUSED:
            self._require_texts("reasons")
        for at in self._condition_numbers():
            self._require_texts(f"condition_{at}")
            if not given.get(f"due_{at}") and f"due_{at}" not in self.errors:
                self.add_error(f"due_{at}", ValidationError("required", code="required"))
        return given

    def document(self, subject: Mapping[str, str]) -> NewDecision:
        """The decision as it will be proposed; raises Invalid with what cannot be read."""
        given = self.cleaned_data
        members: dict[str, object] = {
            "kind": self.kind,
            "outcome": given["outcome"],
            "number": given["number"],
            "decided_on": given["decided_on"].isoformat(),
            "scope": self._scope(),
            "reasons": self._texts("reasons"),
            **subject,
        }
        if given.get("link"):
            members["link"] = given["link"].strip()
        if given["outcome"] != rules.Outcome.REFUSED:
            members |= self._term(given["first_day"], given["years"])
        conditions = [
            {"text": self._texts(f"condition_{at}"), "due": given[f"due_{at}"].isoformat()}
            for at in self._condition_numbers()
        ]
        return reading.read(NewDecision, {**members, "conditions": conditions})

    def _term(self, first_day: date, years: str) -> dict[str, object]:
        term: dict[str, object] = {"first_day": first_day.isoformat()}
        if years != _OPEN:
            term["until"] = rules.end_of_term(first_day, int(years)).isoformat()
        return term

    def _condition_numbers(self) -> list[int]:
        """The conditions of which anything is filled in."""
        return [
            at
            for at in range(1, MOST_CONDITIONS + 1)
            if self._texts(f"condition_{at}") or self.cleaned_data.get(f"due_{at}")
        ]


class ChangeForm(_Scope):
    """What happens to a decision: the fields that belong to this kind of change."""

    area: ClassVar[str] = "change"

    number = forms.CharField(max_length=MAX_NUMBER)
    decided_on = DayField()
    first_day = DayField()

    def __init__(
        self, *args: Any, kind: str, contestable: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        self.kind = kind
        self.contestable = contestable or {}
        super().__init__(*args, **more)

    def _grow(self) -> None:
        if self.kind in (ChangeKind.SUSPENDED, ChangeKind.LIMITED, ChangeKind.PROLONGED):
            self.fields["last_day"] = DayField(required=self.kind == ChangeKind.PROLONGED)
        if self.kind == ChangeKind.PROLONGED:
            self.fields["applied_on"] = DayField()
        if self.kind in (ChangeKind.UNDER_APPEAL, ChangeKind.APPEAL_CLOSED):
            self._appeal_fields()
        if self.kind == ChangeKind.WITHDRAWN:
            self.fields["teach_out_last"] = DayField(required=False)
            self.fields["fraud"] = forms.BooleanField(required=False)
            self.fields["retroactive_from"] = DayField(required=False)
        if self.kind == ChangeKind.LIMITED:
            self._scope_fields()
        self._text_fields("reasons", "field_decision_reasons", {}, required=True)
        self.fields["link"] = forms.CharField(required=False, max_length=2000)

    def _appeal_fields(self) -> None:
        """What the appeal is about, and its effect or its outcome."""
        itself = sentence("page_appeal_against_decision", self.language)
        self.fields["contests"] = forms.ChoiceField(
            choices=[("", itself), *self.contestable.items()], required=False
        )
        if self.kind == ChangeKind.UNDER_APPEAL:
            self.fields["suspensive"] = forms.BooleanField(required=False)
        else:
            self.fields["outcome"] = forms.ChoiceField(
                choices=choices(AppealOutcome, "page_appeal_outcome_", self.language),
                widget=forms.RadioSelect,
            )

    @property
    def reason_fields(self) -> list[Any]:
        return [self[f"reasons_{tag}"] for tag in self.nation.required_languages]

    def document(self, decision_id: object) -> NewChange:
        """The change as it will be proposed; raises Invalid with what cannot be read."""
        given = self.cleaned_data
        members: dict[str, object] = {
            "decision": str(decision_id),
            "kind": self.kind,
            "number": given["number"],
            "decided_on": given["decided_on"].isoformat(),
            "first_day": given["first_day"].isoformat(),
            "reasons": self._texts("reasons"),
        }
        if given.get("link"):
            members["link"] = given["link"].strip()
        if given.get("last_day"):
            members["until"] = (given["last_day"] + _ONE_DAY).isoformat()
        if given.get("teach_out_last"):
            members["teach_out_until"] = (given["teach_out_last"] + _ONE_DAY).isoformat()
        if given.get("fraud"):
            members["ground"] = rules.FRAUD
        if given.get("retroactive_from"):
            members["retroactive_from"] = given["retroactive_from"].isoformat()
        if given.get("applied_on"):
            members["applied_on"] = given["applied_on"].isoformat()
        for name in ("contests", "outcome", "suspensive"):
            if given.get(name):
                members[name] = given[name]
        if self.kind == ChangeKind.LIMITED:
            members["scope"] = self._scope()
        return reading.read(NewChange, members)


def initial(content: NewDecision | NewChange) -> dict[str, Any]:
    """What a form shows that mends this proposal."""
    found: dict[str, Any] = {
        "number": content.number,
        "decided_on": content.decided_on,
        "first_day": content.first_day,
        "link": content.link or "",
        **{f"reasons_{tag}": text for tag, text in content.reasons.items()},
    }
    if scope := content.scope:
        found |= {
            "levels": [str(one) for one in scope.levels or ()],
            "fields": ", ".join(scope.fields or ()),
            "kinds": list(scope.kinds or ()),
        }
    return found | (_of_decision(content) if isinstance(content, NewDecision) else _of(content))


def _of_decision(content: NewDecision) -> dict[str, Any]:
    found: dict[str, Any] = {"outcome": content.outcome}
    if content.first_day is not None:
        found["years"] = _years(content.first_day, content.until)
    for at, one in enumerate(content.conditions, 1):
        found |= {f"condition_{at}_{tag}": text for tag, text in one.text.items()}
        found[f"due_{at}"] = one.due
    return found


def _years(first_day: date, until: date | None) -> str:
    if until is None:
        return _OPEN
    return str(
        next((n for n in range(1, rules.MAX_YEARS) if rules.end_of_term(first_day, n) == until), "")
    )


def _of(content: NewChange) -> dict[str, Any]:
    last, teach_out = content.until, content.teach_out_until
    return {
        "last_day": last and last - _ONE_DAY,
        "teach_out_last": teach_out and teach_out - _ONE_DAY,
        "fraud": content.ground == rules.FRAUD,
        "retroactive_from": content.retroactive_from,
        "applied_on": content.applied_on,
        "contests": content.contests or "",
        "suspensive": content.suspensive,
        "outcome": content.outcome,
    }
