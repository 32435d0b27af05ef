"""The page of a programme, the card of one in a list, and the same for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.accreditation import queries as accreditation
from pharos.catalogue import assurance, search
from pharos.catalogue import queries as catalogue
from pharos.catalogue.confirming import queries as confirming
from pharos.catalogue.confirming.rules import State
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.models import ProgrammeVersion, Standing
from pharos.catalogue.offerings import queries as offerings
from pharos.catalogue.offerings.models import Offering
from pharos.common.i18n import LANGUAGES, LanguageMap
from pharos.common.languagenames import language_name
from pharos.nations import codes, zones
from pharos.nations.model import Nation
from pharos.nations.wording import level_text
from pharos.needs import queries as needs
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.portal.queries import addresses, decisions
from pharos.portal.queries.decisions import ShownDecision
from pharos.portal.queries.described import described
from pharos.standards import queries as standards

_STANDING_TONES = {"in_force": "good", "conditional": "warn", "limited": "warn"}
# What is said of an accreditation that holds, and of a licence.
_HELD = (
    {"in_force": "accredited", "conditional": "conditional", "limited": "limited"},
    {"in_force": "licensed", "conditional": "licensed_conditional", "limited": "licensed_limited"},
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in one line: the code of its sentence, its colour, the facts in it."""

    code: str
    tone: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Card:
    """A programme in a list."""

    title: LanguageMap
    path: str
    provider: LanguageMap
    provider_path: str
    kind: LanguageMap
    ects: object
    level: LanguageMap | None
    forms: Sequence[LanguageMap]
    languages: Sequence[LanguageMap]
    tag: Tag
    version: ProgrammeVersion
    next_start: date | None = None


def cards(versions: Sequence[ProgrammeVersion], *, day: date) -> list[Card]:
    """A card for each version; the questions to the database are as many for one as for all."""
    providers = Organisation.objects.in_bulk({one.organisation_id for one in versions})
    paths = addresses.body_paths(providers.values())
    starts = offerings.next_starts([one.id for one in versions], day)
    standings: dict[UUID, list[Standing]] = {}
    for one in Standing.objects.filter(version__in=[v.id for v in versions]):
        standings.setdefault(one.version_id, []).append(one)
    return [
        _card(
            one,
            providers[one.organisation_id],
            paths[one.organisation_id],
            standings.get(one.id, []),
            day,
            starts.get(one.id),
        )
        for one in versions
    ]


def newest(limit: int, *, day: date) -> list[Card]:
    """The programmes published last that are accredited today, one line each."""
    found = search.each(search.Asked(accredited=True), on=day, limit=limit)
    return cards(found, day=day)


def page(version: ProgrammeVersion, *, now: datetime) -> dict[str, Any]:
    """The facts of a version's page."""
    descriptor = version.descriptor
    day = zones.legal_day(version, now)
    about = decisions.about(version.organisation_id, version.id)
    bodies = decisions.Bodies(about, version.organisation_id)
    rows = decisions.shown(about, day=day, bodies=bodies)
    freshness = confirming.of_programme(version, now=now)
    return {
        "version": version,
        "descriptor": descriptor,
        "title": descriptor.title,
        "objective": descriptor.objective,
        "provider": bodies.name(version.organisation_id),
        "provider_path": bodies.path(version.organisation_id),
        "facts": facts(version),
        "legal_basis": _law(version, day),
        "freshness": freshness,
        "offerings": [] if freshness.state is State.LEFT else _offerings(version, day),
        "outcomes": descriptor.learning_outcomes,
        "assessment": _assessment(descriptor),
        "supervision": _label(codes.supervisions(), descriptor.supervision),
        "entry": _entry(descriptor),
        "recognising": descriptor.recognising_programmes,
        "stacking": descriptor.stackability_statement,
        "more": descriptor.further_information,
        "described": described(version, _nation(version)),
        "address": catalogue.address(version),
        "path": addresses.version_path(version),
        "programme_path": addresses.programme_path(version),
        "withdrawn": version.state == ProgrammeVersion.State.WITHDRAWN,
        "versions": catalogue.versions(version.programme_id),
        "demand": needs.demand_for(
            organisation_id=version.organisation_id, slug=version.programme.slug
        ),
        "partners": needs.partners([version.id]),
        "decisions": rows,
        "history": decisions.history(about, bodies=bodies),
        **_state(version, rows, day, now),
    }


def _law(version: ProgrammeVersion, day: date) -> dict[str, str]:
    """How settled the law is under which the programme stands on the day, and its source."""
    found = standards.nation(version.nation, on=day).legal_basis
    return {"status": found.status, "source": found.source}


