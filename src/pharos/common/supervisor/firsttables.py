"""The tables of a new database at once, as all steps together leave them.

`sql/tables.sql` is what the steps made of an empty database, written by `tools/tables.py` and
compared by a test.  Only an empty database takes it, in one transaction with the note of every
step in it; steps that are newer than the file follow as ever.
"""

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

from django.db import transaction

# The file is in the words of this version; older servers of an operator's own go step by step.
WRITTEN_BY: Final = 180_000
_EMPTY: Final = "select not exists (select 1 from pg_tables where schemaname = 'public')"
_NOTED: Final = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*\+00'\)")
_PREAMBLE: Final = ("SET ", "SELECT pg_catalog.set_config", "\\", "--", "CREATE SCHEMA public;",
                    "COMMENT ON SCHEMA public ")  # fmt: skip


def make(connection: Any) -> bool:
    """Give an empty database all its tables; False, and nothing done, for any other."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        is_empty = cursor.fetchone()[0]
    if not is_empty or connection.pg_version < WRITTEN_BY:
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # functions speak of tables that come after them
        cursor.execute("set local check_function_bodies = off")
        cursor.execute(script())
    return True


def script() -> str:
    """The statements of the file."""
    file = resources.files("pharos.common.supervisor") / "sql" / "tables.sql"
    return file.read_text("utf-8")


def script_of(dump: str) -> str:
    """The statements of a dump of plain SQL, without settings of its own and without times."""
    kept = "\n".join(_lines(dump))
    return _NOTED.sub("now())", re.sub(r"\n{3,}", "\n\n", kept)).strip() + "\n"


def _lines(dump: str) -> Iterator[str]:
    """The lines without comments and settings; what stands inside a function stays as it is."""
    inside = False
    for line in dump.splitlines():
        if inside or not line.startswith(_PREAMBLE):
            yield line.rstrip()
        # a body stands between two marks of the same name
        inside ^= len(re.findall(r"\$\w*\$", line)) % 2 == 1
