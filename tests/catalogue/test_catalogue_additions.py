"""What a descriptor says beside Annex I: shares, mandates, prior learning, extra fields."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pharos.catalogue import prerequisites, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.nations.model import Nation
from pharos.nations.parameters.designer import ExtraField

Read = Callable[..., Descriptor]
WORDS = {"hy": "Խոսք", "en": "A word"}
NEED = "0195b0a0-0000-7000-8000-000000000001"


@pytest.fixture
def nation(armenia: Nation) -> Nation:
    """The Armenian regime with a field of its own of each type."""
    kinds = ("text", "words", "number", "day", "yes_no", "choice", "address")
    fields = {
        kind: ExtraField(kind, kind, WORDS, WORDS, {"red": WORDS} if kind == "choice" else {},
                         ("credit_bearing",) if kind == "text" else (), "proposal")
        for kind in kinds
    }  # fmt: skip
    return replace(armenia, designer=replace(armenia.designer, extra_fields=fields))


def _codes(descriptor: Descriptor, nation: Nation) -> list[str]:
    return [problem.code for problem in rules.problems(descriptor, nation)]


GOOD: dict[str, dict[str, Any]] = {
    "text": {"value": "A 12"}, "words": {"words": WORDS}, "number": {"value": "12.5"},
    "day": {"value": "2026-02-28"}, "yes_no": {"value": "no"}, "choice": {"value": "red"},
    "address": {"value": "https://example.org/a"},
}  # fmt: skip
BAD: dict[str, dict[str, Any]] = {
    "text": {"value": " "}, "words": {"words": {"en": "Only English"}}, "number": {"value": "1e9"},
    "day": {"value": "2026-02-30"}, "yes_no": {"value": "perhaps"}, "choice": {"value": "blue"},
    "address": {"value": "javascript:alert(1)"},
}  # fmt: skip


def test_every_type_of_a_field_of_the_nation_is_read(descriptor: Read, nation: Nation) -> None:
    """A23: a nation adds a field by its file; the value has the form that its type asks."""
    whole = descriptor(extra=[{"code": code, **given} for code, given in GOOD.items()])
    assert _codes(whole, nation) == []
    assert Descriptor.from_dict(whole.to_dict()) == whole
    assert _codes(descriptor(), nation) == ["extra_missing"]
    needed = {"code": "text", "value": "A"}
    for code, given in BAD.items():
        found = [needed, {"code": code, **given}] if code != "text" else [{"code": code, **given}]
        assert _codes(descriptor(extra=found), nation) == ["extra_malformed"], code
    assert _codes(descriptor(extra=[needed, needed]), nation) == ["extra_twice"]
    unknown = [needed, {"code": "colour", "value": "red"}]
    assert _codes(descriptor(extra=unknown), nation) == ["extra_unknown"]


def _shared(**shares: str) -> list[dict[str, Any]]:
    return [{"outcome": name, "weight": weight} for name, weight in shares.items()]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"awarding_roles": [{"organisation": "x", "role": "joint"}]}, "awarding_role_of_another"),
        ({"awarding_roles": [{"organisation": "x", "role": "king"}]}, "code_unknown"),
        ({"prior_learning": {"award": True, "max_share": 101}}, "share_out_of_range"),
        ({"target_occupations": [{"code": "23"}]}, "code_unknown"),
        ({"target_occupations": [{}]}, "occupation_unnamed"),
        ({"target_occupations": [{"text": {"en": "Baker"}}]}, "text_languages"),
        ({"needs": ["yesterday"]}, "code_unknown"),
        ({"funding": {"en": "Free"}}, "text_languages"),
        ({"consultations": [{"role": "cat", "who": WORDS, "on": "2026-01-01"}]}, "code_unknown"),
        (
            {"recognised_by_others": [{"organisation": "a", "confirmed_on": "2026-01-01"}]},
            "recognition_not_yours_to_confirm",
        ),
    ],
)
def test_one_fault_has_its_own_code(
    members: dict[str, Any], code: str, descriptor: Read, armenia: Nation
) -> None:
    assert _codes(descriptor(**members), armenia) == [code]


def test_what_is_right_is_taken(descriptor: Read, armenia: Nation) -> None:
    """A25 to A27, C24, C25: occupations, needs, prior learning, joint and mandated awarding."""
    body = descriptor().awarding_body[0]
    roles = [
        {"organisation": body, "role": "joint"},
        {"organisation": "other-body", "role": "on_behalf", "on_behalf_of": body, "mandate": "M1"},
    ]
    whole = descriptor(
        awarding_body=[body, "other-body"],
        awarding_roles=roles,
        target_occupations=[{"code": "2356", "text": WORDS}],
        needs=[NEED],
        prior_learning={"admission": True, "max_share": 50},
        funding=WORDS,
        design={"authors": ["A. Example"], "reviewed_on": "2026-01-01"},
        consultations=[{"role": "employer", "who": WORDS, "on": "2026-01-01"}],
        pathways=[{"programmes": ["https://a.example/p"], "award": WORDS}],
    )
    assert _codes(whole, armenia) == []
    assert Descriptor.from_dict(whole.to_dict()) == whole
    assert _codes(descriptor(awarding_roles=roles[:1]), armenia) == ["joint_award_alone"]
    half = [{**roles[1], "organisation": body, "on_behalf_of": None}]
    assert _codes(descriptor(awarding_roles=half), armenia) == ["mandate_incomplete"]
    own = [{**roles[1], "organisation": body, "on_behalf_of": body}]
    assert _codes(descriptor(awarding_roles=own), armenia) == ["mandate_of_oneself"]


def test_shares_part_a_component_among_its_outcomes(descriptor: Read, armenia: Nation) -> None:
    """C04: which component proves which outcome, and by how much; 100 in all."""
    [first, *others] = descriptor().to_dict()["assessment"]  # type: ignore[misc]
    names = first["outcomes"]
    even = dict.fromkeys(names, "0") | {names[0]: "100"}
    good = [{**first, "shares": _shared(**even)}, *others]
    assert _codes(descriptor(assessment=good), armenia) == []
    less = [{**first, "shares": _shared(**(even | {names[0]: "99"}))}, *others]
    assert _codes(descriptor(assessment=less), armenia) == ["shares_not_100"]
    wrong = [{**first, "shares": _shared(elsewhere="100")}, *others]
    assert _codes(descriptor(assessment=wrong), armenia) == ["shares_of_other_outcomes"]


def test_a_size_of_a_level_stands_before_that_of_the_nation(
    descriptor: Read, armenia: Nation
) -> None:
    """A14: limits of size by nation and level."""
    level = descriptor().nqf_level
    small = {level: (descriptor().ects + 1, descriptor().ects + 2)}
    nation = replace(armenia, designer=replace(armenia.designer, ects_by_level=small))
    assert _codes(descriptor(), nation) == ["ects_out_of_range"]


def test_prerequisites_never_lead_back() -> None:
    """BIZ-03: a chain of programmes that ask for each other is found whatever its length."""
    asks = {"a": ["b", "c"], "b": ["d"], "c": [], "d": ["a"], "e": ["e"], "f": ["g"], "g": ["h"]}
    asks["h"] = ["g"]
    assert prerequisites.cycle("a", lambda name: asks.get(name, [])) == ("a", "b", "d", "a")
    assert prerequisites.cycle("e", lambda name: asks.get(name, [])) == ("e", "e")
    assert prerequisites.cycle("c", lambda name: asks.get(name, [])) == ()
    assert prerequisites.cycle("f", lambda name: asks.get(name, [])) == ()
    endless = prerequisites.cycle("0", lambda name: [str(int(name) + 1)])
    assert endless == ()


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("data-analysis", "b16d71346bc5c7ba77ab77961a785d40461ee820b4a7e23a0c89f95b8faa25a3"),
        ("spreadsheet-skills", "d1d65daa4bfb719bb9be265b6407ebfbf64ace9cca004f675b18921e5eec61f2"),
        ("teacher-course", "0827dcb2373ed2ea9ab7614e16b0f513d413504fda3dffe276bbd8550853f410"),
    ],
)
def test_what_was_published_before_keeps_its_digest(name: str, digest: str) -> None:
    """New fields are left out where nobody filled them, so that decisions still bind."""
    file = Path(__file__).parents[2] / "examples" / f"{name}.json"
    found = Descriptor.from_dict(json.loads(file.read_text("utf-8")))
    assert found.digest.hex() == digest
