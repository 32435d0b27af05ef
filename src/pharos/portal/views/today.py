"""The first page of every desk: what waits for this person, and what was done last."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.counting import counted
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.organisations import desk
from pharos.portal import todo
from pharos.portal.todo import Item

BATCH_TONES = {"uploaded": "info", "proposed": "warn", "confirmed": "info", "issuing": "info",
               "done": "good", "partly": "warn"}  # fmt: skip
RUNNING = ("confirmed", "issuing")


@desk.page()
def today(request: HttpRequest, by: Actor) -> HttpResponse:
    """The to-do list, the last batches with their progress, the main act of the desk."""
    found = todo.items(by, request.desk, request.now)
    batches = todo.batches(by)
    return render(request, "portal/today.html", {
        "tasks": [_task(request, one) for one in found],
        "batches": [
            {"batch": one, "title": one.version.descriptor.title, "tone": BATCH_TONES[one.state],
             "running": one.state in RUNNING, "ended": one.issued + one.refused}
            for one in batches
        ],
        "may_import": policies.allows(by, Permission.BATCH_IMPORT),
        "reads_batches": policies.allows(by, Permission.BATCH_READ),
    })  # fmt: skip


def _task(request: HttpRequest, item: Item) -> Mapping[str, Any]:
    known = {"language": request.language, "slug": request.desk.slug}
    facts = {name: _spoken(name, value, request.language) for name, value in item.facts.items()}
    return {
        "label": counted(item.code, item.count, request.language, facts),
        "href": reverse(item.page, kwargs={**known, **item.arguments})
        + (f"?{item.query}" if item.query else ""),
        "status": f"page_today_tone_{item.tone}",
        "tone": item.tone,
        "hint": choose(item.facts["about"], request.language) if item.facts.get("about") else "",
    }


def _spoken(name: str, value: Any, language: str) -> str:
    if isinstance(value, date):
        return day_text(value, language)
    if isinstance(value, Mapping):
        return choose(value, language)
    if name == "kind":
        return sentence(f"verify_decision_{value}", language)
    return str(value)
