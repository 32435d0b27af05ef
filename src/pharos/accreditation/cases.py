"""A case before a deciding body: one kind of decision about one subject, with what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pharos.accreditation import queries, rules, telling
from pharos.accreditation.documents import NewDecision
from pharos.accreditation.models import CertificateFormat, Decision, Proposal
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.errors import Invalid, NotFound
from pharos.common.languagenames import language_name
from pharos.core import appeals
from pharos.core.standing import ChangeKind
from pharos.nations import codes
from pharos.nations.model import Nation
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.nations.wording import level_text
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision of this kind would be about, under the law of today."""

    kind: str
    holder: Organisation
    nation: Nation
    today: date
    version: ProgrammeVersion | None = None
    format: CertificateFormat | None = None

    @property
    def subject_id(self) -> UUID:
        return (self.version or self.format or self.holder).id

    @property
    def members(self) -> dict[str, str]:
        """The subject in a document: ids, and the digest of the content that is judged."""
        found = {"organisation": str(self.holder.id)}
        if self.version is not None:
            digest = bytes(self.version.digest).hex()
            found |= {"version": str(self.version.id), "version_digest": digest}
        if self.format is not None:
            content = bytes(self.format.content_hash).hex()
            found |= {"format": str(self.format.id), "format_hash": content}
        return found

    @property
    def earlier(self) -> list[Decision]:
        """The decisions of this kind about this subject, newest first."""
        return [one for one in self.about if one.kind == self.kind]

    @property
    def about(self) -> list[Decision]:
        """Every decision about the provider as a whole and about this subject, newest first."""
        found = queries.about(self.holder.id)
        if self.version is not None:
            found += queries.about(self.holder.id, version_id=self.version.id)
        if self.format is not None:
            found += queries.about(self.holder.id, format_id=self.format.id)
        return sorted(found, key=lambda one: one.recorded_at, reverse=True)


def case(kind: str, subject_id: UUID, *, now: datetime) -> Case:
    """The case of a decision of this kind; raises NotFound for a subject that is none of its."""
    if kind not in DECISION_KINDS:
        raise NotFound("decision_kind_unknown", kind=kind)
    version = catalogue.version(subject_id) if kind in rules.ABOUT_VERSION else None
    format_ = queries.certificate_format(subject_id) if kind == "format" else None
    subject = version or format_
    holder = organisations.by_id(subject.organisation_id if subject else subject_id)
    nation = nation_of(holder, now)
    return Case(kind, holder, nation, nation.legal_day(now), version, format_)


def case_of(proposal: Proposal, *, now: datetime) -> Case:
    """The case that a proposal, of a decision or of a change, is about."""
    content = proposal.content
    if isinstance(content, NewDecision):
        subject = content.version or content.format or content.organisation
        return case(content.kind, queries.id_in(subject), now=now)
    return of_decision(queries.decision(queries.id_in(content.decision)), now=now)


def of_decision(decision: Decision, *, now: datetime) -> Case:
    """The case that a decision was taken in."""
    subject = decision.version_id or decision.format_id or decision.organisation_id
    return case(decision.kind, subject, now=now)


def nation_of(holder: Organisation, now: datetime) -> Nation:
    """The law of today where the holder is; raises Invalid `holder_without_nation`."""
    if holder.nation not in standards.all_codes():
        raise Invalid("holder_without_nation")
    day = standards.history(holder.nation)[-1].legal_day(now)
    return standards.nation(holder.nation, on=day, known_at=now)


def holder_rows(case: Case, language: str) -> list[dict[str, Any]]:
    """What the register knows of the provider."""
    holder = case.holder
    kinds = sorted(organisations.kinds_on(holder.id, case.today))
    labels = codes.organisation_kinds()
    return [
        {"code": "page_entry_names", "value": list(dict.fromkeys(holder.name.values()))},
        {"code": "page_entry_kinds", "value": [labels[one].label for one in kinds]},
        {"code": "page_entry_country", "value": case.nation.name},
        {"code": "page_case_ids", "value": [f"{k}: {v}" for k, v in holder.legal_ids.items()]},
        {"code": "page_entry_note", "value": holder.register_note},
        {"code": "page_case_public", "value": telling.public_path(holder),
         "href": telling.public_path(holder)},
    ]  # fmt: skip


