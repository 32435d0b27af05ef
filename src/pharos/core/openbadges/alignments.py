"""What Open Badges has no term for, as alignments whose target types begin with `ext:`.

No context of our own is needed, so every processor understands the document (OB 3.0
sections 6.2 and B.2.3). The names are those of our mapping of Annex I.
"""

from collections.abc import Iterator
from typing import Any

from pharos.core.openbadges.facts import (
    LanguageMap,
    Programme,
    QualityAssurance,
    Reference,
)
from pharos.core.openbadges.texts import both_texts, in_english, number

Json = dict[str, Any]

ISCED_F = "http://data.europa.eu/snb/isced-f/"
EQF = "http://data.europa.eu/snb/eqf/"


def alignments(programme: Programme) -> Iterator[Json]:
    """Every alignment of the programme, each a node with an id under its address."""
    yield from _outcomes(programme)
    yield from _levels(programme)
    yield from _volume(programme)
    yield from _learning(programme)
    for number_, quality in enumerate(programme.quality, 1):
        yield from _quality(programme, number_, quality)
    yield from _uses(programme)
    yield from _circumstances(programme)


def _align(
    programme: Programme,
    fragment: str,
    kind: str,
    name: LanguageMap | str,
    *,
    url: str | None = None,
    code: str | None = None,
    framework: str | None = None,
    note: str | None = None,
) -> Json:
    """One alignment; its name in English, its description in the state language (or `note`)."""
    texts = [name] if isinstance(name, str) else [in_english(name)]
    if not isinstance(name, str):
        texts += [t for t in both_texts(name, programme.language) if t != texts[0]]
    made: Json = {
        "id": f"{programme.id}#{fragment}",
        "type": ["Alignment"],
        "targetType": kind,
        "targetName": texts[0],
        "targetUrl": url or f"{programme.id}#{fragment}",
    }
    description = note if note is not None else "".join(texts[1:])
    for member, value in (
        ("targetCode", code),
        ("targetFramework", framework),
        ("targetDescription", description or None),
    ):
        if value is not None:
            made[member] = value
    return made


def _outcomes(programme: Programme) -> Iterator[Json]:
    for place, outcome in enumerate(programme.outcomes, 1):
        here = f"outcome-{place}"
        yield _align(programme, here, "ext:LearningOutcome", outcome.text, code=outcome.kind)
        if outcome.esco:
            yield _align(
                programme,
                f"{here}-esco",
                "ext:ESCO",
                outcome.text,
                url=outcome.esco,
                framework="ESCO",
            )


def _levels(programme: Programme) -> Iterator[Json]:
    level = programme.level
    if level is None:
        return
    framework = in_english(level.nqf_framework)
    code = str(level.nqf)
    yield _align(
        programme, "nqf", "ext:NQF", f"{framework} level {code}", code=code, framework=framework
    )
    if level.eqf is not None:
        yield _align(
            programme,
            "eqf",
            "ext:EQF",
            f"EQF level {level.eqf}",
            url=f"{EQF}{level.eqf}",
            code=str(level.eqf),
            framework="European Qualifications Framework",
            note=level.eqf_note,
        )
    if level.cycle is not None:
        yield _align(
            programme,
            "qf-ehea",
            "ext:QFEHEA",
            level.cycle.name,
            url=level.cycle.uri,
            code=level.cycle.code,
            framework="Qualifications Framework of the European Higher Education Area",
        )


def _volume(programme: Programme) -> Iterator[Json]:
    hours = format(programme.workload_hours.normalize(), "f")
    yield _align(programme, "workload", "ext:WorkloadHours", f"{hours} hours of work", code=hours)
    if programme.ects is not None:
        points = str(number(programme.ects))
        yield _align(
            programme, "ects", "ext:ECTS", f"{points} ECTS credits", code=points, framework="ECTS"
        )
    if programme.field is not None:
        yield _align(
            programme,
            "field",
            "ext:ISCEDF",
            programme.field.name,
            url=programme.field.uri or f"{ISCED_F}{programme.field.code}",
            code=programme.field.code,
            framework="ISCED-F 2013",
        )


def _learning(programme: Programme) -> Iterator[Json]:
    for form in programme.participation:
        here = f"participation-{form.code}"
        kind = "ext:ParticipationForm"
        yield _align(programme, here, kind, form.name, url=form.uri, code=form.code)
    for place, part in enumerate(programme.assessment, 1):
        here = f"assessment-{place}"
        kind = "ext:AssessmentType"
        yield _align(programme, here, kind, part.name, url=part.uri, code=part.code, note=part.note)
    if programme.supervision is not None:
        way = programme.supervision
        kind = "ext:Supervision"
        yield _align(programme, "supervision", kind, way.name, url=way.uri, code=way.code)
    for language in programme.languages:
        here = f"language-{language}"
        yield _align(programme, here, "ext:LanguageOfInstruction", language, code=language)


def _quality(programme: Programme, place: int, quality: QualityAssurance) -> Iterator[Json]:
    here = f"quality-{place}"
    kind = quality.kind
    yield _align(programme, here, "ext:QualityAssurance", kind.name, url=kind.uri, code=kind.code)
    if quality.agency is None or quality.decision is None:
        return
    begin = quality.valid_from.isoformat() if quality.valid_from else ".."
    end = quality.valid_until.isoformat() if quality.valid_until else ".."
    yield _align(
        programme,
        f"{here}-decision",
        "ext:QualityAssuranceDecision",
        quality.agency.name,
        url=quality.agency.id,
        code=quality.decision,
        framework=kind.code,
        # ISO 8601-2: a half-open interval of legal days, `..` where one end is open.
        note=f"{begin}/{end}",
    )


def _uses(programme: Programme) -> Iterator[Json]:
    yield _align(programme, "prerequisites", "ext:Prerequisite", programme.prerequisites)
    for place, needed in enumerate(programme.prerequisite_programmes, 1):
        yield _refer(programme, f"prerequisite-{place}", "ext:Prerequisite", needed)
    if programme.stackability is not None:
        way = programme.stackability
        kind = "ext:Stackability"
        yield _align(programme, "stackability", kind, way.name, url=way.uri, code=way.code)
    for place, target in enumerate(programme.stacks_into, 1):
        yield _refer(programme, f"stacks-into-{place}", "ceterms:Credential", target)


def _refer(programme: Programme, fragment: str, kind: str, to: Reference) -> Json:
    return _align(programme, fragment, kind, to.name, url=to.address)


def _circumstances(programme: Programme) -> Iterator[Json]:
    kind = programme.kind
    yield _align(programme, "kind", "ext:ProgrammeKind", kind.name, code=kind.code)
    law = programme.legal_basis
    yield _align(
        programme,
        "legal-basis",
        "ext:LegalBasis",
        law.source,
        code=law.status,
        framework=law.nation,
    )
    for place, body in enumerate(programme.awarding_bodies[1:], 2):
        here = f"awarding-body-{place}"
        yield _align(programme, here, "ext:AwardingBody", body.name, url=body.id)
    if programme.further is not None:
        here = "further-information"
        kind_ = "ext:FurtherInformation"
        yield _align(programme, here, kind_, programme.further, url=programme.further_address)
