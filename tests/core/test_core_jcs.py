"""Canonical JSON: the published test data, and what has no canonical form."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import jcs
from pharos.core.errors import CoreError

DATA = Path(__file__).parents[1] / "vectors" / "jcs"
NAMES = ["arrays", "french", "structures", "unicode", "values", "weird"]


@pytest.mark.parametrize("name", NAMES)
def test_the_published_test_data(name: str) -> None:
    value = json.loads((DATA / "input" / f"{name}.json").read_bytes())
    found = jcs.canonical_json(value)
    assert found == (DATA / "output" / f"{name}.json").read_bytes()
    assert found == bytes.fromhex((DATA / "outhex" / f"{name}.txt").read_text("ascii"))


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        2**53,
        -(2**53),
        "\ud800",
        {"\udc00": 1},
        {1: "a"},
        b"bytes",
        {"a": object()},
        {"a": {1, 2}},
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(CoreError) as refused:
        jcs.canonical_json(value)
    assert refused.value.code == "malformed_json"


def test_depth_is_refused_not_recursed() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(CoreError) as refused:
        jcs.canonical_json(deep)
    assert refused.value.code == "malformed_json"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e21, b"1e+21"),
        (1e-7, b"1e-7"),
        (-0.0, b"0"),
        (1.0, b"1"),
        (0.1 + 0.2, b"0.30000000000000004"),
        ({"\u20ac": 1, "\r": 2, "1": 3}, '{"\\r":2,"1":3,"€":1}'.encode()),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'.encode()),
        ("և\u2028\x7f\x1f", '"և\u2028\x7f\\u001f"'.encode()),
    ],
)
def test_numbers_order_and_escapes(value: Any, text: bytes) -> None:
    """RFC 8785, sections 3.2.2 and 3.2.3: members sort by UTF-16, not by code point."""
    assert jcs.canonical_json(value) == text


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_canonical_json_is_its_own_canonical_form(value: dict[str, Any]) -> None:
    text = jcs.canonical_json(value)
    assert jcs.canonical_json(json.loads(text, parse_int=float)) == text
