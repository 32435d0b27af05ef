"""What every answer to a visitor carries, and what it never does."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from pharos.portal.middleware import CONTENT_SECURITY_POLICY


def _pages(patterns: Any, before: str = "") -> list[str]:
    """Every address that needs nothing but a language."""
    found = []
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            if set(re.findall(r"<(?:\w+:)?(\w+)>", route)) <= {"language"} and "^" not in route:
                found.append("/" + re.sub(r"<[^>]*>", "en", route))
        else:
            found += _pages(one.url_patterns, route)
    return found


PAGES = sorted({page for page in _pages(get_resolver().url_patterns) if "/api/" not in page})
# A sign-in keeps a session by a cookie of its own, and a form of it has a token.
OF_SESSIONS = re.compile(r"^/en/(sign-in|sign-out|account|desk|me)")
DIRECTIVES = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}


def test_there_are_pages() -> None:
    assert len(PAGES) > 20


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_headers_of_safety(client: Client, path: str) -> None:
    """OUT-01, OUT-08: a closed policy without inline script or style, on refusals too."""
    client.raise_request_exception = False
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code < 500 or path in ("/health/ready", "/log/checkpoint")
    policy = {
        part.split()[0]: set(part.split()[1:])
        for part in answer.headers["Content-Security-Policy"].split(";")
        if part.strip()
    }
    assert policy.items() >= DIRECTIVES.items()
    for name, sources in policy.items():
        if name not in DIRECTIVES:
            # a picture may stand in the style sheet; everything else is a file of ours
            assert sources <= {"'self'", *({"data:"} if name == "img-src" else set())}, name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in PAGES if not OF_SESSIONS.match(path)])
def test_a_visitor_gets_no_cookie(client: Client, path: str) -> None:
    """E09: nothing about who reads is kept, on their side either."""
    client.raise_request_exception = False
    assert not client.get(path, headers={"Accept": "text/html"}).cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in PAGES if OF_SESSIONS.match(path)])
def test_what_belongs_to_one_person_is_in_no_cache_and_no_search_engine(
    client: Client, path: str
) -> None:
    """OUT-07: pages of sessions are noindex and kept by nobody on the way."""
    answer = client.get(path, headers={"Accept": "text/html"})
    if answer.status_code == 200:
        assert "no-store" in answer.headers.get("Cache-Control", "") or "no-cache" in (
            answer.headers.get("Cache-Control", "")
        )
        assert answer.headers.get("X-Robots-Tag") == "noindex"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace", "options"])
@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_other_methods_do_nothing(client: Client, method: str, path: str) -> None:
    """AUT-03: no address takes another method than it says, whatever a header asks for."""
    client.raise_request_exception = False
    answer = getattr(client, method)(path, headers={"X-HTTP-Method-Override": "GET"})
    if method != "options":
        assert answer.status_code == 405
    assert answer.status_code < 500 or path == "/health/ready"


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
