"""The append-only Merkle tree of RFC 6962: hashes, the growing edge, proofs and their checks.

Hashes of perfect subtrees are asked from a `Nodes` callable, so that a proof is made
equally well from leaves in memory, from tile files or over a network. Checks raise
`merkle_proof_wrong` and never answer with a truth value that a caller
could forget to read.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pharos.core.errors import CoreError, Malformed, WrongSignature

HASH_SIZE = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_SIZE = 1 << 62
EMPTY_ROOT = sha256(b"").digest()

Nodes = Callable[[int, int], bytes]
"""`(height, index)` -> hash of the perfect subtree over leaves index*2^height onwards."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Tile:
    """Consecutive hashes of one tile level; full when it holds 256 of them."""

    level: int
    index: int
    hashes: bytes

    @property
    def width(self) -> int:
        return len(self.hashes) // HASH_SIZE


@dataclass
class Edge:
    """The right edge of a tree: all that is needed to append to it and to know its root.

    `levels[l]` holds the hashes of the unfinished tile of level l (at most 255).
    """

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)

    def append(self, leaf_hashes: Sequence[bytes]) -> list[Tile]:
        """Append leaves; the tiles that became full, in the order they did."""
        full: list[Tile] = []
        counts = self.size
        self._append(0, leaf_hashes, counts, full)
        self.size += len(leaf_hashes)
        return full

    def _append(self, level: int, hashes: Sequence[bytes], count: int, full: list[Tile]) -> None:
        if not hashes:
            return
        if level == len(self.levels):
            self.levels.append([])
        row = self.levels[level]
        tile_index = count >> TILE_HEIGHT
        row.extend(hashes)
        parents: list[bytes] = []
        first = 0
        while len(row) - first >= TILE_WIDTH:
            tile = row[first : first + TILE_WIDTH]
            full.append(Tile(level, tile_index, b"".join(tile)))
            parents.append(perfect_root(tile))
            tile_index += 1
            first += TILE_WIDTH
        del row[:first]
        self._append(level + 1, parents, count >> TILE_HEIGHT, full)

    def partial_tiles(self) -> list[Tile]:
        """The unfinished tile of each level that has one."""
        return [
            Tile(level, self.size >> (TILE_HEIGHT * (level + 1)), b"".join(row))
            for level, row in enumerate(self.levels)
            if row
        ]

    def root(self) -> bytes:
        """The root of the tree as it stands (RFC 6962 section 2.1)."""
        rest: bytes | None = None
        for row in self.levels:
            hashes = row if rest is None else [*row, rest]
            rest = _list_root(hashes) if hashes else None
        return EMPTY_ROOT if rest is None else rest

    def save(self) -> str:
        """The edge as JSON text; `load` reads it back."""
        rows = [[base64.b64encode(h).decode("ascii") for h in row] for row in self.levels]
        return json.dumps({"size": self.size, "levels": rows}, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "Edge":
        """The edge that `save` wrote; refuses one whose widths do not fit its size."""
        try:
            data = json.loads(text)
            size = data["size"]
            levels = [[base64.b64decode(h, validate=True) for h in row] for row in data["levels"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Malformed("edge_malformed") from error
        if type(size) is not int or not 0 <= size <= MAX_SIZE:
            raise Malformed("edge_malformed")
        widths = [size >> (TILE_HEIGHT * level) & (TILE_WIDTH - 1) for level in range(len(levels))]
        if [len(row) for row in levels] != widths or size >> (TILE_HEIGHT * len(levels)):
            raise Malformed("edge_malformed")
        if any(len(h) != HASH_SIZE for row in levels for h in row):
            raise Malformed("edge_malformed")
        return cls(size, levels)


class Leaves:
    """Perfect subtrees over leaf hashes held in memory: a `Nodes` for small trees and tests."""

    def __init__(self, leaf_hashes: Sequence[bytes]) -> None:
        self._hashes = leaf_hashes

    def __call__(self, height: int, index: int) -> bytes:
        first, last = index << height, (index + 1) << height
        if last > len(self._hashes):
            raise CoreError("merkle_node_missing", height=height, index=index)
        return perfect_root(self._hashes[first:last])


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes whose number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row), 2)]
    return row[0]


