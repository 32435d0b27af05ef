"""Writing a set of criteria, and putting it in force: one person writes, another approves."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.i18n import LANGUAGES
from pharos.common.texts import kept
from pharos.criteria import queries, rules
from pharos.criteria.models import CriteriaDraft, CriteriaSet
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.nations.vocabulary import CASE_KINDS
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

_AGENCIES = frozenset({"qa_agency", "qa_agency_foreign", "ministry"})


@transaction.atomic
def begin(*, by: Actor, kind: str, copy_of: UUID | None = None, now: datetime) -> CriteriaDraft:
    """A draft, empty or with what a version says.

    Raises NotAllowed `not_an_agency`, Invalid `criteria_kind_unknown`.
    """
    policies.require(by, Permission.CRITERIA_EDIT)
    _require_agency(by, now)
    if kind not in CASE_KINDS:
        raise Invalid("criteria_kind_unknown")
    content = rules.Content(title={})
    if copy_of is not None:
        version = queries.by_id(copy_of)
        if version.agency_id != by.organisation_id:
            raise NotFound("criteria_unknown")
        content = version.content
    return CriteriaDraft.objects.create(
        agency_id=by.organisation_id, kind=kind, edited_by=by.person_id, edited_at=now,
        **_written(content),
    )  # fmt: skip


@transaction.atomic
def name(
    *, by: Actor, draft_id: UUID, title: Mapping[str, str], source: str, now: datetime
) -> CriteriaDraft:
    """The draft with its title in each language and the act that it rests on."""
    cleaned, said = _texts(title), _line(source, rules.MAX_TEXT)

    def renamed(content: rules.Content) -> rules.Content:
        return rules.Content(cleaned, said, content.criteria)

    return _edit(by, draft_id, now, renamed)


@transaction.atomic
def put(
    *,
    by: Actor,
    draft_id: UUID,
    criterion: Mapping[str, Any],
    instead_of: str = "",
    now: datetime,
) -> CriteriaDraft:
    """The draft with a criterion added, or written anew in the place of another.

    Raises Invalid `criteria_code_malformed`, `criteria_esg_unknown`, `criteria_text_unreadable`,
    `criteria_too_many`, Conflict `criteria_code_twice`, NotFound `criteria_unknown`.
    """
    new = _criterion(criterion)

    def changed(content: rules.Content) -> rules.Content:
        if instead_of and content.criterion(instead_of) is None:
            raise NotFound("criteria_unknown")
        if new.code != instead_of and content.criterion(new.code) is not None:
            raise Conflict("criteria_code_twice", criterion=new.code)
        made = content.with_criterion(new, instead_of=instead_of)
        if len(made.criteria) > rules.MOST_CRITERIA:
            raise Invalid("criteria_too_many", limit=rules.MOST_CRITERIA)
        return made

    return _edit(by, draft_id, now, changed)


@transaction.atomic
def remove(*, by: Actor, draft_id: UUID, code: str, now: datetime) -> CriteriaDraft:
    """The draft without a criterion."""
    return _edit(by, draft_id, now, lambda content: _holding(content, code).without(code))


@transaction.atomic
def move(*, by: Actor, draft_id: UUID, code: str, places: int, now: datetime) -> CriteriaDraft:
    """The draft with a criterion further up or down."""
    return _edit(by, draft_id, now, lambda content: _holding(content, code).moved(code, places))


@transaction.atomic
def drop(*, by: Actor, draft_id: UUID, now: datetime) -> CriteriaDraft:
    """The draft is given up."""
    policies.require(by, Permission.CRITERIA_EDIT)
    found = _open(by, draft_id)
    found.state, found.edited_at = CriteriaDraft.State.DROPPED, now
    found.save(update_fields=["state", "edited_at"])
    return found


@transaction.atomic
def approve(
    *, by: Actor, draft_id: UUID, digest: bytes, first_day: date, now: datetime
) -> CriteriaSet:
    """The version that holds from `first_day` on; the one before ends on the day before.

    Raises NotAllowed `proposer_approves`, Conflict `version_changed`, Invalid
    `criteria_incomplete`, `criteria_day_past`, `criteria_day_not_after`.
    """
    policies.require(by, Permission.CRITERIA_APPROVE)
    _require_agency(by, now)
    found = _open(by, draft_id)
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    if found.edited_by == by.person_id:
        raise NotAllowed("proposer_approves")
    nation = nation_of(by, now)
    if rules.lacks(found.content, nation.required_languages):
        raise Invalid("criteria_incomplete")
    if first_day < nation.legal_day(now):
        raise Invalid("criteria_day_past")
    before = queries.versions(found.agency_id, found.kind)
    _end_previous(before, first_day)
    found.state = CriteriaDraft.State.APPROVED
    found.save(update_fields=["state"])
    return CriteriaSet.objects.create(
        agency_id=found.agency_id,
        kind=found.kind,
        document=found.document,
        digest=bytes(found.digest),
        number=before[0].number + 1 if before else 1,
        first_day=first_day,
        drafted_by=found.edited_by,
        approved_by=by.person_id,
        approved_at=now,
    )


@transaction.atomic
def retire(*, by: Actor, set_id: UUID, last_day: date, now: datetime) -> CriteriaSet:
    """The version ends after `last_day`, without a successor.

    Raises Conflict `criteria_retired`, Invalid `criteria_day_past`, `criteria_day_not_after`.
    """
    policies.require(by, Permission.CRITERIA_APPROVE)
    found = CriteriaSet.objects.select_for_update().filter(id=set_id, agency_id=by.organisation_id)
    row = found.first()
    if row is None:
        raise NotFound("criteria_unknown")
    if row.until is not None:
        raise Conflict("criteria_retired")
    if last_day < nation_of(by, now).legal_day(now):
        raise Invalid("criteria_day_past")
    if last_day < row.first_day:
        raise Invalid("criteria_day_not_after")
    row.until, row.retired_by = last_day + timedelta(days=1), by.person_id
    row.save(update_fields=["until", "retired_by"])
    return row


def nation_of(by: Actor, now: datetime) -> Nation:
    """The nation by whose languages and days the agency works."""
    body = organisations.by_id(by.organisation_id)
    code = body.nation or ""
    pieces = standards.history(code)
    return standards.nation(code, on=pieces[-1].legal_day(now))


def _end_previous(before: list[CriteriaSet], first_day: date) -> None:
    if not before:
        return
    newest = before[0]
    if first_day <= newest.first_day:
        raise Invalid("criteria_day_not_after")
    if newest.until is None:
        newest.until = first_day
        newest.save(update_fields=["until"])
    elif newest.until > first_day:
        raise Invalid("criteria_day_not_after")


def _edit(
    by: Actor, draft_id: UUID, now: datetime, change: Callable[[rules.Content], rules.Content]
) -> CriteriaDraft:
    policies.require(by, Permission.CRITERIA_EDIT)
    found = _open(by, draft_id)
    written = _written(change(found.content))
    found.document, found.digest = written["document"], written["digest"]
    found.edited_by, found.edited_at = by.person_id, now
    found.save(update_fields=["document", "digest", "edited_by", "edited_at"])
    return CriteriaDraft.objects.get(id=found.id)


def _open(by: Actor, draft_id: UUID) -> CriteriaDraft:
    found = CriteriaDraft.objects.select_for_update().filter(
        id=draft_id, agency_id=by.organisation_id
    )
    row = found.first()
    if row is None:
        raise NotFound("criteria_unknown")
    if row.state != CriteriaDraft.State.OPEN:
        raise Conflict("criteria_draft_ended")
    return row


def _holding(content: rules.Content, code: str) -> rules.Content:
    if content.criterion(code) is None:
        raise NotFound("criteria_unknown")
    return content


def _written(content: rules.Content) -> dict[str, Any]:
    document = content.text()
    return {"document": document, "digest": hashlib.sha256(document.encode()).digest()}


def _criterion(given: Mapping[str, Any]) -> rules.Criterion:
    code = str(given.get("code", "")).strip()
    if not rules.CODE.fullmatch(code):
        raise Invalid("criteria_code_malformed")
    esg = tuple(sorted(given.get("esg", ()), key=_in_order))
    if not set(esg) <= rules.esg_numbers():
        raise Invalid("criteria_esg_unknown")
    return rules.Criterion(
        code=code,
        text=_texts(given.get("text", {})),
        esg=esg,
        clause=_line(str(given.get("clause", "")), rules.MAX_CLAUSE),
        evidence=_texts(given.get("evidence", {})),
    )


def _in_order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {
        tag: text
        for tag in LANGUAGES
        if (text := _line(str(texts.get(tag, "") or ""), rules.MAX_TEXT))
    }


def _line(text: str, most: int) -> str:
    return kept(text, code="criteria_text_unreadable", limit=most, may_be_empty=True)


def _require_agency(by: Actor, now: datetime) -> None:
    body = organisations.by_id(by.organisation_id)
    today = zones.legal_day(body.nation, now)
    if not body.nation or not organisations.kinds_on(body.id, today) & _AGENCIES:
        raise NotAllowed("not_an_agency")
