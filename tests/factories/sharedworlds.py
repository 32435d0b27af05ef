"""Worlds that many tests begin with: made once, lent to each as they were made.

A world is made inside one transaction. Each test gets a copy of what Python knows of it, and a
savepoint that is rolled back. One world is open at a time, within one module: `tests/conftest.py`
closes it before a test that brings a transaction of its own, or commits.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import transaction

# fixtures that open, commit or close what a lent world needs
OTHERS = frozenset({"db", "db_world", "transactional_db"})

_open: dict[Callable[[], Any], tuple[Any, ExitStack]] = {}


@contextmanager
def lent(build: Callable[[], Any]) -> Iterator[Any]:
    """A copy of the world that `build` makes, and the database as it was right after."""
    if build not in _open:
        close()
        _open[build] = _made(build)
    world, _ = _open[build]
    point = transaction.savepoint()
    try:
        yield copy.deepcopy(world)
    finally:
        transaction.savepoint_rollback(point)
        transaction.set_rollback(False)


def close() -> None:
    """Take back the world that is open, as if it never was."""
    while _open:
        _, (_, stack) = _open.popitem()
        stack.close()


def _made(build: Callable[[], Any]) -> tuple[Any, ExitStack]:
    with ExitStack() as stack:
        stack.enter_context(taken_back())
        return build(), stack.pop_all()


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that ends as if it never was; scopes open theirs inside it."""
    block = transaction.atomic()
    # what Django's own test cases say, so that durable blocks may stand inside
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
