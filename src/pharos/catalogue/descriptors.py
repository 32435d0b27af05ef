"""The descriptor of a programme version: read strictly, written canonically.

A descriptor says everything that the register and a credential tell of a programme, in
the fields of the data dictionary (`data/fields.csv`). Reading refuses what it cannot
understand, with one problem a place; whether the content is *right* is asked of `rules`.
Numbers with a fraction travel as text, so that no float ever touches a credit.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from pharos.catalogue import reading
from pharos.catalogue.parts import (
    Awarding,
    CarvedFrom,
    Component,
    Consultation,
    Design,
    Entitlement,
    Extra,
    Hours,
    LanguageMap,
    Money,
    Occupation,
    Outcome,
    Partner,
    Pathway,
    Prerequisites,
    PriorLearning,
    Recogniser,
    Recognising,
    Reference,
    Schedule,
)
from pharos.core import jcs


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """What one version of a programme is; an absent field is None, or empty."""

    # identity
    mc_id: str | None = None
    version: int | None = None
    jurisdiction: str | None = None
    kind: str | None = None
    title: LanguageMap = field(default_factory=dict)
    # content
    objective: LanguageMap = field(default_factory=dict)
    isced_f: str | None = None
    learning_outcomes: tuple[Outcome, ...] = ()
    target_occupations: tuple[Occupation, ...] = ()
    needs: tuple[str, ...] = ()
    design: Design | None = None
    # parties
    provider: str | None = None
    awarding_body: tuple[str, ...] = ()
    awarding_roles: tuple[Awarding, ...] = ()
    partners: tuple[Partner, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    country: str | None = None
    region: tuple[str, ...] = ()
    # volume
    ects: Decimal | None = None
    workload_hours: Hours | None = None
    hours_per_credit: int | None = None
    contact_hours: Hours | None = None
    # level
    nqf_level: int | None = None
    eqf_level: int | None = None
    qf_ehea_cycle: str | None = None
    level_assigned_by: str | None = None
    # delivery
    form_of_participation: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    schedule: Schedule | None = None
    # access
    prerequisites: Prerequisites | None = None
    target_groups: tuple[str, ...] = ()
    prior_learning: PriorLearning | None = None
    fee: Money | None = None
    funding: LanguageMap = field(default_factory=dict)
    accommodations: LanguageMap = field(default_factory=dict)
    guidance_contact: str | None = None
    # assessment
    assessment: tuple[Component, ...] = ()
    supervision: str | None = None
    grading_scale: str | None = None
    # quality; the decision itself is the agency's and stands in accreditation
    qa_type: tuple[str, ...] = ()
    qa_decision: str | None = None
    qa_valid_from: date | None = None
    qa_valid_until: date | None = None
    parent_programme: str | None = None
    carved_from: CarvedFrom | None = None
    # use
    purposes: tuple[str, ...] = ()
    stackability: str | None = None
    stackability_statement: LanguageMap = field(default_factory=dict)
    recognising_programmes: tuple[Recognising, ...] = ()
    combines_with: tuple[str, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    recognised_by_others: tuple[Recogniser, ...] = ()
    entitlement: Entitlement | None = None
    further_information: Reference | None = None
    extra: tuple[Extra, ...] = ()

    @classmethod
    def from_dict(cls, document: Mapping[str, object]) -> "Descriptor":
        """The descriptor of a JSON object; raises Invalid that lists every unreadable place."""
        return reading.read(cls, document)

    def to_dict(self) -> dict[str, object]:
        """The JSON object of the descriptor: absent fields left out, decimals as text."""
        return reading.written(self)

    @property
    def canonical(self) -> bytes:
        """The descriptor as canonical JSON (RFC 8785)."""
        return jcs.canonical_json(self.to_dict())

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical JSON: what approvals and decisions bind to."""
        return hashlib.sha256(self.canonical).digest()


FIELD_NAMES = tuple(one.name for one in fields(Descriptor))
