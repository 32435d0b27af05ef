"""The edge of the web process: a request is taken whole before a thread works on it.

    application = Edge(wsgi application)             what granian's worker calls (RSGI)

Whoever sends slowly costs a place in the event loop and no thread; whoever sends too much or too
slowly is refused while sending (DOS-04). What has come waits in memory, beyond a mebibyte on disk.
"""

import asyncio
import json
import string
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Final, Protocol

from pharos.common import problems
from pharos.common.errors import DomainError, TooLarge
from pharos.common.i18n import reader_language
from pharos.common.settings import settings
from pharos.core.limits import KIB, MIB

Environment = dict[str, Any]
Headers = list[tuple[str, str]]
WsgiApplication = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]

MAX_BODY: Final = 32 * MIB
# A phone in a village sends at least so much a second; it may begin slowly and pause shortly.
_SLOWEST_BYTES_A_SECOND: Final = 16 * KIB
_PATIENCE_SECONDS: Final = 15.0
_IN_MEMORY: Final = MIB


class Scope(Protocol):
    """What granian tells of a request."""

    method: str
    path: str
    query_string: str
    client: str
    server: str
    scheme: str
    http_version: str
    authority: str | None
    headers: Any


class TooSlow(DomainError):
    """The body came slower than anybody has to wait for; nothing was done."""

    http_status = 408


def largest(path: str) -> int:
    """The most bytes that are read at any address."""
    return MAX_BODY


class Edge:
    """Requests of granian's RSGI, answered by a WSGI application in `threads` threads.

    `limit_of` tells how many bytes an address reads, so that more is refused before it comes.
    """

    def __init__(
        self,
        application: WsgiApplication,
        *,
        threads: int,
        limit_of: Callable[[str], int] = largest,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._application = application
        self._limit_of = limit_of
        self._patience = patience
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="web")

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Read the request, have it answered, send the answer."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            try:
                length = await self._read(scope, protocol, body)
            except TimeoutError:
                protocol.response_bytes(*refusal(scope, TooSlow("body_too_slow")))
                return
            except TooLarge as error:
                protocol.response_bytes(*refusal(scope, error))
                return
            environment = environment_of(scope, body, length)
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, self._answer, environment)
        protocol.response_bytes(*answer)

    async def _read(self, scope: Scope, protocol: Any, body: IO[bytes]) -> int:
        """The number of bytes that came; raises TooLarge, or TimeoutError for a slow sender."""
        limit = self._limit_of(scope.path)
        announced = scope.headers.get("content-length") or "0"
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
            raise TooLarge("body_too_large", limit=limit)
        came = 0
        begin = asyncio.get_running_loop().time()
        async with asyncio.timeout(self._patience) as clock:
            async for piece in protocol:
                came += len(piece)
                if came > limit:
                    raise TooLarge("body_too_large", limit=limit)
                body.write(piece)
                clock.reschedule(begin + self._patience + came / _SLOWEST_BYTES_A_SECOND)
        body.seek(0)
        return came

    def _answer(self, environment: Environment) -> tuple[int, Headers, bytes]:
        told: list[tuple[int, Headers]] = []

        def start(status: str, headers: Headers, *fault: Any) -> None:
            told[:] = [(int(status[:3]), [(name.lower(), value) for name, value in headers])]

        content = _whole(self._application(environment, start))
        status, headers = told[0]
        return status, headers, content


def refusal(scope: Scope, error: DomainError) -> tuple[int, Headers, bytes]:
    """The problem document of what was not even read, in the asker's language."""
    language = reader_language(scope.headers.get("accept-language") or "")
    document = problems.document(error, origin=settings().origin, language=language)
    headers = [
        ("content-type", problems.MEDIA_TYPE),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("connection", "close"),
    ]
    return error.http_status, headers, json.dumps(document, ensure_ascii=False).encode()


def environment_of(scope: Scope, body: IO[bytes], length: int) -> Environment:
    """The request as WSGI describes it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    address, _, from_port = scope.client.rpartition(":")
    found: Environment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address.strip("[]"),
        "REMOTE_PORT": from_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.authority:
        found["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        _add(found, name, value)
    # what came counts, whatever was said of it
    found["CONTENT_LENGTH"] = str(length)
    return found


def _add(environment: Environment, name: str, value: str) -> None:
    if "_" in name:
        return  # it would pass for the header that is written with hyphens
    key = name.replace("-", "_").translate(_CAPITALS)
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    between = "; " if key == "HTTP_COOKIE" else ","
    environment[key] = f"{environment[key]}{between}{value}" if key in environment else value


# names of headers are ASCII; text of people is never upper-cased
_CAPITALS: Final = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


def _whole(answer: Iterable[bytes]) -> bytes:
    close = getattr(answer, "close", None)
    try:
        return b"".join(answer)
    finally:
        if close is not None:
            close()
