"""From what people fill in on the pages of the light route to the arguments of its acts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pharos.catalogue.descriptors import Descriptor
from pharos.common.forms import Form, choices
from pharos.common.i18n import choose
from pharos.lightroute import carving, rules


def _words(rows: int = 4) -> forms.CharField:
    return forms.CharField(max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": rows}))


class StatementForm(Form):
    """What the provider says to the agency: the one thing that is not in the register yet."""

    area = "light"
    statement = _words()


class TextForm(Form):
    """A question, an answer, an objection or a reason."""

    area = "light"
    text = _words()

    def __init__(self, *args: Any, label: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].label = label


class MinutesForm(Form):
    """Minutes spent on a case."""

    area = "light"
    minutes = forms.IntegerField(
        min_value=1, max_value=1_440,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5}),
    )  # fmt: skip


class ResultForm(Form):
    """What an audit found."""

    area = "light"
    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    text = _words()

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["outcome"].choices = choices(
            rules.AUDIT_OUTCOMES, "page_light_audit_", language
        )
        self.fields["text"].label = "field_light_findings"


class PartForm(StatementForm):
    """A part's outcomes against those of its parent, and the components that they come from."""

    components = forms.CharField(
        max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, part: Descriptor, parent: Descriptor, language: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.part = part
        known = [("", "–"), *((one.id, choose(one.text, language))
                              for one in parent.learning_outcomes)]  # fmt: skip
        mapped = _mapped(part, parent)
        for number, one in enumerate(part.learning_outcomes):
            self.fields[f"outcome_{number}"] = forms.ChoiceField(
                label=choose(one.text, language),
                choices=known,
                required=False,
                initial=mapped.get(one.id, ""),
            )
        if part.carved_from is not None:
            self.fields["components"].initial = "\n".join(
                f"{choose(one.title, language)}; {one.ects}" for one in part.carved_from.components
            )

    def clean_components(self) -> tuple[carving.Component, ...]:
        """The components, one a line; raises `carve_components_malformed`."""
        found = carving.components_of(self.cleaned_data["components"])
        if not found:
            raise ValidationError("carve_components_malformed", code="carve_components_malformed")
        return found

    @property
    def outcome_fields(self) -> list[Any]:
        """The bound fields of the outcomes."""
        return [self[f"outcome_{number}"] for number in range(len(self.part.learning_outcomes))]

    @property
    def mapping(self) -> carving.CarveMapping:
        """The mapping as it was filled in."""
        told = {
            one.id: str(self.cleaned_data.get(f"outcome_{number}", ""))
            for number, one in enumerate(self.part.learning_outcomes)
        }
        return carving.CarveMapping(
            {own: other for own, other in told.items() if other}, self.cleaned_data["components"]
        )


def _mapped(part: Descriptor, parent: Descriptor) -> dict[str, str]:
    """The mapping that the description of the part has, by the parent's own names of outcomes."""
    source = part.carved_from
    if source is None:
        return {}
    by_text = {text: one.id for one in parent.learning_outcomes for text in one.text.values()}
    ids = {one.id for one in parent.learning_outcomes}
    known = {
        one.id: one.id
        if one.id in ids
        else next((by_text[text] for text in one.text.values() if text in by_text), "")
        for one in source.outcomes
    }
    return {one.outcome: known.get(one.parent, "") for one in source.mapping}
