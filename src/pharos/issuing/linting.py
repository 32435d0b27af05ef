"""The lint of a chunk: the whole document of the first award of a family, the leaves of all."""

import json
from collections.abc import Sequence

from pharos.core.errors import CoreError
from pharos.core.lint import Finding, lint, lint_leaves
from pharos.core.templates import Template as Compiled


def findings(
    template: Compiled, values: Sequence[str], created: str, *, whole: bool
) -> list[Finding]:
    """What must not be signed; `whole` for the first award of a family in the chunk.

    Everything but the holes is the same in all documents of a family, so judging one of them
    whole and the leaves of all judges each.
    """
    found = lint_leaves(template, values)
    if found or not whole:
        return found
    document = json.loads(template.fill(values, created))
    return lint(document) + _disagreement(template, values, created, document)


def _disagreement(
    template: Compiled, values: Sequence[str], created: str, document: dict[str, object]
) -> list[Finding]:
    """A finding when the general algorithm makes other bytes of the document."""
    from pharos.core import rdf

    if template.suite != "eddsa-rdfc-2022":
        return []
    try:
        general = rdf.canonical_nquads(document).encode()
    except CoreError as error:
        return [Finding("template.general", error.message)]
    if general != template.canonical(values, created):
        return [Finding("template.general", "the general algorithm makes other bytes")]
    return []
