"""What a need, a sector and a signed partnership must be; pure judgements on plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pharos.common.texts import readable
from pharos.core import jcs, strict
from pharos.core.errors import CoreError
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import LanguageMap

MAX_TITLE: Final = 200
MAX_TEXT: Final = 2_000
MAX_SKILLS: Final = 20
MAX_PEOPLE: Final = 1_000_000
MAX_YEARS: Final = 10
# Proposal: after so many days without an answer, whoever is to sign is reminded once.
REMIND_DAYS: Final = 14
_ESCO: Final = re.compile(r"https?://data\.europa\.eu/esco/skill/[A-Za-z0-9.-]{1,80}\Z")

FILING_KINDS: Final = frozenset(
    {"employer", "ministry", "professional_association", "research_network"}
)
"""Bodies that say which skills are needed."""
PARTNER_KINDS: Final = frozenset({"employer", "professional_association", "research_network"})
"""Bodies that stand behind a programme; authorities keep their independence (ESG 3.3)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, with the entry of the form that it is about."""

    code: str
    place: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill by its address in ESCO, by words, or by both."""

    uri: str = ""
    text: LanguageMap = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        return {"uri": self.uri, "text": dict(self.text)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNeed:
    """A need as it is filed."""

    title: LanguageMap
    description: LanguageMap
    skills: tuple[Skill, ...]
    isced_f: str
    region: str
    people: int
    level: int | None
    until_day: date
    evidence: LanguageMap = field(default_factory=dict)
    evidence_link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSector:
    """A priority sector as it is proposed, with the document that it rests on."""

    name: LanguageMap
    document_title: LanguageMap
    document_link: str
    document_day: date
    fields: tuple[str, ...]
    first_day: date
    last_day: date

    @property
    def digest_input(self) -> bytes:
        """The canonical JSON whose digest the second person approves."""
        return jcs.canonical_json(
            {
                "name": dict(self.name),
                "document_title": dict(self.document_title),
                "document_link": self.document_link,
                "document_day": self.document_day.isoformat(),
                "fields": list(self.fields),
                "first_day": self.first_day.isoformat(),
                "last_day": self.last_day.isoformat(),
            }
        )


def need_problems(new: NewNeed, nation: Nation, today: date) -> list[Problem]:
    """Why this need cannot be filed today, or nothing."""
    found = [
        *_texts("title", new.title, nation, MAX_TITLE),
        *_texts("description", new.description, nation, MAX_TEXT),
        *_some_texts("evidence", new.evidence, MAX_TEXT),
        *_field_of_education("isced_f", new.isced_f),
        *_link("evidence_link", new.evidence_link),
        *_skills(new.skills),
    ]
    if new.region and new.region not in nation.regions:
        found.append(Problem("need_region_unknown", "region", {"region": new.region[:20]}))
    if not 1 <= new.people <= MAX_PEOPLE:
        found.append(Problem("need_people_out_of_range", "people", {"most": MAX_PEOPLE}))
    if new.level is not None and new.level not in nation.levels:
        found.append(Problem("need_level_unknown", "level", {"level": new.level}))
    if not today <= new.until_day <= _years_after(today):
        found.append(Problem("need_day_out_of_range", "until_day", {"years": MAX_YEARS}))
    return found


def sector_problems(new: NewSector, nation: Nation, today: date) -> list[Problem]:
    """Why this sector cannot be proposed today, or nothing."""
    found = [
        *_texts("name", new.name, nation, MAX_TITLE),
        *_texts("document_title", new.document_title, nation, MAX_TEXT),
        *_link("document_link", new.document_link),
    ]
    if not new.document_link:
        found.append(Problem("sector_document_missing", "document_link"))
    if new.document_day > today:
        found.append(Problem("sector_document_in_future", "document_day"))
    if not new.fields:
        found.append(Problem("sector_fields_missing", "fields"))
    for code in new.fields:
        found += _field_of_education("fields", code)
    if new.last_day < new.first_day or new.last_day < today:
        found.append(Problem("sector_days_empty", "last_day"))
    return found


def sector_covers(fields: tuple[str, ...] | list[str], isced_f: str) -> bool:
    """Whether a need of this field may carry the sector: 06 covers 0613, and 0613 lies in 06."""
    return any(
        codes.field_covers(one, isced_f) or codes.field_covers(isced_f, one) for one in fields
    )


def statement(
    *,
    employer: str,
    employer_name: LanguageMap,
    programme: str,
    version_digest: bytes,
    role: str,
    recognises: bool,
    signed_at: str,
) -> str:
    """What a person of the employer signs, as canonical JSON (RFC 8785); it names no person."""
    return jcs.canonical_json(
        {
            "type": "programme-partnership",
            "employer": {"id": employer, "name": dict(employer_name)},
            "programme": programme,
            "version_digest": version_digest.hex(),
            "role": role,
            "recognises": recognises,
            "signed_at": signed_at,
        }
    ).decode("utf-8")


def clean(text: str, limit: int = MAX_TEXT) -> str | None:
    """The text in its kept form, or None when it is too long or holds hidden characters."""
    return readable(text, limit)


def _texts(name: str, texts: LanguageMap, nation: Nation, limit: int) -> list[Problem]:
    missing = [tag for tag in nation.required_languages if not texts.get(tag, "").strip()]
    found = [Problem("need_text_missing", f"{name}_{tag}") for tag in missing]
    return found + _some_texts(name, texts, limit)


def _some_texts(name: str, texts: LanguageMap, limit: int) -> list[Problem]:
    return [
        Problem("need_text_malformed", f"{name}_{tag}", {"limit": limit})
        for tag, text in texts.items()
        if clean(text, limit) is None
    ]


def _field_of_education(name: str, code: str) -> list[Problem]:
    if code in codes.fields_of_education():
        return []
    return [Problem("need_field_unknown", name, {"code": code[:20]})]


def _link(name: str, link: str) -> list[Problem]:
    if not link:
        return []
    try:
        strict.parse_https_url(link)
    except CoreError:
        return [Problem("need_link_malformed", name)]
    return []


def _skills(skills: tuple[Skill, ...]) -> list[Problem]:
    if not skills:
        return [Problem("need_skills_missing", "skills")]
    if len(skills) > MAX_SKILLS:
        return [Problem("need_skills_too_many", "skills", {"most": MAX_SKILLS})]
    found = []
    for one in skills:
        if one.uri and not _ESCO.match(one.uri):
            found.append(Problem("need_skill_malformed", "skills", {"uri": one.uri[:100]}))
        if not one.uri and not any(one.text.values()):
            found.append(Problem("need_skill_empty", "skills"))
        found += [
            Problem("need_text_malformed", "skills", {"limit": MAX_TITLE})
            for text in one.text.values()
            if clean(text, MAX_TITLE) is None
        ]
    return found


def _years_after(day: date) -> date:
    # 29 February has no anniversary in most years
    return date(day.year + MAX_YEARS, day.month, min(day.day, 28))
