"""THE declaration of each table: whose its rows are, how its events are written, what is fixed.

`tenancy.install` makes policies and triggers of it; `grants.csv` beside it says which role may
do what. A table of ours that is missing in `common.declared` fails a test and is granted to
nobody.

    Table("catalogue_programmeversion", Class.PUBLIC, "organisation_id",
          frozen=True, frozen_if="old.state <> 'draft'", may_change=("state",))
"""

from collections.abc import Mapping
from types import MappingProxyType

from pharos.common.declared.awards import AWARDS
from pharos.common.declared.base import BASE
from pharos.common.declared.quality import QUALITY
from pharos.common.declaring import Class, Events, Table

__all__ = ["TABLES", "Class", "Events", "Table"]

_TABLES = (*BASE, *QUALITY, *AWARDS)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})

if len(TABLES) != len(_TABLES):
    raise ValueError("a table is declared twice")
