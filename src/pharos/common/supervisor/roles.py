"""The database's login roles, their passwords in files of their own, and their connections.

`owner` migrates, `app` works under row-level security, `readonly` reads what is public.
`admin` is the superuser of the embedded database and stays in the supervisor's hand.
"""

import secrets
from pathlib import Path
from typing import Final

from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from pharos.common.privatefiles import read_private, write_private

DATABASE: Final = "pharos"
ROLES: Final = {
    "admin": "pharos_admin",
    "owner": "pharos_owner",
    "app": "pharos_app",
    "readonly": "pharos_readonly",
}
# raise it when `make` changes, so that older folders get the change at their next start
GENERATION: Final = "1"


def ensure_passwords(folder: Path) -> None:
    """Give each role a random password in a file that libpq reads itself."""
    for role, name in ROLES.items():
        file = passfile(folder, role)
        if not file.exists():
            write_private(file, f"*:*:*:{name}:{secrets.token_urlsafe(32)}\n".encode())


def password(folder: Path, role: str) -> str:
    """The role's password; raises NotPrivate when others can read its file."""
    return read_private(passfile(folder, role)).decode().strip().rpartition(":")[2]


def passfile(folder: Path, role: str) -> Path:
    return folder / f"{role}.pgpass"


def conninfo(folder: Path, role: str, *, host: Path, database: str = DATABASE) -> str:
    """How `role` connects: the password is named by its file, so no environment holds it."""
    return make_conninfo(
        "",
        host=str(host),
        dbname=database,
        user=ROLES[role],
        passfile=str(passfile(folder, role)),
        connect_timeout=5,
    )


def make(server: Connection, folder: Path) -> None:
    """Make the roles and the database, or bring them to today's rights (repeatable)."""
    for role in ("owner", "app", "readonly"):
        _make_role(server, ROLES[role], password(folder, role))
    name, owner = sql.Identifier(DATABASE), sql.Identifier(ROLES["owner"])
    known = "select 1 from pg_database where datname = %s"
    if server.execute(known, [DATABASE]).fetchone() is None:
        server.execute(sql.SQL("create database {} owner {}").format(name, owner))
    server.execute(sql.SQL("revoke all on database {} from public").format(name))
    for role in ("app", "readonly"):
        right = "connect, temporary" if role == "app" else "connect"
        server.execute(
            sql.SQL("grant {} on database {} to {}").format(
                sql.SQL(right), name, sql.Identifier(ROLES[role])
            )
        )


def make_schema(database: Connection) -> None:
    """Give the schema `public` to the owner; the others may use what is granted to them."""
    owner, app, readonly = (sql.Identifier(ROLES[role]) for role in ("owner", "app", "readonly"))
    database.execute(sql.SQL("alter schema public owner to {}").format(owner))
    database.execute("revoke all on schema public from public")
    database.execute(sql.SQL("grant usage on schema public to {}, {}").format(app, readonly))


def _make_role(server: Connection, name: str, secret: str) -> None:
    if server.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone() is None:
        server.execute(sql.SQL("create role {}").format(sql.Identifier(name)))
    server.execute(
        sql.SQL(
            "alter role {} login nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
            " noinherit password {}"
        ).format(sql.Identifier(name), sql.Literal(secret))
    )
