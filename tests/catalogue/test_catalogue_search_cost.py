"""Finding a programme costs the same among many (real rows: the plan follows their number)."""

from dataclasses import replace
from typing import Any

import psycopg
from django.db import connection
from shelf import TODAY, Shelf

from pharos.catalogue import search
from pharos.catalogue.search import Asked
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS


def _fill(dsn: str, first: int, last: int) -> None:
    """Many rows to find, made of one: only what the search reads differs."""
    with psycopg.connect(dsn) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(
            """insert into catalogue_search
                   (programme_id, organisation_id, version_id, listed, nation, kind, level, field,
                    ects, languages, participation, published_at, confirmed_on, sort_en,
                    sort_hy, sort_ka, words)
               select gen_random_uuid(), organisation_id, version_id, true, nation, kind,
                      1 + mod(g, 8), lpad(mod(g, 11)::text, 2, '0') || '11', 1 + mod(g, 59),
                      languages, participation, published_at + g * interval '1 second',
                      confirmed_on,
                      'n' || g, 'n' || g, 'n' || g,
                      words || to_tsvector('simple', 'n' || g || ' m' || mod(g, 50))
               from catalogue_search, generate_series(%s::int, %s::int) g
               where sort_en = 'one'""",
            [first, last],
        )
        admin.commit()
        admin.autocommit = True
        admin.execute("vacuum analyze catalogue_search")


def _blocks(asked: Asked) -> int:
    """How many blocks the database touches to find a page."""
    statement, facts = search._statement(asked, TODAY, 21)
    with tenancy.scope(ANONYMOUS), connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {statement}", facts)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


def test_a_page_costs_the_same_however_many_programmes_there_are(
    db_world: None, database: Any, shelf: Shelf
) -> None:
    """DOS-01: from 1,000 to 8,000 programmes a page touches at most twice the blocks."""
    shelf.publish("one", "Մեկ", "One")
    asked = [Asked(sort=sort) for sort in ("newest", "title", "ects")]
    asked += [Asked(text="n77"), Asked(sort="title", language="ka")]
    _fill(database.dsn("admin"), 1, 1_000)
    few = [_blocks(one) for one in asked]
    _fill(database.dsn("admin"), 1_001, 8_000)
    many = [_blocks(one) for one in asked]
    assert [after <= 2 * before + 20 for before, after in zip(few, many, strict=True)] == [True] * 5
    deep = ""
    for _ in range(5):
        with tenancy.scope(ANONYMOUS):
            found = search.find(replace(asked[0], after=deep), on=TODAY)
        deep = found.next
    assert found.total == 8_001
    assert _blocks(replace(asked[0], after=deep)) <= 2 * many[0] + 20
