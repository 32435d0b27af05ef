"""What the agency and its panel fill in: panel, statements, visit, findings, report, charges."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms

from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.nations.codes import fields_of_education
from pharos.procedures.rules.words import Capacity, TieKind, Verdict, VisitForm

Choices = Iterable[tuple[str, str]]


class _Case(Form):
    area: ClassVar[str] = "case"


class PanelForm(_Case):
    """Who judges, and who leads them."""

    experts = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    chair = forms.ChoiceField()

    def __init__(self, *args: Any, experts: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        listed = list(experts)
        self.fields["experts"].choices = listed
        self.fields["chair"].choices = [("", "–"), *listed]


class AsideForm(_Case):
    """Who of the panel was bound to the provider, and how it came out."""

    bound = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(max_length=4_000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, members: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["bound"].choices = list(members)


class ReplaceForm(_Case):
    """Another expert in the place of a member."""

    expert = forms.ChoiceField()
    reason = forms.CharField(max_length=4_000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, experts: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["expert"].choices = [("", "–"), *experts]


class ConflictForm(_Case):
    """What binds somebody to the bodies of a case: said first, before anything is read."""

    has_conflict = forms.ChoiceField(widget=forms.RadioSelect)
    text = forms.CharField(required=False, max_length=4_000, widget=forms.Textarea({"rows": 3}),
                           label="field_case_ties")  # fmt: skip

    def __init__(self, *args: Any, bodies: Sequence[str], language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["has_conflict"].choices = choices(("no", "yes"), "page_case_tied_", language)
        self.bodies = bodies
        kinds = [("", "–"), *choices(TieKind, "page_case_tie_", language)]
        for place in range(len(bodies)):
            self.fields[f"tie_{place}"] = forms.ChoiceField(
                required=False, choices=kinds, label="field_case_tie"
            )
            self.fields[f"until_{place}"] = DayField(required=False, label="field_case_tie_until")

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Each body with the fields of a tie to it."""
        return [
            (name, self[f"tie_{place}"], self[f"until_{place}"])
            for place, name in enumerate(self.bodies)
        ]


class VisitPlanForm(_Case):
    """How and when the panel sees the provider."""

    form = forms.ChoiceField(widget=forms.RadioSelect)
    first_day = DayField()
    last_day = DayField()
    place = forms.CharField(required=False, max_length=400)
    programme = forms.CharField(required=False, max_length=4_000,
                                widget=forms.Textarea({"rows": 4}))  # fmt: skip

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["form"].choices = choices(VisitForm, "page_case_visit_", language)


class HeldForm(_Case):
    """When the visit took place."""

    held_on = DayField()


class FindingForm(_Case):
    """What the panel finds of one criterion."""

    verdict = forms.ChoiceField(widget=forms.RadioSelect)
    subject = forms.ChoiceField(required=False)
    finding = forms.CharField(max_length=20_000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, language: str, subjects: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["verdict"].choices = choices(Verdict, "page_case_verdict_", language)
        listed = list(subjects)
        if len(listed) > 2:
            self.fields["subject"].choices = listed
        else:
            del self.fields["subject"]


class DraftForm(_Case):
    """The report in each language."""

    def __init__(self, *args: Any, languages: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.languages = tuple(languages)
        for tag in self.languages:
            self.fields[f"text_{tag}"] = forms.CharField(
                required=False,
                max_length=200_000,
                label=f"field_case_report_{tag}",
                widget=forms.Textarea({"rows": 10, "lang": tag}),
            )

    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        given = self.checked()
        found = {tag: given.get(f"text_{tag}") or "" for tag in self.languages}
        return {tag: text for tag, text in found.items() if text.strip()}


class ChargeForm(_Case):
    """What the case costs and how far that is settled."""

    amount = forms.DecimalField(required=False, max_digits=12, decimal_places=2, min_value=0)
    exemption = forms.ChoiceField(required=False)
    exemption_note = forms.CharField(required=False, max_length=400)
    contract = forms.CharField(required=False, max_length=120)
    contract_on = DayField(required=False)
    invoice = forms.CharField(required=False, max_length=120)
    invoiced_on = DayField(required=False)
    paid_on = DayField(required=False)

    def __init__(self, *args: Any, exemptions: Iterable[str], language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        listed = choices(exemptions, "page_case_exemption_", language)
        self.fields["exemption"].choices = [("", "–"), *listed]


class HoursForm(_Case):
    """Time that somebody worked on the case."""

    minutes = forms.IntegerField(min_value=1, max_value=1440)
    day = DayField()
    what = forms.CharField(required=False, max_length=200)


class ExpertForm(_Case):
    """Somebody of the pool: what they stand for, know and speak."""

    person = forms.ChoiceField()
    capacity = forms.ChoiceField(widget=forms.RadioSelect)
    is_international = forms.BooleanField(required=False)
    fields_known = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    spoken = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, people: Choices, languages: Iterable[str], language: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = [("", "–"), *people]
        self.fields["capacity"].choices = choices(Capacity, "page_case_capacity_", language)
        broad = [
            one
            for one in fields_of_education().values()
            if one.level == "broad" and one.code != "99"
        ]
        self.fields["fields_known"].choices = [
            (one.code, choose(one.label, language)) for one in broad
        ]
        self.fields["spoken"].choices = [
            (tag, choose(language_name(tag), language)) for tag in languages
        ]
