"""Doing a unit of work again when the database gave way between two that waited for each other."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import DatabaseError, close_old_connections, connection

Result = TypeVar("Result")

MAX_ATTEMPTS = 5
_FIRST_WAIT_SECONDS = 0.02
# deadlock_detected, serialization_failure, lock_not_available
_GAVE_WAY = ("40P01", "40001", "55P03")


def retried(
    work: Callable[[], Result],
    *,
    sleep: Callable[[float], None] = time.sleep,
    spread: Callable[[], float] = random.random,
) -> Result:
    """The result of `work`, which opens its own scope; done at most five times (REL-09).

    Only a whole transaction can be repeated, so inside one the error passes through.
    """
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return work()
        except DatabaseError as error:
            if attempt == MAX_ATTEMPTS or not gave_way(error) or connection.in_atomic_block:
                raise
            # waits grow and differ, so that two which collided do not collide again
            sleep(_FIRST_WAIT_SECONDS * 2**attempt * (0.5 + spread()))
            close_old_connections()
    raise AssertionError("the last attempt returns or raises")


def gave_way(error: BaseException) -> bool:
    """Whether the database ended this transaction so that another could go on."""
    return sqlstate(error) in _GAVE_WAY


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE behind an error of Django or psycopg, if there is one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, psycopg.Error) and cause.sqlstate:
            return cause.sqlstate
        cause = cause.__cause__
    return None
