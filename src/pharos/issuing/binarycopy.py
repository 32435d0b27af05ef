"""Rows of credentials in PostgreSQL's binary COPY format, packed by hand.

A general packer asks every value for its type; here the types are known, in the order of
`sql/copy_incoming.sql`, and a row costs a third. PostgreSQL documentation, COPY, Binary Format.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

_BEGIN: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = struct.pack(">h", -1)
_COLUMNS: Final = 19
# Five uuids, int4, uuid, int2, int8, int2, two int4, an instant, a day: each after its length.
_FIXED: Final = struct.Struct(">h" + "i16s" * 5 + "ii" + "i16s" + "ihiqihiiiiiqii")
_LENGTH: Final = struct.Struct(">i")
_SIGNATURE_LENGTH: Final = _LENGTH.pack(64)
# Parts of one row, and where the first signature stands behind the beginning.
_PARTS: Final = 11
_SIGNATURE: Final = 7
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = date(2000, 1, 1).toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)


def packed(rows: Sequence[tuple[Any, ...]], signatures: Sequence[bytes]) -> bytes:
    """The whole input of one COPY."""
    return finished(begun(rows), signatures)


def finished(parts: list[bytes], signatures: Sequence[bytes]) -> bytes:
    """The input of one COPY from what `begun` made and the signatures in the rows' order."""
    parts[_SIGNATURE:-1:_PARTS] = signatures
    return b"".join(parts)


def begun(rows: Sequence[tuple[Any, ...]]) -> list[bytes]:
    """The parts of the rows, with room for the signatures, which come last."""
    length = _LENGTH.pack
    parts = [_BEGIN]
    for (issuer, credential, award, version, person, template, chunk, position, log_chunk,
         log_position, status_list, index, created, day, plain, sealed, identity,
         state) in rows:  # fmt: skip
        text, word = plain.encode(), state.encode()
        parts += (
            _FIXED.pack(
                _COLUMNS, 16, issuer.bytes, 16, credential.bytes, 16, award.bytes,
                16, version.bytes, 16, person.bytes, 4, template, 16, chunk.bytes,
                2, position, 8, log_chunk, 2, log_position, 4, status_list, 4, index,
                8, (created - _EPOCH) // _MICROSECOND, 4, day.toordinal() - _FIRST_DAY,
            ),
            length(len(text)), text,
            length(len(sealed)), sealed,
            _SIGNATURE_LENGTH, b"",
            length(len(identity)), identity,
            length(len(word)), word,
        )  # fmt: skip
    parts.append(_END)
    return parts
