import hashlib
import json
import random
import subprocess
import sys
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from pharos.core import dataintegrity, jcs, rdf
from pharos.core.errors import CoreError
from pharos.core.openbadges import Award, Status, specimen
from pharos.core.templates import Hole, Template, mark
from pharos.core.templates.awards import Lists, Shape, compile_award, leaves_of, shape_of
from pharos.core.templates.compiler import compile_document
from pharos.core.templates.quads import Dataset, escape, lines_of, order_of

PUBLIC, SECRET = crypto_sign_seed_keypair(b"t" * 32)
KEY = f"{specimen.INSTITUTE.id}#z6MkSpecimen"
LISTS = Lists(specimen.STATUS.revocation_list, specimen.STATUS.suspension_list)
CREATED = specimen.AWARD.valid_from
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
AWKWARD = [
    "Անի Գրիգորյան", "Եւա և Էդվարդ", "ნინო ბერიძე", "O'Brien-Մելիք", 'Ani "Anush" G', "a\\b",
    "\\u0041", '"', "\\", "🎓 Ani", "é", "ø", "İi", "Ani  B", "N", "x" * 200, "a>b<c", "_:c14n0",
    "^^<x>", "{0}%s", "Մ. Ա.", "ჯ", "\u2603", "zq", "𐍈", "\uffee",
]  # fmt: skip


def template_of(award: Award, suite: str = "eddsa-rdfc-2022", **programme: Any) -> Template:
    return compile_award(
        replace(specimen.PROGRAMME, **programme),
        specimen.ISSUER,
        LISTS,
        shape=shape_of(award),
        origin=specimen.ORIGIN,
        demonstration=True,
        suite=suite,
        verification_method=KEY,
    )


def document_of(award: Award, index: str) -> dict[str, Any]:
    from pharos.core.openbadges import document

    return document(
        specimen.PROGRAMME,
        specimen.ISSUER,
        award,
        replace(specimen.STATUS, index=index),
        origin=specimen.ORIGIN,
        demonstration=True,
    )


@pytest.fixture(scope="module", params=["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def template(request: pytest.FixtureRequest) -> Template:
    return template_of(specimen.AWARD, request.param)


@pytest.fixture(scope="module")
def rdfc() -> Template:
    return template_of(specimen.AWARD)


def random_award(source: random.Random) -> tuple[Award, str]:
    def name() -> str:
        return " ".join(source.choices(AWKWARD, k=source.randint(1, 2)))[:200].strip()

    award = replace(
        specimen.AWARD,
        credential=str(UUID(int=source.getrandbits(128), version=4)),
        native_name=name(),
        latin_name=name(),
        awarded_at=f"20{source.randint(10, 99)}-0{source.randint(1, 9)}-11T00:00:00+04:00",
        pathway=source.choice(["course", "rpl", "mixed"]),
        grade=source.choice(["18", "A+", 'B "x"', "გ", "P"]),
    )
    return award, str(source.randrange(131_072))


def test_canonical_form_equals_the_general_algorithm_on_a_thousand_credentials(
    rdfc: Template,
) -> None:
    source = random.Random(20261122)
    orders = set()
    for _ in range(1_000):
        award, index = random_award(source)
        leaves = leaves_of(award, index)
        canonical = rdfc.canonical(leaves, CREATED).decode()
        made = document_of(award, index)
        assert canonical == rdf.canonical_nquads(made)
        assert rdfc.fill(leaves, CREATED) == jcs.canonical_json(made)
        assert rdfc.signing_input(leaves, CREATED)[32:] == (
            hashlib.sha256(canonical.encode()).digest()
        )
        orders.add(f'_:c14n0 <{OB}identityType> "name"' in canonical)
    assert len(orders) == 2, "both orders of the two names were met"


name = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
    | st.sampled_from(AWKWARD)
    | st.text(alphabet="\"\\' \t\nաბa", min_size=1, max_size=10)
)


@settings(max_examples=150, deadline=None)
@given(native=name, latin=name, grade=name, uuid=st.uuids(version=4), place=st.integers(0, 131071))
def test_any_text_gives_the_bytes_of_the_general_algorithm(
    rdfc: Template, native: str, latin: str, grade: str, uuid: UUID, place: int
) -> None:
    award = replace(
        specimen.AWARD, native_name=native, latin_name=latin, grade=grade, credential=str(uuid)
    )
    leaves = leaves_of(award, str(place))
    made = document_of(award, str(place))
    assert rdfc.canonical(leaves, CREATED).decode() == rdf.canonical_nquads(made)
    assert rdfc.fill(leaves, CREATED) == jcs.canonical_json(made)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_literals_are_escaped_as_the_standard_says(text: str) -> None:
    import pyoxigraph as ox

    node = ox.NamedNode("urn:x")
    dataset = ox.Dataset([ox.Quad(node, node, ox.Literal(text))])
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS).decode()
    assert written == f'<urn:x> <urn:x> "{escape(text)}" .\n'


