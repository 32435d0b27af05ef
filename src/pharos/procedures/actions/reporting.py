"""Findings, drafts, the factual check and the final report, frozen by its digest."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid
from pharos.core import jcs
from pharos.criteria import queries as criteria
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.procedures import queries
from pharos.procedures.actions import acting
from pharos.procedures.models import (
    Case,
    CaseSubject,
    DraftReport,
    FactualCheck,
    Finding,
    PanelMember,
    Report,
)
from pharos.procedures.rules.words import Deed, Move, Side, State, Verdict

MAX_REPORT = 200_000
_WRITING = (State.PANEL_CONFIRMED, State.SITE_VISIT, State.DRAFT_REPORT, State.FACTUAL_CHECK)


@transaction.atomic
def find(
    *,
    case_id: UUID,
    criterion: str,
    verdict: str,
    text: str,
    by: Actor,
    now: datetime,
    subject_id: UUID | None = None,
) -> Finding:
    """What the panel finds of one criterion; written again until the report is final."""
    case = acting.locked(by, case_id)
    acting.require_state(case, *_WRITING)
    if criterion not in case.criteria:
        raise Invalid("case_criterion_unknown", criterion=criterion[:20])
    if verdict not in list(Verdict):
        raise Invalid("case_verdict_unknown", verdict=verdict[:20])
    subject = None
    if subject_id is not None:
        subject = CaseSubject.objects.filter(case=case, id=subject_id).first()
        if subject is None:
            raise Invalid("case_subject_unknown")
    cleaned = acting.text(text)
    role = acting.inside(case, Deed.FIND, by, Side.PANEL, now, criterion)
    given = {**acting.internal(case, by, role, now), "verdict": verdict, "text": cleaned}
    given.pop("case")
    found, _ = Finding.objects.update_or_create(
        case=case, criterion=criterion, subject=subject, set_aside=None, defaults=given
    )
    return found


@transaction.atomic
def write_draft(
    *, case_id: UUID, texts: Mapping[str, str], by: Actor, now: datetime, as_panel: bool = True
) -> DraftReport:
    """A draft of the report in one language or more; each one written stays on record."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.DRAFT_REPORT, State.FACTUAL_CHECK)
    cleaned = _texts(texts, queries.nation_of(case, now))
    side = Side.PANEL if as_panel else Side.AGENCY
    role = acting.inside(case, Deed.DRAFT_REPORT, by, side, now)
    last = DraftReport.objects.filter(case=case).last()
    return DraftReport.objects.create(
        **acting.internal(case, by, role, now), number=last.number + 1 if last else 1,
        text=cleaned, digest=_digest(cleaned),
    )  # fmt: skip


@transaction.atomic
def begin_report(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The visit is over, the panel writes."""
    return acting.move(acting.locked(by, case_id), Move.BEGIN_REPORT, by, now)


@transaction.atomic
def send_factual_check(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The newest draft goes to the provider, to be looked through for errors of fact."""
    case = acting.locked(by, case_id)
    moved = acting.move(case, Move.SEND_FACTUAL_CHECK, by, now)
    draft = _newest_draft(case)
    today = acting.today(case, now)
    days = queries.nation_of(case, now).procedures.factual_check_days
    role = queries.acting(by, case, Side.AGENCY)
    FactualCheck.objects.create(
        **acting.shared(case, by, role, now), text=draft.text, digest=draft.digest, sent_on=today,
        due_on=queries.calendar_of(case, now).add(today, days),
    )  # fmt: skip
    return moved


@transaction.atomic
def answer_comments(*, case_id: UUID, response: str, by: Actor, now: datetime) -> FactualCheck:
    """What the panel made of the provider's comments, told to the provider."""
    case = acting.locked(by, case_id)
    acting.require_state(case, State.FACTUAL_CHECK)
    check = queries.factual_check(case)
    assert check is not None
    if check.answered_at is None:
        raise Conflict("case_not_answered")
    if check.responded_at is not None:
        raise Conflict("case_answered_already")
    cleaned = acting.text(response)
    check.responded_role = acting.deed(case, Deed.ANSWER_COMMENTS, by, Side.AGENCY, now)
    check.response, check.responded_by, check.responded_at = cleaned, by.person_id, now
    check.save(update_fields=["response", "responded_by", "responded_role", "responded_at"])
    return check


@transaction.atomic
def finish_report(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The newest draft and the findings become the report, which never changes again."""
    case = acting.locked(by, case_id)
    moved = acting.move(case, Move.FINISH_REPORT, by, now)
    draft = _newest_draft(case)
    document = jcs.canonical_json(_document(case, draft))
    nation, role = queries.nation_of(case, now), queries.acting(by, case, Side.AGENCY)
    ordered = dict.fromkeys((*nation.required_languages, *nation.languages))
    languages = [one for one in ordered if one in draft.text]
    Report.objects.create(
        **acting.shared(case, by, role, now), document=document.decode(),
        digest=hashlib.sha256(document).digest(), languages=languages,
    )  # fmt: skip
    return moved


def _newest_draft(case: Case) -> DraftReport:
    """What goes out, of this round; the guards saw that there is one."""
    return DraftReport.objects.filter(case=case, set_aside=None).latest("number")


def _document(case: Case, draft: DraftReport) -> dict[str, Any]:
    """Everything that the public report says (ESG 2015, 2.6)."""
    subjects = list(case.subjects.select_related("version"))
    bodies = [case.organisation_id, *(one.partner_id for one in case.partners.all())]
    return {
        "number": case.number,
        "kind": case.kind,
        "criteria_set": _criteria_set(case),
        "agency": dict(organisations.by_id(case.agency_id).name),
        "providers": [dict(organisations.by_id(one).name) for one in bodies],
        "programmes": [
            {
                "title": dict(one.version.descriptor.title),
                "address": catalogue.address(one.version),
                "digest": bytes(one.digest).hex(),
            }
            for one in subjects
            if one.version is not None
        ],
        "panel": [
            {"name": one.name, "capacity": one.capacity, "chair": one.is_chair,
             "international": one.is_international}
            for one in PanelMember.objects.filter(case=case, removed_at=None)
        ],
        "findings": [
            {"criterion": one.criterion, "verdict": one.verdict, "text": one.text,
             "subject": one.subject.position if one.subject else None}
            for one in Finding.objects.filter(case=case, set_aside=None).select_related("subject")
        ],
        "text": draft.text,
    }  # fmt: skip


def _criteria_set(case: Case) -> dict[str, Any] | None:
    """By what the panel judged: name, number and first day of the set; a follow-up has none."""
    if case.criteria_set is None:
        return None
    found = criteria.by_id(case.criteria_set)
    return {
        "id": str(found.id),
        "title": dict(found.title),
        "number": found.number,
        "first_day": found.first_day.isoformat(),
    }


def _texts(texts: Mapping[str, str], nation: Nation) -> dict[str, str]:
    """The texts cleaned, state language first; one at least, in languages of the nation."""
    known = [*nation.required_languages, *nation.languages]
    if set(texts) - set(known):
        raise Invalid("case_language_unknown")
    found = {
        language: acting.optional(texts[language], limit=MAX_REPORT)
        for language in dict.fromkeys(known)
        if language in texts
    }
    kept = {language: one for language, one in found.items() if one}
    if not kept:
        raise Invalid("case_text_missing")
    return kept


def _digest(texts: Mapping[str, str]) -> bytes:
    return hashlib.sha256(jcs.canonical_json(dict(texts))).digest()
