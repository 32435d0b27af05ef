"""The facts of an award as a map with small integers for names, and back.

A compact code has room for values, not for words: codes stand without their labels, which
every verifier has in its own code lists, and a text stands in the state language and English.
`LEFT_OUT` names what is not carried; a reader gives those facts as empty.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from pharos.core.errors import Malformed
from pharos.core.openbadges.facts import (
    Award,
    Coded,
    Grading,
    Issuer,
    LegalBasis,
    Level,
    Organisation,
    Outcome,
    Programme,
    QualityAssurance,
    Status,
)

LanguageMap = Mapping[str, str]
Claims = dict[int, Any]

LEFT_OUT: Final = frozenset(
    {
        "programme.objective",
        "programme.criteria",
        "programme.outcomes.esco",
        "programme.prerequisite_programmes",
        "programme.stacks_into",
        "programme.further",
        "programme.further_address",
        "programme.grading.marks",
        "programme.grading.minimum",
        "programme.grading.maximum",
        "programme.grading.result_type",
        "programme.level.nqf_framework",
        "programme.level.eqf_note",
        "issuer.signatory",
    }
)
"""What a compact code does not carry, whatever its detail."""

FULL, ONE_LANGUAGE, BARE = 2, 1, 0
"""How much is told: long texts in both languages, in the state language, or not at all."""

_EPOCH: Final = date(1970, 1, 1)
_NONE: Final = ""
(
    _NAMES,
    _PROGRAMME,
    _VERSION,
    _KIND,
    _TITLE,
    _AWARDED,
    _PATHWAY,
    _GRADE,
    _ECTS,
    _HOURS,
    _LEVEL,
    _FIELD,
    _OUTCOMES,
    _PARTICIPATION,
    _ASSESSMENT,
    _QUALITY,
    _LAW,
    _PREREQUISITES,
    _SUPERVISION,
    _STACKABILITY,
    _LANGUAGES,
    _BODIES,
    _ISSUER,
    _DEMONSTRATION,
    _STATUS,
    _DETAIL,
    _REGISTRATION,
) = range(1, 28)


def claims(
    programme: Programme,
    issuer: Issuer,
    award: Award,
    status: Status,
    *,
    detail: int,
    demonstration: bool,
    registration: str | None,
) -> Claims:
    """The facts under their numbers; what is absent is left out."""
    made: Claims = {
        _NAMES: [name for name in (award.native_name, award.latin_name) if name is not None],
        _PROGRAMME: programme.id,
        _VERSION: programme.version,
        _KIND: programme.kind.code,
        _TITLE: _both(programme.title, programme.language),
        _AWARDED: _instant(award.awarded_at),
        _PATHWAY: award.pathway,
        _GRADE: _grade(programme, award),
        _ECTS: _text(programme.ects),
        _HOURS: _text(programme.workload_hours),
        _LEVEL: _level(programme.level),
        _FIELD: [programme.field.code, programme.field.uri] if programme.field else None,
        _OUTCOMES: [
            [one.kind, *_long(one.text, programme.language, detail)] for one in programme.outcomes
        ],
        _PARTICIPATION: [one.code for one in programme.participation],
        _ASSESSMENT: [[one.code, one.note or _NONE] for one in programme.assessment],
        _QUALITY: [_quality(one, programme.language) for one in programme.quality],
        _LAW: [
            programme.legal_basis.nation,
            programme.legal_basis.status,
            programme.legal_basis.source,
        ],
        _PREREQUISITES: _long(programme.prerequisites, programme.language, detail),
        _SUPERVISION: programme.supervision.code if programme.supervision else None,
        _STACKABILITY: programme.stackability.code if programme.stackability else None,
        _LANGUAGES: list(programme.languages),
        _BODIES: [_body(one, issuer, programme.language) for one in programme.awarding_bodies],
        _ISSUER: _organisation(issuer.organisation, programme.language),
        _DEMONSTRATION: demonstration or None,
        _STATUS: [status.revocation_list, status.suspension_list, int(status.index)],
        _DETAIL: detail,
        _REGISTRATION: registration,
    }
    return {name: value for name, value in made.items() if value is not None}


class Told:
    """The facts of a compact code, read back; every wrong type is `malformed`."""

    def __init__(self, found: Claims, *, issuer: str, **certain: str | None) -> None:
        """`certain` are the members of the award that stand among the registered claims."""
        if not isinstance(found, dict) or not found.keys() <= set(range(1, 28)):
            raise Malformed("malformed", "claims that no version of ours has")
        self._found = found
        try:
            self.language = _language(found[_TITLE])
            self.issuer = Issuer(_read_organisation(found[_ISSUER], issuer))
            self.programme = self._programme()
            self.award = self._award(certain)
            revocation, suspension, index = found[_STATUS]
            self.status = Status(_str(revocation), _str(suspension), str(_int(index)))
            self.demonstration = found.get(_DEMONSTRATION, False) is True
            self.detail = _int(found[_DETAIL])
            self.registration = _optional(found.get(_REGISTRATION))
        except (KeyError, ValueError, TypeError, ArithmeticError):
            raise Malformed("malformed", "a claim of another form") from None

    def _award(self, certain: Mapping[str, Any]) -> Award:
        found = self._found
        native, *others = [_str(one) for one in found[_NAMES]]
        seconds, minutes = (_int(one) for one in found[_AWARDED])
        zone = timezone(timedelta(minutes=minutes))
        return Award(
            native_name=native,
            latin_name=others[0] if others else None,
            awarded_at=datetime.fromtimestamp(seconds, zone).isoformat(),
            pathway=_str(found[_PATHWAY]),
            grade=_optional(found[_GRADE][0]) if _GRADE in found else None,
            **certain,
        )

    def _programme(self) -> Programme:
        found, language = self._found, self.language
        nation, basis, source = (_str(one) for one in found[_LAW])
        return Programme(
            id=_str(found[_PROGRAMME]),
            version=_str(found[_VERSION]),
            kind=_coded(found[_KIND]),
            title=_texts(found[_TITLE]),
            objective={"en": _NONE},
            criteria={"en": _NONE},
            language=language,
            languages=tuple(_str(one) for one in found[_LANGUAGES]),
            awarding_bodies=tuple(
                self.issuer.organisation if one == 0 else _read_organisation(one[1:], _str(one[0]))
                for one in found[_BODIES]
            ),
            field=_read_field(found.get(_FIELD)),
            outcomes=tuple(
                Outcome(_read_long(texts, language), _str(kind))
                for kind, *texts in found[_OUTCOMES]
            ),
            workload_hours=Decimal(_str(found[_HOURS])),
            ects=Decimal(_str(found[_ECTS])) if _ECTS in found else None,
            level=_read_level(found.get(_LEVEL)),
            participation=tuple(_coded(one) for one in found[_PARTICIPATION]),
            assessment=tuple(_coded(code, note) for code, note in found[_ASSESSMENT]),
            quality=tuple(_read_quality(one) for one in found[_QUALITY]),
            legal_basis=LegalBasis(nation, basis, source),
            prerequisites=_read_long(found[_PREREQUISITES], language),
            supervision=_coded(found[_SUPERVISION]) if _SUPERVISION in found else None,
            stackability=_coded(found[_STACKABILITY]) if _STACKABILITY in found else None,
            grading=_read_grading(found.get(_GRADE)),
        )


# --- writing -----------------------------------------------------------------------------


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _both(texts: LanguageMap, language: str) -> LanguageMap:
    """The text in the state language and in English, the state language first by its sign."""
    kept = {name: texts[name] for name in dict.fromkeys((language, "en")) if name in texts}
    return kept or dict(texts)


def _long(texts: LanguageMap, language: str, detail: int) -> list[str]:
    """A long text as a list: state language, then English when it differs."""
    if detail == BARE:
        return []
    native = texts.get(language) or texts.get("en") or next(iter(texts.values()), _NONE)
    english = texts.get("en") or native
    return [native] if detail == ONE_LANGUAGE or english == native else [native, english]


def _instant(text: str) -> list[int]:
    """Seconds of Unix and the minutes of the offset: exact, and short."""
    at = datetime.fromisoformat(text)
    offset = at.utcoffset()
    if offset is None:
        raise Malformed("malformed_time")
    return [int(at.timestamp()), int(offset.total_seconds() // 60)]


def _grade(programme: Programme, award: Award) -> list[str | None] | None:
    scale = programme.grading
    if scale is None:
        return None if award.grade is None else [award.grade]
    return [award.grade, scale.scale, scale.name.get("en", _NONE), scale.required]


def _level(level: Level | None) -> list[int | str | None] | None:
    if level is None:
        return None
    return [level.nqf, level.eqf, level.cycle.code if level.cycle else None]


def _quality(one: QualityAssurance, language: str) -> list[Any]:
    if one.agency is None or one.decision is None:
        return [one.kind.code]
    return [
        one.kind.code,
        one.agency.id,
        dict(_both(one.agency.name, language)),
        one.decision,
        _day(one.valid_from),
        _day(one.valid_until),
    ]


def _day(day: date | None) -> int | None:
    return None if day is None else (day - _EPOCH).days


def _organisation(body: Organisation, language: str) -> list[Any]:
    return [body.address, dict(_both(body.name, language)), body.country, body.region]


def _body(body: Organisation, issuer: Issuer, language: str) -> Any:
    """An awarding body; 0 is the issuer itself."""
    return 0 if body == issuer.organisation else [body.id, *_organisation(body, language)]


# --- reading -----------------------------------------------------------------------------


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _str(value)


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number is wanted")
    return value


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not value:
        raise TypeError("a text by language is wanted")
    return {_str(name): _str(text) for name, text in value.items()}


def _language(title: object) -> str:
    """The state language: the one of the title that is not English."""
    return next((name for name in _texts(title) if name != "en"), "en")


def _read_long(value: Any, language: str) -> dict[str, str]:
    texts = [_str(one) for one in value]
    if not texts:
        return {"en": _NONE}
    return {language: texts[0], "en": texts[-1]} if len(texts) > 1 else {language: texts[0]}


def _coded(code: object, note: object = None) -> Coded:
    """A code without its label: the code stands for it."""
    return Coded(_str(code), {"en": _str(code)}, None, _optional(note) or None)


def _read_field(value: Any) -> Coded | None:
    if value is None:
        return None
    code, uri = value
    return Coded(_str(code), {"en": _str(code)}, _optional(uri))


def _read_level(value: Any) -> Level | None:
    if value is None:
        return None
    nqf, eqf, cycle = value
    return Level(
        nqf=_int(nqf),
        nqf_framework={"en": _NONE},
        eqf=None if eqf is None else _int(eqf),
        cycle=None if cycle is None else _coded(cycle),
    )


def _read_grading(value: Any) -> Grading | None:
    if value is None or len(value) == 1:
        return None
    _, scale, name, required = value
    return Grading(_str(scale), {"en": _str(name)}, required=_optional(required))


def _read_quality(value: Any) -> QualityAssurance:
    if len(value) == 1:
        return QualityAssurance(_coded(value[0]))
    kind, agency, name, number, first, until = value
    return QualityAssurance(
        kind=_coded(kind),
        agency=Organisation(_str(agency), _NONE, _texts(name), _NONE),
        decision=_str(number),
        valid_from=_read_day(first),
        valid_until=_read_day(until),
    )


def _read_day(value: object) -> date | None:
    return None if value is None else _EPOCH + timedelta(days=_int(value))


def _read_organisation(value: Any, id: str) -> Organisation:
    address, name, country, region = value
    return Organisation(id, _str(address), _texts(name), _str(country), _optional(region))
