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


PARENT = "http://localhost:8000/programmes/lighthouse-demo-university/teacher-bachelor"


def _carving(document: Document) -> Document:
    """What makes the outcomes of a document a part of an accredited bachelor programme."""
    ids = [one["id"] for one in document["learning_outcomes"]]
    theirs = [{"id": f"b-{name}", "text": {"hy": "Արդյունք", "en": name}} for name in ids]
    recognising = {
        "programme": PARENT, "max_ects": "6", "agreement": "R-1", "first_day": "2025-01-01",
    }  # fmt: skip
    return {
        "carved_from": {
            "level": document["nqf_level"],
            "components": [{"title": {"hy": "Մաս", "en": "Part"}, "ects": "6"}],
            "outcomes": [*theirs, {"id": "b-other", "text": {"en": "Another one."}}],
            "mapping": [{"outcome": name, "parent": f"b-{name}"} for name in ids],
        },
        "recognising_programmes": [recognising],
    }


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
    if kind == "carved_out":
        return document | {"kind": kind, "parent_programme": PARENT, **_carving(document)}
    for name in ("ects", "hours_per_credit", "qf_ehea_cycle"):
        del document[name]
    if kind == "vet_training":
        return document | {"kind": kind, "nqf_level": 4, "eqf_level": 4,
                           "qa_type": ["external_institutional_licence"]}  # fmt: skip
    for name in ("eqf_level", "nqf_level"):
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
        level_ranges={"credit_bearing": (5, 7), "regulated_30": (6, 7), "vet_training": (3, 5)},
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
