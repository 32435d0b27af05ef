"""A sound descriptor of each kind, and the nations that judge them."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bodies import Bodies
from shelf import Shelf

from pharos.catalogue.descriptors import Descriptor
from pharos.nations import files
from pharos.nations.model import CreditRange, HoursPerCredit, Nation

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


@pytest.fixture
def bodies() -> Bodies:
    """A register without entries."""
    return Bodies()


@pytest.fixture
def shelf(bodies: Bodies, course: Callable[[str], Document]) -> Shelf:
    """A provider that publishes what a test asks for."""
    return Shelf(bodies, course)
