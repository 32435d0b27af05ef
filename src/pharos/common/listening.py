"""Threads of the worker that act when the database says so, and anyway after a while.

    for _ in listening.to("pharos_log", stop=stop, at_least_every=20):
        actions.sequence(now=clock.now())

A database that goes away is waited for: its return is the supervisor's work.
"""

import threading
from collections.abc import Callable, Iterator

import psycopg
import structlog
from django.db import DatabaseError, close_old_connections, connection

from pharos.common.errors import DomainError

_log = structlog.get_logger(__name__)
_RECONNECT_SECONDS = 1.0
_POLL_SECONDS = 0.5


def to(channel: str, *, stop: threading.Event, at_least_every: float) -> Iterator[None]:
    """Yield at once, then after each NOTIFY on `channel` or `at_least_every` seconds, until stop.

    Several notifications that came meanwhile are one.
    """
    while not stop.is_set():
        try:
            with _connect(channel) as listener:
                yield
                while not stop.is_set():
                    _wait(listener, stop, at_least_every)
                    if not stop.is_set():
                        yield
        except psycopg.OperationalError as error:
            _log.warning("listening_interrupted", channel=channel, error=str(error))
            stop.wait(_RECONNECT_SECONDS)


def start(
    name: str, channel: str, act: Callable[[], object], *, stop: threading.Event, every: float
) -> threading.Thread:
    """A daemon thread that calls `act` whenever `to` says; what it refuses is logged."""
    thread = threading.Thread(
        target=_run, args=(name, channel, act, stop, every), name=name, daemon=True
    )
    thread.start()
    return thread


def _run(
    name: str, channel: str, act: Callable[[], object], stop: threading.Event, every: float
) -> None:
    for _ in to(channel, stop=stop, at_least_every=every):
        try:
            act()
        except DomainError as error:
            _log.warning(f"{name}_refused", code=error.code, message=error.message)
        except DatabaseError as error:
            _log.warning(f"{name}_interrupted", error=str(error))
        finally:
            close_old_connections()


def _wait(listener: psycopg.Connection[object], stop: threading.Event, seconds: float) -> None:
    waited = 0.0
    while waited < seconds and not stop.is_set():
        if list(listener.notifies(timeout=_POLL_SECONDS, stop_after=1)):
            return
        waited += _POLL_SECONDS


def _connect(channel: str) -> psycopg.Connection[object]:
    parameters = {k: v for k, v in connection.get_connection_params().items() if k != "pool"}
    listener = psycopg.connect(**{**parameters, "autocommit": True})
    listener.execute(f"listen {channel}")
    return listener
