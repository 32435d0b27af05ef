"""Entries of the register: made, changed and reviewed by the registry office that keeps them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import jobs
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.common.ids import uuid7
from pharos.common.settings import settings
from pharos.core.errors import CoreError
from pharos.organisations import queries, rules
from pharos.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationName,
    Relation,
)

# Bodies that may keep entries of the register: its operator, or the ministry of the nation.
_OFFICES = frozenset({"registry_operator", "ministry"})


@transaction.atomic
def create(
    *,
    by: Actor,
    slug: str,
    name: Mapping[str, str],
    nation: str | None,
    kinds: Iterable[str],
    since: date | None = None,
    fictitious: bool = False,
    legal_form: str = "",
    legal_ids: Mapping[str, str] | None = None,
    register_note: str = "",
    now: datetime,
) -> Organisation:
    """Enter an organisation; one whose name resembles another's is held for review (UNI-01).

    `since` None: the kinds hold since before the register began. Raises Invalid, Conflict
    `slug_taken`, NotAllowed `not_a_registry_office`.
    """
    policies.require(by, Permission.ORGANISATION_CREATE)
    _require_office(by, nation, now.date())
    return enter(
        by=by,
        keeper_id=_tenant(by),
        slug=slug,
        name=name,
        nation=nation,
        kinds=kinds,
        since=since,
        fictitious=fictitious,
        legal_form=legal_form,
        legal_ids=legal_ids,
        register_note=register_note,
        now=now,
    )


def enter(
    *,
    by: Actor,
    keeper_id: UUID,
    slug: str,
    name: Mapping[str, str],
    nation: str | None,
    kinds: Iterable[str],
    since: date | None,
    fictitious: bool,
    legal_form: str,
    legal_ids: Mapping[str, str] | None,
    register_note: str,
    now: datetime,
    organisation_id: UUID | None = None,
    vetted: bool = False,
) -> Organisation:
    """Write the rows of an entry; who may is the caller's to ask.

    `vetted` entries come with the product and were compared with each other beforehand.
    """
    names = _names(name)
    _check_slug(slug)
    if fictitious and settings().production:
        raise Invalid("fictitious_refused", slug=slug)
    queries.lock_names()
    resembled = [] if vetted else queries.lookalikes(names)
    entry = _written(
        id=organisation_id or uuid7(), keeper_id=keeper_id, slug=slug, name=names, nation=nation,
        legal_form=legal_form, legal_ids=_legal_ids(legal_ids or {}), fictitious=fictitious,
        register_note=register_note, state="held" if resembled else "listed",
        held_for=", ".join(other.slug for other in resembled),
        created_by=by.person_id, created_at=now,
    )  # fmt: skip
    for kind in dict.fromkeys(kinds):
        _write_kind(entry, kind, since)
    for language, text in names.items():
        _write_name(entry, language, text, since)
    return entry


def _written(**row: Any) -> Organisation:
    """The row of an entry; raises Conflict `slug_taken`."""
    try:
        with transaction.atomic():
            return Organisation.objects.create(**row)
    except IntegrityError as error:
        raise Conflict("slug_taken", slug=row["slug"]) from error


@transaction.atomic
def review(*, by: Actor, organisation_id: UUID, accept: bool, now: datetime) -> Organisation:
    """Let a held entry into the register or close it; never by whoever entered it.

    Raises Conflict `organisation_not_held`, NotAllowed `proposer_approves`.
    """
    policies.require(by, Permission.ORGANISATION_REVIEW)
    entry = kept(by, organisation_id)
    if entry.state != "held":
        raise Conflict("organisation_not_held", slug=entry.slug)
    if entry.created_by is not None and entry.created_by == by.person_id:
        raise NotAllowed("proposer_approves")
    entry.state = "listed" if accept else "closed"
    entry.reviewed_by = by.person_id
    entry.reviewed_at = now
    entry.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    return entry


@transaction.atomic
def add_kind(*, by: Actor, organisation_id: UUID, kind: str, since: date) -> OrganisationKind:
    """The organisation is this as well, from that day; raises Conflict `kind_held_already`."""
    policies.require(by, Permission.ORGANISATION_EDIT)
    return _write_kind(kept(by, organisation_id), kind, since)


@transaction.atomic
def end_kind(*, by: Actor, organisation_id: UUID, kind: str, until: date) -> None:
    """The organisation is this no longer, from that day; raises Invalid `kind_not_held`."""
    policies.require(by, Permission.ORGANISATION_EDIT)
    entry = kept(by, organisation_id)
    found = OrganisationKind.objects.filter(
        organisation=entry, kind=kind, until_day__isnull=True
    ).first()
    if found is None:
        raise Invalid("kind_not_held", kind=kind)
    if found.from_day is not None and until <= found.from_day:
        raise Invalid("day_out_of_order")
    found.until_day = until
    found.save(update_fields=["until_day"])


@transaction.atomic
def rename(
    *,
    by: Actor,
    organisation_id: UUID,
    name: Mapping[str, str],
    since: date,
    reviewed: bool = False,
) -> Organisation:
    """The organisation bears these names from that day; languages not named stay as they are.

    The old names stay in its history, its slug stays for ever. A name that resembles another
    body's is refused with Conflict `name_resembles`, unless somebody who may review says so.
    """
    policies.require(
        by, Permission.ORGANISATION_REVIEW if reviewed else Permission.ORGANISATION_EDIT
    )
    entry = kept(by, organisation_id)
    names = _names({**entry.name, **name})
    changed = {lang: text for lang, text in names.items() if entry.name.get(lang) != text}
    queries.lock_names()
    resembled = queries.lookalikes(changed, besides=entry.id) if changed else []
    if resembled and not reviewed:
        raise Conflict("name_resembles", others=", ".join(other.slug for other in resembled))
    for language, text in changed.items():
        _end_name(entry, language, since)
        _write_name(entry, language, text, since)
    entry.name = names
    entry.save(update_fields=["name"])
    jobs.enqueue("catalogue.index", actor=system(organisation_id=entry.id), organisation=entry.id)
    return entry


@transaction.atomic
def relate(*, by: Actor, organisation_id: UUID, kind: str, other_id: UUID, since: date) -> Relation:
    """The organisation is a branch of the other, merged into it, owned by it, or under it."""
    policies.require(by, Permission.ORGANISATION_EDIT)
    entry = kept(by, organisation_id)
    other = queries.by_id(other_id)
    if kind not in dict(rules.RELATION_KINDS) or other.id == entry.id:
        raise Invalid("relation_malformed", kind=kind)
    return Relation.objects.create(
        keeper_id=entry.keeper_id, organisation=entry, kind=kind, other=other, from_day=since
    )


def kept(by: Actor, organisation_id: UUID) -> Organisation:
    """The entry, if the acting office keeps it; raises NotAllowed `kept_by_another_office`."""
    entry = queries.by_id(organisation_id)
    if entry.keeper_id != by.organisation_id:
        raise NotAllowed("kept_by_another_office", slug=entry.slug)
    return entry


def _require_office(by: Actor, nation: str | None, day: date) -> None:
    office = queries.by_id(by.organisation_id)
    kinds = queries.kinds_on(office.id, day) & _OFFICES
    # A ministry keeps the bodies of its own nation; the operator those of all.
    if not kinds or (office.nation is not None and office.nation != nation):
        raise NotAllowed("not_a_registry_office")


def _tenant(by: Actor) -> UUID:
    if by.organisation_id is None:
        raise NotAllowed("not_a_registry_office")
    return by.organisation_id


def _check_slug(slug: str) -> None:
    problem = rules.slug_problem(slug)
    if problem:
        raise Invalid(problem, slug=slug)


def _names(name: Mapping[str, str]) -> dict[str, str]:
    try:
        names = rules.clean_names({lang: text for lang, text in name.items() if text})
    except CoreError as error:
        raise Invalid("organisation_name_malformed", error.message, reason=error.code) from error
    if "en" not in names or not set(names) <= {"hy", "ka", "en", "ru"}:
        raise Invalid("organisation_name_english")
    return names


def _legal_ids(legal_ids: Mapping[str, str]) -> dict[str, str]:
    for kind, value in legal_ids.items():
        if not (kind.isascii() and value.isascii() and 0 < len(value) <= 64):
            raise Invalid("legal_id_malformed", kind=kind)
    return dict(legal_ids)


def _write_kind(entry: Organisation, kind: str, since: date | None) -> OrganisationKind:
    if not rules.known_kind(kind):
        raise Invalid("kind_unknown", kind=kind)
    try:
        with transaction.atomic():
            return OrganisationKind.objects.create(
                keeper_id=entry.keeper_id, organisation=entry, kind=kind, from_day=since
            )
    except IntegrityError as error:
        raise Conflict("kind_held_already", kind=kind) from error


def _write_name(entry: Organisation, language: str, text: str, since: date | None) -> None:
    OrganisationName.objects.create(
        keeper_id=entry.keeper_id,
        organisation=entry,
        language=language,
        text=text,
        skeleton=rules.skeleton(text),
        from_day=since,
    )


def _end_name(entry: Organisation, language: str, until: date) -> None:
    found = OrganisationName.objects.filter(
        organisation=entry, language=language, until_day__isnull=True
    ).first()
    if found is None:
        return
    if found.from_day is not None and until <= found.from_day:
        raise Invalid("day_out_of_order")
    found.until_day = until
    found.save(update_fields=["until_day"])
