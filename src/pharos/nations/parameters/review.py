"""The provider's own stage of quality: for which programmes it must come before the agency's."""

from dataclasses import dataclass

from pharos.nations.fields import Table, one_of, rows
from pharos.nations.vocabulary import PROGRAMME_KINDS


@dataclass(frozen=True, slots=True)
class ReviewParameters:
    """Kinds of programme whose versions need an internal decision first (ESG 2015, 1.2)."""

    required: tuple[str, ...]

    def is_required(self, programme_kind: str) -> bool:
        return programme_kind in self.required


def read(path: str, value: object) -> ReviewParameters:
    """The parameters of a table; raises NationError for anything unknown."""
    table = Table(path, value)
    found = ReviewParameters(required=table.take("required", rows(one_of(PROGRAMME_KINDS))))
    table.end()
    return found
