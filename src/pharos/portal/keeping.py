"""Pages that are the same for everybody, kept in memory for as long as nothing was written.

Whatever such a page shows is written with an event, and each event changes the head of its
tenant's chain. So the heads together are a stamp: the same stamp, the same page. A new decision
is shown at once, and a page that nobody touched costs one question to the database.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec

from django.db import connection
from django.http import HttpRequest, HttpResponse

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS

MAX_PAGES: Final = 200
MAX_BYTES: Final = 200_000
MAX_ADDRESS: Final = 300
# Terms begin and end at midnight of some place: a page is never older than this.
_MINUTES: Final = 5
_STAMP: Final = """
    select sha256(coalesce(string_agg(h.hash, ''::bytea), ''::bytea)) from common_chain_heads() h
"""
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class _Page:
    stamp: bytes
    content: bytes
    headers: dict[str, str]


_pages: "OrderedDict[tuple[str, ...], _Page]" = OrderedDict()
_lock = threading.Lock()


def kept(view: View[P]) -> View[P]:
    """A view whose answer hangs on its address and on what everybody may read, on nothing else."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **more: P.kwargs) -> HttpResponse:
        key = _key(request)
        if key is None:
            return view(request, *args, **more)
        with tenancy.scope(ANONYMOUS):
            stamp = _stamp()
            found = _pages.get(key)
            if found is not None and found.stamp == stamp:
                return HttpResponse(found.content, headers=found.headers)
            response = view(request, *args, **more)
        _keep(key, stamp, response)
        return response

    return answer


def _key(request: HttpRequest) -> tuple[str, ...] | None:
    query = str(request.META.get("QUERY_STRING", ""))
    if len(request.path) + len(query) > MAX_ADDRESS:
        return None
    return request.path, query, _moment(request.now)


def _moment(now: datetime) -> str:
    return f"{now:%Y%m%d%H}{now.minute // _MINUTES}"


def _stamp() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return bytes(cursor.fetchone()[0])


def _keep(key: tuple[str, ...], stamp: bytes, response: Any) -> None:
    if response.status_code != 200 or len(response.content) > MAX_BYTES:
        return
    page = _Page(stamp, bytes(response.content), dict(response.headers.items()))
    with _lock:
        _pages[key] = page
        _pages.move_to_end(key)
        while len(_pages) > MAX_PAGES:
            _pages.popitem(last=False)
