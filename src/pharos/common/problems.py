"""Errors as they leave the house: RFC 9457 problem documents in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pharos.common.errors import Conflict, DomainError, Unavailable
from pharos.common.retries import gave_way, sqlstate
from pharos.common.sentences import sentence

MEDIA_TYPE = "application/problem+json"
_STORAGE_FULL = ("53100", "53200")
# cannot_connect_now, admin_shutdown, crash_shutdown, too_many_connections and class 08
_AWAY = ("57P01", "57P02", "57P03", "53300")
# query_canceled: by the limit of a statement (DOS-01)
_CANCELLED = "57014"
_PLAIN = re.compile(r"[\w.:/@+-]{1,80}", re.ASCII)


def document(
    error: DomainError, *, origin: str, language: str, instance: str = ""
) -> dict[str, Any]:
    """The problem document of an expected error; each of its problems is named with its facts."""
    made: dict[str, Any] = {
        "type": f"{origin}/problems/{error.code}",
        "title": sentence(f"title_{error.http_status}", language),
        "status": error.http_status,
        "detail": sentence(error.code, language, error.facts),
        "code": error.code,
    }
    if instance:
        made["instance"] = instance
    if error.facts:
        made["facts"] = _plain(error.facts)
    if error.problems:
        made["problems"] = [_problem(problem, language) for problem in error.problems]
    return made


def fault(*, origin: str, language: str, reference: str) -> dict[str, Any]:
    """The document of a fault of ours: nothing of what happened, only where to ask."""
    return {
        "type": f"{origin}/problems/internal_fault",
        "title": sentence("title_500", language),
        "status": 500,
        "detail": sentence("internal_fault", language, {"reference": reference}),
        "code": "internal_fault",
        "reference": reference,
    }


def from_database(error: BaseException) -> DomainError | None:
    """What a database error means to a person, or None when it is a fault of ours."""
    state = sqlstate(error)
    if state in _STORAGE_FULL:
        return Unavailable("storage_full", "the database has no space left")
    if state == _CANCELLED:
        return Unavailable("took_too_long", "a statement took longer than its limit")
    if gave_way(error):
        return Conflict("busy_try_again", "the database gave way several times")
    if state in _AWAY or (state or "").startswith("08") or _is_away(error):
        return Unavailable("database_away", "the database does not answer")
    return None


def recordable(facts: Mapping[str, object]) -> dict[str, str | int | bool | None]:
    """The facts that may be kept in the event log: ids, numbers, days, codes; no free text."""
    kept: dict[str, str | int | bool | None] = {}
    for name, value in facts.items():
        if value is None or isinstance(value, bool | int):
            kept[name] = value
        elif isinstance(value, UUID | date):
            kept[name] = str(value)
        elif isinstance(value, str) and _PLAIN.fullmatch(value):
            kept[name] = value
    return kept


def _problem(error: DomainError, language: str) -> dict[str, Any]:
    return {
        "code": error.code,
        "detail": sentence(error.code, language, error.facts),
        **({"facts": _plain(error.facts)} if error.facts else {}),
    }


def _plain(facts: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value if value is None or isinstance(value, bool | int | str) else str(value)
        for name, value in facts.items()
    }


def _is_away(error: BaseException) -> bool:
    # a connection that could not be made, or that broke, has no SQLSTATE
    return sqlstate(error) is None and type(error).__name__ in ("OperationalError", "PoolTimeout")
