"""A zip that says what it holds, or none: looked at whole before anything is unpacked (UPL-02).

The central directory, the headers beside the data and the data themselves must agree, so that
our guard and the reader of the format cannot see two different files (UPL-10).
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pharos.common.workbooks import limits
from pharos.common.workbooks.errors import WorkbookRefused, WorkbookTooLarge

_LOCAL = struct.Struct("<4s5H3I2H")
_LOCAL_MARK = b"PK\x03\x04"
_NESTED = (_LOCAL_MARK, b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_ENCRYPTED, _SIZES_BEHIND = 0x01, 0x08
_BLOCK = 64 * 1024


class Archive:
    """A zip that passed: its parts by name, each unpacked as often as it is asked for."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._parts = {one.filename: one for one in _entries(raw)}
        self._starts = {name: _start_of(raw, one) for name, one in self._parts.items()}
        _refuse_overlap(self._parts.values(), self._starts)
        for name in self._parts:
            self._refuse_lies(name)

    @property
    def names(self) -> Sequence[str]:
        """The names of all parts."""
        return list(self._parts)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def blocks(self, name: str) -> Iterator[bytes]:
        """The content of a part, unpacked block by block and never more than it announced."""
        part, start = self._parts[name], self._starts[name]
        packed = memoryview(self._raw)[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
            return
        inflater, left = zlib.decompressobj(-zlib.MAX_WBITS), part.file_size
        waiting: bytes | memoryview = packed
        try:
            while not inflater.eof and left >= 0:
                block = inflater.decompress(waiting, min(_BLOCK, left + 1))
                waiting = inflater.unconsumed_tail
                left -= len(block)
                if not block:
                    break
                yield block
        except zlib.error as error:
            raise WorkbookRefused("workbook_damaged", part=name) from error
        if left or not inflater.eof:
            raise WorkbookRefused("workbook_inconsistent", part=shown(name))

    def read(self, name: str, limit: int = 4 * 1024 * 1024) -> bytes:
        """The whole of a small part."""
        content = b""
        for block in self.blocks(name):
            content += block
            if len(content) > limit:
                raise WorkbookTooLarge("workbook_too_large", limit_mb=limit // 1024 // 1024)
        return content

    def _refuse_lies(self, name: str) -> None:
        """Unpack once, counting: what is announced is what comes, and it is no archive again."""
        part, count, check, begin = self._parts[name], 0, 0, b""
        for block in self.blocks(name):
            begin = begin or block[:8]
            count += len(block)
            check = zlib.crc32(block, check)
        if count != part.file_size or check != part.CRC:
            raise WorkbookRefused("workbook_inconsistent", part=shown(name))
        if begin.startswith(_NESTED):
            raise WorkbookRefused("workbook_nested", part=shown(name))


def shown(name: str) -> str:
    """The name of a part as it may stand in a sentence."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in name[:80])


def _entries(raw: bytes) -> list[zipfile.ZipInfo]:
    """What the directory lists; refused by what it says, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as opened:
            entries, comment = opened.infolist(), opened.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise WorkbookRefused("workbook_damaged", part="-") from error
    if len(entries) > limits.MAX_ENTRIES:
        raise WorkbookTooLarge("workbook_too_many_parts", limit=limits.MAX_ENTRIES)
    if comment or not entries or min(one.header_offset for one in entries) != 0:
        raise WorkbookRefused("workbook_inconsistent", part="-")
    unpacked = sum(one.file_size for one in entries)
    if unpacked > limits.MAX_UNPACKED:
        raise WorkbookTooLarge("workbook_too_large", limit_mb=limits.MAX_UNPACKED // limits.MIB)
    seen: set[str] = set()
    for one in entries:
        _refuse_entry(one)
        if one.filename.casefold() in seen:
            raise WorkbookRefused("workbook_part_twice", part=shown(one.filename))
        seen.add(one.filename.casefold())
    return [one for one in entries if not one.is_dir()]


def _refuse_entry(one: zipfile.ZipInfo) -> None:
    name = one.orig_filename
    bad = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    if bad or len(name) > limits.MAX_NAME or not name.isprintable():
        raise WorkbookRefused("workbook_part_name", part=shown(name))
    if stat.S_ISLNK(one.external_attr >> 16):
        raise WorkbookRefused("workbook_link", part=shown(name))
    if one.flag_bits & _ENCRYPTED:
        raise WorkbookRefused("workbook_encrypted")
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WorkbookRefused("workbook_damaged", part=shown(name))
    packed = max(one.compress_size, 1)
    if one.file_size > limits.RATIO_FROM and one.file_size > packed * limits.MAX_RATIO:
        raise WorkbookTooLarge("workbook_bomb", part=shown(name), ratio=limits.MAX_RATIO)


def _start_of(raw: bytes, one: zipfile.ZipInfo) -> int:
    """Where the data begin; the header there must say what the directory says."""
    head = raw[one.header_offset : one.header_offset + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise WorkbookRefused("workbook_inconsistent", part=shown(one.filename))
    mark, _, flags, method, _, _, check, packed, size, named, more = _LOCAL.unpack(head)
    begin = one.header_offset + _LOCAL.size
    name = raw[begin : begin + named]
    wide = 0xFFFFFFFF in (packed, size)
    same = (
        mark == _LOCAL_MARK
        and method == one.compress_type
        and name == one.orig_filename.encode("utf-8" if flags & 0x800 else "cp437", "replace")
        and flags & _ENCRYPTED == 0
    )
    if not flags & _SIZES_BEHIND and not wide:
        same = same and (check, packed, size) == (one.CRC, one.compress_size, one.file_size)
    if not same:
        raise WorkbookRefused("workbook_inconsistent", part=shown(one.filename))
    return begin + int(named) + int(more)


def _refuse_overlap(parts: Iterable[zipfile.ZipInfo], starts: Mapping[str, int]) -> None:
    """Parts that share bytes unfold to far more than the file holds."""
    end = 0
    for one in sorted(parts, key=lambda part: part.header_offset):
        if one.header_offset < end:
            raise WorkbookRefused("workbook_inconsistent", part=shown(one.filename))
        end = starts[one.filename] + one.compress_size
