"""Templates: what is constant in the documents of a programme version, compiled once.

JSON-LD and RDF canonicalisation are slow and will change over thirty years; filling holes in
frozen bytes is fast and will not. `compile_document` runs the general algorithm once over a
skeleton with marked holes and keeps the pieces; `Template.signing_input` and `Template.fill`
then only concatenate. Filling imports no library of JSON-LD, RDF or JSON schema.
"""

from pharos.core.templates.holes import CREATED, Hole, mark
from pharos.core.templates.template import FILLER, SUITES, Template

__all__ = ["CREATED", "FILLER", "SUITES", "Hole", "Template", "mark"]
