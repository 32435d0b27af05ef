"""In which organisation somebody wants to act; straight through where there is only one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from pharos.common.actor import Actor
from pharos.organisations import desk, queries


@desk.person_page()
def chooser(request: HttpRequest, by: Actor) -> HttpResponse:
    """The organisations of the person, each a link to its desk."""
    places = [
        {
            "name": one.name,
            "roles": roles,
            "href": f"/{request.language}/desk/{one.slug}/",
        }
        for one, roles in queries.places_of(by.person_id, now=request.now)
    ]
    if len(places) == 1:
        return HttpResponseRedirect(str(places[0]["href"]), status=303)
    return render(request, "organisations/chooser.html", {"places": places})
