"""The people of a demonstration: whoever visits signs in as one of them and tries everything."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pharos.accounts import actions, queries
from pharos.common import tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import NotFound, Unavailable
from pharos.common.settings import settings
from pharos.organisations import queries as organisations
from pharos.portal.demo.world import world


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, language: str) -> HttpResponse:
    """Who there is and what each may do; a button makes a one-time link and follows it."""
    if settings().production:
        raise Http404
    if request.method == "POST":
        return HttpResponseRedirect(_link(request, language), status=303)
    groups: dict[Any, dict[str, Any]] = {}
    for one in _listed(request):
        group = groups.setdefault(one["organisation"].id, {"name": one["organisation"].name})
        group.setdefault("people", []).append(one)
    return render(request, "portal/people.html", {"groups": list(groups.values())})


def _listed(request: HttpRequest) -> Iterator[Mapping[str, Any]]:
    """The people of the described world who are entered here, each in each of its places."""
    for described in _described():
        login = queries.login_by_email(described["email"])
        if login is None:
            continue
        with tenancy.scope(Actor(person_id=login.pk, organisation_id=None)):
            person = queries.person(login.pk)
            places = organisations.places_of(login.pk, now=request.now)
        for organisation, roles in places:
            yield {
                "key": described["key"],
                "name": described["name"].get(request.language, person.name),
                "organisation": organisation,
                "roles": roles,
            }


def _link(request: HttpRequest, language: str) -> str:
    wanted = request.POST.get("person", "")
    email = next((one["email"] for one in _described() if one["key"] == wanted), "")
    login = queries.login_by_email(email)
    if login is None:
        raise NotFound("person_unknown")
    with tenancy.scope(system(person_id=login.pk)):
        return actions.one_time_link(person_id=login.pk, now=request.now, language=language)


def _described() -> list[dict[str, Any]]:
    try:
        return [*world().each("people"), *world().shelf.each("people")]
    except Unavailable:
        return []
