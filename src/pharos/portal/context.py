"""What the frame of every page knows: the desk and its menu, what was done, what was refused."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from pharos.common.problems import document
from pharos.common.sentences import catalogue, sentence
from pharos.common.settings import settings
from pharos.organisations.desk import DONE
from pharos.portal import menu

_MAX_FACT = 200


def frame(request: HttpRequest) -> Mapping[str, Any]:
    """Context processor; nothing here touches session or database."""
    language = getattr(request, "language", "en")
    desk = getattr(request, "desk", None)
    refusal = getattr(request, "refusal", None)
    return {
        "desk": desk,
        "menu": menu.of(desk, language, request.path) if desk else [],
        "done": _done(request, language),
        "refusal": document(refusal, origin=settings().origin, language=language)
        if refusal
        else None,
    }


def _done(request: HttpRequest, language: str) -> str:
    code = request.GET.get(DONE, "")
    if not code.startswith("done_") or code not in catalogue("en"):
        return ""
    facts = {name: value[:_MAX_FACT] for name, value in request.GET.items() if name != DONE}
    return sentence(code, language, facts)
