"""What can happen to schemes and places: two people publish, one decides, time releases."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import Programme, ProgrammeVersion
from pharos.common import jobs, personkeys, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.funding import persons, queries, rules
from pharos.funding.models import Account, Application, Proof, Scheme
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

RELEASE, FORGET, FORGET_PROOF = (
    "funding.release", "funding.forget", "funding.forget_proof",
)  # fmt: skip
OPEN: Final = ("applied", "reserved")


@transaction.atomic
def propose_scheme(*, new: rules.NewScheme, by: Actor, now: datetime) -> Scheme:
    """A scheme waits for a second person of the funder.

    Raises NotAllowed `scheme_not_yours`, Invalid `scheme_breaks_rules`.
    """
    policies.require(by, Permission.SCHEME_PROPOSE)
    body = organisations.by_id(by.organisation_id)
    fitting = rules.FUNDING_KINDS.get(new.funder_kind, frozenset())
    if not body.nation or not organisations.kinds_on(body.id, now.date()) & fitting:
        raise NotAllowed("scheme_not_yours")
    nation = standards.nation(body.nation, on=now.date(), known_at=now)
    problems = rules.scheme_problems(new, nation, nation.legal_day(now))
    problems += _unknown_programmes(new.programmes)
    if problems:
        told = [Invalid(one.code, field=one.place, **one.facts) for one in problems]
        raise Invalid("scheme_breaks_rules", problems=told)
    kept = replace(new, name=_texts(new.name), description=_texts(new.description))
    lists = {name: list(getattr(kept, name)) for name in
             ("groups", "regions", "programmes", "fields", "levels", "kinds")}  # fmt: skip
    return Scheme.objects.create(
        organisation_id=body.id,
        nation=nation.code,
        digest=hashlib.sha256(kept.digest_input).digest(),
        proposed_by=by.person_id,
        proposed_at=now,
        **(asdict(kept) | lists),
    )


@transaction.atomic
def approve_scheme(*, scheme_id: UUID, digest: bytes, by: Actor, now: datetime) -> Scheme:
    """The scheme is published, and its account is open.

    Raises NotAllowed `proposer_approves`, Conflict `scheme_decided` or `version_changed`.
    """
    policies.require(by, Permission.SCHEME_APPROVE)
    found = queries.own_scheme(by, scheme_id, lock=True)
    if found.approved_at is not None or found.closed_at is not None:
        raise Conflict("scheme_decided")
    if bytes(found.digest) != digest:
        raise Conflict("version_changed")
    if found.proposed_by == by.person_id:
        raise NotAllowed("proposer_approves")
    found.approved_by, found.approved_at = by.person_id, now
    found.save(update_fields=["approved_by", "approved_at"])
    Account.objects.create(scheme=found, organisation_id=found.organisation_id, budget=found.budget)
    return found


@transaction.atomic
def close_scheme(*, scheme_id: UUID, reason: str, by: Actor, now: datetime) -> Scheme:
    """No place is reserved any more; what was promised is kept."""
    policies.require(by, Permission.SCHEME_APPROVE)
    found = queries.own_scheme(by, scheme_id, lock=True)
    if found.closed_at is not None:
        raise Conflict("scheme_decided")
    found.closed_by, found.closed_at, found.closed_reason = by.person_id, now, text(reason)
    found.save(update_fields=["closed_by", "closed_at", "closed_reason"])
    return found


def place_of(scheme_id: UUID, version_id: UUID, now: datetime) -> tuple[Scheme, ProgrammeVersion]:
    """The scheme and the version for which one can apply now; raises Conflict otherwise."""
    scheme, version = queries.published(scheme_id), catalogue.version(version_id)
    if not queries.is_in_force(scheme, _nation(scheme, now).legal_day(now)):
        raise Conflict("scheme_not_open")
    if version.state != ProgrammeVersion.State.PUBLISHED or not queries.covers(scheme, version):
        raise Conflict("scheme_not_for_programme")
    return scheme, version


@transaction.atomic
def keep_proof(*, scheme: Scheme, application_id: UUID, told: persons.Told, now: datetime) -> bool:
    """Whether the applicant belongs to the scheme; what shows it is sealed for the funder.

    Done in the funder's scope by the system: the applicant has no account, and the provider
    learns the answer alone. Raises Invalid `application_malformed`.
    """
    note = rules.clean(told.note)
    if note is None:
        raise Invalid("application_malformed", field="note", limit=rules.MAX_TEXT)
    forget_at = _forget_at(scheme, now)
    key_id, cipher = personkeys.create()
    Proof.objects.create(
        organisation_id=scheme.organisation_id,
        scheme=scheme,
        application_id=application_id,
        person_key_id=key_id,
        box=persons.seal_proof(cipher, replace(told, note=note)),
        given_at=now,
        forget_at=forget_at,
    )
    by = tenancy.current()
    jobs.enqueue(FORGET_PROOF, actor=by, at=forget_at, application_id=application_id)
    return rules.covers_person(scheme, told.reader)


@transaction.atomic
def apply(
    *,
    scheme: Scheme,
    version: ProgrammeVersion,
    application_id: UUID,
    entitled: bool,
    contact: persons.Contact,
    now: datetime,
) -> Application:
    """The provider finds the application; done in its scope by the system.

    Raises Conflict `funding_not_needed` where there is nothing to pay.
    """
    price = queries.price_of(version, _nation(scheme, now).legal_day(now))
    if price is None or price.amount == 0 or price.currency != scheme.currency:
        raise Conflict("funding_not_needed")
    name = rules.clean(contact.name, rules.MAX_TITLE)
    if not name:
        raise Invalid("application_malformed", field="name", limit=rules.MAX_TITLE)
    forget_at = _forget_at(scheme, now)
    key_id, cipher = personkeys.create()
    made = Application.objects.create(
        id=application_id,
        organisation_id=version.organisation_id,
        funder_id=scheme.organisation_id,
        scheme=scheme,
        programme_id=version.programme_id,
        version=version,
        offering_id=price.offering_id,
        entitled=entitled,
        price=price.amount,
        amount=rules.amount(scheme, price.amount),
        person_key_id=key_id,
        box=persons.seal_contact(cipher, replace(contact, name=name)),
        applied_at=now,
        forget_at=forget_at,
    )
    jobs.enqueue(FORGET, actor=tenancy.current(), at=forget_at, application_id=made.id)
    return made


@transaction.atomic
def decide(
    *, application_id: UUID, accept: bool, reason: str = "", by: Actor, now: datetime
) -> Application:
    """A place is reserved until its end, or refused with a reason, by whom the scheme names.

    Raises NotAllowed `funding_not_yours_to_decide`, Conflict `application_decided`,
    `scheme_not_open`, `application_not_entitled` or `budget_exhausted`.
    """
    policies.require(by, Permission.FUNDING_DECIDE)
    found = queries.application_for(by, application_id, lock=True)
    _require_decider(by, found)
    if found.state != "applied":
        raise Conflict("application_decided")
    found.decided_by, found.decided_at = by.person_id, now
    if not accept:
        found.state, found.ended_at, found.reason = "refused", now, text(reason)
        _save(found)
        return found
    if not found.entitled:
        raise Conflict("application_not_entitled")
    if not queries.is_in_force(found.scheme, _nation(found.scheme, now).legal_day(now)):
        raise Conflict("scheme_not_open")
    found.state = "reserved"
    found.reserved_until = now + timedelta(days=found.scheme.hold_days)
    try:
        with transaction.atomic():
            _save(found)
    except IntegrityError as error:
        raise Conflict("budget_exhausted") from error
    jobs.enqueue(RELEASE, actor=by, at=found.reserved_until, application_id=found.id)
    return found


@transaction.atomic
def release(*, application_id: UUID, reason: str, by: Actor, now: datetime) -> Application:
    """A reserved place is given free before its end."""
    policies.require(by, Permission.FUNDING_DECIDE)
    found = queries.application_for(by, application_id, lock=True)
    _require_decider(by, found)
    if found.state != "reserved":
        raise Conflict("application_decided")
    found.state, found.ended_at, found.reason = "released", now, text(reason)
    _save(found)
    return found


@transaction.atomic
def release_late(*, application_id: UUID, now: datetime) -> bool:
    """A reserved place whose end has come is free again; a claimed one stays."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    until = found.reserved_until if found else None
    if found is None or found.state != "reserved" or until is None or until > now:
        return False
    found.state, found.ended_at = "released", now
    _save(found)
    return True


