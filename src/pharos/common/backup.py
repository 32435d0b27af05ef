"""One archive of the database, with what is needed to know where it belongs.

    facts.json       versions, origin, checkpoint of the log, digest of the dump
    database.dump    pg_dump's own format, one consistent snapshot

Keys, peppers and the witness of the log are *not* in it: whoever holds an archive must not
be able to sign, and a restored database must meet a witness that is newer than itself.
They are kept apart: the folders `secrets/` and `keys/` of the state folder, offline, by
two people; `witness/` needs no backup, its newest copy is published. `erased/` names whom an
older archive must forget again, so its newest copy goes with every restore.
"""

import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import psycopg

from pharos.common import clock
from pharos.common.errors import Conflict, Invalid, Unavailable
from pharos.common.settings import Settings
from pharos.common.supervisor import binaries, database, migration

FORMAT = "pharos-backup/1"
_KEPT_APART = ("secrets", "keys", "witness", "erased")


def write(settings: Settings, archive: Path) -> dict[str, object]:
    """Write the archive (0600) and answer its facts; the database must be running."""
    if archive.exists():
        raise Conflict("backup_exists", f"{archive} exists already")
    server = _embedded(settings)
    # before the dump: the database is never behind the checkpoint that its facts name
    facts = _facts(settings, server)
    dump = archive.with_name(f".{archive.name}.dump")
    try:
        _run_tool(server, "pg_dump", "--format=custom", "--compress=6", f"--file={dump}")
        facts["dump_sha256"] = _digest(dump)
        facts["dump_bytes"] = dump.stat().st_size
        _pack(archive, facts, dump)
    finally:
        dump.unlink(missing_ok=True)
    return {"archive": str(archive), **facts, "kept_apart": list(_KEPT_APART)}


def restore(settings: Settings, archive: Path) -> dict[str, object]:
    """Fill a state folder that has no database; the signer then compares log and witness."""
    server = _embedded(settings)
    if server.data.exists():
        raise Conflict("restore_not_empty", f"{server.data} holds a database already")
    database.make_state_dir(settings.state_dir)
    with _unpacked(archive, settings.state_dir) as (facts, dump):
        migration.require_same(
            settings, origin=str(facts.get("origin")), kind=str(facts.get("installation"))
        )
        server.start(note=f"pharos restore ({os.getpid()})")
        try:
            _run_tool(server, "pg_restore", "--exit-on-error", "--single-transaction", str(dump))
            rows = _count_rows(server)
        finally:
            server.stop()
    migration.forget(settings)
    return {
        "archive": str(archive),
        "made_at": facts["made_at"],
        "origin": facts["origin"],
        "checkpoint": facts["checkpoint"],
        "rows": rows,
        "needed_apart": list(_KEPT_APART),
    }


def _embedded(settings: Settings) -> database.EmbeddedDatabase:
    if settings.database_url:
        raise Unavailable(
            "backup_external",
            "back up an external database with its own tools, as a role that bypasses"
            " row-level security",
        )
    return database.of(settings)


def _facts(settings: Settings, server: database.EmbeddedDatabase) -> dict[str, object]:
    checkpoint = settings.published_dir / "log" / "checkpoint"
    with psycopg.connect(server.dsn("admin")) as connection:
        row = connection.execute("select current_setting('server_version')").fetchone()
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "pharos": metadata.version("pharos-registry"),
        "postgresql": row[0] if row else "",
        "origin": settings.origin,
        "installation": settings.installation,
        "checkpoint": checkpoint.read_text() if checkpoint.is_file() else None,
        "rows": _count_rows(server),
    }


def _count_rows(server: database.EmbeddedDatabase) -> dict[str, int]:
    """Rows of each table that has any: what a drill compares before and after (DEP-05)."""
    counts = {}
    with psycopg.connect(server.dsn("admin")) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' order by 1"
        ).fetchall()
        for (table,) in tables:
            query = psycopg.sql.SQL("select count(*) from {}")
            row = connection.execute(query.format(psycopg.sql.Identifier(table))).fetchone()
            if row and row[0]:
                counts[str(table)] = int(row[0])
    return counts


def _run_tool(server: database.EmbeddedDatabase, tool: str, *options: str) -> None:
    """Run one of PostgreSQL's tools as admin: row-level security hides rows from all others."""
    done = subprocess.run(
        [binaries.shipped() / tool, "--no-password", f"--dbname={server.dsn('admin')}", *options],
        env={"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Unavailable("backup_tool_failed", f"{tool}: {' '.join(last)}")


def _pack(archive: Path, facts: dict[str, object], dump: Path) -> None:
    beside = archive.with_name(f".{archive.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            text = json.dumps(facts, indent=1).encode()
            member = tarfile.TarInfo("facts.json")
            member.size, member.mode = len(text), 0o600
            tar.addfile(member, io.BytesIO(text))
            tar.add(dump, "database.dump", filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(archive)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


@contextmanager
def _unpacked(archive: Path, folder: Path) -> Iterator[tuple[dict[str, object], Path]]:
    """The facts and the dump of an archive; nothing else in it is looked at."""
    dump = folder / ".restore.dump"
    try:
        with tarfile.open(archive, mode="r:") as tar:
            facts = json.loads(_member(tar, "facts.json").read())
            _copy(_member(tar, "database.dump"), dump)
    except (OSError, ValueError, KeyError, tarfile.TarError) as error:
        dump.unlink(missing_ok=True)
        raise Invalid(
            "backup_unreadable", f"{archive} is not an archive of ours: {error}"
        ) from error
    try:
        if facts.get("format") != FORMAT or facts.get("dump_sha256") != _digest(dump):
            raise Invalid("backup_unreadable", f"{archive} is damaged or of another version")
        yield facts, dump
    finally:
        dump.unlink(missing_ok=True)


def _member(tar: tarfile.TarFile, name: str) -> io.BufferedReader:
    file = tar.extractfile(name)
    if not isinstance(file, io.BufferedReader):
        raise KeyError(name)
    return file


def _copy(source: io.BufferedReader, target: Path) -> None:
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while block := source.read(1 << 20):
            file.write(block)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
