import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid1, uuid4

import pytest

from pharos.core.lint import RULES, lint, lint_leaves
from pharos.core.openbadges import specimen
from pharos.core.templates import Template
from pharos.core.templates.awards import Lists, Shape, compile_award, leaves_of

Json = dict[str, Any]
Break = Callable[[Json], object]

OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
VC = "https://www.w3.org/ns/credentials/v2"


def achievement(d: Json) -> Json:
    return d["credentialSubject"]["achievement"]  # type: ignore[no-any-return]


def without(d: Json, kind: str) -> None:
    a = achievement(d)
    a["alignment"] = [item for item in a["alignment"] if item["targetType"] != kind]


def recode(d: Json, kind: str, code: str) -> None:
    for item in achievement(d)["alignment"]:
        if item["targetType"] == kind:
            item["targetCode"] = code


def entry(d: Json, place: int) -> Json:
    return d["credentialStatus"][place]  # type: ignore[no-any-return]


def set_both(d: Json, index: object) -> None:
    for place in (0, 1):
        entry(d, place)["statusListIndex"] = index


# What breaks each rule, and which others cannot but break with it.
BREAKS: dict[str, tuple[Break, set[str]]] = {
    "openbadges.schema": (lambda d: d["credentialSubject"].update(term=""), set()),
    "openbadges.context": (
        # the older context does not know every word of ours
        lambda d: d.update({"@context": [VC, OB.replace("3.0.3", "3.0.2")]}),
        {"linkeddata.safe_mode"},
    ),
    "openbadges.type": (lambda d: d["type"].reverse(), set()),
    "openbadges.achievement_type": (
        lambda d: achievement(d).update(achievementType="Course"),
        set(),
    ),
    "openbadges.result_described": (
        lambda d: d["credentialSubject"]["result"][0].update(resultDescription="urn:x:y"),
        set(),
    ),
    "openbadges.credits": (lambda d: d["credentialSubject"].update(creditsEarned=5), set()),
    "datamodel.context_first": (
        lambda d: d.update({"@context": [OB, VC]}),
        {"openbadges.schema", "openbadges.context", "linkeddata.safe_mode"},
    ),
    "datamodel.identifiers": (
        lambda d: achievement(d).update(id="http://elsewhere.example/programme"),
        set(),
    ),
    "datamodel.credential_id": (lambda d: d.update(id="https://example.org/c/1"), set()),
    "datamodel.dates": (
        lambda d: d.update(awardedDate="2026-02-30T00:00:00+04:00"),
        set(),
    ),
    "datamodel.validity_order": (lambda d: d.update(validUntil="2026-01-01T00:00:00Z"), set()),
    "datamodel.unsigned": (
        lambda d: d.update(proof=[{"type": "DataIntegrityProof"}]),
        set(),
    ),
    "datamodel.issuer": (lambda d: d["issuer"].update(id="https://example.org/us"), set()),
    "linkeddata.safe_mode": (lambda d: d.update(gradeOfHonour="A"), set()),
    "linkeddata.described_once": (
        lambda d: achievement(d)["creator"].update(id=d["issuer"]["id"]),
        set(),
    ),
    "linkeddata.numbers": (
        lambda d: (
            d["credentialSubject"].update(creditsEarned=3.0000001),
            achievement(d).update(creditsAvailable=3.0000001),
        ),
        set(),
    ),
    "linkeddata.language_tags": (
        lambda d: achievement(d)["related"][0].update(inLanguage="hy-AM"),
        set(),
    ),
    "linkeddata.no_direction": (
        lambda d: achievement(d)["related"][0].update(
            name={"@value": "x", "@language": "en", "@direction": "rtl"}
        ),
        {"linkeddata.safe_mode"},
    ),
    "linkeddata.plain_texts": (
        lambda d: d.update(name={"@value": "x", "@language": "en"}),
        {"openbadges.schema"},
    ),
    "bitstring.purposes": (lambda d: d["credentialStatus"].pop(), set()),
    "bitstring.type": (
        lambda d: entry(d, 0).update(type="1EdTechRevocationList"),
        {"linkeddata.safe_mode"},
    ),
    "bitstring.index": (lambda d: set_both(d, "131072"), set()),
    "bitstring.same_place": (lambda d: entry(d, 0).update(statusListIndex="1"), set()),
    "bitstring.own_list": (
        lambda d: entry(d, 0).update(statusListCredential=entry(d, 1)["statusListCredential"]),
        set(),
    ),
    "annex.complete": (lambda d: without(d, "ext:ParticipationForm"), set()),
    "annex.attendance_only": (
        lambda d: recode(d, "ext:AssessmentType", "level_of_attendance"),
        set(),
    ),
    "annex.credits_with_level": (
        lambda d: (
            [without(d, kind) for kind in ("ext:NQF", "ext:EQF", "ext:QFEHEA")],
            recode(d, "ext:ProgrammeKind", "non_formal"),
        ),
        set(),
    ),
    "annex.legal_basis": (lambda d: recode(d, "ext:LegalBasis", "perhaps"), set()),
    "profile.payload_too_large": (lambda d: d.update(description="x" * 2**17), set()),
    "profile.awarded_date": (lambda d: d.update(awardedDate="2026-11-20T09:30:00+04:00"), set()),
    "profile.valid_from": (lambda d: d.update(validFrom="2026-11-22T10:00:00.000Z"), set()),
    "profile.texts": (lambda d: d.update(name="Teaching\u200b with data"), set()),
    "profile.names": (
        lambda d: d["credentialSubject"]["identifier"][1].update(
            identityType="nationalIdentityNumber"
        ),
        set(),
    ),
}


