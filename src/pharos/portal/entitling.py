"""What a regulated award entitles to, on the page of its programme: the act, the settlements.

A school picks its settlement and a day and reads yes or no; both stand in the address alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms

from pharos.catalogue import queries as catalogue
from pharos.catalogue.entitlements import Answer
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.parts import Act, Entitlement, Settlement
from pharos.common.dates import day_text
from pharos.common.forms import DayField, Form
from pharos.common.i18n import LanguageMap, choose
from pharos.common.sentences import catalogue as sentences
from pharos.common.sentences import sentence
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.standards import queries as standards


class AskForm(Form):
    """Where and when somebody shall work."""

    area: ClassVar[str] = "entitled"

    settlement = forms.ChoiceField()
    on = DayField()


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement of the act with its inclusive days."""

    name: LanguageMap
    region: LanguageMap
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """The answer as a sentence: yes is good."""

    code: str
    tone: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of an entitlement."""

    occupation: str
    act: Act
    places: tuple[Place, ...]
    form: AskForm
    answer: Said | None


def shown(
    version: ProgrammeVersion, asked: Mapping[str, Any], *, now: datetime, language: str
) -> Shown | None:
    """The entitlement of a version, with the answer when settlement and day were picked."""
    entitlement = version.descriptor.entitlement
    if entitlement is None:
        return None
    nation = standards.nation(version.nation, on=zones.legal_day(version.nation, now))
    today = nation.legal_day(now)
    form = AskForm(asked if "settlement" in asked else None, initial={"on": today})
    names = {one.code: choose(one.name, language) for one in entitlement.settlements}
    form.fields["settlement"].choices = list(names.items())
    answer = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        found = catalogue.entitlement(
            version.id, occupation=entitlement.occupation, settlement=given["settlement"],
            on=given["on"],
        )  # fmt: skip
        answer = _said(found, names, language)
    places = tuple(_place(one, nation) for one in _listed(entitlement))
    occupation = _occupation(entitlement.occupation, language)
    return Shown(occupation, entitlement.act, places, form, answer)


def _occupation(code: str, language: str) -> str:
    """The occupation in words; one that has no word here as it was written."""
    named = f"page_draft_code_{code}"
    return sentence(named, language) if named in sentences("en") else code


def _listed(entitlement: Entitlement) -> list[Settlement]:
    return sorted(entitlement.settlements, key=lambda one: (one.region, one.code, one.first_day))


def _place(one: Settlement, nation: Nation) -> Place:
    known = nation.regions.get(one.region)
    region = known.name if known else {"und": one.region}
    return Place(one.name, region, one.first_day, catalogue.last_day(one.until))


def _said(found: Answer, names: Mapping[str, str], language: str) -> Said:
    """The answer with the settlement's name, and days in words."""
    facts = {
        name: day_text(one, language) if isinstance(one, date) else one
        for name, one in found.facts.items()
    }
    if "settlement" in facts:
        facts["settlement"] = names.get(str(facts["settlement"]), facts["settlement"])
    return Said(found.code, "good" if found.is_entitled else "bad", facts)
