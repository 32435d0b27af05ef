"""The rules of the VC Data Model 2.0: the input files of its suite, and each rule alone."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import contexts, dataintegrity, rdf, safemode
from pharos.core.datamodel import data_model_problems
from pharos.core.errors import CoreError

INPUT = Path(__file__).parents[1] / "vectors" / "vc-data-model" / "suite-input"
FILES = sorted(INPUT.glob("*.json"))
# Not about form: whether holder and issuer must be one is asked where a presentation is judged.
OTHER = {"presentation-self-asserted-vc-issuer-mismatch"}


def _as_issued(path: Path) -> dict[str, Any]:
    """The file as the suite sends it on: its harness adds the issuer and real dates."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if path.stem.startswith("credential-") and path.stem != "credential-no-issuer-fail":
        issuer = document.setdefault("issuer", "did:example:issuer")
        if issuer == {}:
            document["issuer"] = {"id": "did:example:issuer"}
    for member, placeholder in (("validFrom", "PAST DATE"), ("validUntil", "FUTURE DATE")):
        if document.get(member) == placeholder:
            document[member] = {"PAST DATE": "2020", "FUTURE DATE": "2040"}[placeholder]
            document[member] += "-01-01T00:00:00Z"
    return document


def test_the_suite_is_whole() -> None:
    assert len(FILES) == 48
    assert {path.stem for path in FILES if not path.stem.endswith(("-ok", "-fail"))} == OTHER


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_input_files_of_the_w3c_suite(path: Path) -> None:
    problems = data_model_problems(_as_issued(path))
    assert bool(problems) == path.stem.endswith("-fail"), problems


DOCUMENT: dict[str, Any] = {
    "@context": [contexts.VC_V2],
    "id": "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00",
    "type": ["VerifiableCredential"],
    "name": "Վկայական",
    "issuer": "did:web:registry.example",
    "validFrom": "2026-11-22T10:00:00Z",
    "validUntil": "2027-11-22T10:00:00Z",
    "credentialSubject": {"id": "urn:uuid:11111111-58f1-4d5c-9d8e-2a6c6a1f4f00"},
}


def test_a_right_document_has_no_problems() -> None:
    assert data_model_problems(DOCUMENT) == []


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"@context": []}, "context_order", ""),
        ({"@context": None}, "context_order", ""),
        ({"@context": [contexts.OPEN_BADGES, contexts.VC_V2]}, "context_order", ""),
        ({"@context": [contexts.VC_V2, 5]}, "context_not_allowed", None),
        ({"@context": [contexts.VC_V2, {"name": "urn:x:y"}]}, "data_model", "@context"),
        ({"type": "VerifiableCredentials"}, "data_model", "type"),
        ({"type": ["VerifiableCredential", ""]}, "data_model", "type"),
        ({"id": "credential/1"}, "data_model", "id"),
        ({"id": ["urn:a:b", "urn:c:d"]}, "data_model", "id"),
        ({"issuer": None}, "data_model", "issuer"),
        ({"issuer": {"name": "x"}}, "data_model", "issuer"),
        ({"issuer": ["did:a:b"]}, "data_model", "issuer"),
        ({"credentialSubject": {}}, "data_model", "credentialSubject"),
        ({"credentialSubject": []}, "data_model", "credentialSubject"),
        ({"credentialSubject": "urn:a:b"}, "data_model", "credentialSubject"),
        ({"credentialSubject": [{"id": "x"}]}, "data_model", "credentialSubject.id"),
        ({"validFrom": "2026-11-22"}, "malformed_time", "validFrom"),
        ({"validUntil": 5}, "malformed_time", "validUntil"),
        ({"validUntil": "2026-11-22T09:59:59Z"}, "data_model", "validUntil"),
        ({"credentialStatus": []}, "data_model", "credentialStatus"),
        ({"credentialStatus": "urn:a:b"}, "data_model", "credentialStatus"),
        ({"credentialStatus": {"type": []}}, "data_model", "credentialStatus.type"),
        ({"credentialSchema": {"type": "JsonSchema"}}, "data_model", "credentialSchema.id"),
        ({"evidence": [{"type": "Evidence"}, {}]}, "data_model", "evidence.type"),
        ({"name": 5}, "data_model", "name"),
        ({"name": []}, "data_model", "name"),
        ({"description": {"@value": "x", "lang": "hy"}}, "data_model", "description"),
        ({"relatedResource": {"id": "urn:a:b"}}, "data_model", "relatedResource"),
    ],
)
def test_each_rule_names_its_place(change: dict[str, Any], code: str, path: str | None) -> None:
    problems = data_model_problems({**DOCUMENT, **change})
    assert [problem.code for problem in problems] == [code]
    if path is not None:
        assert problems[0].facts["path"] == path


def test_every_broken_rule_is_answered() -> None:
    problems = data_model_problems({"type": [], "validFrom": "x", "evidence": 1})
    places = [problem.facts.get("path") for problem in problems]
    assert places == ["", "type", "issuer", "credentialSubject", "validFrom", "evidence"]


MEMBERS = [*DOCUMENT, "proof", "evidence", "credentialStatus", "relatedResource", "holder"]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 2) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "@value", "@context", "x", "cryptosuite", "created"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from(MEMBERS), ODD, st.booleans())
def test_any_json_gives_our_refusals_and_nothing_else(
    member: str, value: Any, presented: bool
) -> None:
    """VER-10: whatever stands in a member, no fault of ours comes out."""
    document = copy.deepcopy(DOCUMENT)
    if presented:
        document["type"] = ["VerifiablePresentation"]
        document["verifiableCredential"] = [value]
    document[member] = value
    assert all(isinstance(problem, CoreError) for problem in data_model_problems(document))
    safemode.described_twice(document)
    for check in (rdf.canonical_nquads, lambda d: dataintegrity.verify_all(d, {})):
        with contextlib.suppress(CoreError):
            check(document)
