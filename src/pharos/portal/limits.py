"""How often one token, one signed-in person or one neighbourhood of addresses may ask (DOS-03).

Each has a bucket of its own, so that whoever is refused slows nobody else down. A token is not
known yet when it is counted; so tokens of one place together have a bound as well.
"""

import math
from collections.abc import Callable, Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from pharos.accounts.signin import signed_in
from pharos.common import http, problems
from pharos.common.errors import DomainError
from pharos.common.settings import settings
from pharos.common.throttle import Throttle, TooMany, client_address, neighbourhood
from pharos.core.limits import MIB
from pharos.portal.views import errors

Handler = Callable[[HttpRequest], HttpResponse]
Bucket = tuple[str, str, int]

THROTTLE: Final = Throttle()
API: Final = "/api/"
# No page and no operation reads more; each has a smaller limit of its own.
MAX_BODY: Final = 32 * MIB
_METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")
_LOOKS: Final = ("GET", "HEAD", "OPTIONS")
# Whoever watches the machine asks often, and must get an answer when nobody else does.
_WATCHED: Final = ("/health/", "/metrics")
# Judging a document costs most, and guessing numbers of credentials must not pay (PRV-03).
_DEAR: Final = ("/c/",)
# Many machines may stand behind one address, each with a token of its own.
_TOKENS_OF_ONE_PLACE: Final = 10


def limits(get_response: Handler) -> Handler:
    """Answer 429 with `Retry-After` to whoever asks too often, 413 to a body beyond all limits.

    No page takes another method than to look and to send: 405, before anything else is asked.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in _METHODS and not request.path_info.startswith(API):
            return HttpResponseNotAllowed(_METHODS)
        try:
            http.require_size(request, MAX_BODY)
        except DomainError as error:
            return _refused(request, error)
        seconds = wait(request)
        if seconds == 0:
            return get_response(request)
        whole = max(1, math.ceil(seconds))
        response = _refused(request, TooMany("too_many_requests", seconds=whole))
        response.headers["Retry-After"] = str(whole)
        # Django would write a line for each: a flood of requests must not become one of the log
        response._has_been_logged = True
        return response

    return answer


def wait(request: HttpRequest) -> float:
    """0 when the request may pass, else after how many seconds it may; taken from its buckets."""
    if not settings().limits or request.path_info.startswith(_WATCHED):
        return 0.0
    for kind, who, rate in buckets(request):
        seconds = THROTTLE.take(kind, who, rate)
        if seconds > 0:
            return seconds
    return 0.0


def buckets(request: HttpRequest) -> Iterator[Bucket]:
    """What the request is taken from, one after the other until one is empty."""
    ours = settings()
    looks = request.method in _LOOKS
    kind, rate = ("read", ours.limit_reads) if looks else ("write", ours.limit_writes)
    token = request.headers.get("Authorization", "")
    if token:
        yield kind, token, rate
        yield f"{kind}, any token", place(request), rate * _TOKENS_OF_ONE_PLACE
    elif (person := _person(request)) is not None:
        yield kind, person, rate
    elif looks and not request.path_info.startswith(_DEAR):
        yield "visit", place(request), ours.limit_visits
    else:
        yield "check", place(request), ours.limit_checks


def place(request: HttpRequest) -> str:
    """The neighbourhood that the request comes from, by the connection or a trusted proxy."""
    ours = settings()
    forwarded = request.headers.get(ours.proxy_header, "") if ours.proxy_header else ""
    remote = request.META.get("REMOTE_ADDR", "")
    proxies = ours.proxy_count if ours.proxy_header else 0
    return neighbourhood(client_address(remote, forwarded, proxies=proxies))


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    if not request.path_info.startswith(API):
        return errors.refused(request, error)
    document = problems.document(error, origin=settings().origin, language=http.language(request))
    return JsonResponse(document, status=error.http_status, content_type=problems.MEDIA_TYPE)


def _person(request: HttpRequest) -> str | None:
    found = signed_in(request) if hasattr(request, "session") else None
    return None if found is None else str(found.person_id)
