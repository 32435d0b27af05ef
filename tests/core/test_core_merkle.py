"""The tree of RFC 6962: published vectors, a naive tree to compare with, damaged proofs."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.core import merkle
from pharos.core.errors import CoreError

VECTORS = Path(__file__).parents[1] / "vectors" / "merkle"


def naive_root(leaf_hashes: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word by word."""
    count = len(leaf_hashes)
    if count == 0:
        return sha256(b"").digest()
    if count == 1:
        return leaf_hashes[0]
    split = 1
    while split * 2 < count:
        split *= 2
    return merkle.node_hash(naive_root(leaf_hashes[:split]), naive_root(leaf_hashes[split:]))


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(8, "big")) for number in range(count)]


def decode(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def refusal(call: Callable[..., object], *arguments: object, **named: object) -> str | None:
    """The code of our refusal; None when there was a value."""
    try:
        call(*arguments, **named)
    except CoreError as error:
        return error.code
    return None


def accepted(check: Callable[..., object], **arguments: object) -> bool:
    code = refusal(check, **arguments)
    assert code in (None, "merkle_proof_wrong")
    return code is None


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_published_vectors_all_decide_as_they_say(kind: str) -> None:
    """LOG-04: the 86 inclusion and 84 consistency vectors of transparency-dev/merkle."""
    files = sorted((VECTORS / kind).rglob("*.json"))
    assert len(files) == {"inclusion": 86, "consistency": 84}[kind]
    wrong = []
    for file in files:
        case = json.loads(file.read_text())
        proof = [decode(node) for node in case["proof"] or []]
        if kind == "inclusion":
            ok = accepted(
                merkle.verify_inclusion,
                leaf=decode(case["leafHash"]),
                index=case["leafIdx"],
                size=case["treeSize"],
                proof=proof,
                root=decode(case["root"]),
            )
        else:
            ok = accepted(
                merkle.verify_consistency,
                old_size=case["size1"],
                new_size=case["size2"],
                proof=proof,
                old_root=decode(case["root1"]),
                new_root=decode(case["root2"]),
            )
        if ok is case["wantErr"]:
            wrong.append(f"{file.parent.name}/{file.name}")
    assert wrong == []


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 255, 256, 257, 600, 65_536 + 300])
def test_the_edge_has_the_root_of_the_naive_tree(size: int) -> None:
    hashes = leaves(size)
    edge = merkle.Edge()
    place, step = 0, 1
    while place < size:  # growing appends, so that every kind of boundary is crossed
        edge.append(hashes[place : place + step])
        place += step
        step = step * 3 % 1_001 + 1
        assert edge.size == min(place, size)
    assert edge.root() == naive_root(hashes)
    assert merkle.Edge.load(edge.save()).root() == edge.root()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=6))
def test_appending_in_any_portions_gives_one_tree(portions: list[int]) -> None:
    hashes = leaves(sum(portions))
    edge = merkle.Edge()
    place = 0
    tiles = []
    for portion in portions:
        tiles += edge.append(hashes[place : place + portion])
        edge = merkle.Edge.load(edge.save())
        place += portion
    assert edge.root() == naive_root(hashes)
    bottom = [t for t in tiles if t.level == 0]
    assert [t.index for t in bottom] == list(range(len(hashes) // 256))
    assert all(t.width == 256 for t in tiles)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 400), st.data())
