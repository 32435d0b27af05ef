"""The tree as static files: paths, writing and reading of tiles (C2SP tlog-tiles).

Everything that reads does so through `read(path) -> bytes`, which raises
`CoreError("tile_missing")` for a file that is not there: a folder, a database or a
web server serve equally well.
"""

import os
import secrets
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pharos.core.errors import CoreError, Malformed
from pharos.core.merkle import (
    HASH_SIZE,
    TILE_HEIGHT,
    TILE_WIDTH,
    Edge,
    Tile,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    perfect_root,
    tree_root,
)

Reader = Callable[[str], bytes]


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """`tile/<L>/<N>[.p/<W>]` (C2SP tlog-tiles, Merkle Tree)."""
    return f"tile/{level}/{_numbered(index)}{_width_suffix(width)}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """`tile/entries/<N>[.p/<W>]` (C2SP tlog-tiles, Log entries)."""
    return f"tile/entries/{_numbered(index)}{_width_suffix(width)}"


def path_of(tile: Tile) -> str:
    """Where a tile is served."""
    return tile_path(tile.level, tile.index, tile.width)


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes the tile holds in a tree of `size` leaves; 0 when it does not exist."""
    hashes_on_level = size >> (TILE_HEIGHT * level)
    return max(0, min(TILE_WIDTH, hashes_on_level - index * TILE_WIDTH))


def encode_entries(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: entries with a two-byte length before each."""
    if not 0 < len(entries) <= TILE_WIDTH:
        raise Malformed("entries_malformed")
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def decode_entries(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; refuses one that ends in the middle of an entry."""
    entries: list[bytes] = []
    place = 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        if place + 2 > len(bundle) or end > len(bundle) or len(entries) == TILE_WIDTH:
            raise Malformed("entries_malformed")
        entries.append(bundle[place + 2 : end])
        place = end
    return entries


def folder_reader(folder: Path) -> Reader:
    """A reader over files below `folder`."""

    def read(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise CoreError("tile_missing", path=path) from error

    return read


def write_tiles(folder: Path, tiles: Iterable[Tile]) -> int:
    """Write tiles by temporary name and rename; how many were written.

    Nobody can refer to a tile beyond the published checkpoint, so one that a killed
    sequencer left there is simply overwritten.
    """
    count = 0
    for tile in tiles:
        write_file(folder / path_of(tile), tile.hashes)
        count += 1
    return count


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` at once: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


class TileNodes:
    """Hashes of perfect subtrees from tiles of a tree of `size` leaves (a `merkle.Nodes`)."""

    def __init__(self, read: Reader, size: int) -> None:
        self._read = read
        self._size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, height: int, index: int) -> bytes:
        level, inner = divmod(height, TILE_HEIGHT)
        first = index << inner
        tile = self._tile(level, first >> TILE_HEIGHT)
        begin = (first & (TILE_WIDTH - 1)) * HASH_SIZE
        end = begin + (HASH_SIZE << inner)
        if end > len(tile):
            raise CoreError("merkle_node_missing", height=height, index=index)
        part = tile[begin:end]
        return perfect_root([part[i : i + HASH_SIZE] for i in range(0, len(part), HASH_SIZE)])

    def _tile(self, level: int, index: int) -> bytes:
        tile = self._tiles.get((level, index))
        if tile is None:
            tile = self._tiles[level, index] = self._load(level, index)
        return tile

    def _load(self, level: int, index: int) -> bytes:
        """The tile as this tree has it; a full one serves where the partial one was deleted."""
        width = width_at(level, index, self._size)
        if width == 0:
            raise CoreError("tile_missing", path=tile_path(level, index))
        try:
            content = self._read(tile_path(level, index, width))
        except CoreError as error:
            if error.code != "tile_missing" or width == TILE_WIDTH:
                raise
            content = self._read(tile_path(level, index))
        if len(content) < width * HASH_SIZE:
            raise CoreError("tile_short", path=tile_path(level, index, width))
        return content[: width * HASH_SIZE]


def prove_inclusion(index: int, size: int, read: Reader) -> list[bytes]:
    """The inclusion proof of a leaf, from tiles."""
    return inclusion_proof(index, size, TileNodes(read, size))


def prove_consistency(old_size: int, new_size: int, read: Reader) -> list[bytes]:
    """The consistency proof between two sizes, from tiles."""
    return consistency_proof(old_size, new_size, TileNodes(read, new_size))


def root_of(size: int, read: Reader) -> bytes:
    """The root of the tree of `size` leaves, from tiles."""
    return tree_root(size, TileNodes(read, size))


def rebuild(folder: Path, chunks: Iterable[Sequence[bytes]]) -> Edge:
    """Write every tile anew from the entries in their order; the edge that results.

    For the start after a crash: entries are in the database, tiles can be made again.
    The caller compares the edge's root with the stored state.
    """
    edge = Edge()
    for entries in chunks:
        write_tiles(folder, edge.append([leaf_hash(entry) for entry in entries]))
    write_tiles(folder, edge.partial_tiles())
    return edge


def _numbered(index: int) -> str:
    """1234067 -> x001/x234/067."""
    if index < 0:
        raise CoreError("tile_missing", path=str(index))
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def _width_suffix(width: int) -> str:
    if not 0 < width <= TILE_WIDTH:
        raise CoreError("tile_missing", path=f"width {width}")
    return "" if width == TILE_WIDTH else f".p/{width}"