@pytest.mark.parametrize(
    "change",
    [
        {"grade": None},
        {"latin_name": None},
        {"valid_until": "2031-01-01T00:00:00Z"},
        {"holder": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"},
        {"holder": "did:aaa:first", "valid_until": "2031-01-01T00:00:00Z", "grade": None},
    ],
)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_every_shape_verifies_on_the_general_path(change: dict[str, Any], suite: str) -> None:
    award = replace(specimen.AWARD, **change)
    made = template_of(award, suite)
    leaves = leaves_of(award, "70413")
    signature = crypto_sign(made.signing_input(leaves, CREATED), SECRET)[:64]
    signed = json.loads(made.fill(leaves, CREATED, signature))
    dataintegrity.verify_proof(signed, signed["proof"][0], PUBLIC)
    del signed["proof"]
    assert signed == document_of(award, "70413")


def test_a_scale_with_marks_has_more_blank_nodes_and_still_agrees() -> None:
    grading = replace(specimen.PROGRAMME.grading, marks=("P", "NP", "E"))
    made = template_of(specimen.AWARD, grading=grading)
    source = random.Random(7)
    for _ in range(60):
        award, index = random_award(source)
        leaves = leaves_of(award, index)
        filled = json.loads(made.fill(leaves, CREATED))
        assert made.canonical(leaves, CREATED).decode() == rdf.canonical_nquads(filled)


def test_signing_input_is_that_of_data_integrity(template: Template) -> None:
    leaves = leaves_of(specimen.AWARD, "70413")
    made = document_of(specimen.AWARD, "70413")
    options = dataintegrity.proof_options(
        made, cryptosuite=template.suite, created=CREATED, verification_method=KEY
    )
    assert template.signing_input(leaves, CREATED) == dataintegrity.hash_data(made, options)
    assert template.identity(leaves, CREATED) == (
        hashlib.sha256(template.signing_input(leaves, CREATED)).digest()
    )


def test_created_is_signed_and_changes_the_input(template: Template) -> None:
    leaves = leaves_of(specimen.AWARD, "70413")
    one = template.signing_input(leaves, CREATED)
    other = template.signing_input(leaves, "2026-11-22T10:00:01Z")
    assert one[:32] != other[:32]
    assert one[32:] != other[32:]
    assert template.signing_input(leaves, CREATED) == one


def test_bytes_come_back_and_name_the_template(template: Template) -> None:
    raw = template.to_bytes()
    again = Template.from_bytes(raw)
    assert again == template
    assert again.to_bytes() == raw
    assert again.digest == hashlib.sha256(raw).digest() == template.digest
    leaves = leaves_of(specimen.AWARD, "1")
    assert again.fill(leaves, CREATED, b"s" * 64) == template.fill(leaves, CREATED, b"s" * 64)
    assert again.contexts.keys() == set(specimen.credential()["@context"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: b"[]",
        lambda raw: raw + b" ",
        lambda raw: raw[:-1],
        lambda raw: raw.replace(b'"filler":1', b'"filler":2'),
        lambda raw: raw.replace(b"eddsa-", b"ecdsa-"),
        lambda raw: raw.replace(b'"before":[', b'"before":{'),
    ],
)
def test_other_bytes_are_refused(template: Template, spoil: Any) -> None:
    with pytest.raises(CoreError) as refused:
        Template.from_bytes(spoil(template.to_bytes()))
    assert refused.value.code == "template_unreadable"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_template_or_our_error(raw: bytes) -> None:
    with pytest.raises(CoreError):
        Template.from_bytes(raw)


def test_another_number_of_leaves_is_refused(template: Template) -> None:
    for leaves in ((), ("a",), (*leaves_of(specimen.AWARD, "1"), "x")):
        for act in (template.fill, template.signing_input):
            with pytest.raises(CoreError, match="number of values"):
                act(leaves, CREATED)


def test_compiling_twice_gives_the_same_digest() -> None:
    assert template_of(specimen.AWARD).digest == template_of(specimen.AWARD).digest


def test_what_is_constant_sorts_first(rdfc: Template) -> None:
    leaves = leaves_of(specimen.AWARD, "70413")
    values = rdfc._literals(leaves, CREATED)
    lines = rdfc._dataset.settle(values)
    assert lines is not None
    assert lines.is_fixed
    assert len(lines.prefix) > 3 * (len(lines.text(values)) - len(lines.prefix))


# --- blank nodes and orders, on small graphs of our own ---------------------------------

A, B = Hole("a"), Hole("b")
CONTEXT = ["https://www.w3.org/ns/credentials/v2"]


def twins(*, suite: str = "eddsa-rdfc-2022") -> Template:
    """Two nodes without ids that may hold the same."""
    skeleton = {
        "@context": CONTEXT,
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:4f8e2b0a-6d0c-4c57-9a57-0d2f6a1b9c11",
        "credentialSubject": [{"name": mark(A)}, {"name": mark(B)}],
    }
    return compile_document(skeleton, (A, B), suite=suite, verification_method="did:web:x#k")


@given(a=name, b=name)
@settings(max_examples=60, deadline=None)
def test_twins_agree_with_the_general_algorithm(a: str, b: str) -> None:
    made = twins()
    document = json.loads(made.fill((a, b), CREATED))
    assert made.canonical((a, b), CREATED).decode() == rdf.canonical_nquads(document)


def test_equal_twins_go_to_the_general_algorithm(monkeypatch: pytest.MonkeyPatch) -> None:
    made = twins()
    asked = []
    general = rdf.canonical_nquads
    monkeypatch.setattr(rdf, "canonical_nquads", lambda d: asked.append(1) or general(d))
    made.signing_input(("same", "same"), CREATED)
    assert asked == [1]
    made.signing_input(("one", "other"), CREATED)
    assert asked == [1]


@given(a=name, b=name)
@settings(max_examples=60, deadline=None)
def test_lines_whose_order_depends_on_values_are_sorted_each_time(a: str, b: str) -> None:
    skeleton = {
        "@context": CONTEXT,
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:4f8e2b0a-6d0c-4c57-9a57-0d2f6a1b9c11",
        "name": [mark(A), mark(B)],
    }
    made = compile_document(
        skeleton, (A, B), suite="eddsa-rdfc-2022", verification_method="did:web:x#k"
    )
    graph = {**skeleton, "name": [a, b] if a != b else [a]}
    assert made.canonical((a, b), CREATED).decode() == rdf.canonical_nquads(graph)


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        (("a",), ("b",), -1),
        (("b",), ("a",), 1),
        (("a", 1, "x"), ("a", 1, "y"), -1),
        (("a", 1, "x"), ("ab",), None),
        (("a", 1), ("a", 2), None),
        (("a", 1, "b", 2), ("a", 1, "c", 3), -1),
        (("same", 1), ("same", 1), 0),
        (("ab", 1), ("a", 1), None),
    ],
)
def test_order_is_told_only_when_it_holds_for_all_values(
    one: Any, other: Any, order: int | None
) -> None:
    assert order_of(one, other) == order


