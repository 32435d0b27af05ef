import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pharos.core import dataintegrity, rdf
from pharos.core.errors import CoreError
from pharos.core.lint import lint
from pharos.core.lint.openbadges import _validator
from pharos.core.openbadges import (
    ELEMENTS,
    Coded,
    QualityAssurance,
    annex_one,
    document,
    is_demonstration,
    missing_elements,
    specimen,
)

CASES = Path(__file__).parent.parent / "vectors" / "openbadges"
GOOD = {
    "complete", "simple", "simple-context-alias", "simple-did-key-method",
    "simple-did-web-method", "simple-multiple-proofs",
    # wrong in time or signature, which no schema can see
    "simple-err-expired", "simple-err-proof-value",
}  # fmt: skip
BAD = {
    "simple-err-credential-subject-result-type", "simple-err-evidence-type",
    "simple-err-issuer", "simple-err-type",
    # another credential, another data model
    "endorsement-valid", "simple_v1",
}  # fmt: skip


def test_every_case_of_the_validator_is_in_a_table() -> None:
    assert {file.stem for file in CASES.glob("*.json")} == GOOD | BAD


@pytest.mark.parametrize("name", sorted(GOOD))
def test_schema_passes_good_cases_of_the_validator(name: str) -> None:
    case = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    assert list(_validator().iter_errors(case)) == []


@pytest.mark.parametrize("name", sorted(BAD))
def test_schema_refuses_bad_cases_of_the_validator(name: str) -> None:
    case = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    assert list(_validator().iter_errors(case)) != []


def test_every_element_of_annex_one_is_in_the_document() -> None:
    found = annex_one(specimen.credential())
    assert list(found) == list(ELEMENTS)
    assert [name for name, value in found.items() if value is None] == []


def test_annex_one_reads_back_what_was_put_in() -> None:
    found = annex_one(specimen.credential())
    assert found["M1"]["name"] == specimen.AWARD.native_name
    assert found["M1"]["ext:latinName"] == specimen.AWARD.latin_name
    assert found["M2"] == dict(specimen.PROGRAMME.title)
    assert found["M3"] == {"addressCountryCode": "AM", "addressRegion": "AM-SH"}
    assert found["M7"] == {"hours": "180", "ects": 6}
    assert found["M8"] == {"nqf": "6", "eqf": "6", "qf_ehea": "first"}
    assert found["M11"][1]["decision"] == "2026/17"
    assert found["M11"][1]["term"] == "2026-01-01/2031-01-01"
    assert found["O3"] == {"grade": "18", "scale": "Twenty-point scale (am-20-school)"}
    assert found["O4"]["targets"] == [specimen.PROGRAMME.stacks_into[0].address]


@pytest.mark.parametrize("kind", ["LearningOutcome", "WorkloadHours", "AssessmentType",
                                  "ParticipationForm", "QualityAssurance"])  # fmt: skip
def test_a_mandatory_element_that_is_taken_out_is_missed(kind: str) -> None:
    made = specimen.credential()
    achievement = made["credentialSubject"]["achievement"]
    achievement["alignment"] = [
        a for a in achievement["alignment"] if not a["targetType"].startswith(f"ext:{kind}")
    ]
    assert len(missing_elements(made)) == 1


def test_a_non_formal_programme_needs_no_level() -> None:
    award = replace(specimen.AWARD, grade=None)
    made = specimen.credential(award, specimen.NON_FORMAL)
    assert annex_one(made)["M8"] is None
    assert missing_elements(made) == []
    assert lint(made) == []


def test_annex_one_of_a_stranger_does_not_fall() -> None:
    for strange in ({}, {"credentialSubject": []}, {"issuer": "did:web:x"}):
        assert set(missing_elements(strange)) >= {"M1", "M2", "M3", "M4", "M5"}


