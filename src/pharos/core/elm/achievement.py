"""What the learner achieved: who awarded it, how it was assessed and what it leads to."""

from collections.abc import Iterator, Mapping
from typing import Final

from pharos.core.elements import shortest
from pharos.core.elm import quality
from pharos.core.elm import vocabulary as words
from pharos.core.elm.durations import duration_of
from pharos.core.elm.parties import organisation
from pharos.core.elm.specification import credit_points, specification
from pharos.core.elm.vocabulary import Json
from pharos.core.openbadges.facts import Award, Coded, Grading, Issuer, Programme, Reference

SCALE: Final = "Grading scale"
WEIGHT: Final = "Weight"
# The model wants a grade at every assessment; where none was given this is what is true.
PASSED: Final[Mapping[str, str]] = {"en": "Passed", "hy": "Հանձնված է", "ka": "ჩაბარებულია"}
PATHWAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "course": {"en": "Course", "hy": "Դասընթաց", "ka": "კურსი"},
    "rpl": {
        "en": "Validation of prior learning",
        "hy": "Նախկին ուսումնառության ճանաչում",
        "ka": "წინმსწრები სწავლის აღიარება",
    },
    "mixed": {
        "en": "Course and validation of prior learning",
        "hy": "Դասընթաց և նախկին ուսումնառության ճանաչում",
        "ka": "კურსი და წინმსწრები სწავლის აღიარება",
    },
}
_LEARNING_OPPORTUNITY: Final = f"{words.SNB}entitlement/64aad92881"
_PROSPECTIVE: Final = f"{words.SNB}entitlement-status/5b8d6b34fb"


def achievement(programme: Programme, issuer: Issuer, award: Award, me: str, origin: str) -> Json:
    """The learning achievement (elm:LearningAchievement)."""
    offset = award.awarded_at[19:]
    awarding = _awarding(programme, issuer, award, me, origin)
    pathway = words.own(origin, "pathways", award.pathway, PATHWAYS.get(award.pathway))
    told = PATHWAYS.get(award.pathway, {"en": award.pathway})
    made: Json = {
        "id": f"{me}#achievement",
        "type": "LearningAchievement",
        "title": dict(programme.title),
        "awardedBy": awarding,
        "specifiedBy": specification(programme, origin, offset),
        "provenBy": _assessment(programme, award, awarding, me, origin),
        "additionalNote": [words.note(f"{me}#pathway", told, about=pathway)],
    }
    if programme.ects is not None:
        made["creditReceived"] = credit_points(f"{me}#ects", shortest(programme.ects))
    if award.pathway != "rpl":
        made["influencedBy"] = _activity(programme, issuer, awarding, me, origin)
    if programme.stacks_into:
        made["entitlesTo"] = list(_entitlements(programme, awarding, me))
    return made


def _awarding(programme: Programme, issuer: Issuer, award: Award, me: str, origin: str) -> Json:
    """Who awarded it and when, under which regime, signed for by whom."""
    law = programme.legal_basis
    provider = issuer.organisation.id
    decisions = quality.of_provider(programme, origin, award.awarded_at[19:])
    holds = provider if provider in {b.id for b in programme.awarding_bodies} else None
    holder = holds or programme.awarding_bodies[0].id
    made: Json = {
        "id": f"{me}#awarding",
        "type": "AwardingProcess",
        "awardingBody": [
            organisation(body, accreditations=decisions if body.id == holder else ())
            for body in programme.awarding_bodies
        ],
        "awardingDate": award.awarded_at,
        "educationalSystemNote": words.own(origin, "regimes", law.nation, {"en": law.source})
        | {"definition": {"en": f"Legal status of the regime: {law.status.replace('_', ' ')}"}},
    }
    if issuer.signatory:
        about = words.own(origin, "roles", "signatory", {"en": "Signatory"})
        tag = words.tag_of(issuer.signatory.partition(",")[0], programme.language)
        made["additionalNote"] = words.note(f"{me}#signatory", {tag: issuer.signatory}, about=about)
    return made


