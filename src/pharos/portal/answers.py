"""How public pages answer: for everybody and for a while, or with a redirect to a language."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.cache import patch_vary_headers

PAGE: Final = "text/html"
# What a program may ask for at the id of a programme or a body.
JSON_TYPES: Final = ("application/ld+json", "application/json")
_MAX_QUERY: Final = 8_000


def public(response: HttpResponse) -> HttpResponse:
    """Nothing personal stands in it: anybody may keep it, and asks each time whether it changed.

    A decision is public at once, so that no page may be shown from before it.
    """
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def wants_page(request: HttpRequest) -> bool:
    """Whether the reader is a person: a program asks for JSON before pages."""
    chosen = request.get_preferred_type([PAGE, *JSON_TYPES])
    return chosen is None or str(chosen) == PAGE


def to_language(request: HttpRequest) -> HttpResponse:
    """From an id to its page in the reader's language."""
    query = request.GET.copy()
    query.pop("lang", None)
    tail = f"?{query.urlencode()}" if query and len(query.urlencode()) < _MAX_QUERY else ""
    response = HttpResponseRedirect(f"/{request.language}{request.path}{tail}")
    patch_vary_headers(response, ["Accept"])
    return public(response)


def linked_data(request: HttpRequest, document: Mapping[str, Any]) -> HttpResponse:
    """A JSON-LD document, open to everybody's programs."""
    chosen = request.get_preferred_type(list(JSON_TYPES))
    response = JsonResponse(
        document,
        content_type=str(chosen or JSON_TYPES[0]),
        json_dumps_params={"ensure_ascii": False},
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept"])
    return public(response)
