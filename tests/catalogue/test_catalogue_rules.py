"""Every rule of publication, both ways."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pharos.catalogue import codes, dictionary, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.core.standing import Scope
from pharos.nations.model import Nation

KINDS = ("non_formal", "credit_bearing", "regulated_30", "carved_out", "vet_training")
Read = Callable[..., Descriptor]


def _codes(descriptor: Descriptor, nation: Nation) -> list[str]:
    return [problem.code for problem in rules.problems(descriptor, nation)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_descriptor_has_no_problem(kind: str, descriptor: Read, armenia: Nation) -> None:
    assert _codes(descriptor(kind), armenia) == []


CARVED = {"level": 6, "components": [], "outcomes": [], "mapping": []}
SMALL = {"count": "15", "minutes": 60}
LARGE = {"count": "1800", "minutes": 60}
NO_TIME = {"count": "0", "minutes": 60}
MANDATORY = [(kind, name) for kind in KINDS for name in dictionary.mandatory(kind)]


@pytest.mark.parametrize(("kind", "name"), MANDATORY)
def test_each_mandatory_field_is_demanded(
    kind: str, name: str, descriptor: Read, armenia: Nation
) -> None:
    if name == "kind":
        assert _codes(descriptor(kind, kind=None), armenia) == ["kind_not_offered"]
        return
    found = rules.problems(descriptor(kind, **{name: None}), armenia)
    assert ("field_missing", name) in [(one.code, one.facts.get("field")) for one in found]


@pytest.mark.parametrize("kind", KINDS)
def test_the_dictionary_demands_what_annex_i_holds(kind: str) -> None:
    demanded = set(dictionary.mandatory(kind))
    annex = {"title", "country", "awarding_body", "learning_outcomes", "workload_hours"}
    annex |= {"assessment", "form_of_participation", "qa_type"}
    credit = {"ects", "nqf_level", "eqf_level", "supervision", "hours_per_credit"}
    assert annex <= demanded
    assert (credit <= demanded) is (kind in codes.CREDIT_KINDS)
    assert ("entitlement" in demanded) is (kind == "regulated_30")


@pytest.mark.parametrize(
    ("kind", "members", "code"),
    [
        ("credit_bearing", {"kind": "foreign"}, "kind_not_offered"),
        ("credit_bearing", {"jurisdiction": "GE"}, "jurisdiction_mismatch"),
        ("credit_bearing", {"region": None}, "region_missing"),
        ("non_formal", {"hours_per_credit": 30}, "field_not_applicable"),
        ("credit_bearing", {"isced_f": "9998"}, "code_unknown"),
        ("credit_bearing", {"isced_f": "01"}, "code_unknown"),
        ("credit_bearing", {"qa_type": ["external_programme", "blessed"]}, "code_unknown"),
        ("credit_bearing", {"supervision": "watched"}, "code_unknown"),
        ("credit_bearing", {"form_of_participation": ["asleep"]}, "code_unknown"),
        ("credit_bearing", {"purposes": ["fame"]}, "code_unknown"),
        ("credit_bearing", {"fee": {"amount": "1", "currency": "XAU"}}, "code_unknown"),
        ("credit_bearing", {"schedule": {"load": "no_time"}}, "code_unknown"),
        ("credit_bearing", {"partners": [{"organisation": "a", "role": "x"}]}, "code_unknown"),
        ("credit_bearing", {"region": ["GE-TB"]}, "code_unknown"),
        ("credit_bearing", {"grading_scale": "my-own"}, "code_unknown"),
        ("credit_bearing", {"country": "Armenia"}, "code_unknown"),
        ("credit_bearing", {"languages": ["hye"]}, "code_unknown"),
        ("credit_bearing", {"mc_id": "urn:x"}, "address_malformed"),
        # R1
        ("non_formal", {"ects": "3"}, "ects_on_wrong_kind"),
        ("credit_bearing", {"ects": None}, "field_missing"),
        (
            "credit_bearing",
            {"ects": "0.5", "workload_hours": SMALL, "contact_hours": None},
            "ects_out_of_range",
        ),
        ("credit_bearing", {"ects": "60", "workload_hours": LARGE}, "ects_out_of_range"),
        # R2
        (
            "credit_bearing",
            {"workload_hours": {"count": "149.5", "minutes": 60}},
            "hours_per_credit_out_of_range",
        ),
        (
            "credit_bearing",
            {"workload_hours": {"count": "180.5", "minutes": 60}},
            "hours_per_credit_out_of_range",
        ),
        ("credit_bearing", {"hours_per_credit": 31}, "hours_per_credit_out_of_range"),
        (
            "credit_bearing",
            {"workload_hours": {"count": "180", "minutes": 59}},
            "hour_length_unknown",
        ),
        (
            "credit_bearing",
            {"contact_hours": {"count": "241", "minutes": 45}},
            "contact_hours_exceed_workload",
        ),
        ("vet_training", {"ects": "3"}, "ects_on_wrong_kind"),
        ("vet_training", {"nqf_level": 6, "eqf_level": 6}, "level_out_of_range"),
        ("vet_training", {"nqf_level": 2, "eqf_level": 2}, "level_out_of_range"),
        ("vet_training", {"hours_per_credit": 25}, "field_not_applicable"),
        # R5
        ("credit_bearing", {"nqf_level": 9, "eqf_level": 9}, "level_unknown"),
        ("credit_bearing", {"eqf_level": 7}, "eqf_not_derived"),
        ("credit_bearing", {"qf_ehea_cycle": "second"}, "cycle_not_derived"),
        ("credit_bearing", {"qf_ehea_cycle": None}, "cycle_not_derived"),
        ("non_formal", {"eqf_level": 6}, "level_missing"),
        (
            "credit_bearing",
            {"nqf_level": 8, "eqf_level": 8, "qf_ehea_cycle": "third"},
            "level_out_of_range",
        ),
        # R6
        (
            "credit_bearing",
            {"qa_valid_from": "2026-01-02", "qa_valid_until": "2026-01-01"},
            "qa_dates_reversed",
        ),
        # R7
        (
            "credit_bearing",
            {"purposes": ["credit_transfer"], "qa_type": ["internal"]},
            "purpose_needs_external_qa",
        ),
        (
            "credit_bearing",
            {"purposes": ["further_study"], "qa_type": ["employer_or_professional"]},
            "purpose_needs_external_qa",
        ),
        # R8
        ("credit_bearing", {"stackability": "stackable"}, "stackable_towards_nothing"),
        # R9
        ("credit_bearing", {"prerequisites": {}}, "prerequisites_not_explicit"),
        (
            "credit_bearing",
            {"prerequisites": {"none": True, "programmes": ["x"]}},
            "prerequisites_contradict",
        ),
        # R10
        ("credit_bearing", {"parent_programme": "https://a.example"}, "parent_on_wrong_kind"),
        ("carved_out", {"parent_programme": None}, "field_missing"),
        ("carved_out", {"carved_from": None}, "field_missing"),
        ("carved_out", {"parent_programme": "javascript:alert(1)"}, "address_malformed"),
        ("credit_bearing", {"carved_from": CARVED}, "field_not_applicable"),
        # R11
        ("credit_bearing", {"title": {"en": "Only English"}}, "title_languages"),
        ("credit_bearing", {"title": {"hy": "Միայն հայերեն"}}, "title_languages"),
        ("credit_bearing", {"objective": {"en": "x", "hy": " "}}, "text_languages"),
        # R12
        ("non_formal", {"workload_hours": NO_TIME, "contact_hours": None}, "hours_zero"),
    ],
)
def test_one_fault_has_its_own_code(
    kind: str, members: dict[str, Any], code: str, descriptor: Read, armenia: Nation
) -> None:
    assert _codes(descriptor(kind, **members), armenia) == [code]


@pytest.mark.parametrize(
    ("url", "is_right"),
    [
        ("http://data.europa.eu/esco/skill/00c04e40-35ea-4ed1-824c-82f936c8f876", True),
        ("https://example.org", True),
        ("https://example.org:8443/a/b?q=1&r=%20#part", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://user@example.org/", False),
        ("https://example.org/<script>", False),
        ('https://example.org/"', False),
        ("https://example.org/a b", False),
        ("https://-example.org/", False),
        ("https://example.org/%zz", False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_addresses_are_plain_web_addresses(
    url: str, is_right: bool, descriptor: Read, armenia: Nation
) -> None:
    """OUT-06: no other scheme stands in a published descriptor."""
    information = {"text": {"en": "More"}, "url": url}
    outcomes = descriptor().to_dict()["learning_outcomes"]
    assert isinstance(outcomes, list)
    linked = [outcomes[0] | {"esco": [url]}, *outcomes[1:]]
    found = _codes(descriptor(further_information=information, learning_outcomes=linked), armenia)
    assert found == ([] if is_right else ["address_malformed", "address_malformed"])


def test_zero_credits_are_never_shown(descriptor: Read, armenia: Nation) -> None:
    """R12: an hours-only programme shows hours, never 0 ECTS."""
    assert "ects_zero" in _codes(descriptor("non_formal", ects="0"), armenia)
    assert "ects_zero" in _codes(descriptor("credit_bearing", ects="0"), armenia)


def test_a_course_online_needs_no_region(descriptor: Read, armenia: Nation) -> None:
    assert _codes(descriptor(region=None, form_of_participation=["online"]), armenia) == []


@pytest.mark.parametrize(
    ("count", "minutes", "is_right"),
    [
        ("75", 60, True),
        ("90", 60, True),
        ("90", 50, True),
        ("100", 45, True),
        ("90", 45, False),  # 67.5 clock hours for 3 credits
        ("120", 45, True),
        ("121", 45, False),
        ("89", 50, False),
        ("74.9", 60, False),
    ],
)
def test_academic_hours_are_converted_before_the_check(
    count: str, minutes: int, is_right: bool, descriptor: Read, armenia: Nation
) -> None:
    """R2: the band of 25 to 30 is in hours of sixty minutes."""
    hours = {"count": count, "minutes": minutes}
    found = _codes(descriptor(ects="3", workload_hours=hours, contact_hours=None), armenia)
    assert found == ([] if is_right else ["hours_per_credit_out_of_range"])


def _part(kind: str, weight: str, *outcomes: str) -> dict[str, Any]:
    return {"type": kind, "weight": weight, "outcomes": list(outcomes), "mode": "onsite"}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([_part("quiz", "100", "plan", "theory")], []),
        (
            [_part("quiz", "33.33", "plan"), _part("portfolio", "66.67", "plan", "theory")],
            [],
        ),
        ([_part("quiz", "100", "plan")], ["outcome_not_assessed"]),
        ([_part("quiz", "100", "plan", "theory", "magic")], ["outcome_unknown"]),
        ([_part("quiz", "99.99", "plan", "theory")], ["weights_not_100"]),
        ([_part("level_of_attendance", "100", "plan", "theory")], ["attendance_only"]),
        (
            [
                _part("level_of_attendance", "100", "plan", "theory"),
                _part("quiz", "0", "plan", "theory"),
            ],
            ["attendance_only"],
        ),
        (
            [_part("level_of_attendance", "20", "plan"), _part("quiz", "80", "theory")],
            ["outcome_by_attendance_only"],
        ),
        (
            [_part("level_of_attendance", "20", "plan"), _part("quiz", "80", "plan", "theory")],
            [],
        ),
        ([_part("hope", "100", "plan", "theory")], ["code_unknown"]),
    ],
)
def test_assessment_proves_every_outcome(
    parts: list[dict[str, Any]], found: list[str], descriptor: Read, armenia: Nation
) -> None:
    """R3 and R4: each outcome assessed, weights of 100, attendance is not achievement."""
    assert _codes(descriptor(assessment=parts), armenia) == found


def test_attendance_blocks_the_kind_without_credit_too(descriptor: Read, armenia: Nation) -> None:
    parts = [_part("level_of_attendance", "100", "plan", "theory")]
    assert _codes(descriptor("non_formal", assessment=parts), armenia) == ["attendance_only"]


def test_an_outcome_stands_there_once(descriptor: Read, armenia: Nation) -> None:
    outcome = {"id": "plan", "text": {"hy": "Ա", "en": "A"}, "type": "skill"}
    other = outcome | {"id": "theory"}
    found = descriptor(learning_outcomes=[outcome, outcome, other])
    assert _codes(found, armenia) == ["outcome_twice"]
    many = [outcome | {"id": f"o{n}"} for n in range(21)]
    parts = [_part("quiz", "100", *(f"o{n}" for n in range(21)))]
    found = descriptor(learning_outcomes=many, assessment=parts)
    assert _codes(found, armenia) == ["too_many_outcomes"]


def test_the_level_is_derived_from_the_map(descriptor: Read, armenia: Nation) -> None:
    second = {"nqf_level": 7, "eqf_level": 7, "qf_ehea_cycle": "second"}
    assert _codes(descriptor(**second), armenia) == []


def test_credit_purposes_need_credit(descriptor: Read, armenia: Nation) -> None:
    """R7: further study and credit transfer ask for ECTS and external quality assurance."""
    assert _codes(descriptor(purposes=["credit_transfer", "access"]), armenia) == []
    found = _codes(descriptor("non_formal", purposes=["further_study"]), armenia)
    assert found == ["purpose_needs_ects", "purpose_needs_external_qa"]


@pytest.mark.parametrize(
    "members",
    [
        {"stackability_statement": {"hy": "Բաց", "en": "Open"}},
        {
            "recognising_programmes": [
                {
                    "programme": "https://university.example/ma-education",
                    "max_ects": "6",
                    "agreement": "2026/1",
                    "first_day": "2026-01-01",
                }
            ]
        },
    ],
)
def test_stackable_says_towards_what(
    members: dict[str, Any], descriptor: Read, armenia: Nation
) -> None:
    assert _codes(descriptor(stackability="stackable", **members), armenia) == []


def test_no_prerequisites_are_said_to_be_none(descriptor: Read, armenia: Nation) -> None:
    assert _codes(descriptor(prerequisites={"none": True}), armenia) == []


@pytest.mark.parametrize(("ects", "hours"), [("29.5", "885"), ("30.5", "915"), ("29", "870")])
def test_the_regulated_course_has_thirty_credits(
    ects: str, hours: str, descriptor: Read, armenia: Nation
) -> None:
    """R13, scenario 3: 29.5 ECTS cannot be published as regulated_30."""
    found = descriptor("regulated_30", ects=ects, workload_hours={"count": hours, "minutes": 60})
    assert _codes(found, armenia) == ["regulated_ects_not_30"]


def test_an_entitlement_names_its_settlements(descriptor: Read, armenia: Nation) -> None:
    entitlement = descriptor("regulated_30").to_dict()["entitlement"]
    assert isinstance(entitlement, dict)
    found = descriptor("regulated_30", entitlement=entitlement | {"settlements": []})
    assert _codes(found, armenia) == ["entitlement_without_settlements"]
    backwards = [entitlement["settlements"][1] | {"until": "2023-01-01"}]
    found = descriptor("regulated_30", entitlement=entitlement | {"settlements": backwards})
    assert _codes(found, armenia) == ["period_empty"]
    found = descriptor("credit_bearing", entitlement=entitlement)
    assert _codes(found, armenia) == ["field_not_applicable"]


@pytest.mark.parametrize(
    ("change", "codes_found"),
    [
        ({"level": 7}, ["parent_level_differs"]),
        ({"components": [{"title": {"en": "Part"}, "ects": "5.5"}]}, ["parent_components_smaller"]),
        ({"mapping": []}, ["outcome_not_of_parent"]),
        ({"mapping": [{"outcome": "plan", "parent": "b-nowhere"}]},
         ["outcome_not_of_parent", "mapping_of_unknown_outcome"]),
        ({"mapping": [{"outcome": "nowhere", "parent": "b-other"}]},
         ["outcome_not_of_parent", "mapping_of_unknown_outcome"]),
    ],
)  # fmt: skip
def test_what_is_carved_out_is_a_part_of_its_parent(
    change: dict[str, Any], codes_found: list[str], descriptor: Read, armenia: Nation
) -> None:
    """R10: the same level, every outcome one of the parent's, no more credits than its parts."""
    whole = descriptor("carved_out").to_dict()["carved_from"]
    assert isinstance(whole, dict)
    found = _codes(descriptor("carved_out", carved_from=whole | change), armenia)
    assert list(dict.fromkeys(found)) == codes_found


