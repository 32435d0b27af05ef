"""The doors of the API at one fixed instant, with the world of the examples behind them.

`doors` is one world a module, whose changes are taken back after each test; `committed_doors`
is a world of real commits. A module uses one of the two.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apiworld
import pytest
from apiworld import Doors, standing_still, taken_back
from django.db import transaction


def _world(blocker: Any, folder: Path, *, decisions: bool) -> Iterator[Doors]:
    with blocker.unblock(), standing_still(folder), taken_back():
        yield apiworld.build(decisions=decisions)


@pytest.fixture(scope="module")
def module_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    """The world with its decisions, for every test of the module."""
    yield from _world(django_db_blocker, tmp_path_factory.mktemp("state"), decisions=True)


@pytest.fixture
def doors(module_world: Doors) -> Iterator[Doors]:
    """The world of the module; what the test changes is taken back."""
    point = transaction.savepoint()
    yield Doors(module_world.issuers)
    transaction.savepoint_rollback(point)


@pytest.fixture
def committed_doors(db_world: None, tmp_path: Path) -> Iterator[Doors]:
    """With real commits."""
    with standing_still(tmp_path):
        yield apiworld.build()
