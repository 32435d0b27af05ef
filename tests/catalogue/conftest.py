"""A sound descriptor of each kind, and the nations that judge them."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from pharos.catalogue.descriptors import Descriptor
from pharos.nations import model

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
def armenia() -> model.Nation:
    """A nation with the rules of the white paper, built here so that its files may change."""
    level = {
        n: model.Level(n, n, cycle, MappingProxyType({"en": f"Level {n}"}), False)
        for n, cycle in enumerate(
            (None, None, None, None, "short", "first", "second", "third"), start=1
        )
    }
    return model.Nation(
        code="AM",
        regime="test",
        name=MappingProxyType({"en": "Armenia"}),
        timezone="Asia/Yerevan",
        legal_basis=model.LegalBasis("draft", "test", "proposal", date(2020, 1, 1), None),
        levels=level,
        hours_per_credit=model.HoursPerCredit(25, 30, 30),
        hour_minutes=(45, 50, 60),
        ects=model.CreditRange(Decimal(1), Decimal("59.5")),
        fixed_ects={"regulated_30": Decimal(30)},
        level_ranges={"credit_bearing": (5, 7), "regulated_30": (6, 7)},
        level_ceilings={"college": 5},
        state_languages=("hy",),
        languages=("hy", "en"),
        terms={},
        gates=model.Gates(True, True, True),
        decisions_required={
            "credit_bearing": ("authorisation", "institution", "programme"),
            "regulated_30": ("authorisation", "licence"),
        },
        deciders={
            "authorisation": ("ministry",),
            "institution": ("qa_agency",),
            "programme": ("qa_agency",),
            "licence": ("ministry",),
            "format": ("ministry",),
        },
        durations={"institution": (6, 4), "programme": (5,), "licence": (5,)},
        conditional_durations={"institution": (4,)},
        conditions_deadline={"institution": 2},
        open_ended=("authorisation", "format"),
        awarding_rights={
            ("hei_private", "credit_bearing"): True,
            ("hei_private", "regulated_30"): True,
            ("company", "non_formal"): True,
            ("college", "credit_bearing"): True,
        },
        regions={},
        grading_scales={},
        sources={},
    )
