"""Everything that differs between countries, as dated data: levels, terms, periods, wording.

`history(code)` reads the files and is for `standards.queries` alone: everybody else asks
`standards.queries.nation`, which knows the amendments too.
"""

from pharos.nations.files import all_codes, history
from pharos.nations.model import LegalBasis, Level, Nation

__all__ = ["LegalBasis", "Level", "Nation", "all_codes", "history"]
