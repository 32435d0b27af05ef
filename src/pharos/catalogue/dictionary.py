"""The demands of the data dictionary: fields that are there, codes that are known, addresses.

What a credential will name by address or code is checked here, since a version is frozen
long before anything is made of it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pharos.catalogue import codes
from pharos.catalogue.addresses import ADDRESS as ADDRESS
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.problems import Problem
from pharos.nations import codes as lists
from pharos.nations.model import Nation

MAX_OUTCOMES: Final = 20
COUNTRY: Final = re.compile("[A-Z]{2}")
LANGUAGE: Final = re.compile("[a-z]{2}")


def mandatory(kind: str) -> tuple[str, ...]:
    """The fields that the dictionary demands of a descriptor of this kind."""
    return tuple(
        one.name
        for one in codes.fields()
        if one.held_in == "descriptor" and one.demand[kind] == "M"
    )


def problems(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """Mandatory fields are there, fields of other kinds are not, codes are known."""
    assert descriptor.kind is not None
    for one in codes.fields():
        if one.held_in == "credential":
            continue
        demand = one.demand[descriptor.kind]
        is_given = bool(getattr(descriptor, one.name)) or getattr(descriptor, one.name) == 0
        if demand == "M" and one.held_in == "descriptor" and not is_given:
            yield Problem("field_missing", "dictionary", {"field": one.name})
        # Rules R1 and R10 speak for these two with codes of their own.
        if demand == "-" and is_given and one.name not in ("ects", "parent_programme"):
            yield Problem("field_not_applicable", "dictionary", {"field": one.name})
    if not descriptor.region and tuple(descriptor.form_of_participation) != ("online",):
        yield Problem("region_missing", "dictionary")
    if descriptor.jurisdiction is not None and descriptor.jurisdiction != nation.code:
        yield Problem("jurisdiction_mismatch", "dictionary", {"jurisdiction": nation.code})
    if len(descriptor.learning_outcomes) > MAX_OUTCOMES:
        yield Problem("too_many_outcomes", "dictionary", {"limit": MAX_OUTCOMES})
    yield from _unknown_codes(descriptor, nation)
    yield from _malformed(descriptor)


def _unknown_codes(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    schedule, fee = descriptor.schedule, descriptor.fee
    settlements = descriptor.entitlement.settlements if descriptor.entitlement else ()
    detailed = (one.code for one in lists.fields_of_education().values() if len(one.code) == 4)
    given: tuple[tuple[str, Iterable[str | None], Iterable[str]], ...] = (
        ("isced_f", (descriptor.isced_f,), detailed),
        ("form_of_participation", descriptor.form_of_participation, lists.forms_of_participation()),
        ("supervision", (descriptor.supervision,), lists.supervisions()),
        ("qa_type", descriptor.qa_type, lists.qa_types()),
        ("purposes", descriptor.purposes, codes.PURPOSES),
        ("stackability", (descriptor.stackability,), codes.STACKABILITY),
        ("level_assigned_by", (descriptor.level_assigned_by,), codes.LEVEL_ASSIGNERS),
        ("partners", [one.role for one in descriptor.partners], codes.PARTNER_ROLES),
        ("assessment", [one.type for one in descriptor.assessment], lists.assessment_types()),
        (
            "learning_outcomes",
            [one.type for one in descriptor.learning_outcomes],
            codes.OUTCOME_TYPES,
        ),
        ("schedule", (schedule.load if schedule else None,), codes.STUDY_LOADS),
        ("region", descriptor.region, nation.regions),
        ("entitlement", [one.region for one in settlements], nation.regions),
        ("grading_scale", (descriptor.grading_scale,), nation.grading_scales),
        ("fee", (fee.currency if fee else None,), codes.CURRENCIES),
    )
    for name, values, known in given:
        for code in dict.fromkeys(values):
            if code is not None and code not in frozenset(known):
                yield Problem("code_unknown", "dictionary", {"field": name, "value": code})


def _malformed(descriptor: Descriptor) -> Iterator[Problem]:
    country = descriptor.country
    if country is not None and not COUNTRY.fullmatch(country):
        yield Problem("code_unknown", "dictionary", {"field": "country", "value": country})
    for language in descriptor.languages:
        if not LANGUAGE.fullmatch(language):
            yield Problem("code_unknown", "dictionary", {"field": "languages", "value": language})
    reference = descriptor.further_information
    addresses: list[tuple[str, str | None]] = [
        ("mc_id", descriptor.mc_id),
        ("parent_programme", descriptor.parent_programme),
        ("further_information", reference.url if reference else None),
    ]
    addresses += [("learning_outcomes", u) for o in descriptor.learning_outcomes for u in o.esco]
    addresses += [
        ("recognising_programmes", o.programme) for o in descriptor.recognising_programmes
    ]
    for name, address in addresses:
        if address is not None and not ADDRESS.fullmatch(address):
            yield Problem("address_malformed", "dictionary", {"field": name, "value": address[:80]})