def version_rows(case: Case, language: str) -> list[dict[str, Any]]:
    """The frozen description that a decision about a programme is bound to."""
    version = case.version
    if version is None:
        return []
    described, nation = version.descriptor, case.nation
    level = nation.levels.get(version.level) if version.level is not None else None
    hours = described.workload_hours
    field = codes.fields_of_education()[version.isced_f]
    address = catalogue.address(version)
    found: list[tuple[str, object]] = [
        ("page_programme", described.title),
        ("page_programme_version", version.number),
        ("page_programme_kind", nation.terms[version.kind]),
        ("page_programme_objective", described.objective),
        ("page_outcomes", [one.text for one in described.learning_outcomes]),
        ("page_ects", version.ects),
        ("page_hours", hours.clock_hours if hours else None),
        ("page_level", level_text(level, language) if level else None),
        ("page_field_of_study", f"{field.code} {field.name}"),
        ("page_programme_languages", [language_name(one) for one in described.languages]),
        ("page_programme_participation",
         [codes.forms_of_participation()[one].label for one in described.form_of_participation]),
        ("page_assessment", list(_assessment(case, language))),
        ("page_case_supervision", _label(codes.supervisions(), described.supervision)),
        ("page_case_prerequisites", described.prerequisites and described.prerequisites.text),
        ("page_case_qa", [codes.qa_types()[one].label for one in described.qa_type]),
        ("page_programme_first_day", version.first_day),
        ("page_programme_last_day", version.last_day),
        ("page_case_digest", bytes(version.digest).hex()),
    ]  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"code": code, "value": value} for code, value in found if value not in (None, "", [], {})
    ]
    return [*rows, {"code": "page_case_public", "value": address, "href": address}]


def _assessment(case: Case, language: str) -> Sequence[str]:
    assert case.version is not None
    types = codes.assessment_types()
    return [
        f"{telling.text_in(types[one.type].label, language)[0]} ({one.weight} %)"
        for one in case.version.descriptor.assessment
    ]


def _label(known: Any, code: str | None) -> object:
    return known[code].label if code in known else None


def law_rows(case: Case) -> list[dict[str, Any]]:
    """What the law allows for such a decision; the durations are a choice, never a default."""
    nation = case.nation
    accepted = nation.quality.accepted.get(case.version.kind) if case.version else None
    types = [] if accepted is None else [codes.qa_types()[one].label for one in accepted]
    return [
        {"code": "page_law_granted", "value": _years(nation.allowed_years(case.kind))},
        {"code": "page_law_conditional",
         "value": _years(nation.allowed_years(case.kind, conditional=True))},
        {"code": "page_law_conditions", "value": nation.conditions_deadline.get(case.kind)},
        {"code": "page_law_deciders", "value": [
            codes.organisation_kinds()[one].label for one in nation.deciders.get(case.kind, ())]},
        {"code": "page_law_accepted", "value": types or (accepted == () and "–")},
    ]  # fmt: skip


def _years(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))


def changes_possible(decision: Decision, nation: Nation) -> list[str]:
    """The kinds of change that can follow the changes so far, under the nation's law."""
    core = queries.as_core(decision)
    state, effective = rules.state_of(core), rules.entered(core)
    appeal = [ChangeKind.UNDER_APPEAL]
    if appeals.open_appeals(effective, date.max):
        appeal.append(ChangeKind.APPEAL_CLOSED)
    if decision.outcome == rules.Outcome.REFUSED:
        return [*appeal]
    if state == "annulled":
        return [*appeal] if len(appeal) > 1 else []
    if state == "withdrawn":
        return [ChangeKind.WITHDRAWN, ChangeKind.ANNULLED, *appeal]
    found = [ChangeKind.LIFTED if state == "suspended" else ChangeKind.SUSPENDED]
    if rules.has_open_conditions(core):
        found.append(ChangeKind.CONDITIONS_MET)
    if core.term.until is not None and nation.oversight.prolongs:
        found.append(ChangeKind.PROLONGED)
    return [*found, ChangeKind.LIMITED, ChangeKind.WITHDRAWN, ChangeKind.ANNULLED, *appeal]
