"""One-time links of a demonstration: following one signs in, without anything else."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pharos.accounts import actions, factors, queries
from pharos.accounts.signin import open_session
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.settings import settings


@never_cache
@require_GET
def follow(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Sign in the person of the link and lead on to the desk; in production there is no link."""
    if settings().production:
        raise Http404
    person_id, link_id = queries.holder_of_link(token)
    with tenancy.scope(Actor(person_id=person_id, organisation_id=None)):
        actions.use_link(link_id=link_id, now=request.now)
    open_session(request, person_id, strong=True)
    factors.note_session(request)
    return HttpResponseRedirect(f"/{language}/desk/", status=303)
