"""Forms of pages: labels are codes of sentences, errors are codes with facts.

A field named `email` of a form with `area = "team"` has the label `field_team_email`, and the
hint `field_team_email_hint` if there is such a sentence. What Django refuses is told by
`field_<code>`, in the reader's language (`{% field %}` and `{% error_summary %}` write it).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from pharos.common.errors import DomainError, Invalid
from pharos.common.sentences import catalogue, sentence

_DAY_FIRST = re.compile(r"\s*(\d{1,2})[./\s-](\d{1,2})[./\s-](\d{4})\s*", re.ASCII)
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", re.ASCII)


class Form(forms.Form):
    """A form of ours: nothing of the browser's own checks, ids that links can lead to."""

    area: ClassVar[str] = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("label_suffix", "")
        super().__init__(*args, **more)
        for name, one in self.fields.items():
            one.label = one.label or f"field_{self.area}_{name}"

    def checked(self) -> dict[str, Any]:
        """What was filled in; raises Invalid `form_incomplete`: the page says what and where."""
        if not self.is_valid():
            raise Invalid("form_incomplete")
        told: dict[str, Any] = self.cleaned_data
        return told

    def refuse(self, error: DomainError, fields: Mapping[str, str] | None = None) -> None:
        """Show a refusal of an act beside the field it speaks of (`fields`: code -> field)."""
        for one in error.problems or (error,):
            where = (fields or {}).get(one.code) or one.facts.get("field")
            name = str(where) if where in self.fields else None
            self.add_error(name, ValidationError(one.code, code=one.code, params=dict(one.facts)))


class DayField(forms.Field):
    """A day, written day first with dots, slashes or hyphens, or as ISO 8601 has it."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12})

    def to_python(self, value: object) -> date | None:
        """The day; raises ValidationError `day_malformed`."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        text = str(value)
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = found.groups()
        elif found := _ISO.fullmatch(text):
            year, month, day = found.groups()
        else:
            raise ValidationError("day_malformed", code="day_malformed")
        try:
            return date(int(year), int(month), int(day))
        except ValueError as error:
            raise ValidationError("day_unknown", code="day_unknown") from error

    def prepare_value(self, value: object) -> object:
        """A day as it is shown in the control: 21.11.2026."""
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value


def choices(codes: Iterable[str], prefix: str, language: str) -> list[tuple[str, str]]:
    """Choices for a select: each code with the sentence `<prefix><code>`."""
    return [(code, sentence(f"{prefix}{code}", language)) for code in codes]


def error_text(error: ValidationError, language: str) -> str:
    """The sentence of one error: of ours by its code, of Django's by `field_<code>`."""
    code = str(error.code or "invalid")
    known = catalogue("en")
    found = code if code in known else f"field_{code}"
    if found not in known:
        found = "field_invalid"
    return sentence(found, language, error.params or {})