@pytest.mark.parametrize(
    ("scope", "is_covered"),
    [
        (Scope(), True),
        (Scope(frozenset({6}), frozenset({"01"}), frozenset({"credit_bearing"})), True),
        (Scope(levels=frozenset({7})), False),
        (Scope(fields=frozenset({"06"})), False),
        (Scope(kinds=frozenset({"regulated_30"})), False),
        (Scope(levels=frozenset()), False),
    ],
)
def test_the_scope_covers_level_field_and_kind(
    scope: Scope, is_covered: bool, descriptor: Read
) -> None:
    """R14: asked with the scope of a decision on the award date."""
    found = [one.code for one in rules.scope_problems(descriptor(), scope)]
    assert found == ([] if is_covered else ["out_of_scope"])


@pytest.mark.parametrize(
    ("kinds", "kind", "code"),
    [
        (("hei_private",), "credit_bearing", None),
        (("company_academy", "hei_private"), "credit_bearing", None),
        (("company_academy",), "credit_bearing", "kind_not_yours_to_award"),
        ((), "credit_bearing", "kind_not_yours_to_award"),
        (("hei_college",), "credit_bearing", "level_not_yours_to_award"),
        (("hei_college",), "regulated_30", "kind_not_yours_to_award"),
    ],
)
def test_awarding_rights_follow_the_kind_of_body(
    kinds: tuple[str, ...], kind: str, code: str | None, descriptor: Read, armenia: Nation
) -> None:
    found = [one.code for one in rules.awarding_problems(descriptor(kind), kinds, armenia)]
    assert found == ([code] if code else [])


def test_dates_of_quality_may_be_one_day(descriptor: Read, armenia: Nation) -> None:
    """R6: the end is inclusive, so that first and last day may be the same."""
    day = date(2026, 1, 1).isoformat()
    assert _codes(descriptor(qa_valid_from=day, qa_valid_until=day), armenia) == []
