"""Identifiers: uuid7 for rows, random uuid4 for what must not be guessed."""

import secrets
import threading
import time
from uuid import UUID, uuid4

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A time-ordered id, growing within a process (RFC 9562 section 5.7, 12 bits of counter)."""
    global _last
    with _lock:
        ticks = (time.time_ns() // 1_000_000) << 12
        _last = ticks if ticks > _last else _last + 1
        ticks = _last
    milliseconds, counter = ticks >> 12, ticks & 0xFFF
    value = milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def unguessable() -> UUID:
    """A random 128-bit id (uuid4) for anything that can be reached without a login."""
    return uuid4()
