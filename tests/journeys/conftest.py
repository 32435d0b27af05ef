"""Installations for the drills: built once with the world of the examples, copied for each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from installation import Installation, copy_of, fresh_folder, remove

HERE = Path(__file__).parent
QUICK = {"chunk_rows": 20, "sweep_seconds": 0.3, "restart_seconds": 0.3}
Copy = Callable[..., AbstractContextManager[Installation]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is told here starts whole installations, which `make test` has no time for."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.drill)


@pytest.fixture(scope="session")
def large_template() -> Iterator[Path]:
    """2,000 rows in chunks of 50, proposed and waiting for the second person."""
    yield from _built(2_000, 50)


@pytest.fixture(scope="session")
def small_template() -> Iterator[Path]:
    """60 rows in chunks of 20."""
    yield from _built(60, 20)


@pytest.fixture(scope="session")
def issued_template(small_template: Path) -> Iterator[Path]:
    """The 60 rows awarded, logged and published; everything is stopped."""
    with copy_of(small_template, **QUICK) as installation:
        with installation.up():
            installation.tell("confirm")
            installation.wait_settled()
        yield installation.state


def _built(rows: int, chunk_rows: int) -> Iterator[Path]:
    state = fresh_folder()
    try:
        Installation(state, chunk_rows=chunk_rows).tell("build", str(rows))
        yield state
    finally:
        remove(state)


@pytest.fixture
def copied() -> Copy:
    return copy_of
