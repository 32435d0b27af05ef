"""Canonical N-Quads: the W3C suite, the poison graph, contexts, and agreement of both ways."""

import json
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.core import contexts, limits, rdf
from pharos.core.errors import CoreError

SUITE = Path(__file__).parents[1] / "vectors" / "rdf-canon"
ENTRIES = json.loads((SUITE / "manifest.jsonld").read_text("utf-8"))["entries"]
EVALS = [entry for entry in ENTRIES if entry["type"] == "rdfc:RDFC10EvalTest"]
NEGATIVES = [entry for entry in ENTRIES if entry["type"] == "rdfc:RDFC10NegativeEvalTest"]

DOCUMENT: dict[str, Any] = {
    "@context": [contexts.VC_V2, contexts.OPEN_BADGES],
    "id": "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Տվյալների վերլուծություն",
    "issuer": {"id": "did:web:localhost%3A8000:providers:a", "type": "Profile", "name": "Ա"},
    "validFrom": "2026-11-22T10:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:11111111-58f1-4d5c-9d8e-2a6c6a1f4f00",
        "type": "AchievementSubject",
        "creditsEarned": 1.5,
        "achievement": {
            "id": "https://registry.example/programmes/a/b/v1",
            "type": "Achievement",
            "name": "მონაცემთა ანალიზი",
            "description": "მოკლე",
            "criteria": {"narrative": "ყველა დავალება"},
        },
    },
}


def _read(name: str) -> str:
    # Not read_text: one of the texts holds a carriage return.
    return (SUITE / name).read_bytes().decode("utf-8")


def _code(refused: pytest.ExceptionInfo[CoreError]) -> str:
    return refused.value.code


def test_the_suite_is_whole() -> None:
    assert (len(EVALS), len(NEGATIVES)) == (64, 1)


@pytest.mark.parametrize("entry", EVALS, ids=lambda entry: entry["id"])
def test_the_w3c_suite_of_rdfc_1_0(entry: dict[str, Any]) -> None:
    algorithm = {"SHA384": "sha384"}.get(entry.get("hashAlgorithm", ""), "sha256")
    found = rdf.canonical_nquads_from_nquads(_read(entry["action"]), algorithm=algorithm)
    assert found == _read(entry["result"])


def test_one_of_the_suite_is_for_sha384() -> None:
    assert [e["id"] for e in EVALS if e.get("hashAlgorithm") == "SHA384"] == ["#test075c"]


@pytest.mark.parametrize("entry", NEGATIVES, ids=lambda entry: entry["id"])
def test_the_poison_graph_is_refused_soon(entry: dict[str, Any]) -> None:
    begun = time.monotonic()
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads_from_nquads(_read(entry["action"]))
    assert _code(refused) == "too_complex"
    assert time.monotonic() - begun < 2


def test_a_clique_of_like_blank_nodes_is_refused_soon() -> None:
    """The class of the poison graph, not the one graph: every node points to every other."""
    nodes = [f"_:n{number}" for number in range(20)]
    clique = "".join(f"{a} <urn:p> {b} .\n" for a in nodes for b in nodes if a != b)
    begun = time.monotonic()
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads_from_nquads(clique)
    assert _code(refused) == "too_complex"
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("over", ["blank nodes", "statements"])
def test_graphs_beyond_the_limits_are_refused(over: str) -> None:
    if over == "statements":
        lines = [f"<urn:s> <urn:p> <urn:o{n}> .\n" for n in range(limits.MAX_QUADS + 1)]
    else:
        lines = [f'_:b{n} <urn:p> "{n}" .\n' for n in range(limits.MAX_BLANK_NODES + 1)]
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads_from_nquads("".join(lines))
    assert _code(refused) == "too_complex"


def test_a_poison_graph_inside_a_document_is_refused_soon() -> None:
    alike = [{"type": "Alignment", "targetName": "x"} for _ in range(12)]
    result = [{"type": "Result", "alignment": alike} for _ in range(2)]
    subject = {**DOCUMENT["credentialSubject"], "result": result}
    begun = time.monotonic()
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads({**DOCUMENT, "credentialSubject": subject})
    assert _code(refused) == "too_complex"
    assert time.monotonic() - begun < 2


