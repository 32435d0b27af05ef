"""Forms of a set of criteria: its beginning, its title, one criterion, its first and last day."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from pharos.common.forms import DayField, Form
from pharos.common.i18n import LANGUAGES
from pharos.criteria import rules


class BeginForm(Form):
    """For which kind of procedure, and whether a version is written on."""

    area: ClassVar[str] = "criteria"

    kind = forms.ChoiceField()
    copy_of = forms.ChoiceField(required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[tuple[str, str]],
        versions: Iterable[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = list(kinds)
        self.fields["copy_of"].choices = list(versions)


class _Texts(Form):
    """Texts in every language of the register: `<name>_<language>`."""

    def _grow(self, name: str, *, rows: int) -> None:
        for tag in LANGUAGES:
            self.fields[f"{name}_{tag}"] = forms.CharField(
                required=False,
                max_length=rules.MAX_TEXT,
                label=f"field_{self.area}_{name}_{tag}",
                widget=forms.Textarea(attrs={"rows": rows, "lang": tag}),
            )

    def texts(self, name: str) -> dict[str, str]:
        """What was written, by language."""
        found = {tag: str(self.cleaned_data.get(f"{name}_{tag}") or "") for tag in LANGUAGES}
        return {tag: text for tag, text in found.items() if text.strip()}

    def bound(self, name: str) -> list[Any]:
        """The fields of a text, one a language."""
        return [self[f"{name}_{tag}"] for tag in LANGUAGES]


class TitleForm(_Texts):
    """The title of a set in each language, and the act that it rests on."""

    area: ClassVar[str] = "criteria"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._grow("title", rows=2)
        self.fields["source"] = forms.CharField(
            required=False, max_length=rules.MAX_TEXT, label="field_criteria_source"
        )

    @property
    def titles(self) -> list[Any]:
        return self.bound("title")


class CriterionForm(_Texts):
    """One criterion: its number, words, standards of the ESG, clause, and what shows it."""

    area: ClassVar[str] = "criterion"

    code = forms.RegexField(regex=rules.CODE, max_length=12)
    esg = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    clause = forms.CharField(required=False, max_length=rules.MAX_CLAUSE)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["esg"].choices = [
            (one.number, f"{one.number} {one.title}") for one in rules.esg()
        ]
        self._grow("text", rows=3)
        self._grow("evidence", rows=2)

    @property
    def words(self) -> list[Any]:
        return self.bound("text")

    @property
    def asked(self) -> list[Any]:
        return self.bound("evidence")

    def criterion(self) -> Mapping[str, Any]:
        """The criterion as `actions.put` takes it."""
        given = self.checked()
        return {
            "code": given["code"],
            "esg": given["esg"],
            "clause": given["clause"],
            "text": self.texts("text"),
            "evidence": self.texts("evidence"),
        }


class FirstDayForm(Form):
    """From which day a set holds."""

    area: ClassVar[str] = "criteria"

    first_day = DayField()


class LastDayForm(Form):
    """The last day of a set that nothing follows."""

    area: ClassVar[str] = "criteria"

    last_day = DayField()


def initial(criterion: rules.Criterion) -> dict[str, Any]:
    """The fields of a criterion as it stands."""
    found: dict[str, Any] = {
        "code": criterion.code, "esg": list(criterion.esg), "clause": criterion.clause,
    }  # fmt: skip
    for name, texts in (("text", criterion.text), ("evidence", criterion.evidence)):
        found |= {f"{name}_{tag}": text for tag, text in texts.items()}
    return found
