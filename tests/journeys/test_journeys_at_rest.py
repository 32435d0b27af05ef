"""What the disk of the database holds about people, after they went the whole way.

The rows are read as the superuser reads them, every table there is: whoever gets a backup without
the keys learns no learner's name, number or address from it (L06), nor does a log of jobs.
"""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import holderworld
import psycopg
import pytest
from borrowed import borrow

from pharos.awards import actions as awards
from pharos.common import clock, tenancy

issuing = borrow("at_rest_issuing", Path(__file__).parents[1] / "issuing" / "conftest.py")
own_state = issuing.own_state
MAIL = "nino.at.rest@example.org"
# People who act have a name and an address to sign in with; signatories stand on certificates.
OF_THOSE_WHO_ACT = {"accounts_person", "accounts_login", "organisations_signatory"}
_COLUMNS = {
    "names": ("სახელი", "გვარი", "Անուն", "Ազգանուն", "Հայրանուն"),
    "latin": ("გვარი (ლათინურად)", "Ազգանուն (լատինատառ)"),
    "numbers": ("პირადი ნომერი", "ՀԾՀ"),
}


@pytest.fixture
def world(db_world: None, own_state: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Learners of both nations awarded, mailed, imported once more, one award revoked."""
    now = clock.now() - timedelta(minutes=5)
    issuing.NOW = issuing.awards_world.NOW = now
    holderworld.own_mailbox(monkeypatch, own_state)
    issuers = issuing.build(issuing.awards_world.build_world())
    issuing.NOW = clock.now()
    holderworld.issued(issuers, (MAIL, "ka"), now=clock.now())
    issuers.issued("teachers.csv", "teacher-course", nation="am")
    holderworld.mails()
    _drafted(issuers)
    return issuers


def _drafted(issuers: Any) -> None:
    """A workbook that lies as a draft, and a roster with faults that was judged."""
    raw = issuers.world.roster("data-analysts.csv")
    version = issuers.world.versions["data-analysis"].id
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        awards.begin_import(
            raw=holderworld.with_addresses(raw, (f"draft.{MAIL}", "ka"), rows=30),
            file_name="learners.csv",
            version_id=version,
            by=by,
            now=clock.now(),
        )
        awards.import_roster(
            raw=issuers.world.roster("data-analysts-faults.csv"),
            version_id=version,
            by=by,
            now=clock.now(),
        )


def secrets(issuers: Any) -> set[str]:
    """Names of four letters and more, numbers and addresses of the learners of the rosters."""
    found = {MAIL, MAIL.partition("@")[0]}
    for name in ("data-analysts.csv", "teachers.csv", "data-analysts-faults.csv"):
        text = issuers.world.roster(name).decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ",")
        wanted = [column for columns in _COLUMNS.values() for column in columns]
        for row in rows:
            found |= {row[column].strip() for column in wanted if len(row.get(column) or "") > 4}
    return found


def tables(admin: psycopg.Connection) -> list[str]:
    rows = admin.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    return [row[0] for row in rows]


_HEXADECIMAL = set("0123456789abcdef")


def words_of(names: set[str]) -> set[str]:
    """Words to look for; few digits stand in every row of hashes by chance."""
    words = {name.split()[0] for name in names}
    return {one for one in words if len(one) > (8 if set(one.lower()) <= _HEXADECIMAL else 4)}


def told(admin: psycopg.Connection, table: str) -> Iterator[str]:
    """Every row of a table as text, and its bytes as text where they are some."""
    for (row,) in admin.execute(f'select t::text from public."{table}" t'):
        yield row
        for piece in row.replace('"', "").replace("\\\\x", "\\x").split("\\x")[1:]:
            digits = "".join(one for one in piece.partition(",")[0] if one in "0123456789abcdef")
            yield bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("utf-8", "replace")


def test_nothing_at_rest_names_a_learner(world: Any, database: Any) -> None:
    """PRV-06: no name, number or address of a learner in any table: rows, jobs, events, logs."""
    wanted = words_of(secrets(world))
    assert len(wanted) > 100
    found: dict[str, set[str]] = {}
    filled = 0
    with psycopg.connect(database.dsn("admin")) as admin:
        for table in tables(admin):
            text = "\n".join(told(admin, table))
            filled += bool(text)
            if table not in OF_THOSE_WHO_ACT:
                leaked = {word for word in wanted if word in text}
                if leaked:
                    found[table] = leaked
    assert found == {}
    assert filled > 25


def test_the_search_would_find_a_name_that_lies_open(world: Any, database: Any) -> None:
    """The scan itself: a name as text, and one inside bytes."""
    with psycopg.connect(database.dsn("admin")) as admin:
        admin.execute("create table public.leak (a text, b bytea)")
        admin.execute("insert into public.leak values ('Giorgadze', %s)", ["გიორგაძე".encode()])
        text = "\n".join(told(admin, "leak"))
        admin.execute("drop table public.leak")
    assert "Giorgadze" in text
    assert "გიორგაძე" in text
