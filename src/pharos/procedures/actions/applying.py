"""What a provider does: apply, hand in evidence, answer, object, comment, withdraw."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries as decisions
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import uploads
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.criteria import queries as criteria
from pharos.nations.vocabulary import CASE_DOCUMENTS, CASE_KINDS
from pharos.organisations import queries as organisations
from pharos.procedures import numbers, queries
from pharos.procedures.actions import acting
from pharos.procedures.actions.checking import end_pause
from pharos.procedures.models import (
    Case,
    CasePartner,
    CaseSubject,
    Evidence,
    FactualCheck,
    Objection,
    PanelMember,
)
from pharos.procedures.rules.uploads import problem as upload_problem
from pharos.procedures.rules.words import (
    DECISION_OF,
    ENDED,
    IN_CLOCK,
    OF_PROVIDER,
    WITH_PANEL,
    Deed,
    Move,
    Side,
    State,
)
from pharos.standards import queries as standards

_OPEN_TO_CHANGE = (State.DRAFT, State.RETURNED)
_TAKES_EVIDENCE = (*_OPEN_TO_CHANGE, State.SUBMITTED, State.COMPLETENESS_CHECK, *IN_CLOCK,
                   State.SUSPENDED)  # fmt: skip


@transaction.atomic
def open_case(
    *,
    kind: str,
    agency_id: UUID,
    by: Actor,
    now: datetime,
    versions: Sequence[UUID] = (),
    partners: Sequence[UUID] = (),
    summary: str = "",
    renewal_of: UUID | None = None,
    follows: UUID | None = None,
) -> Case:
    """A draft of an application, which the agency does not see before it is submitted.

    Raises Invalid `case_kind_unknown`, `case_agency_cannot_decide`, NotFound
    `criteria_none_in_force`, Conflict `case_already_running`.
    """
    policies.require(by, Permission.CASE_APPLY)
    if kind not in CASE_KINDS:
        raise Invalid("case_kind_unknown", kind=kind)
    provider = organisations.by_id(by.organisation_id)
    if provider.nation not in standards.all_codes():
        raise Invalid("holder_without_nation")
    case = Case(
        agency_id=agency_id, organisation_id=provider.id, nation=provider.nation, kind=kind,
        opened_by=by.person_id, opened_at=now, moved_at=now, renewal_of=renewal_of,
    )  # fmt: skip
    _choose_agency(case, now)
    case.follows = _followed(case, follows)
    _refuse_renewal(case)
    _choose_criteria(case, now)
    case.summary = acting.optional(summary)
    case.save()
    _set_subjects(case, versions)
    _set_partners(case, partners)
    acting.deed(case, Deed.OPEN, by, Side.PROVIDER, now)
    return case


@transaction.atomic
def change_case(
    *,
    case_id: UUID,
    by: Actor,
    now: datetime,
    versions: Sequence[UUID] | None = None,
    partners: Sequence[UUID] | None = None,
    summary: str | None = None,
) -> Case:
    """The application changed, while it is a draft or was returned."""
    case = acting.locked(by, case_id)
    acting.require_state(case, *_OPEN_TO_CHANGE)
    acting.deed(case, Deed.CHANGE, by, Side.PROVIDER, now)
    if summary is not None:
        case.summary = acting.optional(summary)
        case.save(update_fields=["summary"])
    if versions is not None:
        CaseSubject.objects.filter(case=case).delete()
        _set_subjects(case, versions)
    if partners is not None:
        CasePartner.objects.filter(case=case).delete()
        _set_partners(case, partners)
    return case


@transaction.atomic
def agree(*, case_id: UUID, by: Actor, now: datetime) -> CasePartner:
    """The partner of a joint programme agrees to the application; once."""
    case = queries.case_for(by, case_id)
    policies.require(by, Permission.CASE_APPLY)
    row = CasePartner.objects.filter(case=case, partner_id=by.organisation_id).first()
    if row is None:
        raise NotAllowed("case_not_yours")
    if row.agreed_at is not None:
        raise Conflict("case_agreed_already")
    row.agreed_by, row.agreed_at = by.person_id, now
    row.agreed_role = queries.role_for(by, Permission.CASE_APPLY)
    row.save(update_fields=["agreed_by", "agreed_at", "agreed_role"])
    return row


@transaction.atomic
def submit(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The application before the agency, under its number; also again after it was returned."""
    case = acting.locked(by, case_id)
    decisions.lock_exclusive(case.organisation_id)  # two drafts of one thing, at the same time
    _refuse_twin(case)
    number = case.number or numbers.next(case.agency_id, "procedure", now)
    changes = {"number": number, "submitted_on": acting.today(case, now)}
    return acting.move(case, Move.SUBMIT, by, now, changes=changes)


