"""Serving: how long pages take, beside a static file of about the same size from the same server.

The server is the one of production, in a process of its own; pages and file are asked for in
turn over one connection, so that whatever else the machine does is in both.
"""

import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM
from time import perf_counter

from django.contrib.staticfiles import finders

from pharos.catalogue import actions as catalogue
from pharos.catalogue import queries
from pharos.common import clock, tenancy
from pharos.common.settings import Settings, settings
from pharos.common.supervisor import children, processes
from pharos.issuing import inline
from pharos.issuing.bench.figures import Line, of_rounds, percentile
from pharos.issuing.bench.issue import issue_batch
from pharos.issuing.bench.world import World, programme_document, within
from pharos.issuing.models import Credential

GOAL = 8.0
ASKED, WARM = 60, 15
ISSUED, PROGRAMMES = 20, 30
START = 800_000_000
_UP_SECONDS = 60


class Unexpected(RuntimeError):
    """A page that is measured did not answer as it should."""


@dataclass(slots=True)
class Times:
    """Seconds of one page and of the file beside it, a list a round."""

    page: list[list[float]] = field(default_factory=list)
    file: list[list[float]] = field(default_factory=list)
    sizes: tuple[int, int] = (0, 0)

    def ratios(self, share: float) -> list[float]:
        pairs = zip(self.page, self.file, strict=True)
        return [percentile(page, share) / percentile(file, share) for page, file in pairs]

    def milliseconds(self) -> list[float]:
        return [
            round(1e3 * percentile([one for times in rounds for one in times], 0.95), 2)
            for rounds in (self.page, self.file)
        ]


def measure(made: World, *, count: int, rounds: int) -> list[Line]:
    """The slowest twentieth of each page's answers by that of a static file."""
    _more_programmes(made)
    issue_batch(made, ISSUED, start=START)
    inline.settle()
    with served() as port, closing(http.client.HTTPConnection("127.0.0.1", port)) as client:
        measured = {
            name: _times(client, path, rounds, min(count, ASKED))
            for name, path in _paths(made).items()
        }
    return [
        of_rounds(
            f"{name} page p95 : static file of its size p95",
            "ratio",
            times.ratios(0.95),
            goal=GOAL,
            at_least=False,
            facts={"ms": times.milliseconds(), "bytes": list(times.sizes)},
        )
        for name, times in measured.items()
    ]


def _paths(made: World) -> dict[str, str]:
    with tenancy.scope(made.worker):
        newest = Credential.objects.order_by("-created").values_list("id", flat=True)[0]
    address = queries.address(made.version).removeprefix(settings().origin)
    return {
        "catalogue": "/en/programmes",
        "programme": f"/en{address}",
        "verdict": f"/c/{newest}?lang=en",
    }


def _more_programmes(made: World) -> None:
    """As many programmes as fill a page of the catalogue."""
    document = programme_document()
    for number in range(PROGRAMMES):
        now = clock.now()
        slug = f"measured-course-{number}"
        draft = within(made.registrar, catalogue.draft, slug=slug, document=document, now=now)
        within(
            made.head,
            catalogue.publish,
            draft_id=draft.id,
            digest=bytes(draft.digest),
            first_day=made.first_day,
            now=now,
        )


@contextmanager
def served() -> Iterator[int]:
    """The port of a web server like that of production, which lets everybody ask at any rate."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    listening = settings().model_copy(update={"listen": f"127.0.0.1:{port}"})
    web = children.child("web")
    process = processes.spawn(
        web.command(listening),
        env=os.environ | {"PHAROS_LISTEN": listening.listen, "PHAROS_LIMITS": "false"},
        death_signal=SIGTERM,
        output=sys.stderr.buffer,
    )
    try:
        _wait_for(web, listening)
        yield port
    finally:
        processes.stop(process, first=SIGTERM, wait_seconds=web.stop_seconds(listening))


def _wait_for(web: children.Child, listening: Settings) -> None:
    deadline = time.monotonic() + _UP_SECONDS
    while not web.answers(listening):
        if time.monotonic() > deadline:
            raise Unexpected("the web server does not start")
        time.sleep(0.05)


def _times(client: http.client.HTTPConnection, path: str, rounds: int, asked: int) -> Times:
    times = Times()
    size = len(_asked(client, path))
    beside = _file_of(size)
    times.sizes = (size, len(_asked(client, beside)))
    for _ in range(WARM):
        _asked(client, path)
        _asked(client, beside)
    for _ in range(rounds):
        page, file = [], []
        for _ in range(asked):
            page.append(_seconds(client, path))
            file.append(_seconds(client, beside))
        times.page.append(page)
        times.file.append(file)
    return times


def _seconds(client: http.client.HTTPConnection, path: str) -> float:
    begin = perf_counter()
    _asked(client, path)
    return perf_counter() - begin


def _asked(client: http.client.HTTPConnection, path: str) -> bytes:
    client.request("GET", path, headers={"Accept": "text/html,*/*", "Accept-Encoding": "identity"})
    answer = client.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise Unexpected(f"{path} answers {answer.status}")
    return body


def _file_of(size: int) -> str:
    """The address of the shipped file whose size is nearest."""
    sizes = {
        name: Path(storage.path(name)).stat().st_size
        for finder in finders.get_finders()
        for name, storage in finder.list([])
        if name.endswith((".css", ".js", ".woff2"))
    }
    nearest = min(sizes, key=lambda name: abs(sizes[name] - size))
    return f"/static/{nearest}"