@transaction.atomic
def withdraw(*, application_id: UUID, now: datetime) -> Application:
    """The applicant gives it up by the own link: what named the person is erased at once."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    if found is None:
        raise NotFound("application_unknown")
    if found.state in ("claimed", "paid"):
        raise Conflict("application_claimed")
    if found.state in OPEN:
        found.state, found.ended_at = "withdrawn", now
        _save(found)
    forget(application_id=application_id, now=now)
    return found


@transaction.atomic
def forget(*, application_id: UUID, now: datetime) -> bool:
    """What names the applicant at the provider is erased; figures and amounts stay."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    return found is not None and _erase(found, now)


@transaction.atomic
def forget_proof(*, application_id: UUID, now: datetime) -> bool:
    """What the applicant proved is erased at the funder."""
    found = Proof.objects.select_for_update().filter(application_id=application_id).first()
    return found is not None and _erase(found, now)


def text(given: str) -> str:
    """A reason in its kept form; raises Invalid `reason_malformed`."""
    cleaned = rules.clean(given)
    if not cleaned:
        raise Invalid("reason_malformed", limit=rules.MAX_TEXT)
    return cleaned


def _erase(found: Application | Proof, now: datetime) -> bool:
    if found.erased_at is not None:
        return False
    personkeys.destroy(found.person_key_id, now=now)
    found.box, found.erased_at = None, now
    found.save(update_fields=["box", "erased_at"])
    return True


def _require_decider(by: Actor, found: Application) -> None:
    decider = found.funder_id if found.scheme.decides == "funder" else found.organisation_id
    if by.organisation_id != decider:
        raise NotAllowed("funding_not_yours_to_decide")


def _save(found: Application) -> None:
    found.save(update_fields=["state", "amount", "reserved_until", "decided_by", "decided_at",
                              "reason", "ended_at"])  # fmt: skip


def _forget_at(scheme: Scheme, now: datetime) -> datetime:
    last = scheme.last_day + timedelta(days=rules.KEPT_DAYS)
    return _nation(scheme, now).midnight(last)


def _nation(scheme: Scheme, now: datetime) -> Nation:
    return standards.nation(scheme.nation, on=now.date(), known_at=now)


def _unknown_programmes(named: Sequence[str]) -> list[rules.Problem]:
    known = {str(one) for one in
             Programme.objects.filter(id__in=named).values_list("id", flat=True)}  # fmt: skip
    return [rules.Problem("scheme_word_unknown", "programmes", {"word": one[:40]})
            for one in named if one not in known]  # fmt: skip


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    cleaned = {tag: rules.clean(one) for tag, one in given.items()}
    return {tag: one for tag, one in cleaned.items() if one}
