"""From what people fill in to a need, a sector, an answer, an offer."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms

from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.common.sentences import sentence
from pharos.nations.model import Nation
from pharos.needs import rules, showing
from pharos.needs.models import ROLES, PrioritySector

SKILL_ROWS: Final = 4


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

    def _words(self, name: str, label: str, *, lines: int = 1, required: bool = True) -> None:
        for tag in self.nation.required_languages:
            tongue = choose(language_name(tag), self.language)
            attributes = {"lang": tag, **({"rows": lines} if lines > 1 else {})}
            widget = forms.Textarea(attrs=attributes) if lines > 1 else forms.TextInput(attributes)
            self.fields[f"{name}_{tag}"] = forms.CharField(
                label=sentence(label, self.language, {"tongue": tongue}),
                required=required,
                max_length=rules.MAX_TEXT if lines > 1 else rules.MAX_TITLE,
                widget=widget,
            )

    def _texts(self, name: str) -> dict[str, str]:
        found = {
            tag: str(self.cleaned_data.get(f"{name}_{tag}") or "").strip()
            for tag in self.nation.required_languages
        }
        return {tag: text for tag, text in found.items() if text}


class NeedForm(_Texts):
    """A need; skills in rows, each by address, by words, or by both."""

    area: ClassVar[str] = "need"

    def __init__(self, *args: Any, sectors: Sequence[PrioritySector] = (), **more: Any) -> None:
        self.sectors = sectors
        super().__init__(*args, **more)

    def _grow(self) -> None:
        any_level = [("", sentence("page_needs_level_any", self.language))]
        whole = [("", sentence("page_needs_whole_country", self.language))]
        none = [("", sentence("page_needs_no_sector", self.language))]
        self._words("title", "field_need_title")
        self._words("description", "field_need_description", lines=4)
        for at in range(1, SKILL_ROWS + 1):
            self.fields[f"skill_{at}_uri"] = forms.CharField(
                required=False, max_length=200, label="field_need_skill_uri"
            )
            self._words(f"skill_{at}", "field_need_skill", required=False)
        self.fields["isced_f"] = forms.ChoiceField(
            choices=[("", "–"), *showing.choices_of_fields(detailed=True, language=self.language)]
        )
        self.fields["region"] = forms.ChoiceField(
            required=False,
            choices=whole + [(one, choose(r.name, self.language))
                             for one, r in self.nation.regions.items()],
        )  # fmt: skip
        self.fields["people"] = forms.IntegerField(
            min_value=1,
            max_value=rules.MAX_PEOPLE,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
        )
        self.fields["level"] = forms.ChoiceField(
            required=False,
            choices=any_level + [(str(n), f"{n} · {choose(one.name, self.language)}")
                                 for n, one in self.nation.levels.items()],
        )  # fmt: skip
        self.fields["until_day"] = DayField()
        self.fields["sector"] = forms.ChoiceField(
            required=False,
            choices=none + [(str(one.id), choose(one.name, self.language))
                            for one in self.sectors],
        )  # fmt: skip
        self._words("evidence", "field_need_evidence", lines=3, required=False)
        self.fields["evidence_link"] = forms.CharField(required=False, max_length=2_000)

    @property
    def first_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(("title_", "description_"))]

    @property
    def skill_rows(self) -> list[list[Any]]:
        return [
            [self[name] for name in self.fields if name.startswith(f"skill_{at}_")]
            for at in range(1, SKILL_ROWS + 1)
        ]

    @property
    def other_fields(self) -> list[Any]:
        first = ("title_", "description_", "skill_")
        return [self[name] for name in self.fields if not name.startswith(first)]

    def new(self) -> rules.NewNeed:
        """The need that was filled in; raises Invalid `form_incomplete`."""
        given = self.checked()
        rows = range(1, SKILL_ROWS + 1)
        skills = (rules.Skill(str(given[f"skill_{at}_uri"]).strip(), self._texts(f"skill_{at}"))
                  for at in rows)  # fmt: skip
        return rules.NewNeed(
            title=self._texts("title"),
            description=self._texts("description"),
            skills=tuple(one for one in skills if one.uri or one.text),
            isced_f=given["isced_f"],
            region=given["region"],
            people=given["people"],
            level=int(given["level"]) if given["level"] else None,
            until_day=given["until_day"],
            evidence=self._texts("evidence"),
            evidence_link=given["evidence_link"].strip(),
        )

    @property
    def sector_id(self) -> UUID | None:
        chosen = self.cleaned_data.get("sector")
        return UUID(chosen) if chosen else None


class SectorForm(_Texts):
    """A sector that a ministry puts first."""

    area: ClassVar[str] = "sector"

    def _grow(self) -> None:
        self._words("name", "field_sector_name")
        self._words("document_title", "field_sector_document_title")
        self.fields["document_link"] = forms.CharField(max_length=2_000)
        self.fields["document_day"] = DayField()
        self.fields["fields"] = forms.MultipleChoiceField(
            choices=showing.choices_of_fields(detailed=False, language=self.language),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["first_day"] = DayField()
        self.fields["last_day"] = DayField()

    def new(self) -> rules.NewSector:
        """The sector that was filled in; raises Invalid `form_incomplete`."""
        given = self.checked()
        return rules.NewSector(
            name=self._texts("name"),
            document_title=self._texts("document_title"),
            document_link=given["document_link"].strip(),
            document_day=given["document_day"],
            fields=tuple(given["fields"]),
            first_day=given["first_day"],
            last_day=given["last_day"],
        )


class ReasonForm(Form):
    """Why something ends."""

    area: ClassVar[str] = "ending"

    reason = forms.CharField(max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(Form):
    """Which of the own designs answers a need."""

    area: ClassVar[str] = "answer"

    design = forms.ChoiceField()
    note = forms.CharField(
        required=False, max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, designs: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["design"].choices = [("", "–"), *designs]


class OfferForm(Form):
    """Whom a provider asks to stand behind which version, in which role."""

    area: ClassVar[str] = "offer"

    version = forms.ChoiceField()
    employer = forms.ChoiceField()
    role = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(
        required=False, max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        versions: Iterable[tuple[str, str]],
        employers: Iterable[tuple[str, str]],
        language: str,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["version"].choices = [("", "–"), *versions]
        self.fields["employer"].choices = [("", "–"), *employers]
        self.fields["role"].choices = choices(ROLES, "page_partner_role_", language)


class SigningForm(Form):
    """What the head of an employer confirms."""

    area: ClassVar[str] = "signing"

    recognises = forms.BooleanField(required=False)
    read = forms.BooleanField()
