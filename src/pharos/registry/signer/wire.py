"""What travels between the signer and its clients: one JSON head, one block of bytes.

A frame is two lengths of four bytes, the head and the block. Anything longer than the limits
is refused before it is read.
"""

import json
import socket
import struct
from collections.abc import Mapping

from pharos.common.errors import Unavailable

MAX_HEAD = 64 * 1024
MAX_BLOCK = 16 * 1024 * 1024
_LENGTHS = struct.Struct(">II")

Head = Mapping[str, object]


def send(connection: socket.socket, head: Head, block: bytes = b"") -> None:
    """Write one frame."""
    encoded = json.dumps(head).encode()
    connection.sendall(_LENGTHS.pack(len(encoded), len(block)) + encoded + block)


def receive(connection: socket.socket) -> tuple[dict[str, object], bytes]:
    """Read one frame; raises Unavailable `signer_unavailable` when the other side went away."""
    head_length, block_length = _LENGTHS.unpack(_exactly(connection, _LENGTHS.size))
    if head_length > MAX_HEAD or block_length > MAX_BLOCK:
        raise Unavailable("signer_unavailable", "a frame is too long")
    head = json.loads(_exactly(connection, head_length))
    if not isinstance(head, dict):
        raise Unavailable("signer_unavailable", "a frame has no head")
    return head, _exactly(connection, block_length)


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts = []
    while count:
        part = connection.recv(min(count, 1 << 20))
        if not part:
            raise Unavailable("signer_unavailable", "the signer closed the connection")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
