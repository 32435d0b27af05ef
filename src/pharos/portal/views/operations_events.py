"""The event log of the own organisation: who did what, who was refused, and a file of it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts import queries as accounts
from pharos.accounts.policies import Permission
from pharos.common import csvfiles, eventlist
from pharos.common.actor import Actor
from pharos.common.forms import DayField
from pharos.common.models import Event
from pharos.organisations import desk
from pharos.registry import queries as registry

PAGE: Final = 50
MOST_EXPORTED: Final = 50_000


@desk.page(Permission.AUDIT_READ)
def events(request: HttpRequest, by: Actor) -> HttpResponse:
    """The events, newest first; what is looked for stands in the address."""
    assert by.organisation_id is not None
    asked = _asked(request)
    page = Paginator(_found(by, asked), PAGE).get_page(request.GET.get("page"))
    names = _names(page)
    return render(
        request,
        "portal/operations/events.html",
        {
            **asked,
            "page": page,
            "rows": [
                {
                    "event": one,
                    "who": names.get(one.person, one.person),
                    "act": f"page_events_act_{one.act}" if _is_change(one) else "",
                    "code": eventlist.refusal_code(one),
                }
                for one in page
            ],
            "entities": eventlist.entities(by.organisation_id),
            "chain": eventlist.chain(by.organisation_id),
            "vouched": registry.published_heads().get(str(by.organisation_id), 0),
            "people": _people(),
            "may_export": policies.allows(by, Permission.AUDIT_EXPORT),
            "who_may": policies.matrix().holders(Permission.AUDIT_EXPORT),
        },
    )


@desk.page(Permission.AUDIT_EXPORT)
def download(request: HttpRequest, by: Actor) -> HttpResponse:
    """The same events as a table for an auditor."""
    rows = _found(by, _asked(request))[:MOST_EXPORTED]
    return csvfiles.download(
        "events.csv",
        ["seq", "at", "person", "kind", "entity", "act", "row", "first", "last", "count",
         "facts", "hash"],
        (
            [one.seq, one.at.isoformat(), one.person, one.kind, one.entity, one.act, one.row_id,
             one.first, one.last, one.count, one.facts, bytes(one.hash).hex()]
            for one in rows
        ),
    )  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:80] for name in ("entity", "person", "day")}


def _found(by: Actor, asked: dict[str, str]) -> Any:
    assert by.organisation_id is not None
    return eventlist.found(
        by.organisation_id,
        entity=asked["entity"],
        person=_uuid(asked["person"]),
        day=_day(asked["day"]),
    )


def _is_change(one: Event) -> bool:
    return one.act in ("insert", "update", "delete")


def _names(page: Any) -> dict[UUID | None, str]:
    """The names of colleagues; whoever is none any more has an id."""
    ids = {one.person for one in page if one.person is not None}
    return dict(accounts.names_of(ids))


def _people() -> list[tuple[str, str]]:
    """Whom this reader sees in the organisation."""
    return [(str(id), name) for id, name in accounts.people_seen()]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return DayField(required=False).clean(text)
    except ValidationError:
        return None
