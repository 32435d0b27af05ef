"""What a provider fills in: the application, evidence, reasons, answers."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from pharos.common.forms import DayField, Form, choices
from pharos.procedures.rules.words import OF_ONE_PROGRAMME, OF_PROVIDER

Choices = Iterable[tuple[str, str]]
_LONG = {"rows": 5}


class _Case(Form):
    area: ClassVar[str] = "case"


class KindForm(_Case):
    """Which kind of procedure is applied for."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, kinds: Iterable[str], language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = choices(kinds, "page_procedure_kind_", language)


class ApplyForm(_Case):
    """An application of one kind: before whom, about what, in place of which decision."""

    agency = forms.ChoiceField(widget=forms.RadioSelect)
    versions = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    partners = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    renewal_of = forms.ChoiceField(required=False)
    follows = forms.ChoiceField()
    summary = forms.CharField(required=False, max_length=4_000, widget=forms.Textarea(_LONG))

    def __init__(
        self,
        *args: Any,
        kind: str,
        agencies: Choices,
        versions: Choices,
        partners: Choices,
        renewals: Choices,
        followed: Choices,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        listed = {
            "agency": agencies, "versions": versions, "partners": partners,
            "renewal_of": renewals, "follows": followed,
        }  # fmt: skip
        for name, found in listed.items():
            self.fields[name].choices = list(found)
        self._keep(kind)

    def _keep(self, kind: str) -> None:
        gone = []
        if kind in OF_PROVIDER or kind == "follow_up":
            gone.append("versions")
        if kind != "joint":
            gone.append("partners")
        gone.append("renewal_of" if kind == "follow_up" else "follows")
        for name in gone:
            del self.fields[name]
        if kind in OF_ONE_PROGRAMME:
            one = forms.ChoiceField(widget=forms.RadioSelect, label=self.fields["versions"].label)
            one.choices = self.fields["versions"].choices
            self.fields["versions"] = one

    @property
    def chosen(self) -> list[str]:
        """The versions that were chosen, one or several."""
        found = self.cleaned_data.get("versions") or []
        return [found] if isinstance(found, str) else list(found)


class SummaryForm(_Case):
    """What is told about the application in a few words."""

    summary = forms.CharField(required=False, max_length=4_000, widget=forms.Textarea(_LONG))


class ReasonForm(_Case):
    """Why something is done that the other side has to understand."""

    reason = forms.CharField(max_length=4_000, widget=forms.Textarea(_LONG))


class NoteForm(_Case):
    """What may be said to an act."""

    note = forms.CharField(required=False, max_length=4_000, widget=forms.Textarea({"rows": 3}))


class AnswerForm(_Case):
    """What is answered."""

    answer = forms.CharField(max_length=4_000, widget=forms.Textarea(_LONG))


class EvidenceForm(_Case):
    """A text, or a file."""

    text = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(_LONG))
    file = forms.FileField(required=False)


class QuestionForm(_Case):
    """A question to the other side."""

    question = forms.CharField(max_length=4_000, widget=forms.Textarea(_LONG))
    due_on = DayField(required=False)


class CommentForm(_Case):
    """What the provider says to the facts of the draft."""

    comments = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea(_LONG))
