"""Quality assurance of an award: decisions as accreditations, anything less as a note.

Decisions on a programme stand at its specification, those on a provider at the awarding
body. Their ids keep the order in which the record tells them.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from pharos.core.elm import vocabulary as words
from pharos.core.elm.parties import organisation
from pharos.core.elm.vocabulary import Json
from pharos.core.openbadges.facts import Programme, QualityAssurance

INSTITUTIONAL = frozenset({"external_institutional", "external_institutional_licence"})
KIND = "Kind of quality assurance"
NUMBER = "Number of the decision"


def of_programme(programme: Programme, origin: str, offset: str) -> list[Json]:
    """The accreditations of the programme itself."""
    return [a for a, institutional in _all(programme, origin, offset) if not institutional]


def of_provider(programme: Programme, origin: str, offset: str) -> list[Json]:
    """The accreditations of the body that awards."""
    return [a for a, institutional in _all(programme, origin, offset) if institutional]


def notes(programme: Programme, origin: str) -> Iterator[Json]:
    """Quality assurance without a decision of an agency, in words."""
    for place, quality in enumerate(programme.quality, 1):
        if not _is_decided(quality):
            kind = quality.kind
            about = words.own(origin, "quality-assurance", kind.code, kind.name)
            yield words.note(f"{programme.id}#quality-{place}", kind.name, about=about)


def is_accredited(programme: Programme) -> bool:
    """Whether a decision of an agency stands behind the award."""
    return any(_is_decided(quality) for quality in programme.quality)


def _is_decided(quality: QualityAssurance) -> bool:
    return quality.agency is not None and quality.decision is not None


def _all(programme: Programme, origin: str, offset: str) -> Iterator[tuple[Json, bool]]:
    for place, quality in enumerate(programme.quality, 1):
        if _is_decided(quality):
            here = f"{programme.id}#quality-{place}"
            made = _accreditation(here, quality, origin, offset)
            yield made, quality.kind.code in INSTITUTIONAL


def _accreditation(here: str, quality: QualityAssurance, origin: str, offset: str) -> Json:
    assert quality.agency is not None
    assert quality.decision is not None
    made: Json = {
        "id": here,
        "type": "Accreditation",
        "dcType": words.accreditation_type(origin, quality.kind),
        "title": dict(quality.kind.name),
        "identifier": [
            words.identifier(f"{here}-number", NUMBER, quality.decision),
            words.identifier(f"{here}-kind", KIND, quality.kind.code),
        ],
        "accreditingAgent": organisation(quality.agency),
    }
    if quality.valid_from:
        made["valid"] = _midnight(quality.valid_from, offset)
    if quality.valid_until:
        # The record's end is exclusive; the model asks for the last instant.
        made["expiryDate"] = _last_second(quality.valid_until, offset)
    return made


def _midnight(day: date, offset: str) -> str:
    return f"{day.isoformat()}T00:00:00{offset}"


def _last_second(until: date, offset: str) -> str:
    return f"{(until - timedelta(days=1)).isoformat()}T23:59:59{offset}"
