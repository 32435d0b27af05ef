"""When a descriptor may be published: the dictionary's demands and the rules R1 to R14.

Each rule is one function from a descriptor and its nation to the problems that it finds,
so that a person can check by eye that none is missing. R14 needs something beside the
descriptor, the scope of a decision on the award date; `scope_problems` answers it for whoever
holds the decision. A kind without credit, vocational training among them, never shows ECTS.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from pharos.catalogue import additions, codes, dictionary, reading
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.parts import CarvedFrom, Hours, LanguageMap
from pharos.catalogue.problems import Problem as Problem
from pharos.core.standing import Scope, Subject
from pharos.nations import codes as lists
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS

HUNDRED: Final = Decimal(100)
REGULATED_ECTS: Final = Decimal(30)
MAX_LEVEL: Final = 8
_OPEN_TEXTS: Final = ("funding",)
MAX_SLUG: Final = 80
SLUG: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


def problems(descriptor: Descriptor, nation: Nation) -> list[Problem]:
    """Every reason why this descriptor cannot be published under this nation's regime."""
    if descriptor.kind not in PROGRAMME_KINDS:
        return [Problem("kind_not_offered", "dictionary", {"kind": descriptor.kind})]
    found: list[Problem] = []
    for rule in RULES:
        found.extend(rule(descriptor, nation))
    return found