def tree_root(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves."""
    return EMPTY_ROOT if size == 0 else _range_root(0, size, nodes)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The audit path of a leaf in the tree of `size` leaves (RFC 6962 section 2.1.1)."""
    if not 0 <= index < size <= MAX_SIZE:
        raise CoreError("merkle_index_outside", index=index, size=size)
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, nodes))
            high = middle
        else:
            path.append(_range_root(low, middle, nodes))
            low = middle
    return path[::-1]


def consistency_proof(old_size: int, new_size: int, nodes: Nodes) -> list[bytes]:
    """That the tree of `old_size` is a prefix of that of `new_size` (RFC 6962 section 2.1.2)."""
    if not 0 < old_size <= new_size <= MAX_SIZE:
        raise CoreError("merkle_index_outside", index=old_size, size=new_size)
    path: list[bytes] = []
    low, high, known = 0, new_size, True
    while high != old_size:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(_range_root(middle, high, nodes))
            high = middle
        else:
            path.append(_range_root(low, middle, nodes))
            low, known = middle, False
    if not known:
        path.append(_range_root(low, high, nodes))
    return path[::-1]


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise unless `leaf`, a leaf hash, stands at `index` under `root`.

    RFC 9162 section 2.1.3.2.
    """
    _require_hashes(leaf, root, *proof)
    if not 0 <= index < size <= MAX_SIZE:
        raise _wrong("index")
    place, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _wrong("length")
        if place & 1 or place == last:
            result = sha256(b"\x01" + sibling + result).digest()  # node_hash, without its call
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            result = sha256(b"\x01" + result + sibling).digest()
        place >>= 1
        last >>= 1
    if last != 0 or result != root:
        raise _wrong("root")


def verify_consistency(
    *, old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raise unless the old tree is a prefix of the new one (RFC 9162 section 2.1.4.2).

    An empty old tree proves nothing and is refused.
    """
    _require_hashes(old_root, new_root, *proof)
    if not 0 < old_size <= new_size <= MAX_SIZE:
        raise _wrong("size")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise _wrong("root")
        return
    path = list(proof)
    if old_size & (old_size - 1) == 0:  # a perfect old tree is itself the first node
        path.insert(0, old_root)
    if not path:
        raise _wrong("length")
    if _fold_consistency(path, old_size - 1, new_size - 1) != (old_root, new_root):
        raise _wrong("root")


def _fold_consistency(path: Sequence[bytes], place: int, last: int) -> tuple[bytes, bytes]:
    """Both roots that the path leads to."""
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise _wrong("length")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        place >>= 1
        last >>= 1
    if last != 0:
        raise _wrong("length")
    return old, new


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(low: int, high: int, nodes: Nodes) -> bytes:
    """The hash over leaves low..high, where low is a multiple of every power it needs."""
    parts = [nodes(height, index) for height, index in _perfect_subtrees(low, high)]
    result = parts.pop()
    while parts:
        result = node_hash(parts.pop(), result)
    return result


def _perfect_subtrees(low: int, high: int) -> Iterator[tuple[int, int]]:
    while low < high:
        height = (high - low).bit_length() - 1
        yield height, low >> height
        low += 1 << height


def _list_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a short list, split as RFC 6962 splits."""
    if len(hashes) == 1:
        return hashes[0]
    middle = _split(len(hashes))
    return node_hash(_list_root(hashes[:middle]), _list_root(hashes[middle:]))


def _require_hashes(*values: bytes) -> None:
    if set(map(type, values)) != {bytes} or set(map(len, values)) != {HASH_SIZE}:
        raise _wrong("hash")


def _wrong(what: str) -> CoreError:
    return WrongSignature("merkle_proof_wrong", what=what)
