"""The lint before signing: one rule a function, filed under who demands it.

`lint(document)` judges a whole unsigned credential. Within a chunk it is asked for the first
credential of each template; what differs from there on are only the values in the holes, so
`lint_leaves` judges these, for every award, by the kind of the hole.
"""

from pharos.core.lint import (  # noqa: F401  the modules enter their rules when imported
    annex,
    bitstring,
    datamodel,
    linkeddata,
    openbadges,
    profile,
)
from pharos.core.lint.leaves import lint_leaves
from pharos.core.lint.rules import RULES, Finding, Rule, lint

__all__ = ["RULES", "Finding", "Rule", "lint", "lint_leaves"]
