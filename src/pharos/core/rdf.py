"""Canonical N-Quads of a JSON-LD document: what a Data Integrity proof signs.

The graph is made and canonicalised by pyoxigraph. Around it stand our own guards:
contexts are inlined from the bundled files (it has no loader, and nothing is fetched),
`core.safemode` refuses what would be dropped, and `core.symmetry` refuses graphs whose
canonicalisation would not end, because native code cannot be interrupted.
The library is loaded when it is first needed: documents are made again without it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import orjson

from pharos.core import contexts, limits, safemode, symmetry
from pharos.core.errors import CoreError, Malformed, NotAllowed, TooLarge

if TYPE_CHECKING:
    import pyoxigraph as ox

_ALGORITHMS: Final = {"sha256": "RDFC_1_0", "sha384": "RDFC_1_0_SHA_384"}


def check_safe(
    document: Mapping[str, Any], *, permitted: frozenset[str] = contexts.PROFILE
) -> None:
    """Nothing when every word of the document is signed; see `core.safemode`."""
    safemode.check_safe(document, permitted=permitted)


def canonical_nquads(
    document: Mapping[str, Any],
    *,
    permitted: frozenset[str] = contexts.PROFILE,
    algorithm: str = "sha256",
) -> str:
    """The RDFC-1.0 canonical N-Quads of a document that passed safe mode.

    `permitted` names the contexts; `contexts.BUNDLED` adds those of test vectors, which
    give every word a meaning. Raises the codes of `core.safemode` and `too_complex`.
    RDF Dataset Canonicalization 1.0, section 4.4.
    """
    import pyoxigraph as ox

    safemode.check_safe(document, permitted=permitted)
    return _canonical(_parsed(_inlined(document), ox.RdfFormat.JSON_LD), algorithm)


def canonical_nquads_from_nquads(nquads: str, *, algorithm: str = "sha256") -> str:
    """The canonical form of N-Quads, under the same limits (for vectors and templates)."""
    import pyoxigraph as ox

    return _canonical(_parsed(nquads.encode("utf-8"), ox.RdfFormat.N_QUADS), algorithm)


def _inlined(document: Mapping[str, Any]) -> bytes:
    """The document as JSON with each context's text in place of its address."""
    try:
        return orjson.dumps(_with_contexts(document))
    except (orjson.JSONEncodeError, RecursionError):
        raise Malformed("malformed_json", "the document cannot be written as JSON") from None


def _with_contexts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _fragments(item) if key == "@context" else _with_contexts(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_with_contexts(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # JSON knows one kind of number: 3.0 is 3
    return value


def _fragments(value: Any) -> list[orjson.Fragment]:
    urls = value if isinstance(value, list) else [value]
    return [orjson.Fragment(contexts.text(url)) for url in urls]


def _parsed(raw: bytes, form: "ox.RdfFormat") -> list["ox.Quad"]:
    import pyoxigraph as ox

    quads = []
    try:
        for quad in ox.parse(raw, format=form):
            if isinstance(quad.object, ox.Triple):
                raise Malformed("malformed", "a statement about a statement")
            quads.append(quad)
            if len(quads) > limits.MAX_QUADS:
                raise TooLarge("too_complex", "more statements than we read")
    except (SyntaxError, ValueError) as error:
        raise _unreadable(form, error) from None
    return quads


def _unreadable(form: "ox.RdfFormat", error: Exception) -> CoreError:
    import pyoxigraph as ox

    if form == ox.RdfFormat.JSON_LD:
        # Safe mode has passed: what remains are contexts that contradict each other.
        return NotAllowed("context_not_allowed", f"the contexts do not fit together: {error}")
    return Malformed("malformed", f"not N-Quads: {error}")


def _canonical(quads: list["ox.Quad"], algorithm: str) -> str:
    import pyoxigraph as ox

    symmetry.check_work(quads, algorithm=algorithm)
    dataset = ox.Dataset(quads)
    dataset.canonicalize(getattr(ox.CanonicalizationAlgorithm, _ALGORITHMS[algorithm]))
    # Not splitlines: a text may hold U+2028. Bytes of UTF-8 sort as code points do (4.4.3).
    lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")
    return b"\n".join([*sorted(line for line in lines if line), b""]).decode("utf-8")
