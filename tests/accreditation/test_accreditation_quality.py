"""Accepted types of quality assurance: asked at an entry and by the gate, of no award made."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pharos.accreditation import quality
from pharos.accreditation.documents import Foreign, NewDecision
from pharos.core.standing import Decision, Subject, Term
from pharos.nations.model import Nation
from pharos.nations.parameters.definitions import Quality

DAY = date(2026, 11, 22)
LATE = datetime(2040, 1, 1, tzinfo=UTC)
ABROAD = Foreign({"en": "Agency abroad"}, "EE", date(2020, 1, 1))
NEW = NewDecision(
    kind="programme", organisation="o", outcome="accredited", number="1", decided_on=DAY,
    version="v", first_day=DAY, until=date(2031, 11, 22),
)  # fmt: skip


def accepting(nation: Nation, **accepted: tuple[str, ...]) -> Nation:
    return replace(nation, quality=Quality(accepted))


@pytest.mark.parametrize(
    ("members", "programme", "expected"),
    [
        ({}, "credit_bearing", "external_programme"),
        ({"quality": "external_cluster"}, "credit_bearing", "external_cluster"),
        ({"foreign": ABROAD}, "credit_bearing", "external_foreign"),
        ({"foreign": ABROAD, "kind": "institution"}, None, "external_foreign"),
        ({}, "carved_out", "derived_fast_track"),
        ({"kind": "licence"}, "regulated_30", "external_programme_licence"),
        ({"kind": "authorisation"}, None, "external_institutional_licence"),
    ],
)
def test_a_decision_is_of_one_type(
    members: Mapping[str, Any], programme: str | None, expected: str
) -> None:
    assert quality.type_of(replace(NEW, **members), programme) == expected


@pytest.mark.parametrize(
    ("members", "accepted", "expected"),
    [
        ({}, ("external_programme",), []),
        ({}, ("external_cluster",), ["quality_not_accepted"]),
        ({"quality": "external_cluster"}, ("external_cluster",), []),
        ({"foreign": ABROAD}, ("external_programme",), ["quality_not_accepted"]),
        ({"foreign": ABROAD}, ("external_foreign",), []),
        ({"outcome": "refused", "first_day": None, "until": None}, (), []),
        ({"kind": "institution"}, (), []),  # about no programme
        ({"quality": "internal"}, ("internal",), ["quality_unknown"]),
        ({"quality": "external_joint", "kind": "licence"}, (), ["quality_unknown"]),
    ],
)
def test_an_entry_about_a_programme_is_of_an_accepted_type(
    armenia: Nation, members: Mapping[str, Any], accepted: tuple[str, ...], expected: list[str]
) -> None:
    law = accepting(armenia, credit_bearing=accepted)
    found = quality.entry_problems(replace(NEW, **members), "credit_bearing", law)
    assert [one.code for one in found] == expected
    silent = quality.entry_problems(replace(NEW, **members), "carved_out", law)
    assert [one.code for one in silent if one.code == "quality_not_accepted"] == []


def test_the_light_route_is_closed_to_what_the_law_does_not_accept(armenia: Nation) -> None:
    law = accepting(armenia, credit_bearing=("external_joint",))
    [found] = quality.light_problems("credit_bearing", law, DAY)
    assert (found.code, found.facts["quality"]) == ("quality_not_accepted", "external_programme")
    assert quality.light_problems("carved_out", law, DAY) == []
    parts = accepting(armenia, carved_out=("external_programme",))
    assert [one.facts["quality"] for one in quality.light_problems("carved_out", parts, DAY)] == [
        "derived_fast_track"
    ]


def held(id: str, kind: str, programme: str | None = None) -> Decision:
    return Decision(id, kind, "academy", "accredited", Term(date(2026, 1, 1)),
                    datetime(2026, 1, 1, tzinfo=UTC), programme=programme)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "accepted", "expected"),
    [
        ("credit_bearing", ("external_programme",), []),
        ("credit_bearing", ("external_institutional",), ["quality_not_accepted"]),
        ("non_formal", ("external_institutional",), []),  # one of those about the provider
        ("non_formal", ("internal",), ["quality_not_accepted"]),
    ],
)
def test_the_gate_rests_on_accepted_types(
    armenia: Nation, kind: str, accepted: tuple[str, ...], expected: list[str]
) -> None:
    required = {"credit_bearing": ("institution", "programme"),
                "non_formal": ("authorisation", "institution")}  # fmt: skip
    law = replace(accepting(armenia, **{kind: accepted}), decisions_required=required)
    types = {"a": "external_institutional_licence", "i": "external_institutional",
             "p": "external_programme"}  # fmt: skip
    found = quality.gate_problems(
        law, Subject("academy", "course", kind, 6, "0613"),
        [held("a", "authorisation"), held("i", "institution"), held("p", "programme", "course")],
        types, on=DAY, known_at=LATE,
    )  # fmt: skip
    assert [one.code for one in found] == expected
