"""The door of the pages about one's own way in: who is signed in, in the scope of that person."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from pharos.accounts.signin import signed_in
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.errors import DomainError

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """`view(request, …)` inside the scope of the signed-in person, who is `request.by`.

    A visitor is led to the sign-in. A refusal is rolled back and told by the page of refusals.
    """

    @wraps(view)
    def answer(request: HttpRequest, language: str, **arguments: Any) -> HttpResponse:
        found = signed_in(request)
        if found is None:
            asked = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            response: HttpResponse = HttpResponseRedirect(
                f"/{language}/sign-in?{asked}", status=303
            )
        else:
            request.by = Actor(person_id=found.person_id, organisation_id=None, strong=found.strong)
            with tenancy.scope(request.by):
                response = view(request, language=language, **arguments)
                # what a page of the library shows is read while the scope is open
                if hasattr(response, "render"):
                    response = response.render()
        return private(response)

    return answer


def private(response: HttpResponse) -> HttpResponse:
    """Marked so that nobody keeps it, and no search engine shows it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie"])
    return response


def refusal_shown(request: HttpRequest, error: DomainError) -> None:
    """The page that is shown next tells the refusal above everything else."""
    request.refusal = error