def test_a_sound_credential_has_no_finding() -> None:
    assert lint(specimen.credential()) == []


def test_every_rule_has_a_break_and_says_who_demands_it() -> None:
    assert set(BREAKS) == set(RULES)
    assert all(rule.demanded_by for rule in RULES.values())


@pytest.mark.parametrize("rule", sorted(BREAKS))
def test_a_break_is_found_by_exactly_its_rule(rule: str) -> None:
    """ISS-07: the finding carries the rule's id, which the row is stopped with."""
    made = copy.deepcopy(specimen.credential())
    break_it, companions = BREAKS[rule]
    break_it(made)
    assert {finding.rule for finding in lint(made)} == {rule} | companions


def test_evidence_of_a_mebibyte_is_refused() -> None:
    """ISS-06: a payload beyond the profile's limit stops in the lint, before any key."""
    made = specimen.credential()
    made["evidence"] = [{"type": ["Evidence"], "id": "urn:uuid:" + str(uuid4()),
                         "narrative": "x" * 2**20}]  # fmt: skip
    assert [f.rule for f in lint(made)] == ["profile.payload_too_large"]


@pytest.mark.parametrize("index", [-1, 7, "-1", "+7", "7.0", "07", str(2**64), "", None])
def test_an_index_that_is_no_place_is_found(index: object) -> None:
    """STA-02: only the decimal form of a place inside the list is an index."""
    made = specimen.credential()
    set_both(made, index)
    assert "bitstring.index" in {finding.rule for finding in lint(made)}


@pytest.fixture(scope="module")
def template() -> Template:
    return compile_award(
        specimen.PROGRAMME,
        specimen.ISSUER,
        Lists(specimen.STATUS.revocation_list, specimen.STATUS.suspension_list),
        shape=Shape(),
        origin=specimen.ORIGIN,
        demonstration=True,
        suite="eddsa-rdfc-2022",
        verification_method=f"{specimen.INSTITUTE.id}#key",
    )


def test_sound_leaves_have_no_finding(template: Template) -> None:
    assert lint_leaves(template, leaves_of(specimen.AWARD, "131071")) == []


@pytest.mark.parametrize(
    ("change", "index", "hole"),
    [
        ({"native_name": "Ան\u200bի"}, "5", "native_name"),
        ({"native_name": "Ani\tG"}, "5", "native_name"),
        ({"native_name": ""}, "5", "native_name"),
        ({"native_name": "e\u0301"}, "5", "native_name"),
        ({"latin_name": "x" * 621}, "5", "latin_name"),
        ({"latin_name": " Ani"}, "5", "latin_name"),
        ({"credential": str(uuid1())}, "5", "credential"),
        ({"credential": "not-a-uuid"}, "5", "credential"),
        ({"awarded_at": "2026-02-30T00:00:00+04:00"}, "5", "awarded_at"),
        ({"awarded_at": "2026-02-20T01:00:00+04:00"}, "5", "awarded_at"),
        ({"pathway": "bought"}, "5", "pathway"),
        ({"grade": "18\n"}, "5", "grade"),
        ({}, "131072", "index"),
        ({}, "-1", "index"),
        ({}, "٣", "index"),
    ],
)
def test_unsound_leaves_are_named(
    template: Template, change: dict[str, str], index: str, hole: str
) -> None:
    """UNI-03: hidden characters are refused in the values of every single award."""
    award = replace(specimen.AWARD, **change)
    assert [finding.path for finding in lint_leaves(template, leaves_of(award, index))] == [hole]


def test_another_number_of_leaves_is_found(template: Template) -> None:
    assert [f.rule for f in lint_leaves(template, ("a", "b"))] == ["leaves.form"]
