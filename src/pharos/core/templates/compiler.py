"""Compiling a document with marked holes into a template, by the general algorithms, once."""

from collections.abc import Mapping, Sequence
from typing import Any

from pharos.core import contexts, jcs, rdf
from pharos.core.errors import NotSupported
from pharos.core.templates.holes import (
    CREATED,
    IRI_KINDS,
    Hole,
    Part,
    Parts,
    joined,
    mark,
    split,
)
from pharos.core.templates.quads import lines_of
from pharos.core.templates.template import SUITES, Template

Json = dict[str, Any]
SIGNATURE = Hole("signature")


def compile_document(
    skeleton: Mapping[str, Any],
    holes: Sequence[Hole],
    *,
    suite: str,
    verification_method: str,
) -> Template:
    """The template of an unsigned document in which `mark(hole)` stands for every hole.

    Raises `template_shape` when a hole is missing, stands where its kind may not stand, or
    the document has a form that no template can hold.
    """
    if suite not in SUITES:
        raise NotSupported("not_supported", "no such cryptosuite", suite=suite)
    all_holes = (CREATED, *holes)
    document = dict(skeleton)
    options = proof_options(document, suite=suite, verification_method=verification_method)
    before, proof, after = _skeleton(document, options, all_holes)
    used = {part for part in before + after if isinstance(part, int)}
    if used - {0} != set(range(1, len(all_holes))):
        raise NotSupported("template_shape", "every hole must stand in the document")
    is_rdf = suite == "eddsa-rdfc-2022"
    return Template(
        suite=suite,
        holes=all_holes,
        contexts={url: contexts.CONTEXTS[url].sha256 for url in document["@context"]},
        before=before,
        proof=proof,
        after=after,
        options=_options_text(options, is_rdf=is_rdf),
        lines=_lines(document, all_holes) if is_rdf else (),
    )


def proof_options(document: Json, *, suite: str, verification_method: str) -> Json:
    """The proof without its value (Data Integrity EdDSA 1.0, sections 3.2.5 and 3.3.5)."""
    return {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": mark(CREATED),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }


def _skeleton(document: Json, options: Json, holes: Sequence[Hole]) -> tuple[Parts, Parts, Parts]:
    """The text before the proof, the proof, and the text after it."""
    proof = {**options, "proofValue": mark(SIGNATURE)}
    if options["cryptosuite"] == "eddsa-rdfc-2022":
        # The RDF suite takes the context of the document and carries none in the proof.
        del proof["@context"]
    unsigned = jcs.canonical_json(document).decode()
    signed = jcs.canonical_json({**document, "proof": [proof]}).decode()
    member = '"proof":' + jcs.canonical_json([proof]).decode() + ","
    before, found, after = signed.partition(member)
    if not found or before + after != unsigned:
        raise NotSupported("template_shape", "the place of the proof is not plain")
    all_holes = (*holes, SIGNATURE)
    return split(before, all_holes), split(member, all_holes), split(after, all_holes)


def _options_text(options: Json, *, is_rdf: bool) -> Parts:
    text = rdf.canonical_nquads(options) if is_rdf else jcs.canonical_json(options).decode()
    return split(text, (CREATED,))


def _lines(document: Json, holes: Sequence[Hole]) -> tuple[Parts, ...]:
    """The canonical N-Quads with holes and unlabelled blank nodes, in a settled order."""
    made = []
    for subject, predicate, obj in lines_of(rdf.canonical_nquads(document)):
        _check_iris((subject, predicate, obj), holes)
        parts: list[Part] = []
        for term in (subject, predicate, obj):
            parts += [_blank(term)] if term.startswith("_:") else split(term, holes)
            parts.append(" ")
        made.append(joined([*parts, ".\n"]))
    return tuple(made)


def _blank(label: str) -> int:
    return -1 - int(label.removeprefix("_:c14n"))


def _check_iris(terms: Sequence[str], holes: Sequence[Hole]) -> None:
    for hole in holes:
        in_iri = any(term.startswith("<") and mark(hole) in term for term in terms)
        if in_iri and hole.kind not in IRI_KINDS:
            raise NotSupported("template_shape", "free text may not stand in an IRI")
