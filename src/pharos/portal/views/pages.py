"""Pages of words: help, accessibility, privacy, what this is, the API, a demonstration's terms."""

import json
import re
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.http import require_safe

from pharos.common.settings import settings
from pharos.portal import answers

OPENAPI: Final = "/api/v1/openapi.json"
# For whom, and how many questions each has.
_HELP: Final = {
    "learner": 4,
    "provider": 5,
    "agency": 3,
    "employer": 4,
    "authority": 2,
    "developer": 2,
}
_STATEMENTS: Final = {"accessibility": 7, "privacy": 6, "about": 5}
_METHODS: Final = {
    "get": "GET",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
}


@require_safe
def help_page(request: HttpRequest, language: str) -> HttpResponse:
    """Short answers for each kind of user."""
    groups = [
        {
            "id": name,
            "title": f"page_help_{name}",
            "answers": [
                {"question": f"page_help_{name}_{n}", "answer": f"page_help_{name}_{n}_answer"}
                for n in range(1, count + 1)
            ],
        }
        for name, count in _HELP.items()
    ]
    return answers.public(render(request, "portal/help.html", {"groups": groups}))


@require_safe
def statement(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """A statement in paragraphs, each with its heading."""
    parts = [
        {"title": f"page_{name}_{n}", "text": f"page_{name}_{n}_text"}
        for n in range(1, _STATEMENTS[name] + 1)
    ]
    context = {
        "title": f"page_{name}_title",
        "lead": f"page_{name}_lead",
        "parts": parts,
        "origin": settings().origin,
    }
    return answers.public(render(request, "portal/statement.html", context))


@require_safe
def developers(request: HttpRequest, language: str) -> HttpResponse:
    """The operations of the API out of its own description, each with a line to try."""
    context = {
        "groups": _operations(request),
        "origin": settings().origin,
        "description": OPENAPI,
        "here": settings().origin + "/api/v1",
    }
    return answers.public(render(request, "portal/developers.html", context))


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """What the terms of use in a demonstration's credentials lead to."""
    return render(request, "portal/terms.html")


def _operations(request: HttpRequest) -> list[dict[str, Any]]:
    return _read(_described(request))


_found: dict[str, bytes] = {}


def _described(request: HttpRequest) -> bytes:
    """The description that the API gives of itself: it changes only with the code."""
    if OPENAPI not in _found:
        match = resolve(OPENAPI)
        _found[OPENAPI] = match.func(request, *match.args, **match.kwargs).content
    return _found[OPENAPI]


@cache
def _read(raw: bytes) -> list[dict[str, Any]]:
    described = json.loads(raw)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in sorted(described["paths"].items()):
        for method in _METHODS:
            if method not in methods:
                continue
            operation = methods[method]
            group = (operation.get("tags") or [""])[0]
            groups.setdefault(group, []).append(_operation(path, method, operation))
    return [
        {"name": name, "code": f"page_developers_group_{name}", "operations": found}
        for name, found in sorted(groups.items())
    ]


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    is_open = not operation.get("security")
    return {
        "method": _METHODS[method],
        "path": path,
        # where a line may break on a narrow screen
        "steps": re.findall(r"/[^/]*", path),
        "summary": operation.get("description") or operation.get("summary", ""),
        "open": is_open,
        "try": _line(path, method, is_open, "requestBody" in operation),
    }


def _line(path: str, method: str, is_open: bool, has_body: bool) -> str:
    parts = ["curl"]
    if method != "get":
        parts.append(f"-X {_METHODS[method]}")
    if not is_open:
        parts.append('-H "Authorization: Bearer $TOKEN"')
        if method != "get":
            parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if has_body:
        parts.append("-H 'Content-Type: application/json' --data @body.json")
    return " ".join([*parts, f"'{settings().origin}{path}'"])
