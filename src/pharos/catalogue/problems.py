"""One reason why not, as a plain value: rules find them, actions refuse with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pharos.common.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why not: a stable code, the rule that asks, and facts for the sentence."""

    code: str
    rule: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_error(self) -> Invalid:
        """The problem as a refusal of the error tree."""
        return Invalid(self.code, rule=self.rule, **self.facts)
