"""The door of the API: from a token to an actor, and the scope that each request acts in.

A view names its guard (`MEMBER`, or nothing for what is public) and calls `reading`, `public`
or `write`. Nothing else opens a scope for a request, so that no view forgets whose rows it sees.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.responses import Status
from ninja.security import HttpBearer
from pydantic import ConfigDict

from pharos.accounts import actions as account_actions
from pharos.accounts import policies
from pharos.accounts import queries as accounts
from pharos.accounts.policies import Permission
from pharos.accounts.rules import read_token
from pharos.common import clock, http, tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import NotAllowed, NotSignedIn
from pharos.common.settings import settings
from pharos.organisations import queries

_SCHEME = "bearer "
_MAX_TOKEN = 200


class Body(Schema):
    """What a write takes: a member that is not described is refused (AUT-12)."""

    model_config = ConfigDict(extra="forbid")


class Answer(Schema):
    """What a door tells: exactly the members that are described."""

    model_config = ConfigDict(extra="ignore")


class Bearer(HttpBearer):
    """Lets in whoever shows a token that we know; the body may have `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor, before anything of the body is read; raises NotSignedIn or TooLarge."""
        http.require_size(request, self._limit)
        header = request.headers.get("Authorization", "")
        if not header[: len(_SCHEME)].lower() == _SCHEME:
            raise NotSignedIn("token_missing")
        return self.authenticate(request, header[len(_SCHEME) :].strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The client or person of the token, with what they may do at this moment."""
        return actor_for(token, now=clock.now())


MEMBER = Bearer(limit=http.MAX_JSON_BODY)


def actor_for(token: str, *, now: datetime) -> Actor:
    """Who acts by this token; raises NotSignedIn, or NotAllowed for one without a role any more.

    A person's token counts as a strong sign-in in a demonstration only.
    """
    if len(token) > _MAX_TOKEN:
        raise NotSignedIn("token_refused")
    try:
        if not token.startswith("pharos_person_"):
            return _client(token, now)
        person_id, organisation_id = accounts.holder_of(token, now=now)
    except NotAllowed as error:
        raise NotSignedIn(error.code, error.message, **error.facts) from error
    strong = settings().installation == "demonstration"
    return queries.actor_for(person_id, organisation_id, now=now, strong=strong)


def _client(token: str, now: datetime) -> Actor:
    """The client of the token; that it was seen is kept for those who look after it."""
    by = accounts.actor_for_token(token, now=now)
    parts = read_token(token)
    if parts is not None:
        with tenancy.scope(by):
            account_actions.note_use(by=by, client_id=parts[0], now=now)
    return by


@contextmanager
def reading(request: HttpRequest, permission: Permission | None = None) -> Iterator[Actor]:
    """The scope of a request that looks; raises NotAllowed without the permission."""
    with tenancy.scope(request.auth) as actor:
        if permission is not None:
            policies.require(actor, permission)
        yield actor


@contextmanager
def public() -> Iterator[Actor]:
    """The scope of a visitor: what everybody may see, and nothing else."""
    with tenancy.scope(ANONYMOUS) as visitor:
        yield visitor


def write(
    request: HttpRequest,
    act: str,
    permission: Permission,
    work: Callable[[Actor, datetime], Mapping[str, Any]],
    *,
    status: int = 200,
    body: bytes | None = None,
) -> Status[Any]:
    """The answer of `work(actor, now)`, done once for each `Idempotency-Key`.

    The permission is asked before a stored answer is given, so that a key opens nothing.
    `body` is given by views that read it themselves.
    """
    by, now = request.auth, clock.now()

    def permit() -> None:
        policies.require(by, permission)
        policies.require_strong(by, permission)

    answer = http.write_once(
        by=by,
        act=act,
        key=request.headers.get(http.KEY_HEADER),
        body=http.fingerprint(request, request.body if body is None else body),
        status=status,
        permit=permit,
        work=lambda: work(by, now),
    )
    return Status(answer.status, answer.body)
