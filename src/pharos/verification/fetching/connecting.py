"""Connections that go to a checked address and end at their deadline (NET-03, NET-05).

A name is resolved once; all of its addresses have to be allowed; the connection is made to
the very address that was checked. Proxies of the environment are not asked: nothing here
reads them.
"""

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from pharos.verification.fetching.addresses import Resolve, resolved
from pharos.verification.fetching.refusals import NotFetched

Clock = Callable[[], float]


class Deadline:
    """The moment when everything ends, by a clock that never goes back."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Seconds that are left; raises `too_slow` when there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise NotFetched("too_slow", "the time is over")
        return left


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections of one fetch."""

    def __init__(
        self, resolve: Resolve, is_allowed: Callable[[str], bool], deadline: Deadline
    ) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolved(host, port, self._resolve, self._deadline.left())
        if not all(self._is_allowed(address) for address in addresses):
            # one good address among bad ones is how a rebinding begins
            raise NotFetched("address_not_allowed", "the name leads to an address inside")
        stream = self._inner.connect_tcp(addresses[0], port, timeout=self._deadline.left())
        return _Stream(stream, self._deadline)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        raise NotFetched("address_not_allowed", "no sockets of this machine")

    def sleep(self, seconds: float) -> None:
        raise NotFetched("too_slow", "nothing is tried again")


class _Stream(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, however often bytes trickle in."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, timeout=self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
