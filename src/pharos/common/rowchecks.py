"""Whether the rows are as their events say: recomputed for `doctor`, each difference named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from pharos.common.tables import TABLES, Events, Table

_MARK_BYTES = 4
# of a change of many rows: 8 bytes for the key's hash, 16 for the content's
_PAIR_BYTES = 24


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: the table, the tenant's chain or chunk, the row or the event's number."""

    code: str
    table: str
    chunk: str
    row: str

    def __str__(self) -> str:
        place = f" chunk {self.chunk}" if self.chunk else ""
        return f"{self.code}: {self.table}{place} row {self.row or '?'}"


def check_rows(connection: BaseDatabaseWrapper, entities: tuple[str, ...]) -> list[Finding]:
    """The findings of all tables with events, or of those named."""
    findings: list[Finding] = []
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        # a row's text depends on these; the triggers have them pinned
        cursor.execute("set local timezone = 'UTC'")
        cursor.execute("set local bytea_output = 'hex'")
        cursor.execute("set local intervalstyle = 'postgres'")
        for table in TABLES.values():
            if table.events is Events.NONE or (entities and table.name not in entities):
                continue
            cursor.execute("select to_regclass(%s)", [f"public.{table.name}"])
            if cursor.fetchone()[0] is None:
                continue
            findings += _changed_rows(cursor, table)
            if table.events is Events.CHUNK:
                findings += _changed_chunks(cursor, table)
    return findings


def _changed_rows(cursor: Any, table: Table) -> Iterator[Finding]:
    """Rows that differ from their newest event of their own."""
    chunk = f"t.{table.chunk}::text" if table.chunk else "null::text"
    begun = " and ".join(f"t.{column} = '{value}'" for column, value in table.begins) or "true"
    cursor.execute(
        f"""
        with changes as (
          select substr(sha256(convert_to(row_id, 'UTF8')), 1, 8) as mark, row_id, act, new, at, seq
            from common_event where entity = %(name)s and (old is not null or new is not null)
          union all
          select substr(e.marks, i * {_PAIR_BYTES} + 1, 8), null, 'update',
                 substr(e.marks, i * {_PAIR_BYTES} + 9, 16), e.at, e.seq
            from common_event e, generate_series(0, e.count::int - 1) i
           where e.entity = %(name)s and e.act = 'update' and e.marks is not null),
        newest as (
          select distinct on (mark) mark, row_id, act, new from changes
           order by mark, at desc, seq desc),
        present as (
          select k.key, substr(sha256(convert_to(k.key, 'UTF8')), 1, 8) as mark,
                 common_row_hash(to_jsonb(t)) as hash, {chunk} as chunk, {begun} as begun
            from {table.name} t, lateral (select common_row_key(to_jsonb(t), %(key)s) as key) k)
        select coalesce(p.key, n.row_id, ''), coalesce(p.chunk, ''),
               case when p.key is null then 'row_missing'
                    when n.mark is null and %(each)s then 'row_without_event'
                    when n.act = 'delete' then 'row_returned' else 'row_changed' end
          from newest n full join present p on p.mark = n.mark
         where case when p.key is null then n.act <> 'delete'
                    when n.mark is null then %(each)s or not p.begun
                    else n.act = 'delete' or n.new is distinct from substr(p.hash, 1, length(n.new))
               end
         order by 1
        """,
        {
            "name": table.name,
            "key": ",".join(table.key),
            "each": table.events is Events.ROW,
        },
    )
    for key, chunk, code in cursor.fetchall():
        yield Finding(code=code, table=table.name, chunk=chunk, row=key)


def _changed_chunks(cursor: Any, table: Table) -> Iterator[Finding]:
    """Rows that differ from the digest which their chunk was inserted with."""
    cursor.execute(
        "select row_id, first, last, count, digest, marks from common_event"
        " where entity = %s and act = 'insert' and digest is not null order by row_id, first",
        [table.name],
    )
    covered: dict[str, int] = {}
    for chunk, first, last, count, digest, marks in cursor.fetchall():
        covered[chunk] = covered.get(chunk, 0) + count
        yield from _changed_chunk(cursor, table, (chunk, first, last), bytes(digest), bytes(marks))
    cursor.execute(f"select {table.chunk}::text, count(*) from {table.name} group by 1")
    for chunk, count in cursor.fetchall():
        if count != covered.get(chunk, 0):
            code = "rows_missing" if count < covered.get(chunk, 0) else "rows_without_event"
            yield Finding(code=code, table=table.name, chunk=chunk or "", row="")


def _changed_chunk(
    cursor: Any, table: Table, span: tuple[str, str, str], digest: bytes, marks: bytes
) -> Iterator[Finding]:
    if table.identity:
        content = f"t.{table.identity}"
    else:
        # what the row was when it was inserted: its first change of its own remembers it
        content = f"""coalesce((select e.old from common_event e
            where e.entity = '{table.name}' and e.row_id = k.key and e.old is not null
            order by e.at, e.seq limit 1), common_row_hash(to_jsonb(t)))"""
    chunk, position = _type(cursor, table, table.chunk), _type(cursor, table, table.position)
    cursor.execute(
        f"""
        with inserted as (
          select k.key, {content} as content, t.{table.position} as position
            from {table.name} t, lateral (select common_row_key(to_jsonb(t), %s) as key) k
           where t.{table.chunk} = %s::{chunk}
             and t.{table.position} between %s::{position} and %s::{position})
        select sha256(string_agg(content, ''::bytea order by position)),
               array_agg(key order by position),
               array_agg(substr(content, 1, {_MARK_BYTES}) order by position) from inserted
        """,
        [",".join(table.key), *span],
    )
    found, keys, present = cursor.fetchone()
    if found is not None and bytes(found) == digest:
        return
    expected = [marks[i : i + _MARK_BYTES] for i in range(0, len(marks), _MARK_BYTES)]
    strange = list(_strange(expected, keys or (), [bytes(mark) for mark in present or ()]))
    for key in strange:
        yield Finding(code="row_changed", table=table.name, chunk=span[0], row=key)
    if not strange:
        yield Finding(code="chunk_changed", table=table.name, chunk=span[0], row="")


def _strange(expected: list[bytes], keys: Sequence[str], present: list[bytes]) -> Iterator[str]:
    """The keys of rows whose mark is not the one that was inserted in their place."""
    if len(expected) == len(present):
        for key, mark, wanted in zip(keys, present, expected, strict=True):
            if mark != wanted:
                yield key
        return
    known = set(expected)
    yield from (key for key, mark in zip(keys, present, strict=True) if mark not in known)


def _type(cursor: Any, table: Table, column: str) -> str:
    cursor.execute(
        "select format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s::regclass and attname = %s",
        [f"public.{table.name}", column],
    )
    return str(cursor.fetchone()[0])
