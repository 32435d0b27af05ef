"""What the public pages of programmes and bodies show, gathered from the contexts below."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.sentences import LANGUAGES
from pharos.core import standing
from pharos.core.did import url_of
from pharos.nations import codes
from pharos.nations.wording import level_text
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.portal.names import language_name
from pharos.registry import queries as registry
from pharos.standards import queries as standards

LanguageMap = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision as a row of a table; days are inclusive."""

    kind_code: str
    agency: LanguageMap
    number: str
    first_day: date | None
    last_day: date | None
    state_code: str
    state_day: date | None = None
    programme: LanguageMap | None = None
    programme_path: str = ""


def home_programmes(limit: int = 6) -> list[dict[str, Any]]:
    """The programmes published last, one line each."""
    found = catalogue.published(limit=limit)
    return [
        {**_line(one), "provider": organisations.by_id(one.organisation_id).name} for one in found
    ]


def programme(version: ProgrammeVersion, *, now: datetime) -> dict[str, Any]:
    """The facts of a version's page."""
    descriptor = version.descriptor
    nation = standards.nation(version.nation, on=version.first_day)
    provider = organisations.by_id(version.organisation_id)
    day = standards.nation(version.nation, on=now.date()).legal_day(now)
    field = codes.fields_of_education()[version.isced_f]
    level = nation.levels.get(version.level) if version.level is not None else None
    hours = descriptor.workload_hours
    return {
        "title": descriptor.title,
        "objective": descriptor.objective,
        "provider": provider.name,
        "provider_path": _page_of(provider),
        "number": version.number,
        "kind": nation.terms[version.kind],
        "ects": version.ects,
        "hours": hours.clock_hours if hours else None,
        "level": {code: level_text(level, code) for code in LANGUAGES} if level else None,
        "field": {"en": f"{field.code} {field.name}"},
        "languages": [language_name(code) for code in descriptor.languages],
        "participation": [
            codes.forms_of_participation()[code].label for code in descriptor.form_of_participation
        ],
        "assessment": [
            {"name": codes.assessment_types()[part.type].label, "weight": part.weight}
            for part in descriptor.assessment
        ],
        "outcomes": [outcome.text for outcome in descriptor.learning_outcomes],
        "first_day": version.first_day,
        "last_day": version.last_day,
        "address": catalogue.address(version),
        "withdrawn": version.state == ProgrammeVersion.State.WITHDRAWN,
        "versions": [_line(one) for one in catalogue.versions(version.programme_id)],
        "decisions": decisions(version.organisation_id, day=day, version_id=version.id),
    }


def body(organisation: Organisation, *, now: datetime) -> dict[str, Any]:
    """The facts of a body's entry, its present and former decisions among them (E19)."""
    day = now.date()
    kinds = sorted(organisations.kinds_on(organisation.id, day))
    identifier = registry.did_of(organisation)
    return {
        "name": organisation.name,
        "names": sorted(organisation.name.items()),
        "kinds": [codes.organisation_kinds()[kind].label for kind in kinds],
        "country": _country(organisation, day),
        "did": identifier,
        "did_path": urlsplit(url_of(identifier)).path
        if registry.key_history(organisation.id)
        else "",
        "note": organisation.register_note,
        "fictitious": organisation.fictitious,
        "state": organisation.state,
        "programmes": [_line(one) for one in catalogue.published(organisation_id=organisation.id)],
        "decisions": decisions(organisation.id, day=day),
    }


def decisions(
    organisation_id: object, *, day: date, version_id: object = None
) -> list[ShownDecision]:
    """The decisions about a body, newest first; with a version, its own and those about all."""
    found = accreditation.published().filter(organisation_id=organisation_id)
    shown = [one for one in found if version_id is None or one.version_id in (None, version_id)]
    return [_shown(one, day) for one in reversed(shown)]


def right_was_taken(shown: Iterable[ShownDecision]) -> bool:
    """Whether an authorisation was taken away and none is in force."""
    states = [one.state_code for one in shown if one.kind_code.endswith("_authorisation")]
    taken = {"page_state_withdrawn", "page_state_annulled"}
    return bool(taken & set(states)) and "page_state_in_force" not in states


def _shown(decision: Decision, day: date) -> ShownDecision:
    core = accreditation.as_core(decision)
    code, since = _state(core, day)
    version = decision.version
    return ShownDecision(
        kind_code=f"verify_decision_{decision.kind}",
        agency=organisations.by_id(decision.agency_id).name,
        number=decision.number,
        first_day=decision.first_day,
        last_day=_last_day(decision.until),
        state_code=f"page_state_{code}",
        state_day=since,
        programme=version.descriptor.title if version else None,
        programme_path=urlsplit(catalogue.address(version)).path if version else "",
    )


def _state(decision: standing.Decision, day: date) -> tuple[str, date | None]:
    """How a decision stands on a day, by the latest of its changes that touch it."""
    if decision.outcome not in standing.POSITIVE_OUTCOMES:
        return "refused", None
    for code, since in _endings(decision, day):
        return code, since
    if decision.term.until is not None and decision.term.until <= day:
        return "ended", _last_day(decision.term.until)
    if day < decision.term.first_day:
        return "not_yet", None
    return ("conditional" if decision.outcome == "conditional" else "in_force"), None


def _endings(decision: standing.Decision, day: date) -> Iterator[tuple[str, date]]:
    """Annulled before withdrawn before suspended; a lifted suspension is none."""
    changes = [one for one in decision.changes if one.effective_from <= day]
    for kind in (standing.ChangeKind.ANNULLED, standing.ChangeKind.WITHDRAWN):
        for change in changes:
            if change.kind is kind:
                yield kind.value, change.effective_from
    paused = [c for c in changes
              if c.kind in (standing.ChangeKind.SUSPENDED, standing.ChangeKind.LIFTED)]  # fmt: skip
    if paused and paused[-1].kind is standing.ChangeKind.SUSPENDED:
        last = paused[-1]
        if last.until is None or day < last.until:
            yield "suspended", last.effective_from


def _line(version: ProgrammeVersion) -> dict[str, Any]:
    return {
        "title": version.descriptor.title,
        "path": urlsplit(catalogue.address(version)).path,
        "ects": version.ects,
        "number": version.number,
    }


def _page_of(organisation: Organisation) -> str:
    path = urlsplit(url_of(registry.did_of(organisation))).path
    return path.removesuffix("/did.json")


def _country(organisation: Organisation, day: date) -> LanguageMap | None:
    code = organisation.nation
    if not code or code not in standards.all_codes():
        return {"und": code} if code else None
    return standards.nation(code, on=day).name


def _last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None
