"""Everything that differs between countries, as dated data: levels, terms, periods, wording.

`nations.files` reads the data and is for `standards.queries` alone: everybody else asks
`standards.queries.nation`, which knows the amendments too.
"""

from pharos.nations.model import LegalBasis, Level, Nation

__all__ = ["LegalBasis", "Level", "Nation"]
