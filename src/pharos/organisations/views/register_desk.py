"""The register office: entries found, entered and followed up; each act by who may."""

from datetime import datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.nations import codes, zones
from pharos.organisations import actions, desk, queries, register_forms, registering, rules
from pharos.organisations.models import Organisation

PAGE: Final = 30
STATE_TONES: Final = {"listed": "good", "held": "warn", "closed": "grey"}


@desk.page(Permission.MEMBERSHIP_READ)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """Entries in any state by name, country, kind and state; what was asked is in the address."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in
             ("q", "nation", "kind", "state")}  # fmt: skip
    own = own_nation(by)
    found = registering.entries(
        text=asked["q"], nation=own or asked["nation"], kind=asked["kind"], state=asked["state"],
        on=request.now.date(),
    )  # fmt: skip
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "organisations/register/listing.html",
        {
            **asked,
            "page": page,
            "count": page.paginator.count,
            "rows": [_row(request, one) for one in page],
            "nations": [] if own else [
                (code, registering.country(code, request.language))
                for code in registering.nations()
            ],
            "kinds": list(codes.organisation_kinds().values()),
            "states": [state for state, _ in rules.STATES],
            "may_enter": policies.allows(by, Permission.ORGANISATION_CREATE),
            "who_may": policies.matrix().holders(Permission.ORGANISATION_CREATE),
        },
    )  # fmt: skip


@desk.page(Permission.MEMBERSHIP_READ)
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """The form of a new entry."""
    form = _form(request)
    refusal = getattr(request, "refusal", None)
    if refusal is not None and form.is_valid():
        form.refuse(refusal, register_forms.FIELDS)
    return render(
        request,
        "organisations/register/new.html",
        {
            "form": form,
            "may_enter": policies.allows(by, Permission.ORGANISATION_CREATE),
            "who_may": policies.matrix().holders(Permission.ORGANISATION_CREATE),
        },
    )


@new.post("organisations.create", Permission.ORGANISATION_CREATE, name="create")
def create(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The organisation is entered, or held when its name resembles another's."""
    form = _form(request)
    form.checked()
    made = actions.create(by=by, now=now, **form.facts())
    say = "done_entry_held" if made.state == "held" else "done_entry_made"
    return desk.Done(address(request, "register-entry", entry=made.slug), say=say)


def _row(request: HttpRequest, entry: Organisation) -> dict[str, Any]:
    labels, held = (
        codes.organisation_kinds(),
        queries.kinds_on(entry.id, zones.legal_day(entry.nation, request.now)),
    )
    return {
        "entry": entry,
        "country": registering.country(entry.nation, request.language),
        "kinds": [labels[kind].label for kind in sorted(held)],
        "state": f"page_register_state_{entry.state}",
        "tone": STATE_TONES[entry.state],
    }


def own_nation(by: Actor) -> str:
    """The country that the office is kept to; the operator of the register is kept to none."""
    return queries.by_id(by.organisation_id).nation or ""


def address(request: HttpRequest, name: str, **arguments: Any) -> str:
    """The address of a page of the same desk."""
    return str(
        reverse(name, kwargs={"language": request.language, "slug": request.desk.slug, **arguments})
    )


def _form(request: HttpRequest) -> register_forms.EntryForm:
    given = request.POST if request.method == "POST" else None
    return register_forms.EntryForm(given, language=request.language)
