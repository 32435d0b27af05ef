"""A STAND-IN for the national qualifications and licence registry. No public body runs it.

It answers as such a registry might, keeps its own books in its own file under the state folder,
and says in its name, its numbers and its answers that it is a stand-in. It keeps no personal
data: of a record it remembers the digest. Production refuses to start with it.

Faults are switched in the file, so that a demonstration can switch them for a running worker:
`StandIn().fail(Fault.DOWN)`.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from pharos.common.errors import Unavailable
from pharos.common.privatefiles import private_dir
from pharos.common.settings import settings
from pharos.issuing.national.connector import Answer, Held, Record
from pharos.issuing.national.rules import Outcome

_WAIT_SECONDS = 10.0
_BOOKS = """
create table if not exists record (
  serial integer primary key, credential text not null unique, issuer text not null,
  outcome text not null, number text unique, reason text, digest blob not null
);
create table if not exists later (
  serial integer primary key, credential text not null, number text not null
);
create table if not exists fault (name text primary key);
create table if not exists listed (
  nation text not null, kind text not null, key text not null, document text not null,
  primary key (nation, kind, key)
);
"""


class Fault(StrEnum):
    """What can be made to go wrong at the stand-in."""

    DOWN = "down"
    LOSE_ACKNOWLEDGEMENT = "lose_acknowledgement"
    ANSWER_TWICE = "answer_twice"
    OTHER_NUMBER = "other_number"
    REFUSE = "refuse"


class StandIn:
    """The stand-in and its books."""

    name = "STAND-IN of the national qualifications and licence registry"

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or settings().state_dir / "national-stand-in") / "books.sqlite3"

    def submit(self, record: Record) -> Answer:
        """Enter the record, or find that it is there; the answer says that it is a stand-in."""
        with self._books() as books:
            faults = _faults(books)
            if Fault.DOWN in faults:
                raise _away()
            _enter(books, record, faults)
            answer = _answer(books, record.credential)
        if Fault.LOSE_ACKNOWLEDGEMENT in faults:
            raise _away()
        return answer

    def later_answers(self, issuer: str) -> list[Answer]:
        """The repeated and the contradicting answers that its faults brought about."""
        with self._books() as books:
            self._require_up(books)
            rows = books.execute(
                "select l.credential, l.number from later l"
                " join record r on r.credential = l.credential where r.issuer = ?"
                " order by l.serial",
                [issuer],
            ).fetchall()
        return [Answer(UUID(row[0]), Outcome.REGISTERED, row[1], stand_in=True) for row in rows]

    def held(self, issuer: str) -> list[Held]:
        """Its books about one issuer."""
        with self._books() as books:
            self._require_up(books)
            rows = books.execute(
                "select credential, outcome, number, digest from record where issuer = ?"
                " order by serial",
                [issuer],
            ).fetchall()
        return [Held(UUID(row[0]), Outcome(row[1]), row[2], bytes(row[3])) for row in rows]

    def fail(self, fault: Fault, on: bool = True) -> None:
        """Switch a fault on or off."""
        with self._books() as books:
            if on:
                books.execute("insert or ignore into fault values (?)", [fault.value])
            else:
                books.execute("delete from fault where name = ?", [fault.value])

    def alter(self, credential: UUID) -> None:
        """Change a record at this side, as if a clerk had edited it."""
        edited = hashlib.sha256(b"edited by hand" + credential.bytes).digest()
        with self._books() as books:
            books.execute(
                "update record set digest = ? where credential = ?", [edited, str(credential)]
            )

    def forget(self, credential: UUID) -> None:
        """Lose a record at this side."""
        with self._books() as books:
            books.execute("delete from record where credential = ?", [str(credential)])

    def list_entry(self, nation: str, kind: str, key: str, **facts: str) -> None:
        """Enter a provider or licence at this side, as another clerk would."""
        with self._books() as books:
            books.execute(
                "insert or replace into listed values (?, ?, ?, ?)",
                [nation, kind, key, json.dumps(facts, ensure_ascii=False)],
            )

    def entries(self, nation: str) -> list[tuple[str, str, dict[str, str]]]:
        """The providers and licences that it lists: kind, key and facts. Raises Unavailable."""
        with self._books() as books:
            self._require_up(books)
            rows = books.execute(
                "select kind, key, document from listed where nation = ? order by kind, key",
                [nation],
            ).fetchall()
        return [(kind, key, json.loads(document)) for kind, key, document in rows]

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        private_dir(self._file.parent)
        self._file.touch(mode=0o600)
        with closing(sqlite3.connect(self._file, timeout=_WAIT_SECONDS)) as books:
            books.isolation_level = None
            # a killed process loses nothing by it, and nobody relies on these books
            books.execute("pragma synchronous = off")
            books.executescript(_BOOKS)
            books.execute("begin immediate")
            try:
                yield books
            except BaseException:
                books.execute("rollback")
                raise
            books.execute("commit")

    def _require_up(self, books: sqlite3.Connection) -> None:
        if Fault.DOWN in _faults(books):
            raise _away()


def _enter(books: sqlite3.Connection, record: Record, faults: set[str]) -> None:
    known = books.execute(
        "select 1 from record where credential = ?", [str(record.credential)]
    ).fetchone()
    if known:
        return
    (serial,) = books.execute("select coalesce(max(serial), 0) + 1 from record").fetchone()
    is_refused = Fault.REFUSE in faults
    number = None if is_refused else f"STAND-IN-{serial:06}"
    books.execute(
        "insert into record values (?, ?, ?, ?, ?, ?, ?)",
        [serial, str(record.credential), record.issuer,
         Outcome.REFUSED if is_refused else Outcome.REGISTERED, number,
         "refused_by_stand_in" if is_refused else None, record.digest],
    )  # fmt: skip
    later = []
    if Fault.ANSWER_TWICE in faults and number:
        later.append(number)
    if Fault.OTHER_NUMBER in faults and number:
        later.append(f"{number}-OTHER")
    for said in later:
        books.execute(
            "insert into later (credential, number) values (?, ?)", [str(record.credential), said]
        )


def _answer(books: sqlite3.Connection, credential: UUID) -> Answer:
    outcome, number, reason = books.execute(
        "select outcome, number, reason from record where credential = ?", [str(credential)]
    ).fetchone()
    return Answer(credential, Outcome(outcome), number, reason, stand_in=True)


def _faults(books: sqlite3.Connection) -> set[str]:
    return {row[0] for row in books.execute("select name from fault")}


def _away() -> Unavailable:
    return Unavailable("national_register_away", "the stand-in was told not to answer")
