"""The lint of a chunk: the leaves of every award, and one whole document of each template.

A template never changes, so one of its documents is judged whole in each process that makes
some; a thousandth of all is made again by the general algorithm before a chunk commits.
"""

import json
from collections.abc import Sequence

from pharos.core.errors import CoreError
from pharos.core.lint import Finding, lint, lint_leaves
from pharos.core.templates import Template as Compiled

# Digests of the templates of which a whole document passed in this process.
_passed: set[bytes] = set()


def findings(template: Compiled, values: Sequence[str], created: str) -> list[Finding]:
    """What must not be signed.

    Everything but the holes is the same in all documents of a template, so judging one of them
    whole and the leaves of all judges each.
    """
    found = lint_leaves(template, values)
    if found or template.digest in _passed:
        return found
    document = json.loads(template.fill(values, created))
    found = lint(document) + _disagreement(template, values, created, document)
    if not found:
        _passed.add(template.digest)
    return found


def _disagreement(
    template: Compiled, values: Sequence[str], created: str, document: dict[str, object]
) -> list[Finding]:
    """A finding when the general algorithm makes other bytes of the document."""
    try:
        general = canonical_in_general(template, document)
    except CoreError as error:
        return [Finding("template.general", error.message)]
    if general != template.canonical(values, created):
        return [Finding("template.general", "the general algorithm makes other bytes")]
    return []


def canonical_in_general(template: Compiled, document: dict[str, object]) -> bytes:
    """What is hashed of the document, by the algorithm that knows no templates."""
    if template.suite == "eddsa-jcs-2022":
        from pharos.core import jcs

        return jcs.canonical_json(document)
    from pharos.core import rdf

    return rdf.canonical_nquads(document).encode()
