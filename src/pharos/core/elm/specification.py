"""The programme as what the achievement is specified by.

A Qualification where a level or a decision stands, for only that class holds EQFLevel,
NQFLevel, accreditation and isPartialQualification; else a plain specification.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from pharos.core.elements import shortest
from pharos.core.elm import quality
from pharos.core.elm import vocabulary as words
from pharos.core.elm.durations import duration_of
from pharos.core.elm.vocabulary import Json
from pharos.core.openbadges.facts import Level, Outcome, Programme

VERSION: Final = "Version"
SKILL_TYPES: Final = frozenset({"knowledge", "skill"})
BEYOND_SKILLS: Final[Mapping[str, Mapping[str, str]]] = {
    "responsibility": {
        "en": "Responsibility and autonomy",
        "hy": "Պատասխանատվություն և ինքնուրույնություն",
        "ka": "პასუხისმგებლობა და ავტონომიურობა",
    }
}


def specification(programme: Programme, origin: str, offset: str) -> Json:
    """The specification with every element of the programme that the model can hold."""
    made: Json = {
        "id": programme.id,
        "type": "LearningAchievementSpecification",
        "title": dict(programme.title),
        "description": dict(programme.objective),
        "identifier": words.identifier(f"{programme.id}#version", VERSION, programme.version),
        "dcType": words.own(origin, "kinds", programme.kind.code, programme.kind.name),
        "homepage": words.page(f"{programme.id}#homepage", programme.id),
        "language": [words.language(one) for one in programme.languages],
        "mode": [words.coded(origin, "participation", form) for form in programme.participation],
        "volumeOfLearning": duration_of(programme.workload_hours),
        "learningOutcome": list(_outcomes(programme, origin)),
        "entryRequirement": words.note(f"{programme.id}#prerequisites", programme.prerequisites),
        "additionalNote": list(_notes(programme, origin)),
    }
    if programme.field:
        field = programme.field
        uri = field.uri or f"{words.SNB}isced-f/{field.code}"
        made["thematicArea"] = words.concept(uri, name=field.name, code=field.code)
    if programme.ects is not None:
        points = shortest(programme.ects)
        made["creditPoint"] = credit_points(f"{programme.id}#ects", points)
    if programme.further_address:
        here = f"{programme.id}#further-information-address"
        made["supplementaryDocument"] = words.page(here, programme.further_address)
    if programme.level is not None or quality.is_accredited(programme):
        made |= _qualification(programme, origin, offset)
    return made


def credit_points(here: str, points: str) -> Json:
    """ECTS credits (elm:CreditPoint)."""
    name = {"en": "European Credit Transfer System"}
    framework = words.concept(words.ECTS, name=name)
    return {"id": here, "type": "CreditPoint", "framework": framework, "point": points}


def _qualification(programme: Programme, origin: str, offset: str) -> Json:
    made: Json = {"type": "Qualification"}
    decisions = quality.of_programme(programme, origin, offset)
    if decisions:
        made["accreditation"] = decisions
    if programme.stackability is not None:
        made["isPartialQualification"] = programme.stackability.code == "stackable"
    if programme.level is not None:
        made |= _levels(programme.level, programme.legal_basis.nation, origin)
    return made


def _levels(level: Level, nation: str, origin: str) -> Json:
    name = {tag: f"{text} {level.nqf}" for tag, text in level.nqf_framework.items()}
    beside = f"{words.SNB}qdr/25831c2"
    national = words.own(origin, f"nqf-{nation.lower()}", str(level.nqf), name, beside=beside)
    made: Json = {"nqfLevel": national}
    if level.eqf is not None:
        number = str(level.eqf)
        european = words.concept(f"{words.SNB}eqf/{number}", name={"en": f"Level {number}"})
        made["eqfLevel"] = european
    if level.cycle is not None:
        made["educationLevel"] = words.coded(origin, "qf-ehea", level.cycle)
    return made


def _outcomes(programme: Programme, origin: str) -> Iterator[Json]:
    for place, outcome in enumerate(programme.outcomes, 1):
        yield _outcome(f"{programme.id}#outcome-{place}", outcome, origin)


def _outcome(here: str, outcome: Outcome, origin: str) -> Json:
    made: Json = {"id": here, "type": "LearningOutcome", "title": dict(outcome.text)}
    if outcome.kind in SKILL_TYPES:
        made["dcType"] = words.concept(f"{words.SNB}skill-type/{outcome.kind}", code=outcome.kind)
    else:
        # Europe's list knows knowledge and skill; responsibility and autonomy is said in words.
        about = words.own(origin, "outcomes", outcome.kind)
        text = BEYOND_SKILLS.get(outcome.kind, {"en": outcome.kind})
        made["additionalNote"] = words.note(f"{here}-kind", text, about=about)
    if outcome.esco:
        made["relatedESCOSkill"] = words.concept(outcome.esco, schemes=(words.ESCO_SKILLS,))
    return made


def _notes(programme: Programme, origin: str) -> Iterator[Json]:
    yield from quality.notes(programme, origin)
    for place, needed in enumerate(programme.prerequisite_programmes, 1):
        about = words.concept(needed.address, schemes=(f"{origin}/terms#programmes",))
        yield words.note(f"{programme.id}#prerequisite-{place}", needed.name, about=about)
    if programme.stackability is not None:
        way = programme.stackability
        about = words.own(origin, "stackability", way.code)
        yield words.note(f"{programme.id}#stackability", way.name, about=about)
    if programme.level is not None and programme.level.eqf_note:
        yield words.note(f"{programme.id}#eqf", {"en": programme.level.eqf_note})
    if programme.further:
        yield words.note(f"{programme.id}#further-information", programme.further)