@pytest.mark.parametrize(("ects", "written"), [("6.0", "6"), ("1.5", "1.5"), ("30", "30")])
def test_credits_are_written_whole_or_half(ects: str, written: str) -> None:
    made = specimen.credential(programme=replace(specimen.PROGRAMME, ects=Decimal(ects)))
    assert json.dumps(made["credentialSubject"]["creditsEarned"]) == written
    assert made["credentialSubject"]["achievement"]["creditsAvailable"] == float(ects)


def test_status_entries_share_a_place_and_have_a_list_a_purpose() -> None:
    revocation, suspension = specimen.credential()["credentialStatus"]
    assert revocation["statusListIndex"] == suspension["statusListIndex"] == "70413"
    assert revocation["statusPurpose"] == "revocation"
    assert suspension["statusPurpose"] == "suspension"
    assert revocation["statusListCredential"] != suspension["statusListCredential"]
    assert revocation["id"].startswith("urn:uuid:")


def test_only_identity_objects_are_blank_nodes() -> None:
    nquads = rdf.canonical_nquads(specimen.credential(replace(specimen.AWARD, grade=None)))
    subjects = {line.split(" ")[0] for line in nquads.splitlines()}
    assert {s for s in subjects if s.startswith("_:")} == {"_:c14n0", "_:c14n1"}


def test_a_second_awarding_body_and_an_open_term_are_told() -> None:
    quality = QualityAssurance(Coded("external_cluster", {"en": "Cluster"}), specimen.AGENCY, "7")
    programme = replace(
        specimen.PROGRAMME,
        awarding_bodies=(specimen.INSTITUTE, specimen.AGENCY),
        quality=(quality,),
        prerequisite_programmes=(specimen.PROGRAMME.stacks_into),
    )
    made = specimen.credential(programme=programme)
    found = annex_one(made)
    assert found["M4"] == ["Նմուշային ինստիտուտ", "Specimen Quality Agency"]
    assert found["M11"][1]["term"] == "../.."
    assert found["O1"] == ["A bachelor's degree", "MA"]
    assert lint(made) == []


def test_demonstration_is_marked_and_production_is_not() -> None:
    made = specimen.credential()
    assert is_demonstration(made)
    real = document(
        specimen.PROGRAMME,
        specimen.ISSUER,
        specimen.AWARD,
        specimen.STATUS,
        origin=specimen.ORIGIN,
        demonstration=False,
    )
    assert not is_demonstration(real)
    assert "termsOfUse" not in real


def test_an_undefined_term_is_refused_by_safe_mode() -> None:
    """LD-04: a member that no context defines is not signed, so it may not be there."""
    made = specimen.credential()
    made["credentialSubject"]["gradeOfHonour"] = "A"
    assert [finding.rule for finding in lint(made)] == ["linkeddata.safe_mode"]


def test_the_general_verifier_accepts_a_signed_specimen() -> None:
    from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

    public, secret = crypto_sign_seed_keypair(b"s" * 32)
    made = specimen.credential()
    options = dataintegrity.proof_options(
        made,
        cryptosuite="eddsa-rdfc-2022",
        created="2026-11-22T10:00:00Z",
        verification_method=f"{specimen.INSTITUTE.id}#key",
    )
    signed = dataintegrity.sign(made, options, lambda data: crypto_sign(data, secret)[:64])
    dataintegrity.verify_proof(signed, signed["proof"][0], public)
    assert list(_validator().iter_errors(signed)) == []


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every member below `value`."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from paths_of(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths_of(inner, (*path, place))


def without(document: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    owner: Any = changed
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    return changed


def test_every_member_that_is_removed_changes_what_was_signed_or_is_refused() -> None:
    """LD-04: no member of a credential of ours can be taken away unnoticed."""
    made = specimen.credential()
    signed = rdf.canonical_nquads(made)
    unnoticed = []
    for path in paths_of(made):
        if path[0] == "@context":
            continue
        try:
            if rdf.canonical_nquads(without(made, path)) == signed:
                unnoticed.append(path)
        except CoreError:
            continue
    assert unnoticed == []
