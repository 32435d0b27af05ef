"""What each item of the completeness meter needs: one predicate a need, from a descriptor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pharos.catalogue import codes, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.parts import LanguageMap
from pharos.nations.model import Nation

SIXTY: Final = Decimal(60)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is looked at: the descriptor, its nation, and what stands beside the descriptor."""

    descriptor: Descriptor
    nation: Nation
    has_employer_evidence: bool

    @property
    def bears_credit(self) -> bool:
        return self.descriptor.kind in codes.CREDIT_KINDS

    def is_told(self, text: LanguageMap) -> bool:
        """Whether a text stands in the state language and in English."""
        return all(text.get(language, "").strip() for language in self.nation.required_languages)


def _stakeholders(one: Measured) -> bool:
    """TPG-A 1: somebody was asked, or an employer signed for what it did."""
    return bool(one.descriptor.consultations) or one.has_employer_evidence


def _outcomes(one: Measured) -> bool:
    """Outcomes are there, in both languages, and each is assessed (R3)."""
    outcomes = one.descriptor.learning_outcomes
    assessed = {name for part in one.descriptor.assessment for name in part.outcomes}
    return bool(outcomes) and all(
        one.is_told(outcome.text) and (outcome.id in assessed or not one.descriptor.assessment)
        for outcome in outcomes
    )


def _assessment(one: Measured) -> bool:
    """A component that is no mere attendance (R4); attendance awards nothing."""
    broken = list(rules.r4_not_attendance_alone(one.descriptor, one.nation))
    return bool(one.descriptor.assessment) and not broken


def _assessment_whole(one: Measured) -> bool:
    broken = list(rules.r3_outcomes_assessed(one.descriptor, one.nation))
    return _assessment(one) and not broken and one.descriptor.supervision is not None


def _design(one: Measured) -> bool:
    told = one.descriptor.design
    return told is not None and bool(told.authors) and told.reviewed_on is not None


def _level(one: Measured) -> bool:
    return one.descriptor.nqf_level is not None


def _level_whole(one: Measured) -> bool:
    descriptor = one.descriptor
    has_cycle = descriptor.qf_ehea_cycle == rules.cycle_of(descriptor, one.nation)
    return _level(one) and descriptor.eqf_level is not None and has_cycle


def _level_if_applicable(one: Measured) -> bool:
    return _level(one) or one.descriptor.kind == "non_formal"


def _workload(one: Measured) -> bool:
    has_credit = one.descriptor.ects is not None or not one.bears_credit
    return one.descriptor.workload_hours is not None and has_credit


def _workload_whole(one: Measured) -> bool:
    """TPG-A 8: hours, the part of them in contact, and the credits that they make."""
    has_rate = one.descriptor.hours_per_credit is not None or not one.bears_credit
    return _workload(one) and one.descriptor.contact_hours is not None and has_rate


def _quality(one: Measured) -> bool:
    return bool(set(one.descriptor.qa_type) - {"none"})


def _supplement(one: Measured) -> bool:
    """TPG-A 10: the blocks on content and result can be filled."""
    return one.descriptor.grading_scale is not None and bool(one.descriptor.purposes)


def _transparency(one: Measured) -> bool:
    return one.is_told(one.descriptor.title) and one.is_told(one.descriptor.objective)


def _support(one: Measured) -> bool:
    """TPG-A 12; Annex II of the Council Recommendation, principles 8 and 10."""
    return one.is_told(one.descriptor.accommodations) and bool(one.descriptor.guidance_contact)


def _pathway(one: Measured) -> bool:
    return one.descriptor.stackability is not None and _recognising(one)


def _prerequisites(one: Measured) -> bool:
    told = one.descriptor.prerequisites
    return told is not None and (told.none or bool(told.text) or bool(told.programmes))


def _recognising(one: Measured) -> bool:
    """A degree programme accepts it, or an open statement says where it leads (R8)."""
    has_statement = one.is_told(one.descriptor.stackability_statement)
    return bool(one.descriptor.recognising_programmes) or has_statement


def _further(one: Measured) -> bool:
    told = one.descriptor.further_information
    return told is not None and (bool(told.text) or bool(told.url))


def _below_sixty(one: Measured) -> bool:
    return one.descriptor.ects is not None and one.descriptor.ects < SIXTY


def _given(name: str) -> Callable[[Measured], bool]:
    return lambda one: bool(getattr(one.descriptor, name))


NEEDS: Final[Mapping[str, Callable[[Measured], bool]]] = {
    "register": lambda one: True,  # the register fills it with every award
    "stakeholders": _stakeholders,
    "referral": lambda one: _level(one) and one.descriptor.level_assigned_by is not None,
    "outcomes": _outcomes,
    "assessment": _assessment,
    "assessment_whole": _assessment_whole,
    "design": _design,
    "prior_learning": lambda one: one.descriptor.prior_learning is not None,
    "level": _level,
    "level_whole": _level_whole,
    "level_if_applicable": _level_if_applicable,
    "workload": _workload,
    "workload_whole": _workload_whole,
    "quality": _quality,
    "supplement": _supplement,
    "transparency": _transparency,
    "support": _support,
    "pathway": _pathway,
    "title": lambda one: one.is_told(one.descriptor.title),
    "english_title": lambda one: bool(one.descriptor.title.get("en", "").strip()),
    "objective": lambda one: one.is_told(one.descriptor.objective),
    "prerequisites": _prerequisites,
    "recognising": _recognising,
    "combination": lambda one: bool(one.descriptor.combines_with or one.descriptor.pathways),
    "further_information": _further,
    "cycle": lambda one: one.descriptor.qf_ehea_cycle is not None,
    "below_sixty": _below_sixty,
    **{
        name: _given(name)
        for name in (
            "country", "awarding_body", "provider", "form_of_participation", "languages",
            "supervision", "grading_scale", "stackability", "recognised_by_others", "ects",
        )
    },
}  # fmt: skip