@transaction.atomic
def withdraw(*, case_id: UUID, by: Actor, now: datetime, note: str = "") -> Case:
    """The case ended by the provider, at any time before it is decided."""
    case = acting.locked(by, case_id)
    acting.move(case, Move.WITHDRAW, by, now, note=acting.optional(note))
    end_pause(case, by, now)
    return case


@transaction.atomic
def add_evidence(
    *,
    case_id: UUID,
    by: Actor,
    now: datetime,
    criterion: str = "",
    document: str = "",
    text: str = "",
    file_name: str = "",
    content: bytes = b"",
) -> Evidence:
    """A text or a file for one criterion, or one of the documents that are asked for.

    Raises Invalid `case_criterion_unknown`, `case_document_unknown`, `case_evidence_empty` and
    those of a file: `evidence_file_kind`, `evidence_file_too_large`, `evidence_case_full`.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, *_TAKES_EVIDENCE)
    if bool(criterion) == bool(document):
        raise Invalid("case_criterion_unknown", criterion=criterion[:20])
    if criterion and criterion not in case.criteria:
        raise Invalid("case_criterion_unknown", criterion=criterion[:20])
    if document and document not in CASE_DOCUMENTS:
        raise Invalid("case_document_unknown", document=document[:40])
    cleaned = acting.optional(text)
    if not cleaned and not content:
        raise Invalid("case_evidence_empty")
    columns = {"criterion": criterion, "document": document, "text": cleaned}
    if content:
        taken = _taken(case, file_name, content)
        columns |= {
            "file_name": taken.name, "media_type": taken.media_type, "size": taken.size,
            "digest": taken.digest, "content": taken.content,
        }  # fmt: skip
    role = acting.deed(case, Deed.ADD_EVIDENCE, by, Side.PROVIDER, now, criterion or document)
    return Evidence.objects.create(**acting.shared(case, by, role, now), **columns)


@transaction.atomic
def withdraw_evidence(*, evidence_id: UUID, case_id: UUID, by: Actor, now: datetime) -> Evidence:
    """A piece taken back while the application may be changed; it stays on record."""
    case = acting.locked(by, case_id)
    acting.require_state(case, *_OPEN_TO_CHANGE)
    row = queries.evidence_file(case, evidence_id)
    if row.withdrawn_at is not None:
        raise Conflict("case_evidence_withdrawn")
    place = row.criterion or row.document
    acting.deed(case, Deed.WITHDRAW_EVIDENCE, by, Side.PROVIDER, now, place)
    row.withdrawn_by, row.withdrawn_at = by.person_id, now
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return row


@transaction.atomic
def answer_pause(*, case_id: UUID, text: str, by: Actor, now: datetime) -> Case:
    """What was missing is handed in: the agency may go on."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.SUSPENDED)
    pause = queries.open_pause(case)
    if pause is None or pause.answered_at is not None:
        raise Conflict("case_answered_already")
    answer = acting.text(text, limit=acting.MAX_NOTE)
    pause.answered_role = acting.deed(case, Deed.ANSWER_PAUSE, by, Side.PROVIDER, now)
    pause.answer, pause.answered_by, pause.answered_at = answer, by.person_id, now
    pause.save(update_fields=["answer", "answered_by", "answered_role", "answered_at"])
    return case


