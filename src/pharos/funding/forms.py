"""From what people fill in to a scheme, an application, a decision."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from pharos.catalogue import queries as catalogue
from pharos.common.errors import Invalid, NotFound
from pharos.common.forms import DayField, Form, choices
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.common.sentences import sentence
from pharos.funding import rules
from pharos.funding.models import DECIDERS
from pharos.funding.persons import Contact, Told
from pharos.funding.rules import Reader
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS

_NUMERIC = {"inputmode": "numeric", "size": 6, "autocomplete": "off"}


class Amount(forms.DecimalField):
    """An amount or a share with up to two decimals, after a dot or a comma."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12, "autocomplete": "off"})
        super().__init__(max_digits=14, decimal_places=2, widget=widget, **more)

    def to_python(self, value: object) -> Decimal | None:
        if isinstance(value, str):
            value = value.replace("\u00a0", "").replace(" ", "").replace(",", ".")
        found: Decimal | None = super().to_python(value)
        return found


class SchemeForm(Form):
    """What a funder pays for whom; what is left empty does not limit."""

    area: ClassVar[str] = "scheme"

    def __init__(
        self, *args: Any, nation: Nation, language: str, kinds: Iterable[str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.nation, self.language = nation, language
        self._words("name", 1)
        self._words("description", 4)
        self._choose("funder_kind", choices(kinds, "page_funder_", language), radio=True)
        self._for_whom()
        self._for_what()
        self._money_and_days()
        for name, one in self.fields.items():
            one.label = one.label or f"field_{self.area}_{name}"

    def _for_whom(self) -> None:
        regions = [(one, choose(r.name, self.language)) for one, r in self.nation.regions.items()]
        self._choose("groups", choices(rules.GROUPS, "page_group_", self.language))
        self._choose("regions", regions, required=False)
        self._number("age_from", required=False)
        self._number("age_to", required=False)

    def _for_what(self) -> None:
        broad = [one for one in codes.fields_of_education().values() if len(one.code) == 2]
        levels, terms = self.nation.levels, self.nation.terms
        offered = {
            "fields": [(one.code, choose(one.numbered, self.language)) for one in broad],
            "levels": [(str(number), f"{number} · {choose(one.name, self.language)}")
                       for number, one in levels.items()],
            "kinds": [(one, choose(terms[one], self.language)) for one in PROGRAMME_KINDS
                      if one in terms],
        }  # fmt: skip
        for name, found in offered.items():
            self._choose(name, found, required=False)
        self.fields["programmes"] = forms.CharField(
            required=False, max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
        )

    def _money_and_days(self) -> None:
        self.fields["share"] = Amount()
        self.fields["cap"] = Amount(required=False)
        self.fields["budget"] = Amount()
        self._choose("currency", [(one, one) for one in sorted(rules.CURRENCIES)], radio=True)
        self.fields["first_day"] = DayField()
        self.fields["last_day"] = DayField()
        self._number("hold_days")
        self._choose("decides", choices(DECIDERS, "page_decides_", self.language), radio=True)

    def new(self) -> rules.NewScheme:
        """The scheme that was filled in; raises Invalid."""
        given = self.checked()
        return rules.NewScheme(
            funder_kind=given["funder_kind"],
            name=self._texts("name"),
            description=self._texts("description"),
            groups=tuple(given["groups"]),
            regions=tuple(given["regions"]),
            age_from=given["age_from"],
            age_to=given["age_to"],
            programmes=_programmes(given["programmes"]),
            fields=tuple(given["fields"]),
            levels=tuple(int(one) for one in given["levels"]),
            kinds=tuple(given["kinds"]),
            share=given["share"],
            cap=given["cap"],
            budget=given["budget"],
            currency=given["currency"],
            first_day=given["first_day"],
            last_day=given["last_day"],
            hold_days=given["hold_days"],
            decides=given["decides"],
        )

    def _words(self, name: str, lines: int) -> None:
        for tag in self.nation.required_languages:
            tongue = choose(language_name(tag), self.language)
            attributes = {"lang": tag, **({"rows": lines} if lines > 1 else {})}
            self.fields[f"{name}_{tag}"] = forms.CharField(
                label=sentence(f"field_scheme_{name}", self.language, {"tongue": tongue}),
                max_length=rules.MAX_TEXT if lines > 1 else rules.MAX_TITLE,
                widget=forms.Textarea(attributes) if lines > 1 else forms.TextInput(attributes),
            )

    def _choose(
        self, name: str, found: list[tuple[str, str]], *, radio: bool = False, required: bool = True
    ) -> None:
        made: Any = forms.ChoiceField if radio else forms.MultipleChoiceField
        widget: Any = forms.RadioSelect if radio else forms.CheckboxSelectMultiple
        self.fields[name] = made(choices=found, widget=widget, required=required)

    def _number(self, name: str, *, required: bool = True) -> None:
        self.fields[name] = forms.IntegerField(
            min_value=0, max_value=10_000, required=required, widget=forms.TextInput(_NUMERIC)
        )

    def _texts(self, name: str) -> dict[str, str]:
        return {
            tag: str(self.cleaned_data[f"{name}_{tag}"]).strip()
            for tag in self.nation.required_languages
        }


def _programmes(lines: str) -> tuple[str, ...]:
    """The ids of programmes that lines name by `provider/programme`."""
    found = []
    for line in lines.split():
        provider, _, programme = line.partition("/")
        try:
            found.append(str(catalogue.find(provider, programme).programme_id))
        except NotFound as error:
            raise Invalid("scheme_word_unknown", field="programmes", word=line[:40]) from error
    return tuple(dict.fromkeys(found))


class ReaderForm(Form):
    """Which group, region and age somebody has: told in the address, and kept by nobody."""

    area: ClassVar[str] = "reader"

    group = forms.ChoiceField(required=False)
    country = forms.ChoiceField(required=False)
    region = forms.ChoiceField(required=False)
    age = forms.IntegerField(
        min_value=0, max_value=rules.MAX_AGE, required=False, widget=forms.TextInput(_NUMERIC)
    )

    def __init__(
        self,
        *args: Any,
        language: str,
        countries: Mapping[str, Mapping[str, str]],
        regions: Mapping[str, Mapping[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        untold = [("", sentence("page_reader_untold", language))]
        groups = [one for one in rules.GROUPS if one != rules.EVERYBODY]
        self.fields["group"].choices = untold + choices(groups, "page_group_", language)
        self.fields["country"].choices = untold + [
            (code, choose(name, language)) for code, name in countries.items()
        ]
        self.fields["region"].choices = untold + [
            (code, choose(name, language)) for code, name in regions.items()
        ]

    def reader(self) -> Reader:
        """Who looks; what cannot be read was not told."""
        self.is_valid()
        given = self.cleaned_data
        return Reader(given.get("group") or "", given.get("region") or "", given.get("age"))


class ApplicationForm(Form):
    """A name, how to write, and what shows that the scheme is for this person."""

    area: ClassVar[str] = "application"

    name = forms.CharField(
        max_length=rules.MAX_TITLE, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    group = forms.ChoiceField()
    region = forms.ChoiceField(required=False)
    age = forms.IntegerField(
        min_value=0, max_value=rules.MAX_AGE, required=False, widget=forms.TextInput(_NUMERIC)
    )
    note = forms.CharField(
        required=False, max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        language: str,
        groups: Iterable[str],
        regions: Iterable[tuple[str, str]],
        ages: bool,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.language = language
        self.fields["group"].choices = [("", "–"), *choices(groups, "page_group_", language)]
        regions = list(regions)
        self.fields["region"].choices = [("", "–"), *regions]
        # what the scheme does not ask for is not asked of anybody
        if not regions:
            del self.fields["region"]
        if not ages:
            del self.fields["age"]

    def told(self) -> Told:
        """What shows it, for the funder."""
        given = self.cleaned_data
        reader = Reader(given["group"], given.get("region") or "", given.get("age"))
        return Told(reader, given["note"])

    def contact(self) -> Contact:
        """Who applies, for the provider."""
        return Contact(self.cleaned_data["name"], self.cleaned_data["email"], self.language)


class ReasonForm(Form):
    """Why something ends."""

    area: ClassVar[str] = "ending"

    reason = forms.CharField(max_length=rules.MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class ClaimForm(Form):
    """Which award is the result of a place."""

    area: ClassVar[str] = "claim"

    award = forms.ChoiceField()

    def __init__(self, *args: Any, awards: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["award"].choices = [("", "–"), *awards]

    @property
    def award_id(self) -> UUID:
        return UUID(self.cleaned_data["award"])
