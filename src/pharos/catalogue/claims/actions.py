"""Levels are claimed, confirmed and entered; bodies say that they recognise; courses are shown."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import courses, levels, locks
from pharos.catalogue import queries as catalogue
from pharos.catalogue.claims.models import Course, LevelReferral, Recognition
from pharos.catalogue.levels import ORDER, Act
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.i18n import LanguageMap
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

MAX_NUMBER = 60
MAX_TEXT = 500


@transaction.atomic
def claim_level(
    *, version_id: UUID, matches: Mapping[str, int], by: Actor, now: datetime
) -> LevelReferral:
    """The provider lays each outcome beside a level descriptor and claims the version's level."""
    policies.require(by, Permission.LEVEL_CLAIM)
    version = catalogue.version(version_id)
    if version.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    problems = levels.problems(version.descriptor, matches)
    if problems:
        raise Invalid("level_claim_unsound", problems=[one.as_error() for one in problems])
    return _said(version, Act.CLAIMED, by, now, matches=dict(sorted(matches.items())))


@transaction.atomic
def confirm_level(*, version_id: UUID, by: Actor, now: datetime) -> LevelReferral:
    """The quality agency of the nation agrees with the claim."""
    policies.require(by, Permission.LEVEL_CONFIRM)
    version = catalogue.version(version_id)
    nation = _nation(version, now)
    _require_kind(by, nation, nation.deciders["programme"], now)
    return _said(version, Act.CONFIRMED, by, now)


@transaction.atomic
def enter_level(*, version_id: UUID, number: str, by: Actor, now: datetime) -> LevelReferral:
    """The keeper of the national framework enters the version under a number."""
    policies.require(by, Permission.LEVEL_ENTER)
    version = catalogue.version(version_id)
    nation = _nation(version, now)
    _require_kind(by, nation, nation.designer.framework_keepers, now)
    return _said(version, Act.ENTERED, by, now, number=_line(number, MAX_NUMBER, "number"))


def _said(
    version: ProgrammeVersion, act: Act, by: Actor, now: datetime, **more: object
) -> LevelReferral:
    """One act, after the one before it and not twice."""
    locks.lock_exclusive(version.id)
    said = set(LevelReferral.objects.filter(version=version).values_list("act", flat=True))
    if act in said:
        raise Conflict("level_said_already", act=act.value)
    before = ORDER[: ORDER.index(act)]
    if before and before[-1] not in said:
        raise Conflict("level_not_yet", act=before[-1].value)
    return LevelReferral.objects.create(
        version=version,
        organisation_id=by.organisation_id,
        act=act.value,
        level=version.level,
        by_person=by.person_id,
        at=now,
        day=_nation(version, now).legal_day(now),
        **more,
    )


def _require_kind(by: Actor, nation: Nation, kinds: tuple[str, ...], now: datetime) -> None:
    """The actor's body is one of these kinds in that nation."""
    body = organisations.by_id(by.organisation_id)
    held = organisations.kinds_on(body.id, nation.legal_day(now))
    # the register's own operator belongs to no nation and may stand in where the law says so
    if body.nation not in (None, nation.code) or not held.intersection(kinds):
        raise NotAllowed("level_not_yours_to_say")


@transaction.atomic
def confirm_recognition(
    *, version_id: UUID, text: LanguageMap, by: Actor, now: datetime
) -> Recognition:
    """A body that the version names says that it recognises it; from now on that is shown."""
    policies.require(by, Permission.RECOGNITION_CONFIRM)
    version = catalogue.version(version_id)
    body = organisations.by_id(by.organisation_id)
    named = {one.organisation for one in version.descriptor.recognised_by_others}
    if body.slug not in named:
        raise NotAllowed("recognition_not_named")
    locks.lock_exclusive(version.id)
    if Recognition.objects.filter(version=version, organisation_id=body.id, withdrawn_at=None):
        raise Conflict("recognition_confirmed_already")
    return Recognition.objects.create(
        version=version,
        organisation_id=body.id,
        text={tag: _line(words, MAX_TEXT, "text") for tag, words in text.items() if words},
        confirmed_by=by.person_id,
        confirmed_at=now,
        day=_nation(version, now).legal_day(now),
    )


@transaction.atomic
def withdraw_recognition(*, recognition_id: UUID, by: Actor, now: datetime) -> Recognition:
    """The body no longer says so; that it once did stays in the record."""
    policies.require(by, Permission.RECOGNITION_CONFIRM)
    found = Recognition.objects.filter(id=recognition_id, organisation_id=by.organisation_id)
    recognition = found.select_for_update().first()
    if recognition is None:
        raise NotFound("recognition_unknown")
    if recognition.withdrawn_at is not None:
        raise Conflict("recognition_withdrawn_already")
    recognition.withdrawn_by, recognition.withdrawn_at = by.person_id, now
    recognition.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return recognition


@transaction.atomic
def show_course(*, draft_id: UUID, digest: bytes, by: Actor, now: datetime) -> Course:
    """The draft is shown as a course with a certificate of attendance, outside of the register.

    `digest` names the content that was looked at. An earlier showing of it ends.
    """
    policies.require(by, Permission.COURSE_SHOW)
    draft = catalogue.draft_for(by, draft_id, lock=True)
    if bytes(draft.digest) != digest:
        raise Conflict("version_changed", slug=draft.slug)
    told = draft.descriptor
    nation = standards.nation(draft.nation, on=zones.legal_day(draft.nation, now), known_at=now)
    problems = list(courses.problems(told, nation))
    if problems:
        raise Invalid("course_not_to_be_shown", problems=[one.as_error() for one in problems])
    assert told.workload_hours is not None  # the rules ask for it
    Course.objects.filter(
        organisation_id=by.organisation_id, slug=draft.slug, ended_at=None
    ).update(ended_at=now)
    return Course.objects.create(
        organisation_id=by.organisation_id,
        slug=draft.slug,
        nation=draft.nation,
        title=dict(told.title),
        objective=dict(told.objective),
        hours=told.workload_hours.clock_hours,
        form=list(told.form_of_participation),
        languages=list(told.languages),
        regions=list(told.region),
        digest=digest,
        shown_by=by.person_id,
        shown_at=now,
    )


@transaction.atomic
def end_course(*, course_id: UUID, by: Actor, now: datetime) -> None:
    """The course is no longer shown."""
    policies.require(by, Permission.COURSE_SHOW)
    found = Course.objects.filter(id=course_id, organisation_id=by.organisation_id, ended_at=None)
    if not found.update(ended_at=now):
        raise NotFound("course_unknown")


def _nation(version: ProgrammeVersion, now: datetime) -> Nation:
    return standards.nation(version.nation, on=zones.legal_day(version.nation, now), known_at=now)


def _line(text: str, limit: int, field: str) -> str:
    try:
        return strict.clean_name(text, max_length=limit)
    except CoreError as error:
        raise Invalid("text_refused", field=field, reason=error.code) from error
