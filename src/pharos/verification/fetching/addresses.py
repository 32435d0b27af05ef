"""Which addresses of the internet may be asked, and how a name becomes one (NET-02, NET-03)."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from pharos.verification.fetching.refusals import NotFetched

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) -> its addresses, as the resolver of the system gives them."""

# Networks that lead to other addresses (6to4 and its relays, NAT64) or are set aside for
# protocols (Teredo among them), which the library's tables count as public in part.
_NEVER: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
    )
)


def is_public(text: str) -> bool:
    """True for an address of the open internet in its one spelling.

    Never for loopback, private, link-local, shared (CGNAT), reserved, multicast or
    unspecified ones, for mapped or tunnelled ones, or for one with a zone.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped is not None or address.scope_id is not None
    ):
        return False
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def system_resolve(host: str, port: int) -> list[str]:
    """The addresses of a name by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolved(host: str, port: int, resolve: Resolve, seconds: float) -> Sequence[str]:
    """The addresses of a name within so many seconds; a resolver cannot be interrupted."""
    answers: SimpleQueue[Sequence[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    Thread(target=ask, daemon=True, name="fetching-resolve").start()
    try:
        found = answers.get(timeout=max(seconds, 0.001))
    except Empty:
        raise NotFetched("too_slow", "the name was not resolved in time") from None
    if isinstance(found, OSError) or not found:
        raise NotFetched("unreachable", "the name has no address")
    return found
