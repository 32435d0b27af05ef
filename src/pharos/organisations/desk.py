"""The door of the pages: from a session to an actor, and the scope that each request acts in.

    @desk.page(Permission.BATCH_READ)
    def batch(request, by, batch_id): ...

    @batch.post("awards.confirm", Permission.BATCH_CONFIRM, name="confirm")
    def confirm(request, by, now, batch_id) -> desk.Done: ...

A page looks inside one scope. An act runs in a scope of its own, once for the hidden key of its
form, and leads on by a redirect; a refusal goes on record and shows the page again. Which act a
form wants is told by its button: `name="act"`, and for value the name given to `post`.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accounts.signin import SignedIn, signed_in
from pharos.common import events, http, tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import DomainError, Malformed
from pharos.common.retries import retried
from pharos.nations import zones
from pharos.organisations import queries

KEY_FIELD: Final = "form_key"
"""Hidden in every form of a desk: one random key an act."""
ACT_FIELD: Final = "act"
DONE: Final = "done"
FORM_LIMIT: Final = http.MAX_JSON_BODY
_NOT_CONTENT: Final = frozenset({KEY_FIELD, "csrfmiddlewaretoken"})

View = Callable[..., "HttpResponse | Afterwards"]


@dataclass(frozen=True, slots=True)
class Done:
    """Where a reader goes after an act, and the sentence that tells what was done."""

    to: str
    say: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address with the code of the sentence, which the next page shows."""
        if not self.say:
            return self.to
        path, hash, fragment = self.to.partition("#")
        asked = urlencode({DONE: self.say, **self.facts})
        return f"{path}{'&' if '?' in path else '?'}{asked}{hash}{fragment}"


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What a page answers once the scope of the look is closed.

    For what another body makes, in a scope of its own: its seal on a file that a reader asks for.
    """

    finish: Callable[[], HttpResponse]


@dataclass(frozen=True, slots=True)
class Desk:
    """In which organisation the request acts, as every template of a desk knows it."""

    organisation_id: UUID
    slug: str
    name: Mapping[str, str]
    nation: str
    by: Actor
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Act:
    event: str
    permission: Permission | None
    work: Callable[..., Done | HttpResponse]
    limit: int


class Page:
    """A view of a desk with the acts that its forms can ask for."""

    def __init__(self, show: View, permission: Permission | None, *, of_person: bool) -> None:
        self.show = show
        self.permission = permission
        self.of_person = of_person
        self.acts: dict[str, _Act] = {}
        self.__name__ = getattr(show, "__name__", "page")
        self.__qualname__ = getattr(show, "__qualname__", "page")
        self.__doc__ = show.__doc__
        self.__module__ = show.__module__

    def post(
        self,
        event: str,
        permission: Permission | None = None,
        *,
        name: str = "",
        limit: int = FORM_LIMIT,
    ) -> Callable[[Callable[..., Done | HttpResponse]], Callable[..., Done | HttpResponse]]:
        """Register what the button `name` does; `event` names the act in the log of refusals.

        Without a permission the page's own is asked. The work answers Done, or a response of
        its own for what must be shown at once and never again (a secret).
        """

        def register(
            work: Callable[..., Done | HttpResponse],
        ) -> Callable[..., Done | HttpResponse]:
            self.acts[name] = _Act(event, permission or self.permission, work, limit)
            return work

        return register

    def __call__(
        self, request: HttpRequest, language: str, slug: str = "", **arguments: Any
    ) -> HttpResponse:
        """The page, or the outcome of an act; a visitor is led to the sign-in."""
        found = signed_in(request)
        if found is None:
            response: HttpResponse = _to_sign_in(request, language)
        elif not (self.of_person or found.second):
            # a code by mail alone opens no desk: first a second factor is set up (L03)
            response = HttpResponseRedirect(f"/{language}/account/?need=factor", status=303)
        else:
            by = self._enter(request, found, slug)
            response = self._answer(request, by, arguments)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        patch_vary_headers(response, ["Cookie"])
        return response

    def _enter(self, request: HttpRequest, found: SignedIn, slug: str) -> Actor:
        if self.of_person:
            request.desk = None
            return Actor(person_id=found.person_id, organisation_id=None, strong=found.strong)
        with tenancy.scope(ANONYMOUS):
            entry = queries.organisation(slug)
            kinds = queries.kinds_on(entry.id, zones.legal_day(entry.nation, request.now))
        by = queries.actor_for(found.person_id, entry.id, now=request.now, strong=found.strong)
        request.desk = Desk(entry.id, entry.slug, entry.name, entry.nation or "", by, kinds)
        return by

    def _answer(
        self, request: HttpRequest, by: Actor, arguments: Mapping[str, Any]
    ) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return self._look(request, by, arguments)
        if request.method != "POST" or not self.acts:
            return HttpResponseNotAllowed(["GET", "HEAD", *(["POST"] if self.acts else [])])
        act = self._act_of(request)
        try:
            return _do(request, by, act, arguments)
        except DomainError as error:
            # what was typed stays in the form, and the sentence stands above it
            request.refusal = error
            response = self._look(request, by, arguments)
            response.status_code = error.http_status
            return response

    def _look(self, request: HttpRequest, by: Actor, arguments: Mapping[str, Any]) -> HttpResponse:
        with tenancy.scope(by):
            if self.permission is not None:
                policies.require(by, self.permission)
            shown = self.show(request, by, **arguments)
        return shown.finish() if isinstance(shown, Afterwards) else shown

    def _act_of(self, request: HttpRequest) -> _Act:
        # the size is asked before anything of the body is read
        http.require_size(request, max(act.limit for act in self.acts.values()))
        act = self.acts.get(request.POST.get(ACT_FIELD, ""))
        if act is None:
            raise Malformed("request_unreadable", "no such act at this page")
        http.require_size(request, act.limit)
        return act


def page(permission: Permission | None = None) -> Callable[[View], Page]:
    """A page of an organisation's desk, for members with the permission."""
    return lambda show: Page(show, permission, of_person=False)