def facts(version: ProgrammeVersion) -> dict[str, Any]:
    """What is known of a version at a glance, in labels of every language."""
    descriptor, nation = version.descriptor, _nation(version)
    hours, contact = descriptor.workload_hours, descriptor.contact_hours
    return {
        "number": version.number,
        "kind": nation.terms[version.kind],
        "ects": version.ects,
        "hours": hours.clock_hours if hours else None,
        "contact": contact.clock_hours if contact else None,
        "level": _level(version, nation),
        "field": field_name(version.isced_f),
        "languages": [language_name(code) for code in descriptor.languages],
        "participation": _forms(descriptor),
        "country": nation.name,
        "regions": [nation.regions[code].name for code in descriptor.region
                    if code in nation.regions],
        "starts": descriptor.schedule.starts if descriptor.schedule else (),
        "weeks": descriptor.schedule.weeks if descriptor.schedule else None,
        "fee": descriptor.fee,
        "first_day": version.first_day,
        "last_day": version.last_day,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """An open offering with the words of its codes."""

    offering: Offering
    form: LanguageMap
    region: LanguageMap | None
    language: LanguageMap


def _offerings(version: ProgrammeVersion, day: date) -> list[Offered]:
    return [_offered(one, version) for one in offerings.open_for(version.id, day)]


def _offered(one: Offering, version: ProgrammeVersion) -> Offered:
    form = codes.forms_of_participation().get(one.form)
    region = _nation(version).regions.get(one.region)
    return Offered(
        one,
        form.label if form else {"und": one.form},
        region.name if region else None,
        language_name(one.language),
    )


def legal_day(version: ProgrammeVersion, now: datetime) -> date:
    """The day of the calendar where the programme is governed."""
    return zones.legal_day(version.nation, now)


def field_name(code: str) -> LanguageMap:
    """A field of education with its number; detailed ones have English names only."""
    found = codes.fields_of_education().get(code)
    return found.numbered if found else {"und": code}


def tag_of(version: ProgrammeVersion, standings: Sequence[Standing], day: date) -> Tag:
    """How the accreditation of a version itself stands on a day, or the licence that is asked."""
    asked = assurance.of_version(version, day)
    held = [one for one in standings if one.first_day <= day and not _over(one, day)]
    for one in sorted(held, key=lambda held: held.until or date.max, reverse=True):
        if one.state in _STANDING_TONES:
            until = decisions.last_day(one.until)
            word = _HELD[one.kind == "licence"][one.state]
            end = "_until" if until else ""
            return Tag(f"page_tag_{word}{end}", _STANDING_TONES[one.state], {"until": until})
    licence = "licence_" if asked == assurance.LICENCE else ""
    if any(one.state == Standing.State.SUSPENDED for one in held):
        return Tag(f"page_tag_{licence}suspended", "warn")
    if any(_over(one, day) for one in standings):
        return Tag(f"page_tag_{licence}ended", "grey")
    if asked == assurance.NEITHER:
        return Tag("page_tag_not_asked", "grey")
    return Tag(f"page_tag_{licence}none", "grey")


def _over(one: Standing, day: date) -> bool:
    return one.until is not None and one.until <= day


def _card(
    version: ProgrammeVersion,
    provider: Organisation,
    provider_path: str,
    standings: Sequence[Standing],
    day: date,
    next_start: date | None,
) -> Card:
    nation = _nation(version)
    return Card(
        title=version.descriptor.title,
        path=addresses.programme_path(version),
        provider=provider.name,
        provider_path=provider_path,
        kind=nation.terms[version.kind],
        ects=version.ects,
        level=_level(version, nation),
        forms=_forms(version.descriptor),
        languages=[language_name(code) for code in version.descriptor.languages],
        tag=tag_of(version, standings, day),
        version=version,
        next_start=next_start,
    )


def _state(
    version: ProgrammeVersion, rows: Sequence[ShownDecision], day: date, now: datetime
) -> dict[str, Any]:
    """The band of the page: how its own accreditation stands, and why none could be awarded."""
    own = next(
        (one for one in rows if one.is_about_version and one.state in decisions.HOLDING), None
    )
    standings = list(catalogue.standings(version.id))
    tag = tag_of(version, standings, day)
    problems = accreditation.award_problems(version, awarded_on=day, now=now)
    asks = _asks(version, day, is_held=not problems)
    if version.state == ProgrammeVersion.State.WITHDRAWN:
        tag, problems = Tag("page_programme_withdrawn", "grey", {"until": version.last_day}), []
        asks = None
    elif organisations.by_id(version.organisation_id).state == "closed":
        tag, problems, asks = Tag("page_programme_provider_closed", "bad"), [], None
    elif problems and tag.tone == "good":
        tag = Tag(tag.code, "warn", tag.facts)
    elif tag.code == "page_tag_not_asked" and not problems:
        tag = Tag(tag.code, "info", tag.facts)
    return {"tag": tag, "own": own, "problems": problems, "asks": asks}


def _asks(version: ProgrammeVersion, day: date, *, is_held: bool) -> Mapping[str, Any] | None:
    """What is asked before an award, where the programme itself is not accredited."""
    asked = assurance.decisions_of(version.kind, version.nation, day)
    if "programme" in asked:
        return None
    code = "page_programme_asks_held" if is_held else "page_programme_asks"
    return {"code": code, "kinds": [f"page_version_kind_{one}" for one in asked]}


def _nation(version: ProgrammeVersion) -> Nation:
    return standards.nation(version.nation, on=version.first_day)


def _level(version: ProgrammeVersion, nation: Nation) -> LanguageMap | None:
    level = nation.levels.get(version.level) if version.level is not None else None
    return {code: level_text(level, code) for code in LANGUAGES} if level else None


def _forms(descriptor: Descriptor) -> list[LanguageMap]:
    known = codes.forms_of_participation()
    return [known[code].label for code in descriptor.form_of_participation if code in known]


def _assessment(descriptor: Descriptor) -> list[dict[str, Any]]:
    outcomes = {one.id: one.text for one in descriptor.learning_outcomes}
    return [
        {
            "name": _label(codes.assessment_types(), part.type) or {"und": part.type},
            "weight": part.weight,
            "outcomes": [outcomes[id] for id in part.outcomes if id in outcomes],
        }
        for part in descriptor.assessment
    ]


def _entry(descriptor: Descriptor) -> dict[str, Any]:
    asked = descriptor.prerequisites
    return {
        "none": asked is not None and asked.none,
        "text": asked.text if asked else {},
        "accommodations": descriptor.accommodations,
        "contact": descriptor.guidance_contact or "",
    }


def _label(known: Mapping[str, codes.Code], code: str | None) -> LanguageMap | None:
    found = known.get(code or "")
    return found.label if found else None