@transaction.atomic
def accept_panel(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The provider has nothing against the panel and does not use the rest of its days."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.PANEL_PROPOSED)
    acting.deed(case, Deed.ACCEPT_PANEL, by, Side.PROVIDER, now)
    case.panel_accepted_at = now
    case.save(update_fields=["panel_accepted_at"])
    return case


@transaction.atomic
def object_to(
    *, case_id: UUID, member_id: UUID, reason: str, by: Actor, now: datetime
) -> Objection:
    """What the provider says against a member of the panel: once a member, within its days.

    Raises Conflict `case_objected_already`, Invalid `case_objection_late`.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, *WITH_PANEL)
    member = PanelMember.objects.filter(case=case, id=member_id, removed_at=None).first()
    if member is None:
        raise Invalid("case_member_unknown")
    if Objection.objects.filter(member=member).exists():
        raise Conflict("case_objected_already")
    nation = queries.nation_of(case, now)
    until = queries.calendar_of(case, now).add(
        nation.legal_day(member.at), nation.procedures.objection_days
    )
    accepted = case.panel_accepted_at is not None and case.panel_accepted_at >= member.at
    if accepted or nation.legal_day(now) > until:
        raise Invalid("case_objection_late", until=until)
    cleaned = acting.text(reason, limit=acting.MAX_NOTE)
    role = acting.deed(case, Deed.OBJECT, by, Side.PROVIDER, now, member.name)
    return Objection.objects.create(
        **acting.shared(case, by, role, now), member=member, reason=cleaned
    )


@transaction.atomic
def comment(*, case_id: UUID, text: str, by: Actor, now: datetime) -> FactualCheck:
    """What the provider says to the facts of the draft; an empty text says that they are right.

    Raises Conflict `case_answered_already`, Invalid `case_comments_late` after the last day.
    """
    case = acting.locked(by, case_id)
    acting.require_state(case, State.FACTUAL_CHECK)
    check = queries.factual_check(case)
    assert check is not None
    if check.answered_at is not None:
        raise Conflict("case_answered_already")
    if acting.today(case, now) > check.due_on:
        raise Invalid("case_comments_late", until=check.due_on)
    cleaned = acting.optional(text)
    check.answered_role = acting.deed(case, Deed.COMMENT, by, Side.PROVIDER, now)
    check.comments, check.answered_by, check.answered_at = cleaned, by.person_id, now
    check.save(update_fields=["comments", "answered_by", "answered_role", "answered_at"])
    return check


def _choose_agency(case: Case, now: datetime) -> None:
    """The agency may take the decision that such a case ends in, where the provider is."""
    agency = organisations.by_id(case.agency_id)
    nation = queries.nation_of(case, now)
    kinds = set(organisations.kinds_on(agency.id, nation.legal_day(now)))
    able = nation.deciders.get(DECISION_OF.get(case.kind, "programme"), ())
    if agency.nation != nation.code or not kinds.intersection(able):
        raise Invalid("case_agency_cannot_decide", kind=case.kind)
    if agency.id == case.organisation_id:
        raise Invalid("case_agency_cannot_decide", kind=case.kind)


def _choose_criteria(case: Case, now: datetime) -> None:
    """The criteria of the day; a follow-up looks at the conditions of its decision."""
    if case.kind == "follow_up":
        return
    chosen = criteria.in_force(case.agency_id, case.kind, acting.today(case, now))
    case.criteria_set = chosen.id
    case.criteria = [one.code for one in chosen.criteria]


def _followed(case: Case, decision_id: UUID | None) -> UUID | None:
    if case.kind != "follow_up":
        return None
    if decision_id is None:
        raise Invalid("case_decision_missing")
    found = decisions.decision(decision_id)
    if found.organisation_id != case.organisation_id or found.agency_id != case.agency_id:
        raise Invalid("case_decision_missing")
    if found.outcome != "conditional":
        raise Invalid("case_decision_unconditional")
    return decision_id


def _refuse_renewal(case: Case) -> None:
    """What is renewed is a decision of the same kind about the same provider."""
    if case.renewal_of is None:
        return
    found = decisions.decision(case.renewal_of)
    same = found.organisation_id == case.organisation_id
    if not same or found.kind != DECISION_OF.get(case.kind) or found.first_day is None:
        raise Invalid("case_decision_missing")


def _set_subjects(case: Case, versions: Sequence[UUID]) -> None:
    chosen: list[ProgrammeVersion | None] = [catalogue.version(one) for one in versions]
    for one in chosen:
        if one is not None and one.organisation_id != case.organisation_id:
            raise Invalid("case_version_of_another")
    if len({one.id for one in chosen if one}) != len(chosen):
        raise Invalid("case_version_twice")
    if case.kind in OF_PROVIDER or case.kind == "follow_up":
        chosen = [*chosen, None]
    for place, one in enumerate(chosen, 1):
        CaseSubject.objects.create(
            case=case, agency_id=case.agency_id, organisation_id=case.organisation_id,
            position=place, version=one, digest=bytes(one.digest) if one else None,
        )  # fmt: skip


def _set_partners(case: Case, partners: Sequence[UUID]) -> None:
    for one in dict.fromkeys(partners):
        partner = organisations.by_id(one)
        if partner.id in (case.organisation_id, case.agency_id):
            raise Invalid("case_partner_unfit")
        CasePartner.objects.create(
            case=case, agency_id=case.agency_id, organisation_id=case.organisation_id,
            partner_id=partner.id,
        )  # fmt: skip


def _refuse_twin(case: Case) -> None:
    """One running case of a kind about one subject."""
    mine = case.subjects.values_list("version_id", flat=True)
    running = Case.objects.filter(
        organisation_id=case.organisation_id, kind=case.kind, follows=case.follows
    ).exclude(id=case.id).exclude(state__in=[State.DRAFT, *ENDED])  # fmt: skip
    if case.kind in OF_PROVIDER or case.kind == "follow_up":
        twin = running.exists()
    else:
        twin = running.filter(subjects__version_id__in=[one for one in mine if one]).exists()
    if twin:
        raise Conflict("case_already_running")


def _taken(case: Case, name: str, content: bytes) -> uploads.Taken:
    held = Evidence.objects.filter(case=case).exclude(digest=None)
    total = held.aggregate(total=Sum("size"))["total"] or 0
    if code := upload_problem(content, int(total), held.count()):
        raise Invalid(code)
    return uploads.take(name, content)
