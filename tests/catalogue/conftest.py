"""A sound descriptor of each kind, and the nations that judge them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pharos.catalogue.descriptors import Descriptor
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.ids import uuid7
from pharos.nations import files
from pharos.nations.model import CreditRange, HoursPerCredit, Nation
from pharos.organisations.models import Organisation, OrganisationKind

Document = dict[str, Any]


def _of_kind(kind: str) -> Document:
    text = (Path(__file__).parent / "data" / "teacher-course.json").read_text("utf-8")
    document: Document = json.loads(text)
    if kind == "regulated_30":
        return document
    del document["entitlement"]
    document |= {
        "kind": "credit_bearing",
        "ects": "6",
        "workload_hours": {"count": "180", "minutes": 60},
        "contact_hours": {"count": "48", "minutes": 45},
        "level_assigned_by": "agency",
        "qa_type": ["external_institutional", "external_programme"],
    }
    if kind == "credit_bearing":
        return document
    for name in ("ects", "hours_per_credit", "qf_ehea_cycle", "eqf_level", "nqf_level"):
        del document[name]
    return document | {"kind": "non_formal", "qa_type": ["internal"]}


@pytest.fixture
def course() -> Callable[[str], Document]:
    """The JSON object of a sound descriptor of a kind."""
    return _of_kind


@pytest.fixture
def descriptor() -> Callable[..., Descriptor]:
    """A sound descriptor of a kind with members replaced; None takes one away."""

    def read(kind: str = "credit_bearing", /, **replaced: object) -> Descriptor:
        merged = {**_of_kind(kind), **replaced}
        return Descriptor.from_dict({k: v for k, v in merged.items() if v is not None})

    return read


@pytest.fixture
def armenia() -> Nation:
    """The newest Armenian regime with figures of our own, so that its files may change."""
    return replace(
        files.history("AM")[-1],
        hours_per_credit=HoursPerCredit(25, 30, 30),
        hour_minutes=(45, 50, 60),
        ects=CreditRange(Decimal(1), Decimal("59.5")),
        level_ranges={"credit_bearing": (5, 7), "regulated_30": (6, 7)},
        level_ceilings={"hei_college": 5},
        decisions_required={
            "credit_bearing": ("authorisation", "institution", "programme"),
            "regulated_30": ("authorisation", "licence"),
        },
        awarding_rights={
            ("hei_private", "credit_bearing"): True,
            ("hei_private", "regulated_30"): True,
            ("company_academy", "non_formal"): True,
            ("hei_college", "credit_bearing"): True,
        },
    )


class Bodies:
    """Enters organisations as the registry office does, and lets people act in them."""

    def __init__(self) -> None:
        self.keeper = Actor(person_id=uuid7(), organisation_id=uuid7())

    def enter(self, slug: str, *kinds: str, nation: str = "AM") -> Organisation:
        with tenancy.scope(self.keeper):
            entered = Organisation.objects.create(
                keeper_id=self.keeper.organisation_id,
                slug=slug,
                name={"en": slug},
                nation=nation,
                state="listed",
                fictitious=True,
                created_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
            for kind in kinds:
                OrganisationKind.objects.create(
                    keeper_id=self.keeper.organisation_id, organisation=entered, kind=kind
                )
        return entered

    def person(self, organisation: Organisation, *roles: str) -> Actor:
        return Actor(person_id=uuid7(), organisation_id=organisation.id, roles=frozenset(roles))


@pytest.fixture
def bodies() -> Bodies:
    """A register without entries."""
    return Bodies()