def _assessment(programme: Programme, award: Award, awarding: Json, me: str, origin: str) -> Json:
    grade = "passed" if award.grade is None else "grade"
    text = PASSED if award.grade is None else {"en": award.grade}
    made: Json = {
        "id": f"{me}#assessment",
        "type": "LearningAssessment",
        "title": dict(programme.title),
        "awardedBy": awarding,
        "grade": words.note(f"{me}#{grade}", text),
        "specifiedBy": _assessment_specification(programme, origin),
    }
    if programme.supervision is not None:
        made["idVerification"] = words.coded(origin, "supervision", programme.supervision)
    return made


def _assessment_specification(programme: Programme, origin: str) -> Json:
    """All components together: the whole has no type of its own, each part has one."""
    made: Json = {
        "id": f"{programme.id}#assessment",
        "type": "LearningAssessmentSpecification",
        "title": dict(programme.title),
        "description": dict(programme.criteria),
        "hasPart": [
            _component(f"{programme.id}#assessment-{place}", part, origin)
            for place, part in enumerate(programme.assessment, 1)
        ],
    }
    if programme.grading is not None:
        made["gradingScheme"] = _grading(f"{programme.id}#grading", programme.grading)
    return made


def _component(here: str, part: Coded, origin: str) -> Json:
    made: Json = {
        "id": here,
        "type": "LearningAssessmentSpecification",
        "title": dict(part.name),
        "dcType": words.coded(origin, "assessment", part),
    }
    if part.note:
        made["identifier"] = words.identifier(f"{here}-weight", WEIGHT, part.note)
    return made


def _grading(here: str, grading: Grading) -> Json:
    made: Json = {
        "id": here,
        "type": "GradingScheme",
        "title": dict(grading.name),
        "identifier": words.identifier(f"{here}-scale", SCALE, grading.scale),
    }
    told = [f"{word} {value}" for word, value in _bounds(grading)]
    return made | {"description": {"en": "; ".join(told)}} if told else made


def _bounds(grading: Grading) -> Iterator[tuple[str, str]]:
    if grading.marks:
        yield "marks from low to high:", ", ".join(grading.marks)
    for word, value in (
        ("lowest mark", grading.minimum),
        ("highest mark", grading.maximum),
        ("needed to pass", grading.required),
    ):
        if value is not None:
            yield word, value


def _activity(programme: Programme, issuer: Issuer, awarding: Json, me: str, origin: str) -> Json:
    return {
        "id": f"{me}#activity",
        "type": "LearningActivity",
        "title": dict(programme.title),
        "awardedBy": awarding,
        "directedBy": organisation(issuer.organisation),
        "workload": duration_of(programme.workload_hours),
        "specifiedBy": {
            "id": f"{programme.id}#activity",
            "type": "LearningActivitySpecification",
            "title": dict(programme.title),
            "language": [words.language(one) for one in programme.languages],
            "mode": [words.coded(origin, "participation", one) for one in programme.participation],
        },
    }


def _entitlements(programme: Programme, awarding: Json, me: str) -> Iterator[Json]:
    for place, target in enumerate(programme.stacks_into, 1):
        yield _entitlement(f"{me}#entitlement-{place}", target, awarding)


def _entitlement(here: str, target: Reference, awarding: Json) -> Json:
    """That a programme accepts the award: a prospect, for its provider decides each case."""
    return {
        "id": here,
        "type": "LearningEntitlement",
        "title": dict(target.name),
        "awardedBy": awarding,
        "specifiedBy": {
            "id": f"{here}-specification",
            "type": "LearningEntitlementSpecification",
            "title": dict(target.name),
            "dcType": words.concept(_LEARNING_OPPORTUNITY, name={"en": "learning opportunity"}),
            "entitlementStatus": words.concept(_PROSPECTIVE, name={"en": "prospective"}),
            "homepage": words.page(f"{here}-programme", target.address),
        },
    }