def test_proofs_verify_and_prove_nothing_else(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    nodes = merkle.Leaves(hashes)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    root = merkle.tree_root(size, nodes)
    assert root == naive_root(hashes)

    path = merkle.inclusion_proof(index, size, nodes)
    merkle.verify_inclusion(leaf=hashes[index], index=index, size=size, proof=path, root=root)
    if size > 1:
        other = (index + 1) % size
        assert not accepted(
            merkle.verify_inclusion,
            leaf=hashes[other],
            index=index,
            size=size,
            proof=path,
            root=root,
        )
    old_root = naive_root(hashes[:old])
    path = merkle.consistency_proof(old, size, nodes)
    merkle.verify_consistency(
        old_size=old, new_size=size, proof=path, old_root=old_root, new_root=root
    )


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 5), (4, 5), (5, 8), (99, 130)])
def test_a_damaged_inclusion_proof_is_refused(index: int, size: int) -> None:
    """LOG-04: bit flips, swaps, truncation, padding, wrong index, size 0."""
    hashes = leaves(size)
    nodes = merkle.Leaves(hashes)
    path = merkle.inclusion_proof(index, size, nodes)
    right = {"leaf": hashes[index], "index": index, "size": size, "proof": path,
             "root": merkle.tree_root(size, nodes)}  # fmt: skip
    assert accepted(merkle.verify_inclusion, **right)
    damaged: list[dict[str, object]] = [
        {"index": index + 1},
        {"index": -1},
        {"index": size},
        {"size": 0},
        {"size": size * 2},
        {"proof": [*path, hashes[0]]},
        {"proof": [hashes[0], *path]},
        {"leaf": b""},
        {"leaf": hashes[index] + b"\0"},
        {"root": b""},
        {"root": right["leaf"][:-1] + b"\x00"},  # type: ignore[index]
    ]
    for place, node in enumerate(path):
        damaged.append({"proof": [*path[:place], *path[place + 1 :]]})
        damaged.append({"proof": [*path[:place], node[:31], *path[place + 1 :]]})
        damaged.append({"proof": [*path[:place], bytearray(node), *path[place + 1 :]]})
        for bit in range(256):
            flipped = (int.from_bytes(node, "big") ^ (1 << bit)).to_bytes(32, "big")
            damaged.append({"proof": [*path[:place], flipped, *path[place + 1 :]]})
    if len(path) > 1:
        damaged.append({"proof": path[::-1]})
    for change in damaged:
        assert not accepted(merkle.verify_inclusion, **(right | change)), change


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 8), (6, 8), (100, 130)])
def test_a_damaged_consistency_proof_is_refused(old: int, new: int) -> None:
    """LOG-04: the same for consistency proofs; an empty old tree proves nothing."""
    hashes = leaves(new)
    nodes = merkle.Leaves(hashes)
    path = merkle.consistency_proof(old, new, nodes)
    right = {"old_size": old, "new_size": new, "proof": path,
             "old_root": naive_root(hashes[:old]), "new_root": naive_root(hashes)}  # fmt: skip
    assert accepted(merkle.verify_consistency, **right)
    damaged: list[dict[str, object]] = [
        {"old_size": 0},
        {"old_size": 0, "old_root": merkle.EMPTY_ROOT, "proof": []},
        {"old_size": old + 1},
        {"new_size": new * 2},
        {"old_size": new, "new_size": old},
        {"old_root": right["new_root"], "new_root": right["old_root"]},
        {"proof": [*path, hashes[0]]},
        {"proof": [hashes[0], *path]},
        {"proof": []},
        {"proof": path[:-1]},
    ]
    for place, node in enumerate(path):
        for bit in (0, 100, 255):
            flipped = (int.from_bytes(node, "big") ^ (1 << bit)).to_bytes(32, "big")
            damaged.append({"proof": [*path[:place], flipped, *path[place + 1 :]]})
    for change in damaged:
        assert not accepted(merkle.verify_consistency, **(right | change)), change


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_any_text_is_an_edge_or_our_error(text: str) -> None:
    assert refusal(merkle.Edge.load, text) in (None, "edge_malformed")


@pytest.mark.parametrize(
    "change",
    [{"size": 4}, {"size": -1}, {"size": True}, {"levels": []}, {"levels": [["AAAA"] * 3]}],
)
def test_an_edge_that_contradicts_itself_is_refused(change: dict[str, object]) -> None:
    edge = merkle.Edge()
    edge.append(leaves(3))
    with pytest.raises(CoreError, match="edge_malformed"):
        merkle.Edge.load(json.dumps(json.loads(edge.save()) | change))


def test_a_proof_is_never_made_outside_the_tree() -> None:
    nodes = merkle.Leaves(leaves(3))
    for index, size in [(3, 3), (-1, 3), (0, 0)]:
        with pytest.raises(CoreError, match="merkle_index_outside"):
            merkle.inclusion_proof(index, size, nodes)
    with pytest.raises(CoreError, match="merkle_index_outside"):
        merkle.consistency_proof(0, 3, nodes)
    with pytest.raises(CoreError, match="merkle_node_missing"):
        merkle.inclusion_proof(0, 4, nodes)
