"""How often somebody may ask: buckets in the memory of one process, and nothing on disk.

A bucket holds as many requests as its rate lets through in a minute and fills evenly. Whoever
asks is known here by a hash under a key that dies with the process, and is forgotten as soon as
the bucket is full again: after a minute of silence (E09).

The buckets of one process are its own: with several web processes, one client may be let through
as often as each of them allows (see `docs/adr/0013-limits.md`).
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from pharos.common.errors import DomainError

MINUTE: Final = 60.0
_TIDY_SECONDS: Final = 15.0
_MOST: Final = 100_000
# An office or a household, not a person: shorter addresses say less about who reads.
_IPV4_BITS: Final = 24
_IPV6_BITS: Final = 56


class TooMany(DomainError):
    """Asked more often than the limit lets through; nothing was done."""

    http_status = 429


class Throttle:
    """Buckets by kind and asker; `most` bounds the memory whatever is sent."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        self._clock = clock
        self._most = most
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        # when the bucket is full again, by the hash of its asker
        self._full_at: dict[bytes, float] = {}
        self._tidied = clock()

    def take(self, kind: str, who: str, rate: int) -> float:
        """0 when the request may pass, else the seconds after which one more will."""
        return self._look(kind, who, rate, cost=MINUTE / rate)

    def wait(self, kind: str, who: str, rate: int) -> float:
        """The same answer, and nothing is taken."""
        return self._look(kind, who, rate, cost=0.0)

    def forget(self) -> None:
        """Empty the memory: everybody may ask as if for the first time."""
        with self._lock:
            self._full_at.clear()

    def __len__(self) -> int:
        return len(self._full_at)

    def _look(self, kind: str, who: str, rate: int, *, cost: float) -> float:
        name = hashlib.blake2b(
            f"{kind}\0{who}".encode(errors="replace"), key=self._key, digest_size=12
        ).digest()
        now = self._clock()
        with self._lock:
            self._tidy(now)
            full_at = max(self._full_at.get(name, now), now)
            late = full_at + MINUTE / rate - now - MINUTE
            # what is lost of a sum of fractions refuses nobody
            if late > 1e-6:
                return late
            if cost:
                self._full_at[name] = full_at + cost
        return 0.0

    def _tidy(self, now: float) -> None:
        if now - self._tidied < _TIDY_SECONDS and len(self._full_at) < self._most:
            return
        self._tidied = now
        self._full_at = {name: at for name, at in self._full_at.items() if at > now}
        if len(self._full_at) >= self._most:
            # a crowd larger than the memory: letting some through twice beats refusing strangers
            self._full_at.clear()


def neighbourhood(address: str) -> str:
    """The network that an address belongs to, or nothing for what is no address."""
    try:
        found = ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    bits = _IPV4_BITS if isinstance(found, IPv4Address) else _IPV6_BITS
    return str(ip_network((found, bits), strict=False))


def client_address(remote: str, forwarded: str, *, proxies: int) -> str:
    """The address of who asks: of the connection, or what our `proxies` wrote at the end.

    What stands before that in the header was written by the client and is never believed.
    """
    named = [part.strip() for part in forwarded.split(",") if part.strip()]
    if proxies == 0 or len(named) < proxies:
        return remote
    return named[-proxies]