def test_like_nodes_that_cause_no_work_are_not_refused() -> None:
    evidence = [{"type": "Evidence", "name": "e"} for _ in range(30)]
    assert rdf.canonical_nquads({**DOCUMENT, "evidence": evidence}).count("_:c14n30") == 3


def test_a_document_of_too_many_nodes_is_refused_before_it_is_parsed() -> None:
    evidence = [{"type": "Evidence", "name": str(n)} for n in range(limits.MAX_NODES)]
    begun = time.monotonic()
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads({**DOCUMENT, "evidence": evidence})
    assert _code(refused) == "too_complex"
    assert time.monotonic() - begun < 2


def test_the_canonical_form_of_a_small_credential() -> None:
    lines = rdf.canonical_nquads(DOCUMENT).splitlines()
    assert len(lines) == 16
    assert lines == sorted(lines)
    subject = "<urn:uuid:11111111-58f1-4d5c-9d8e-2a6c6a1f4f00>"
    # The Open Badges context does write the namespace with https.
    credits = "<https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsEarned>"
    assert f'{subject} {credits} "1.5E0"^^<https://www.w3.org/2001/XMLSchema#float> .' in lines
    assert sum("_:c14n0" in line for line in lines) == 2  # the criteria, named once


def test_members_may_stand_in_any_order() -> None:
    turned = dict(reversed(DOCUMENT.items()))
    assert rdf.canonical_nquads(turned) == rdf.canonical_nquads(DOCUMENT)


def test_whole_numbers_are_one_whether_written_with_a_point_or_not() -> None:
    one, other = ({**DOCUMENT["credentialSubject"], "creditsEarned": n} for n in (3, 3.0))
    assert rdf.canonical_nquads({**DOCUMENT, "credentialSubject": one}) == rdf.canonical_nquads(
        {**DOCUMENT, "credentialSubject": other}
    )


def test_contexts_that_contradict_each_other_are_refused() -> None:
    document = {
        "@context": [contexts.VC_V2, "https://www.w3.org/2018/credentials/v1"],
        "type": "VerifiableCredential",
        "credentialSubject": {"id": "urn:x:y"},
    }
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads(document)
    assert _code(refused) == "context_not_allowed"


def test_an_embedded_endorsement_brings_its_own_contexts() -> None:
    endorsement = {
        "@context": [contexts.VC_V2, contexts.OPEN_BADGES],
        "id": "urn:uuid:22222222-58f1-4d5c-9d8e-2a6c6a1f4f00",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": "did:web:localhost%3A8000:agencies:q",
        "validFrom": "2026-11-22T10:00:00Z",
        "credentialSubject": {
            "id": "https://registry.example/programmes/a/b/v1",
            "type": "EndorsementSubject",
            "endorsementComment": "հավատարմագրված",
        },
    }
    lines = rdf.canonical_nquads({**DOCUMENT, "endorsement": [endorsement]})
    assert "endorsementComment" in lines


@pytest.mark.parametrize(
    "text",
    ["<urn:a> <urn:b> .", "<a> <urn:b> <urn:c> .", "<urn:a> <urn:b> <<( <urn:a> <urn:b> _:c )>> ."],
)
def test_text_that_is_no_nquads_is_refused(text: str) -> None:
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads_from_nquads(text)
    assert _code(refused) == "malformed"


def _with_credits(number: float) -> str:
    subject = {**DOCUMENT["credentialSubject"], "creditsEarned": number}
    lines = rdf.canonical_nquads({**DOCUMENT, "credentialSubject": subject}).splitlines()
    [line] = [line for line in lines if "creditsEarned" in line]
    return line.split('"')[1]


def _as_json_ld_says(number: float) -> str:
    """JSON-LD 1.1 API, section 8.2.2: whole numbers plainly, others with 15 decimals at most."""
    if float(number).is_integer():
        return str(int(number))
    mantissa, _, exponent = f"{number:.15E}".partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}"


