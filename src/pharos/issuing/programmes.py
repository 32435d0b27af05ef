"""A programme version, its nation and its decisions as the facts an Open Badge is made of."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.parts import Component
from pharos.common.settings import settings
from pharos.core import openbadges as ob
from pharos.core import standing
from pharos.nations import codes
from pharos.nations.model import GradingScale, Nation
from pharos.nations.wording import level_text
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry

CYCLES = {
    "short": "Short cycle",
    "first": "First cycle",
    "second": "Second cycle",
    "third": "Third cycle",
}
STACKABILITY = {
    "standalone": {
        "en": "Stand-alone, independent micro-credential",
        "hy": "Ինքնուրույն միկրոորակավորում",
        "ka": "დამოუკიდებელი მიკროკვალიფიკაცია",
    },
    "stackable": {
        "en": "Integrated, stackable towards another credential",
        "hy": "Կուտակելի՝ այլ որակավորման համար",
        "ka": "დაგროვებადი სხვა კვალიფიკაციის მისაღებად",
    },
}
NO_PREREQUISITES = {
    "en": "None",
    "hy": "Նախապայմաններ չկան",
    "ka": "წინაპირობები არ არის",
}
# Which decision is which kind of quality assurance in Annex I, when nothing more is said.
QA_OF_DECISION = {
    "authorisation": "external_institutional_licence",
    "institution": "external_institutional",
    "programme": "external_programme",
    "licence": "external_programme_licence",
}


def programme_facts(
    version: ProgrammeVersion,
    nation: Nation,
    *,
    on: date,
    known_at: datetime,
    supervision: str | None = None,
) -> ob.Programme:
    """What a credential of this version tells of the programme, for an award on that day."""
    descriptor = version.descriptor
    return replace(
        _bare(version, nation, on),
        level=_level(version, nation),
        quality=tuple(_quality(version, nation, on=on, known_at=known_at)),
        supervision=_supervision(supervision or descriptor.supervision),
        stackability=_stackability(descriptor),
        stacks_into=_stacks_into(descriptor),
        grading=_grading(descriptor, nation),
        further=_further(descriptor),
        further_address=_further_address(descriptor),
    )


def _bare(version: ProgrammeVersion, nation: Nation, on: date) -> ob.Programme:
    """What every version tells of itself; the rest follows from day, decisions and choice."""
    descriptor, basis = version.descriptor, nation.legal_basis
    return ob.Programme(
        id=catalogue.address(version),
        version=str(version.number),
        kind=ob.Coded(version.kind, nation.terms[version.kind]),
        title=descriptor.title,
        objective=descriptor.objective,
        criteria=_criteria(descriptor, nation),
        language=nation.state_languages[0],
        languages=descriptor.languages,
        awarding_bodies=tuple(_awarding_bodies(version, on)),
        field=_field(version.isced_f),
        outcomes=_outcomes(descriptor),
        workload_hours=_hours(descriptor),
        ects=version.ects,
        level=None,
        participation=_participation(descriptor),
        assessment=tuple(_assessed(part) for part in descriptor.assessment),
        quality=(),
        legal_basis=ob.LegalBasis(nation.code, basis.status, basis.source),
        prerequisites=_prerequisites(descriptor),
    )


def organisation_facts(organisation: Organisation, on: date) -> ob.Organisation:
    """A body with its DID, page, names on that day and seat."""
    names = organisations.names_on(organisation.id, on) or organisation.name
    did = registry.did_of(organisation)
    return ob.Organisation(
        id=did,
        # the page lies where the path of the DID says
        address="/".join((settings().origin, *did.split(":")[3:])),
        name=dict(sorted(names.items())),
        country=organisation.nation or "ZZ",
    )


def issuer_facts(organisation: Organisation, nation: Nation, on: date) -> ob.Issuer:
    """Who signs, with the named signatory in office on that day."""
    signatory = next(iter(organisations.signatories_on(organisation.id, on)), None)
    if signatory is None:
        return ob.Issuer(organisation_facts(organisation, on))
    language = nation.state_languages[0]
    name = signatory.name.get(language) or next(iter(signatory.name.values()))
    office = signatory.office.get(language) or next(iter(signatory.office.values()))
    return ob.Issuer(organisation_facts(organisation, on), f"{name}, {office}")


def _awarding_bodies(version: ProgrammeVersion, on: date) -> Iterable[ob.Organisation]:
    for slug in version.descriptor.awarding_body:
        yield organisation_facts(organisations.organisation(slug), on)


def _coded(code: codes.Code) -> ob.Coded:
    return ob.Coded(code.code, code.label, code.elm_uri)


def _field(isced: str) -> ob.Coded:
    field = codes.fields_of_education()[isced]
    return ob.Coded(field.code, {"en": field.name}, field.elm_uri or None)


def _outcomes(descriptor: Descriptor) -> tuple[ob.Outcome, ...]:
    return tuple(
        ob.Outcome(one.text, one.type, next(iter(one.esco), None))
        for one in descriptor.learning_outcomes
    )


def _participation(descriptor: Descriptor) -> tuple[ob.Coded, ...]:
    forms = codes.forms_of_participation()
    return tuple(_coded(forms[code]) for code in descriptor.form_of_participation)


def _hours(descriptor: Descriptor) -> Decimal:
    hours = descriptor.workload_hours
    assert hours is not None  # R2: a version without workload is never published
    return hours.clock_hours


def _level(version: ProgrammeVersion, nation: Nation) -> ob.Level | None:
    if version.level is None or version.level not in nation.levels:
        return None
    level = nation.levels[version.level]
    cycle = None
    # vocational training has a level and no cycle: that belongs to higher education
    is_higher = version.kind != "vet_training"
    if is_higher and level.cycle is not None and level.qf_ehea is not None:
        cycle = ob.Coded(level.qf_ehea, {"en": CYCLES[level.cycle]})
    return ob.Level(
        nqf=level.nqf,
        nqf_framework=nation.terms["qualifications_framework"],
        eqf=level.eqf,
        eqf_note=None if level.referenced else level_text(level, "en"),
        cycle=cycle,
    )


def _assessed(part: Component) -> ob.Coded:
    kind = codes.assessment_types()[part.type]
    return ob.Coded(kind.code, kind.label, kind.elm_uri, f"{part.weight.normalize():f} %")


def _supervision(code: str | None) -> ob.Coded | None:
    return _coded(codes.supervisions()[code]) if code else None


def _stackability(descriptor: Descriptor) -> ob.Coded | None:
    code = descriptor.stackability
    if code is None:
        return None
    return ob.Coded(code, descriptor.stackability_statement or STACKABILITY[code])


def _stacks_into(descriptor: Descriptor) -> tuple[ob.Reference, ...]:
    return tuple(
        ob.Reference(one.programme, {"en": one.agreement})
        for one in descriptor.recognising_programmes
    )


def _prerequisites(descriptor: Descriptor) -> ob.LanguageMap:
    needed = descriptor.prerequisites
    if needed is None or needed.none or not needed.text:
        return NO_PREREQUISITES
    return needed.text


def _further(descriptor: Descriptor) -> ob.LanguageMap | None:
    reference = descriptor.further_information
    return (reference.text or None) if reference else None


def _further_address(descriptor: Descriptor) -> str | None:
    reference = descriptor.further_information
    return reference.url if reference else None


def _criteria(descriptor: Descriptor, nation: Nation) -> ob.LanguageMap:
    """Which assessment must be passed, in words, for people who read nothing else."""
    languages = dict.fromkeys((*nation.state_languages, "en"))
    return {language: _criteria_in(descriptor, language) for language in languages}


def _criteria_in(descriptor: Descriptor, language: str) -> str:
    lines = []
    for part in descriptor.assessment:
        label = codes.assessment_types()[part.type].label
        word = label.get(language) or label["en"]
        lines.append(f"- {word}: {part.weight.normalize():f} %")
    return "\n".join(lines)


def _grading(descriptor: Descriptor, nation: Nation) -> ob.Grading | None:
    scale = nation.grading_scales.get(descriptor.grading_scale or "")
    if scale is None:
        return None
    passing = [grade for grade in scale.grades if grade.passes]
    return ob.Grading(
        scale=scale.id,
        name={"en": scale.scope},
        required=_least(scale) or (passing[-1].code if passing else None),
    )


def _least(scale: GradingScale) -> str | None:
    """The fewest points that pass."""
    points = [grade.min for grade in scale.grades if grade.passes and grade.min is not None]
    return f"{min(points).normalize():f}" if points else None


def _quality(
    version: ProgrammeVersion, nation: Nation, *, on: date, known_at: datetime
) -> Iterable[ob.QualityAssurance]:
    """The decisions that the award relies on, the nearest to the programme first."""
    required = nation.decisions_required.get(version.kind, ())
    told = [kind for kind in ("programme", "licence", "institution", "authorisation")
            if kind in required]  # fmt: skip
    decisions = accreditation.decisions_for(version.organisation_id, version.id)
    for kind in told:
        decision = _decision_in_force(version, kind, decisions, on=on, known_at=known_at)
        if decision is not None:
            yield _relied_on(decision, on, _quality_of(version, kind))
    told_by_decisions = {_quality_of(version, kind) for kind in QA_OF_DECISION}
    declared = [code for code in version.descriptor.qa_type if code not in told_by_decisions]
    for code in declared:
        yield ob.QualityAssurance(_coded(codes.qa_types()[code]))


def _quality_of(version: ProgrammeVersion, decision_kind: str) -> str:
    """Which kind of quality assurance a decision about this version is."""
    if version.kind == "carved_out" and decision_kind == "programme":
        return "derived_fast_track"
    return QA_OF_DECISION[decision_kind]


def _decision_in_force(
    version: ProgrammeVersion,
    kind: str,
    decisions: Iterable[standing.Decision],
    *,
    on: date,
    known_at: datetime,
) -> Decision | None:
    found = standing.in_force(
        decisions,
        kind=kind,
        subject=accreditation.subject_of(version),
        on=on,
        known_at=known_at,
        # the gate judged each learner's enrolment; here only the decision is looked for
        enrolment_judged=True,
    )
    if found.decision is None or not found.is_in_force:
        return None
    return Decision.objects.get(id=found.decision.id)


def _relied_on(decision: Decision, on: date, quality: str) -> ob.QualityAssurance:
    kind = codes.qa_types()[quality]
    agency = organisations.by_id(decision.agency_id)
    return ob.QualityAssurance(
        kind=_coded(kind),
        agency=organisation_facts(agency, on),
        decision=decision.number,
        valid_from=decision.first_day,
        valid_until=decision.until,
    )
