"""What the registry office fills in: entries, names, kinds, relations, an end."""

from typing import Any, ClassVar, Final

from django import forms

from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.settings import settings
from pharos.nations import codes
from pharos.organisations import rules
from pharos.organisations.actions.closing import MAX_ACT, MAX_REASON
from pharos.organisations.actions.people import FIRST_PEOPLE

NAMES: Final = ("hy", "ka", "en")
LEGAL_IDS: Final = 2
ENDONYMS: Final = (("hy", "Հայերեն"), ("ka", "ქართული"), ("en", "English"))
FIELDS: Final = {
    "slug_taken": "entry_slug",
    "slug_malformed": "entry_slug",
    "slug_reserved": "entry_slug",
    "organisation_name_english": "name_en",
    "organisation_name_malformed": "name_en",
    "kind_unknown": "kinds",
    "legal_id_malformed": "legal_value_1",
    "not_a_registry_office": "nation",
}


class _Words(Form):
    """Forms whose choices are words of code lists in the reader's language."""

    def __init__(self, *args: Any, language: str, **more: Any) -> None:
        self.language = language
        super().__init__(*args, **more)

    def _kinds(self) -> list[tuple[str, str]]:
        return [
            (one.code, choose(one.label, self.language))
            for one in codes.organisation_kinds().values()
        ]


class _Names(_Words):
    name_hy = forms.CharField(required=False, max_length=rules.MAX_NAME)
    name_ka = forms.CharField(required=False, max_length=rules.MAX_NAME)
    name_en = forms.CharField(max_length=rules.MAX_NAME)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for tag in NAMES:
            self.fields[f"name_{tag}"].widget.attrs["lang"] = tag

    @property
    def names(self) -> dict[str, str]:
        """The names that were filled in, by language."""
        found = {tag: self.cleaned_data.get(f"name_{tag}", "") for tag in NAMES}
        return {tag: text for tag, text in found.items() if text}


class EntryForm(_Names):
    """A new entry of the register."""

    area: ClassVar[str] = "entry"

    entry_slug = forms.CharField(max_length=63)
    nation = forms.CharField(required=False, min_length=2, max_length=2)
    kinds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    since = DayField(required=False)
    legal_form = forms.CharField(required=False, max_length=120)
    register_note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kinds"].choices = self._kinds()
        for at in range(1, LEGAL_IDS + 1):
            for part in ("kind", "value"):
                self.fields[f"legal_{part}_{at}"] = forms.CharField(
                    required=False, max_length=64, label=f"field_entry_legal_{part}"
                )
        if not settings().production:
            self.fields["fictitious"] = forms.BooleanField(
                required=False, label="field_entry_fictitious"
            )

    @property
    def legal_pairs(self) -> list[list[Any]]:
        """The bound fields of each registration number."""
        numbers = range(1, LEGAL_IDS + 1)
        return [[self[f"legal_kind_{at}"], self[f"legal_value_{at}"]] for at in numbers]

    def facts(self) -> dict[str, Any]:
        """The arguments of `actions.create`."""
        given = self.cleaned_data
        ids = {
            given[f"legal_kind_{at}"]: given[f"legal_value_{at}"]
            for at in range(1, LEGAL_IDS + 1)
            if given[f"legal_kind_{at}"] or given[f"legal_value_{at}"]
        }
        return {
            "slug": given["entry_slug"],
            "name": self.names,
            "nation": given["nation"] or None,
            "kinds": given["kinds"],
            "since": given["since"],
            "legal_form": given["legal_form"],
            "legal_ids": ids,
            "register_note": given["register_note"],
            "fictitious": given.get("fictitious", False),
        }


class RenameForm(_Names):
    """Names that the organisation bears from a day on."""

    area: ClassVar[str] = "entry"

    since = DayField()
    reviewed = forms.BooleanField(required=False)


class KindForm(_Words):
    """What the organisation is as well, from a day on."""

    area: ClassVar[str] = "entry"

    kind = forms.ChoiceField()
    kind_since = DayField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = self._kinds()


class EndForm(Form):
    """The first day on which something is so no longer."""

    area: ClassVar[str] = "entry"

    until = DayField()


class RelationForm(_Words):
    """How the organisation stands to another, from a day on."""

    area: ClassVar[str] = "entry"

    relation = forms.ChoiceField()
    other = forms.CharField(max_length=63)
    relation_since = DayField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = [kind for kind, _ in rules.RELATION_KINDS]
        self.fields["relation"].choices = choices(kinds, "page_relation_", self.language)


class FirstForm(_Words):
    """Whom the office asks to be head or administrator; the words are those of the team's page."""

    area: ClassVar[str] = "team"

    name = forms.CharField(max_length=200)
    email = forms.CharField(max_length=254, widget=forms.EmailInput())
    language = forms.ChoiceField(choices=ENDONYMS)
    role = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = choices(sorted(FIRST_PEOPLE), "page_role_", self.language)


class CustodyForm(Form):
    """Who keeps the records of a closed body: the slug of an entry, or the office itself."""

    area: ClassVar[str] = "custody"

    custodian = forms.CharField(required=False, max_length=63)
    legal_act = forms.CharField(max_length=MAX_ACT)
    day = DayField()
    contact = forms.CharField(required=False, max_length=MAX_ACT)


class CloseForm(CustodyForm):
    """Why nobody acts for it any more, who keeps its records, and what it was merged into."""

    reason = forms.CharField(max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3}))
    successor = forms.CharField(required=False, max_length=63)

    field_order: ClassVar[list[str]] = [
        "reason", "successor", "custodian", "legal_act", "day", "contact",
    ]  # fmt: skip
