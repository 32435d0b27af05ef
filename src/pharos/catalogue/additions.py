"""Rules about what a descriptor says beside the fields of Annex I.

Shares of an assessment, who awards on whose behalf, prior learning, the fields of a nation's own:
each is optional, and what is said is understood or refused.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from pharos.catalogue import codes
from pharos.catalogue.addresses import ADDRESS
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.parts import Component, Extra
from pharos.catalogue.problems import Problem
from pharos.nations.model import Nation
from pharos.nations.parameters.designer import ExtraField

HUNDRED: Final = Decimal(100)
ISCO: Final = re.compile("[0-9]{4}")
NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,4})?")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def problems(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """Every reason why what was added to the descriptor cannot stand."""
    for part in descriptor.assessment:
        yield from _shares(part)
    yield from _awarding(descriptor)
    yield from _prior_learning(descriptor)
    yield from _occupations_and_needs(descriptor)
    yield from extra_problems(descriptor, nation)
    for one in descriptor.recognised_by_others:
        if one.confirmed_on is not None:
            facts = {"slug": one.organisation}
            yield Problem("recognition_not_yours_to_confirm", "Q20 field O", facts)


def _shares(part: Component) -> Iterator[Problem]:
    """R3 for a component that is parted among its outcomes: all of them, 100 in all."""
    if not part.shares:
        return
    named = [one.outcome for one in part.shares]
    if sorted(named) != sorted(set(part.outcomes)):
        yield Problem("shares_of_other_outcomes", "R3", {"type": part.type})
    total = sum((one.weight for one in part.shares), Decimal(0))
    if total != HUNDRED:
        yield Problem("shares_not_100", "R3", {"type": part.type, "total": format(total, "f")})


def _awarding(descriptor: Descriptor) -> Iterator[Problem]:
    """C24 and C25: whoever awards jointly is an awarding body, a mandate names both sides."""
    for one in descriptor.awarding_roles:
        facts = {"slug": one.organisation}
        if one.role not in codes.AWARDING_ROLES:
            value = {"field": "awarding_roles", "value": one.role}
            yield Problem("code_unknown", "dictionary", value)
        elif one.organisation not in descriptor.awarding_body:
            yield Problem("awarding_role_of_another", "awarding", facts)
        elif one.role == "on_behalf" and not (one.on_behalf_of and one.mandate):
            yield Problem("mandate_incomplete", "awarding", facts)
        elif one.role == "joint" and len(set(descriptor.awarding_body)) < 2:
            yield Problem("joint_award_alone", "awarding", facts)
        if one.on_behalf_of is not None and one.on_behalf_of == one.organisation:
            yield Problem("mandate_of_oneself", "awarding", facts)
        if one.first_day and one.until and one.until <= one.first_day:
            yield Problem("period_empty", "awarding", {"field": "awarding_roles"})


def _prior_learning(descriptor: Descriptor) -> Iterator[Problem]:
    told = descriptor.prior_learning
    if told is not None and told.max_share is not None and not 0 <= told.max_share <= HUNDRED:
        yield Problem("share_out_of_range", "TPG-6", {"field": "prior_learning"})


def _occupations_and_needs(descriptor: Descriptor) -> Iterator[Problem]:
    for one in descriptor.target_occupations:
        code = one.code
        if code is not None and not (ISCO.fullmatch(code) or ADDRESS.fullmatch(code)):
            facts = {"field": "target_occupations", "value": code[:80]}
            yield Problem("code_unknown", "dictionary", facts)
        if code is None and not any(text.strip() for text in one.text.values()):
            yield Problem("occupation_unnamed", "dictionary")
    for need in descriptor.needs:
        if not _is_id(need):
            yield Problem("code_unknown", "dictionary", {"field": "needs", "value": need[:80]})
    for consultation in descriptor.consultations:
        if consultation.role not in codes.CONSULTED:
            facts = {"field": "consultations", "value": consultation.role}
            yield Problem("code_unknown", "dictionary", facts)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def extra_problems(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """A23: fields of the nation's own are known, of their type, and there where they must be."""
    schema = nation.designer.extra_fields
    given = [one.code for one in descriptor.extra]
    for name in sorted({name for name in given if given.count(name) > 1}):
        yield Problem("extra_twice", "extra fields", {"field": name})
    for one in descriptor.extra:
        known = schema.get(one.code)
        if known is None:
            yield Problem("extra_unknown", "extra fields", {"field": one.code})
        elif not _fits(one, known, nation):
            yield Problem("extra_malformed", "extra fields", {"field": one.code})
    for name, field in schema.items():
        if descriptor.kind in field.required and name not in given:
            yield Problem("extra_missing", "extra fields", {"field": name})


def _fits(given: Extra, field: ExtraField, nation: Nation) -> bool:
    """Whether a value has the form that the type of its field asks."""
    if field.type == "words":
        told = {language for language, text in given.words.items() if text.strip()}
        return given.value is None and told.issuperset(nation.required_languages)
    value = given.value
    if value is None or given.words:
        return False
    if field.type == "number":
        return NUMBER.fullmatch(value) is not None
    if field.type == "day":
        return _is_day(value)
    if field.type == "yes_no":
        return value in ("yes", "no")
    if field.type == "choice":
        return value in field.choices
    if field.type == "address":
        return ADDRESS.fullmatch(value) is not None
    return bool(value.strip())


def _is_day(text: str) -> bool:
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
