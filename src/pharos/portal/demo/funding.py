"""Schemes, funded places and a claim of the demonstration, by its funders and providers."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.catalogue.offerings import actions as offerings
from pharos.catalogue.offerings import queries as offered
from pharos.catalogue.offerings.rules import Terms
from pharos.common import clock, tenancy
from pharos.common.actor import system
from pharos.common.ids import unguessable
from pharos.funding import actions, persons, queries
from pharos.funding.models import Application, Scheme
from pharos.funding.rules import NewScheme, Reader
from pharos.portal.demo.seeding import Seeding

_LISTS = ("groups", "regions", "fields")
_WORDS = ("funder_kind", "name", "description", "currency", "first_day", "last_day", "hold_days",
          "decides")  # fmt: skip


def seed(seeding: Seeding) -> int:
    """How many schemes and places were made; nothing where they are there."""
    file = described()
    if not all(one["proposed_by"] in seeding.world.people for one in file["schemes"]):
        return 0
    for one in file["offerings"]:
        _offering(seeding, one)
    schemes = {one["name"]["en"]: _scheme(seeding, one) for one in file["schemes"]}
    with tenancy.scope(seeding.actor("registrar-ge")):
        if Application.objects.exists():
            return 0
    for one in file["applications"]:
        _application(seeding, one, schemes[one["scheme"]])
    return len(schemes) + len(file["applications"])


def described() -> Mapping[str, Any]:
    """What the demonstration says of funding."""
    file = resources.files("pharos.funding") / "data" / "demonstration.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _offering(seeding: Seeding, one: Mapping[str, Any]) -> None:
    now = clock.now()
    version = catalogue.find(seeding.world.organisation_of[one["offered_by"]], one["programme"])
    with tenancy.scope(seeding.actor(one["offered_by"])):
        if any(found.price for found in offered.open_for(version.id, now.date())):
            return
    terms = Terms(
        starts=now.date() + timedelta(days=one["days"]), form=one["form"], region=one["region"],
        place=one["place"], language=one["language"], seats=one["seats"],
        price=Decimal(one["price"]), currency=one["currency"],
        application_contact=one["contact"],
    )  # fmt: skip
    seeding.act(one["offered_by"], offerings.announce, version_id=version.id, terms=terms, now=now)


def _scheme(seeding: Seeding, one: Mapping[str, Any]) -> Scheme:
    with tenancy.scope(seeding.actor(one["proposed_by"])) as by:
        known = [row for row in queries.schemes_of(by.organisation_id) if row.name == one["name"]]
    if known:
        return known[0]
    now = _moment(one.get("opened"))
    new = NewScheme(
        share=Decimal(one["share"]), budget=Decimal(one["budget"]),
        cap=Decimal(one["cap"]) if "cap" in one else None,
        **{name: tuple(one[name]) for name in _LISTS}, **{name: one[name] for name in _WORDS},
    )  # fmt: skip
    made = seeding.act(one["proposed_by"], actions.propose_scheme, new=new, now=now)
    approved: Scheme = seeding.act(
        one["approved_by"], actions.approve_scheme,
        scheme_id=made.id, digest=bytes(made.digest), now=now,
    )  # fmt: skip
    return approved


def _application(seeding: Seeding, one: Mapping[str, Any], scheme: Scheme) -> None:
    """As the public page does it: the proof at the funder, the name at the provider."""
    now, made = _moment(one.get("applied")), unguessable()
    version = catalogue.find(one["provider"], one["programme"])
    told = persons.Told(Reader(one["group"], one.get("region", "")), one["note"])
    contact = persons.Contact(one["name"], "applicant@demo.invalid", one["language"])
    with tenancy.scope(system(organisation_id=scheme.organisation_id)):
        entitled = actions.keep_proof(scheme=scheme, application_id=made, told=told, now=now)
    with tenancy.scope(system(organisation_id=version.organisation_id)):
        actions.apply(
            scheme=scheme, version=version, application_id=made, entitled=entitled,
            contact=contact, now=now,
        )  # fmt: skip
    if "reserved_by" not in one:
        return
    place = seeding.act(
        one["reserved_by"], actions.decide, application_id=made, accept=True, now=now
    )
    if "claimed_by" in one and place.reserved_until > clock.now():
        _claim(seeding, one, place)


def _claim(seeding: Seeding, one: Mapping[str, Any], place: Application) -> None:
    """The award of whoever applied, found by the name; without one nothing is claimed."""
    with tenancy.scope(seeding.actor(one["claimed_by"])) as by:
        found = queries.awards_since(by, place.programme_id, place.applied_at.date())
        award = next((id for id, _, name in found if name == one["name"]), None)
    if award is None:
        return
    made = seeding.act(
        one["claimed_by"], actions.claim,
        application_id=place.id, award_id=UUID(str(award)), now=clock.now(),
    )  # fmt: skip
    seeding.act(one["checked_by"], actions.check_claim, claim_id=made.id, now=clock.now())


def _moment(day: Any) -> datetime:
    """Morning of the day, or now."""
    return datetime.combine(day, time(8), tzinfo=UTC) if day else clock.now()
