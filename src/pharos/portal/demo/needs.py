"""Needs, sectors, answers and partnerships of the demonstration, by its employers and ministry."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from importlib import resources
from typing import Any
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.common import clock, tenancy
from pharos.needs import actions, queries
from pharos.needs.models import Partnership, PrioritySector
from pharos.needs.rules import NewNeed, NewSector, Skill
from pharos.organisations import queries as organisations
from pharos.portal.demo.seeding import Seeding


def seed(seeding: Seeding) -> int:
    """How many needs and partnerships were made; nothing where they are there."""
    file = described()
    if not all(one["filed_by"] in seeding.world.people for one in file["needs"]):
        return 0
    sectors = {one["key"]: _sector(seeding, one) for one in file["sectors"]}
    made = sum(_need(seeding, one, sectors.get(one.get("sector", ""))) for one in file["needs"])
    return made + sum(_partnership(seeding, one) for one in file["partnerships"])


def described() -> Mapping[str, Any]:
    """What the demonstration says of needs."""
    file = resources.files("pharos.needs") / "data" / "demonstration.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _sector(seeding: Seeding, one: Mapping[str, Any]) -> UUID:
    with tenancy.scope(seeding.actor(one["proposed_by"])) as by:
        known = [row for row in queries.sectors_of(by.organisation_id) if row.name == one["name"]]
    if known:
        return UUID(str(known[0].id))
    new = NewSector(
        name=one["name"], document_title=one["document_title"],
        document_link=one["document_link"], document_day=one["document_day"],
        fields=tuple(one["fields"]), first_day=one["first_day"], last_day=one["last_day"],
    )  # fmt: skip
    made: PrioritySector = seeding.act(
        one["proposed_by"], actions.propose_sector, new=new, now=clock.now()
    )
    seeding.act(
        one["approved_by"], actions.approve_sector,
        sector_id=made.id, digest=bytes(made.digest), now=clock.now(),
    )  # fmt: skip
    return UUID(str(made.id))


def _need(seeding: Seeding, one: Mapping[str, Any], sector_id: UUID | None) -> int:
    with tenancy.scope(seeding.actor(one["filed_by"])) as by:
        if any(row.title == one["title"] for row in queries.needs_of(by.organisation_id)):
            return 0
    now = clock.now()
    new = NewNeed(
        title=one["title"], description=one["description"],
        skills=tuple(Skill(text=texts) for texts in one["skills"]), isced_f=one["isced_f"],
        region=one["region"], people=one["people"], level=one["level"],
        until_day=now.date() + timedelta(days=one["days"]), evidence=one["evidence"],
    )  # fmt: skip
    made = seeding.act(one["filed_by"], actions.file_need, new=new, sector_id=sector_id, now=now)
    if "answered_by" in one:
        seeding.act(
            one["answered_by"], actions.answer,
            need_ids=[made.id], slug=one["programme"], now=clock.now(),
        )  # fmt: skip
    return 1


def _partnership(seeding: Seeding, one: Mapping[str, Any]) -> int:
    provider = seeding.world.organisation_of[one["offered_by"]]
    version = catalogue.find(provider, one["programme"])
    employer = organisations.organisation(one["employer"])
    with tenancy.scope(seeding.actor(one["offered_by"])) as by:
        known = [row for row in queries.offers_of(by.organisation_id)
                 if (row.version_id, row.employer_id) == (version.id, employer.id)]  # fmt: skip
    if known:
        return 0
    offer = seeding.act(
        one["offered_by"], actions.offer, version_id=version.id, employer_id=employer.id,
        role=one["role"], now=clock.now(),
    )  # fmt: skip
    if "signed_by" in one:
        signed: Partnership = seeding.act(
            one["signed_by"], actions.sign, offer_id=offer.id, digest=bytes(version.digest),
            recognises=one["recognises"], now=clock.now(),
        )  # fmt: skip
        assert signed.role == one["role"]
    return 1
