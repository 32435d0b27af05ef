"""A new database gets at once what all steps together make."""

from pathlib import Path

import pytest
from borrowed import borrow

from pharos.common.supervisor import firsttables

tool = borrow("tables_tool", Path(__file__).parents[2] / "tools" / "tables.py")


def test_the_file_is_what_the_steps_make() -> None:
    """A step without its tables in the file fails here: `make pages` writes the file."""
    assert tool.by_steps() == firsttables.script()


def test_what_is_made_of_the_file_is_the_file() -> None:
    assert tool.read_again(firsttables.script()) == firsttables.script()


@pytest.mark.django_db
def test_only_an_empty_database_takes_it() -> None:
    from django.db import connection

    assert firsttables.make(connection) is False


def test_a_body_keeps_its_lines() -> None:
    dump = """--
-- a comment
SET check_function_bodies = false;
CREATE FUNCTION f() RETURNS void AS $_$
-- of the body
SET x = 1;
$_$;


INSERT INTO public.django_migrations VALUES
\t(1, 'a', '0001', '2026-11-22 10:00:00.5+00');
"""
    told = firsttables.script_of(dump)
    assert (
        told
        == """CREATE FUNCTION f() RETURNS void AS $_$
-- of the body
SET x = 1;
$_$;

INSERT INTO public.django_migrations VALUES
\t(1, 'a', '0001', now());
"""
    )
