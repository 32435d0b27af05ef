"""What the embedded server is told: initdb's options, postgresql.conf and pg_hba.conf."""

import os
from pathlib import Path
from typing import IO, Final

from pharos.common.supervisor.processes import User

_LOG_LIMIT_BYTES: Final = 16 * 1024 * 1024
MAX_CONNECTIONS: Final = 100

_ALWAYS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": str(MAX_CONNECTIONS),
    "timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # a back end whose client was killed ends within a second (measured: 7 s without)
    "client_connection_check_interval": "1s",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "jit": "off",
    "log_timezone": "UTC",
    # personal data travels in statements, parameters and messages of errors: the client gets
    # these, the server's log keeps only what the server itself has to say
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
_FAST_AND_LOSING: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


def initdb(programs: Path, data: Path, password_file: Path, *, durable: bool) -> list[str | Path]:
    """The command that makes the data folder: no trust, a collation that never changes."""
    command: list[str | Path] = [
        programs / "initdb",
        *("-D", data, "-U", "pharos_admin", "-A", "scram-sha-256", "-E", "UTF8"),
        *("--pwfile", password_file, "--locale=C", "--locale-provider=builtin"),
        *("--builtin-locale=C.UTF-8", "--no-instructions"),
    ]
    return command if durable else [*command, "--no-sync"]


def write(data: Path, *, sockets: Path, durable: bool, user: User | None) -> None:
    """Write both files anew: what an operator adds goes into `extra.conf`."""
    values = _ALWAYS | {"unix_socket_directories": str(sockets)}
    values |= {"shared_buffers": _shared_buffers()} if durable else _FAST_AND_LOSING
    lines = [f"{name} = {_quote(value)}" for name, value in values.items()]
    lines += ["include_if_exists = 'extra.conf'", ""]
    _write(data / "postgresql.conf", "\n".join(lines), user)
    _write(data / "pg_hba.conf", "local all all scram-sha-256\n", user)


def open_server_log(folder: Path) -> IO[bytes]:
    """The server's log, opened to append; the last one is kept as `server.log.1`."""
    log = folder / "server.log"
    if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
        log.replace(folder / "server.log.1")
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _shared_buffers() -> str:
    """An eighth of the memory: Python and the system's cache need the rest."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)
    return f"{min(max(memory // 8, 64), 1024)}MB"


def _quote(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _write(file: Path, text: str, user: User | None) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    if user is not None:
        os.chown(file, user.uid, user.gid)