def person_page() -> Callable[[View], Page]:
    """A page of a signed-in person, in no organisation."""
    return lambda show: Page(show, None, of_person=True)


def _do(request: HttpRequest, by: Actor, act: _Act, arguments: Mapping[str, Any]) -> HttpResponse:
    now, shown = request.now, []

    def permit() -> None:
        if act.permission is not None:
            policies.require(by, act.permission)
            policies.require_strong(by, act.permission)

    def work() -> Mapping[str, Any]:
        outcome = act.work(request, by, now, **arguments)
        if isinstance(outcome, Done):
            return {"to": outcome.address}
        shown.append(outcome)
        return {"to": request.get_full_path()}

    if by.organisation_id is None:
        address = retried(lambda: _in_scope(by, act.event, permit, work))["to"]
    else:
        address = http.write_once(
            by=by,
            act=act.event,
            key=request.POST.get(KEY_FIELD),
            body=http.fingerprint(request, _content(request)),
            status=303,
            permit=permit,
            work=work,
        ).body["to"]
    if shown:
        response: HttpResponse = shown[-1]
        return response
    return HttpResponseRedirect(address, status=303)


def _in_scope(
    by: Actor, event: str, permit: Callable[[], None], work: Callable[[], Mapping[str, Any]]
) -> Mapping[str, Any]:
    with events.acting(by, event):
        permit()
        return work()


def _content(request: HttpRequest) -> bytes:
    """Everything of a form that makes it the same form: its fields and its files."""
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_CONTENT:
            digest.update(repr((name, values)).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(repr((name, file.size)).encode())
        for block in file.chunks():
            digest.update(block)
        file.seek(0)
    return digest.digest()


def _to_sign_in(request: HttpRequest, language: str) -> HttpResponse:
    asked = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"/{language}/sign-in?{asked}", status=303)