def test_free_text_may_not_stand_in_an_iri() -> None:
    skeleton = {
        "@context": CONTEXT,
        "type": ["VerifiableCredential"],
        "id": f"urn:uuid:{mark(A)}",
        "name": mark(B),
    }
    with pytest.raises(CoreError) as refused:
        compile_document(
            skeleton, (A, B), suite="eddsa-rdfc-2022", verification_method="did:web:x#k"
        )
    assert refused.value.code == "template_shape"


def test_a_hole_that_stands_nowhere_is_refused() -> None:
    skeleton = {"@context": CONTEXT, "type": ["VerifiableCredential"], "name": mark(A)}
    with pytest.raises(CoreError) as refused:
        compile_document(
            skeleton, (A, B), suite="eddsa-jcs-2022", verification_method="did:web:x#k"
        )
    assert refused.value.code == "template_shape"


def test_a_named_graph_is_no_shape_for_a_template() -> None:
    with pytest.raises(CoreError) as refused:
        lines_of("<urn:a> <urn:b> <urn:c> <urn:graph> .\n")
    assert refused.value.code == "template_shape"


def test_an_empty_dataset_settles() -> None:
    lines = Dataset(()).settle(())
    assert lines is not None
    assert lines.text(()) == b""


def test_documents_are_made_again_without_any_library_of_json_ld() -> None:
    """The identity and the bytes of a document need no RDF, JSON-LD or schema library."""
    leaves = leaves_of(specimen.AWARD, "70413")
    made = template_of(specimen.AWARD)
    script = """
import sys
for name in ("pyoxigraph", "rfc8785", "jsonschema", "pyld"):
    sys.modules[name] = None
from pharos.core.templates import Template
raw, leaves = bytes.fromhex(sys.argv[1]), sys.argv[3:]
made = Template.from_bytes(raw)
sys.stdout.write(made.identity(leaves, sys.argv[2]).hex())
sys.stdout.write(made.fill(leaves, sys.argv[2], b"s" * 64).hex())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, made.to_bytes().hex(), CREATED, *leaves],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = made.identity(leaves, CREATED) + made.fill(leaves, CREATED, b"s" * 64)
    assert done.stdout == expected.hex()


def test_status_and_shape_helpers_fit_together() -> None:
    assert Shape().holes() == shape_of(specimen.AWARD).holes()
    assert isinstance(specimen.STATUS, Status)
    assert [hole.name for hole in Shape(grade=False, holder=True).holes()][-1] == "holder"
