"""A fictitious college with all that an award needs, entered by the product's own actions.

It lives in the demonstration nation and in a database that is thrown away afterwards.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any
from uuid import UUID

from pharos.accounts import actions as accounts
from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewDecision, Scope
from pharos.accreditation.rules import end_of_term
from pharos.catalogue import actions as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import ids, tenancy
from pharos.common.actor import Actor, system
from pharos.common.settings import settings
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import actions as registry_actions
from pharos.registry.signer.client import SignerClient

SCOPE = Scope(levels=(5,), fields=("06",), kinds=("credit_bearing",))
YEARS = 5


@dataclass(frozen=True, slots=True)
class World:
    """Who acts, and for which programme."""

    registrar: Actor
    head: Actor
    version: ProgrammeVersion
    first_day: date

    @property
    def owner(self) -> UUID:
        assert self.head.organisation_id is not None
        return self.head.organisation_id

    @property
    def worker(self) -> Actor:
        """The system at work for the head, as a job is."""
        return system(organisation_id=self.owner, person_id=self.head.person_id)


def within(by: Actor, do: Callable[..., Any], /, **facts: Any) -> Any:
    """The answer of an act in a scope of its own."""
    with tenancy.scope(by):
        return do(by=by, **facts)


def build(*, now: datetime) -> World:
    """The college with mandate, key, programme and decisions; all of it committed."""
    first_day = (now - timedelta(days=400)).date()
    operators = _operators(now)
    _log_key(operators, now)
    college = _body(operators, "measured-college", "Measured College", "hei_private", now)
    agency = _body(operators, "measuring-agency", "Measuring Agency", "qa_agency", now)
    ministry = _body(operators, "measuring-ministry", "Measuring Ministry", "ministry", now)
    staff = _two(college, ("registrar", "head"), now)
    judges, office = (_two(body, ("officer", "approver"), now) for body in (agency, ministry))
    _mandate(staff, first_day, now)
    _signatory(staff[1], first_day, now)
    _key(staff, college, "credentials", now)
    version = _programme(staff, first_day, now)
    for kind, pair in (("authorisation", office), ("institution", judges), ("programme", judges)):
        _decide(pair, kind, college, version, first_day, now)
    return World(*staff, version, first_day)


Pair = tuple[Actor, Actor]


def _operators(now: datetime) -> Pair:
    by = system(organisation_id=organisations.platform_id())
    platform = within(by, organisation_actions.ensure_platform, now=now)
    return _two(platform, ("officer", "approver"), now, also="operator")


def _two(
    body: Organisation, roles: tuple[str, str], now: datetime, also: str | None = None
) -> Pair:
    first, second = (_person(body, (role, also), now) for role in roles)
    return first, second


def _person(body: Organisation, roles: tuple[str | None, ...], now: datetime) -> Actor:
    person = ids.uuid7()
    within(
        Actor(person_id=person, organisation_id=None),
        accounts.register_person,
        name="Measured Person",
        email=f"{person}@measured.invalid",
        now=now,
    )
    for role in filter(None, roles):
        within(
            system(organisation_id=body.id),
            organisation_actions.add_membership,
            organisation_id=body.id,
            person_id=person,
            role=role,
            now=now,
        )
    return organisations.actor_for(person, body.id, now=now)


def _body(operators: Pair, slug: str, name: str, kind: str, now: datetime) -> Organisation:
    entered = within(
        operators[0],
        organisation_actions.create,
        slug=slug,
        name={"en": name},
        nation="XD",
        kinds=[kind],
        fictitious=True,
        since=(now - timedelta(days=3650)).date(),
        now=now,
    )
    if entered.state != "listed":
        entered = within(
            operators[1],
            organisation_actions.review,
            organisation_id=entered.id,
            accept=True,
            now=now,
        )
    found: Organisation = entered
    return found


def _mandate(staff: Pair, day: date, now: datetime) -> None:
    proposed = within(
        staff[0],
        organisation_actions.propose_mandate,
        act="MEASURED-1",
        act_day=day,
        first_day=day,
        now=now,
    )
    within(
        staff[1],
        organisation_actions.approve_mandate,
        mandate_id=proposed.id,
        content_hash=bytes(proposed.content_hash),
        now=now,
    )


def _signatory(head: Actor, day: date, now: datetime) -> None:
    within(
        head,
        organisation_actions.name_signatory,
        name={"en": "Measured Person"},
        office={"en": "Rector"},
        first_day=day,
        now=now,
    )


def _log_key(operators: Pair, now: datetime) -> None:
    platform = organisations.platform_id()
    with tenancy.scope(operators[0]):
        entry = organisations.by_id(platform)
    _key(operators, entry, "log", now)


def _key(pair: Pair, body: Organisation, purpose: str, now: datetime) -> None:
    proposed = within(
        pair[0],
        registry_actions.make_key,
        organisation=body,
        purpose=purpose,
        signer=SignerClient(),
    )
    within(pair[1], registry_actions.approve_key, key_id=proposed.key_id, now=now)


def programme_document() -> dict[str, Any]:
    """The description of the college's programme."""
    source = resources.files(__package__) / "data" / "programme.json"
    found: dict[str, Any] = json.loads(
        source.read_text("utf-8").replace("{origin}", settings().origin)
    )
    return found


def _programme(staff: Pair, first_day: date, now: datetime) -> ProgrammeVersion:
    draft = within(
        staff[0],
        catalogue.draft,
        slug="measured-course",
        document=programme_document(),
        now=now,
    )
    version: ProgrammeVersion = within(
        staff[1],
        catalogue.publish,
        draft_id=draft.id,
        digest=bytes(draft.digest),
        first_day=first_day,
        now=now,
    )
    return version


def _decide(
    pair: Pair,
    kind: str,
    college: Organisation,
    version: ProgrammeVersion,
    day: date,
    now: datetime,
) -> None:
    of_programme = kind == "programme"
    decision = NewDecision(
        kind=kind,
        organisation=str(college.id),
        outcome="accredited",
        number=f"MEASURED-{kind}",
        decided_on=day,
        version=str(version.id) if of_programme else None,
        version_digest=bytes(version.digest).hex() if of_programme else None,
        format=None,
        format_hash=None,
        first_day=day,
        until=end_of_term(day, YEARS),
        scope=SCOPE,
    )
    proposal = within(pair[0], accreditation.propose, decision=decision, now=now)
    within(
        pair[1],
        accreditation.approve,
        proposal_id=proposal.id,
        digest=bytes(proposal.digest),
        now=now,
    )