@settings(max_examples=150, deadline=None)
@given(
    st.integers(-(10**15) + 1, 10**15 - 1)
    | st.decimals(-1000, 1000, places=2).map(float)
    | st.floats(1e-6, 1e15, exclude_max=True)
)
def test_accepted_numbers_are_written_as_the_standard_says(number: float) -> None:
    try:
        found = _with_credits(number)
    except CoreError as error:
        refusal = error.code
    else:
        refusal = None
        assert found == _as_json_ld_says(number)
    assert refusal in (None, "number_not_portable")


@pytest.mark.parametrize(
    "iri",
    ["https://A.example/../b/./c?x=%7e#Y", "urn:UUID:0D4F6A2E", "https://a.example:443/",
     "did:web:a%3A80", "https://registry.example/ծրագիր"],
)  # fmt: skip
def test_ids_are_signed_as_they_are_written(iri: str) -> None:
    assert f"<{iri}> " in rdf.canonical_nquads({**DOCUMENT, "id": iri})


def test_times_are_signed_as_they_are_written() -> None:
    written = "2026-11-22T00:00:00.50+04:00"
    assert f'"{written}"^^' in rdf.canonical_nquads({**DOCUMENT, "validFrom": written})


def test_texts_are_escaped_as_the_standard_says() -> None:
    """RDF Canonicalization 1.0, section 5: ECHAR for five, UCHAR for the other controls."""
    text = 'a"b\\c\nd\re\tf\bg\fh\u007fi\u0007jև\u2028k\x85'
    escaped = '"a\\"b\\\\c\\nd\\re\\tf\\bg\\fh\\u007Fi\\u0007jև\u2028k\x85"'
    assert escaped in rdf.canonical_nquads({**DOCUMENT, "description": text})


_NODES = st.sampled_from(["_:a", "_:b", "_:c", "_:d", "_:e", "<urn:x>", "<urn:y>"])
_OBJECTS = st.one_of(_NODES, st.sampled_from(['"t"', '"\\u0007 \u2028"', '"ա"@hy']))
_QUADS = st.tuples(_NODES, st.sampled_from(["<urn:p>", "<urn:q>"]), _OBJECTS)


@settings(max_examples=60, deadline=None)
@given(st.lists(_QUADS, max_size=12), st.permutations(["a", "b", "c", "d", "e"]))
def test_the_names_of_blank_nodes_do_not_matter(
    quads: list[tuple[str, str, str]], names: list[str]
) -> None:
    table = {f"_:{old}": f"_:x{new}" for old, new in zip("abcde", names, strict=True)}
    one = "".join(f"{s} {p} {o} .\n" for s, p, o in quads)
    other = "".join(f"{table.get(s, s)} {p} {table.get(o, o)} .\n" for s, p, o in reversed(quads))
    assert rdf.canonical_nquads_from_nquads(one) == rdf.canonical_nquads_from_nquads(other)


@settings(max_examples=60, deadline=None)
@given(st.lists(_QUADS, max_size=14))
def test_the_guard_walks_as_the_canonicaliser_does(quads: list[tuple[str, str, str]]) -> None:
    """Its names are those of the library, so its count of steps is that of the same walk."""
    from pharos.core import symmetry

    text = "".join(f"{s} {p} {o} .\n" for s, p, o in quads).encode()
    parsed = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    guard = symmetry._Guard(parsed, "sha256")
    guard.check()
    if len(set(guard.first.values())) == len(guard.first):
        return
    renamed = {node: name.removeprefix("_:") for node, name in guard.canonical.names.items()}
    ours = {_renamed(quad, renamed) for quad in parsed}
    dataset = ox.Dataset(parsed)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert ours == set(dataset)


def _renamed(quad: ox.Quad, names: dict[str, str]) -> ox.Quad:
    subject, obj = (
        ox.BlankNode(names[term.value]) if isinstance(term, ox.BlankNode) else term
        for term in (quad.subject, quad.object)
    )
    return ox.Quad(subject, quad.predicate, obj, quad.graph_name)