def r1_ects_by_kind(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R1: ECTS stand there exactly when the kind bears credit, within the nation's sizes,
    which may be others at a level."""
    if descriptor.kind not in codes.CREDIT_KINDS:
        if descriptor.ects is not None:
            yield Problem("ects_on_wrong_kind", "R1", {"kind": descriptor.kind})
        return
    sizes = nation.designer.ects_by_level
    least, most = sizes.get(descriptor.nqf_level or 0, (nation.ects.min, nation.ects.max))
    if descriptor.ects is not None and not least <= descriptor.ects <= most:
        yield Problem("ects_out_of_range", "R1", {"min": least, "max": most})


def r2_hours_per_credit(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R2: clock hours a credit lie in the nation's band; academic hours are converted first."""
    for hours in (descriptor.workload_hours, descriptor.contact_hours):
        if hours is not None and hours.minutes not in nation.hour_minutes:
            yield Problem("hour_length_unknown", "R2", {"minutes": hours.minutes})
    band = nation.hours_per_credit
    stated = descriptor.hours_per_credit
    if stated is not None and not band.min <= stated <= band.max:
        yield _outside_band(Decimal(stated), band.min, band.max)
    ects = descriptor.ects if descriptor.kind in codes.CREDIT_KINDS else None
    if ects and descriptor.workload_hours is not None:
        # Multiplied, not divided: 100 hours for 3 credits have no finite decimal quotient.
        clock = descriptor.workload_hours.clock_hours
        if not band.min * ects <= clock <= band.max * ects:
            yield _outside_band(clock / ects, band.min, band.max)
    if _longer(descriptor.contact_hours, descriptor.workload_hours):
        yield Problem("contact_hours_exceed_workload", "R2")


def _outside_band(given: Decimal, least: object, most: object) -> Problem:
    facts = {"hours": format(given.quantize(Decimal("0.1")), "f"), "min": least, "max": most}
    return Problem("hours_per_credit_out_of_range", "R2", facts)


def _longer(part: Hours | None, whole: Hours | None) -> bool:
    return part is not None and whole is not None and part.clock_hours > whole.clock_hours


def r3_outcomes_assessed(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R3: every outcome lies in an assessment, and the weights make 100."""
    ids = [one.id for one in descriptor.learning_outcomes]
    covered = {name for part in descriptor.assessment for name in part.outcomes}
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Problem("outcome_twice", "R3", {"outcome": name})
    for name in ids:
        if name not in covered:
            yield Problem("outcome_not_assessed", "R3", {"outcome": name})
    for name in sorted(covered.difference(ids)):
        yield Problem("outcome_unknown", "R3", {"outcome": name})
    total = sum((part.weight for part in descriptor.assessment), Decimal(0))
    if descriptor.assessment and total != HUNDRED:
        yield Problem("weights_not_100", "R3", {"total": format(total, "f")})


def r4_not_attendance_alone(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R4: attendance is not achievement; each outcome is proved by something else."""
    if not descriptor.assessment:
        return
    types = lists.assessment_types()
    proving = [
        part
        for part in descriptor.assessment
        if part.type not in types or types[part.type].awards_learning_outcomes
    ]
    if not any(part.weight > 0 for part in proving):
        yield Problem("attendance_only", "R4")
        return
    proved = {name for part in proving for name in part.outcomes}
    attended = {name for part in descriptor.assessment for name in part.outcomes} - proved
    for name in sorted(attended):
        yield Problem("outcome_by_attendance_only", "R4", {"outcome": name})


def r5_level_derived(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R5: the EQF level and the cycle are those of the nation's map, never free."""
    if descriptor.nqf_level is None:
        if descriptor.eqf_level is not None or descriptor.qf_ehea_cycle is not None:
            yield Problem("level_missing", "R5")
        return
    level = nation.levels.get(descriptor.nqf_level)
    if level is None:
        yield Problem("level_unknown", "R5", {"level": descriptor.nqf_level})
        return
    least, most = nation.level_ranges.get(str(descriptor.kind), (1, 8))
    if not least <= level.nqf <= most:
        yield Problem("level_out_of_range", "R5", {"min": least, "max": most})
    if descriptor.eqf_level is not None and descriptor.eqf_level != level.eqf:
        yield Problem("eqf_not_derived", "R5", {"level": level.nqf, "eqf": level.eqf})
    expected = cycle_of(descriptor, nation)
    if descriptor.qf_ehea_cycle != expected:
        yield Problem("cycle_not_derived", "R5", {"level": level.nqf, "cycle": expected or "-"})


def cycle_of(descriptor: Descriptor, nation: Nation) -> str | None:
    """The QF-EHEA cycle that the level stands for, where the programme bears credit."""
    level = nation.levels.get(descriptor.nqf_level or 0)
    if level is None or level.cycle is None or descriptor.kind not in codes.CREDIT_KINDS:
        return None
    return level.cycle


def r6_qa_dates(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R6: the stated validity of quality assurance does not end before it starts."""
    first, last = descriptor.qa_valid_from, descriptor.qa_valid_until
    if first is not None and last is not None and last < first:
        yield Problem("qa_dates_reversed", "R6", {"first": first, "last": last})


def r7_credit_purposes(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R7: further study and credit transfer need ECTS, and external quality assurance
    wherever the nation asks a decision before credit is given."""
    wanted = sorted(codes.CREDIT_PURPOSES.intersection(descriptor.purposes))
    if not wanted:
        return
    if descriptor.ects is None:
        yield Problem("purpose_needs_ects", "R7", {"purpose": wanted[0]})
    types = lists.qa_types()
    is_external = any(types[one].external for one in descriptor.qa_type if one in types)
    if nation.decisions_required.get("credit_bearing") and not is_external:
        yield Problem("purpose_needs_external_qa", "R7", {"purpose": wanted[0]})


def r8_stackable(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R8: stackable names a recognising programme or makes an open statement."""
    says_how = descriptor.recognising_programmes or _languages(descriptor.stackability_statement)
    if descriptor.stackability == "stackable" and not says_how:
        yield Problem("stackable_towards_nothing", "R8")
    for one in descriptor.recognising_programmes:
        if one.until is not None and one.until <= one.first_day:
            yield Problem("period_empty", "R8", {"field": "recognising_programmes"})


def r9_prerequisites(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R9: prerequisites are told, or said to be none; not both."""
    told = descriptor.prerequisites
    if told is None:
        return  # the dictionary demands the field
    says_some = bool(_languages(told.text) or told.programmes)
    if told.none and says_some:
        yield Problem("prerequisites_contradict", "R9")
    if not told.none and not says_some:
        yield Problem("prerequisites_not_explicit", "R9")


def r10_parent(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R10: a carved-out programme has a parent of its own level, outcomes that are the parent's
    and no more credits than the components that it takes; no other kind names a parent."""
    source = descriptor.carved_from
    if descriptor.kind != "carved_out":
        if descriptor.parent_programme is not None:
            yield Problem("parent_on_wrong_kind", "R10", {"kind": descriptor.kind})
        return
    if source is None:
        return  # the dictionary demands the field
    if descriptor.nqf_level is not None and descriptor.nqf_level != source.level:
        yield Problem("parent_level_differs", "R10", {"level": source.level})
    yield from _unmapped(descriptor, source)
    most = sum((part.ects for part in source.components), Decimal(0))
    if descriptor.ects is not None and descriptor.ects > most:
        yield Problem("parent_components_smaller", "R10", {"max": reading.credits_text(most)})


def _unmapped(descriptor: Descriptor, source: CarvedFrom) -> Iterator[Problem]:
    """Outcomes that are no outcome of the parent, and mappings of what is not there."""
    theirs = {one.id for one in source.outcomes}
    ours = [one.id for one in descriptor.learning_outcomes]
    mapped = {one.outcome for one in source.mapping if one.parent in theirs}
    for name in ours:
        if name not in mapped:
            yield Problem("outcome_not_of_parent", "R10", {"outcome": name})
    named = {one.outcome for one in source.mapping}.difference(ours)
    named |= {one.parent for one in source.mapping}.difference(theirs)
    for name in sorted(named):
        yield Problem("mapping_of_unknown_outcome", "R10", {"outcome": name})


def r11_languages(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R11: the title, and every other public text, in the state language and in English."""
    wanted = nation.required_languages
    if absent := _absent(descriptor.title, wanted):
        yield Problem("title_languages", "R11", {"languages": absent})
    texts: list[tuple[str, LanguageMap]] = [("objective", descriptor.objective)]
    texts += [("learning_outcomes", one.text) for one in descriptor.learning_outcomes]
    texts += [("target_occupations", o.text) for o in descriptor.target_occupations if o.text]
    texts += [("pathways", one.award) for one in descriptor.pathways]
    texts += [(name, text) for name in _OPEN_TEXTS if (text := getattr(descriptor, name))]
    if descriptor.prerequisites and descriptor.prerequisites.text:
        texts.append(("prerequisites", descriptor.prerequisites.text))
    if descriptor.entitlement:
        texts.append(("entitlement", descriptor.entitlement.act.title))
        texts += [("entitlement", one.name) for one in descriptor.entitlement.settlements]
    lacking = {name: absent for name, text in texts if (absent := _absent(text, wanted))}
    for name, absent in lacking.items():
        yield Problem("text_languages", "R11", {"field": name, "languages": absent})


def _languages(text: LanguageMap) -> frozenset[str]:
    return frozenset(language for language, words in text.items() if words.strip())


def _absent(text: LanguageMap, wanted: Iterable[str]) -> str:
    return ", ".join(one for one in wanted if one not in _languages(text))


def r12_hours_shown(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R12: a programme without credit shows its hours, and nobody shows 0 ECTS."""
    if descriptor.ects is not None and descriptor.ects <= 0:
        yield Problem("ects_zero", "R12")
    hours = descriptor.workload_hours
    if hours is not None and hours.count <= 0:
        yield Problem("hours_zero", "R12")


def r13_regulated_size(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """R13: the regulated teacher course has exactly 30 ECTS and says what it entitles to."""
    if descriptor.kind != "regulated_30":
        return
    if descriptor.ects is not None and descriptor.ects != REGULATED_ECTS:
        yield Problem(
            "regulated_ects_not_30", "R13", {"ects": reading.credits_text(descriptor.ects)}
        )
    entitlement = descriptor.entitlement
    if entitlement is None:
        return
    if not entitlement.settlements:
        yield Problem("entitlement_without_settlements", "R13")
    for one in entitlement.settlements:
        if one.until is not None and one.until <= one.first_day:
            yield Problem("period_empty", "R13", {"field": "entitlement"})


def scope_problems(descriptor: Descriptor, scope: Scope) -> list[Problem]:
    """R14: the scope of a decision covers the level, the field and the kind."""
    subject = Subject(
        holder=descriptor.provider or "",
        programme=descriptor.mc_id or "",
        kind=str(descriptor.kind),
        level=descriptor.nqf_level,
        field=descriptor.isced_f,
    )
    return [] if scope.covers(subject) else [Problem("out_of_scope", "R14")]


def awarding_problems(
    descriptor: Descriptor, organisation_kinds: Iterable[str], nation: Nation
) -> list[Problem]:
    """Why a body of these kinds may not award a programme of this kind, or nothing."""
    able = [one for one in organisation_kinds if nation.may_award((one,), str(descriptor.kind))]
    if not able:
        return [Problem("kind_not_yours_to_award", "awarding rights", {"kind": descriptor.kind})]
    ceiling = max(nation.level_ceilings.get(one, MAX_LEVEL) for one in able)
    if (descriptor.nqf_level or 0) > ceiling:
        return [Problem("level_not_yours_to_award", "awarding rights", {"level": ceiling})]
    return []


def is_slug(text: str) -> bool:
    """Whether a text can be the permanent name of a programme in addresses."""
    return len(text) <= MAX_SLUG and SLUG.fullmatch(text) is not None


RULES: Final[tuple[Callable[[Descriptor, Nation], Iterator[Problem]], ...]] = (
    dictionary.problems,
    r1_ects_by_kind,
    r2_hours_per_credit,
    r3_outcomes_assessed,
    r4_not_attendance_alone,
    r5_level_derived,
    r6_qa_dates,
    r7_credit_purposes,
    r8_stackable,
    r9_prerequisites,
    r10_parent,
    r11_languages,
    r12_hours_shown,
    r13_regulated_size,
    additions.problems,
)
