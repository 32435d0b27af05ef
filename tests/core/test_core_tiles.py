"""Tiles on disk: the paths of the specification, proofs read back, a crash in between."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import merkle, tiles
from pharos.core.errors import CoreError


def entry(number: int) -> bytes:
    return number.to_bytes(32, "big")


def grow(folder: Path, edge: merkle.Edge, first: int, last: int) -> None:
    hashes = [merkle.leaf_hash(entry(number)) for number in range(first, last)]
    tiles.write_tiles(folder, edge.append(hashes))
    tiles.write_tiles(folder, edge.partial_tiles())


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        (1, 17, 3, "tile/1/017.p/3"),
        (63, 1_000, 255, "tile/63/x001/000.p/255"),
    ],
)
def test_paths_are_those_of_the_specification(
    level: int, index: int, width: int, path: str
) -> None:
    assert tiles.tile_path(level, index, width) == path


def test_a_tree_of_70_000_has_the_tiles_of_the_specification(tmp_path: Path) -> None:
    edge = merkle.Edge()
    grow(tmp_path, edge, 0, 70_000)
    written = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    full = {tiles.tile_path(0, index) for index in range(273)}
    partial = {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert written == full | partial
    assert tiles.root_of(70_000, tiles.folder_reader(tmp_path)) == edge.root()


def test_proofs_from_tiles_equal_proofs_from_leaves(tmp_path: Path) -> None:
    edge = merkle.Edge()
    sizes = [1, 255, 256, 257, 513, 1_000]
    before = 0
    for size in sizes:
        grow(tmp_path, edge, before, size)
        before = size
    read = tiles.folder_reader(tmp_path)
    nodes = merkle.Leaves([merkle.leaf_hash(entry(number)) for number in range(1_000)])
    for size in sizes:
        for index in {0, size // 2, size - 1}:
            made = tiles.prove_inclusion(index, size, read)
            assert made == merkle.inclusion_proof(index, size, nodes)
    for old in sizes:
        made = tiles.prove_consistency(old, 1_000, read)
        assert made == merkle.consistency_proof(old, 1_000, nodes)


def test_a_full_tile_serves_where_the_partial_one_was_deleted(tmp_path: Path) -> None:
    edge = merkle.Edge()
    grow(tmp_path, edge, 0, 200)
    old_root = edge.root()
    grow(tmp_path, edge, 200, 300)
    (tmp_path / tiles.tile_path(0, 0, 200)).unlink()
    assert tiles.root_of(200, tiles.folder_reader(tmp_path)) == old_root


def test_missing_and_short_tiles_are_named(tmp_path: Path) -> None:
    edge = merkle.Edge()
    grow(tmp_path, edge, 0, 300)
    read = tiles.folder_reader(tmp_path)
    (tmp_path / "tile/0/001.p/44").write_bytes(b"short")
    with pytest.raises(CoreError, match="tile_short"):
        tiles.root_of(300, read)
    (tmp_path / "tile/0/001.p/44").unlink()
    with pytest.raises(CoreError, match="tile_missing") as caught:
        tiles.root_of(300, read)
    assert caught.value.facts["path"] == "tile/0/001"


def test_tiles_left_by_a_killed_sequencer_are_overwritten(tmp_path: Path) -> None:
    grow(tmp_path, merkle.Edge(), 500, 900)  # other leaves, never committed
    edge = merkle.Edge()
    grow(tmp_path, edge, 0, 400)
    assert tiles.root_of(400, tiles.folder_reader(tmp_path)) == edge.root()
    assert not list(tmp_path.rglob(".*"))


def test_rebuilding_from_the_entries_gives_the_same_files(tmp_path: Path) -> None:
    edge = merkle.Edge()
    grow(tmp_path / "a", edge, 0, 1_300)
    chunks = [[entry(n) for n in range(first, min(first + 77, 1_300))]
              for first in range(0, 1_300, 77)]  # fmt: skip
    again = tiles.rebuild(tmp_path / "b", chunks)
    assert again == edge
    for file in (tmp_path / "a").rglob("*"):
        if file.is_file():
            copy = tmp_path / "b" / file.relative_to(tmp_path / "a")
            assert copy.read_bytes() == file.read_bytes()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20))
def test_entry_bundles_round_trip(entries: list[bytes]) -> None:
    assert tiles.decode_entries(tiles.encode_entries(entries)) == entries


@given(st.binary(max_size=700))
def test_any_bytes_are_entries_or_our_error(raw: bytes) -> None:
    try:
        tiles.decode_entries(raw)
    except CoreError as error:
        code = error.code
    else:
        code = "entries_malformed"
    assert code == "entries_malformed"
