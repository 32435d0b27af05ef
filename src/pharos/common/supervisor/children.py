"""What `pharos up` runs besides the database, as data, in the order of starting."""

import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Final

from pharos.common.settings import Settings

# Of one web process, most of them still sending; the kernel holds back the others.
_REQUESTS_AT_ONCE: Final = 512
# Address, cookies and everything else that stands before the body (DOS-05).
_HEADER_BYTES: Final = 64 * 1024
_WEB_LOG: Final = Path(__file__).with_name("granian-log.json")


@dataclass(frozen=True, slots=True)
class Child:
    """One kind of process: how it starts, how it ends, how to see that it answers."""

    name: str
    command: Callable[[Settings], Sequence[str]]
    # what the kernel sends when the parent dies; a job worker that waits for the database
    # does not hear SIGTERM
    death_signal: int
    stop_seconds: Callable[[Settings], float]
    answers: Callable[[Settings], bool]


def signer_command(settings: Settings) -> list[str]:
    return [sys.executable, "-m", "pharos.cli", "signer"]


def web_command(settings: Settings) -> list[str]:
    """The web server; its workers tie themselves to it in `config.wsgi`.

    `config.edge` takes requests whole before one of the `web_threads` works on them.
    """
    host, _, port = settings.listen.rpartition(":")
    return [
        *(sys.executable, "-m", "granian", "--interface", "rsgi", "--no-ws", "--http", "auto"),
        *("--host", host.strip("[]"), "--port", port),
        *("--workers", str(settings.web_workers)),
        *("--backpressure", str(_REQUESTS_AT_ONCE)),
        *(
            "--http1-buffer-size",
            str(_HEADER_BYTES),
            "--http2-max-headers-size",
            str(_HEADER_BYTES),
        ),
        *("--http1-header-read-timeout", str(round(1000 * settings.web_header_seconds))),
        *("--workers-kill-timeout", str(settings.web_stop_seconds)),
        *("--log-level", "warning", "--log-config", str(_WEB_LOG)),
        "pharos.config.rsgi:application",
    ]


def worker_command(settings: Settings) -> list[str]:
    return [sys.executable, "-m", "pharos.cli", "worker"]


def answers_at(address: tuple[str, int] | str) -> bool:
    """Whether somebody accepts connections there."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    if not isinstance(address, str) and ":" in address[0]:
        family = socket.AF_INET6
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


def _web_answers(settings: Settings) -> bool:
    host, _, port = settings.listen.rpartition(":")
    # an address that means "all of mine" cannot be connected to
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host.strip("[]"), host.strip("[]"))
    return answers_at((here, int(port)))


CHILDREN: Final = (
    Child(
        "signer",
        signer_command,
        SIGKILL,
        lambda settings: 5.0,
        lambda settings: answers_at(str(settings.signer_socket)),
    ),
    Child(
        "web",
        web_command,
        SIGTERM,
        lambda settings: settings.web_stop_seconds + 5.0,
        _web_answers,
    ),
    Child(
        "worker",
        worker_command,
        SIGKILL,
        lambda settings: settings.worker_stop_seconds + 5.0,
        # it listens nowhere; the sweep of stalled jobs judges it by its heartbeat
        lambda settings: True,
    ),
)
# the database is stopped after all of these
STOP_ORDER: Final = ("web", "worker", "signer")


def child(name: str) -> Child:
    """The child called `name`."""
    return next(child for child in CHILDREN if child.name == name)
