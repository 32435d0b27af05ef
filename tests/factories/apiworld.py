"""The world of the examples behind the doors of the API: people with tokens, who send requests.

`Doors(issuers)` gives any role in any organisation a person and a token, made by actions;
`doors.ask(token, "post", "/runs", {...})` is one request of it with a key of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from borrowed import borrow
from django.db import transaction
from django.test import Client

from pharos.accounts import actions as accounts
from pharos.accounts import policies
from pharos.common import clock, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import Actor
from pharos.organisations import actions as organisation_actions

TESTS = Path(__file__).parents[1]
DAY = timedelta(days=1)


issuing_world = borrow("api_issuers", TESTS / "issuing" / "conftest.py")
awards_world = issuing_world.awards_world
NOW = awards_world.NOW


@dataclass
class Reply:
    """What came back, with its JSON read."""

    status: int
    headers: Any
    content: bytes
    json: Any

    @property
    def code(self) -> str:
        """The stable code of a problem document, or nothing."""
        return str(self.json.get("code", "")) if isinstance(self.json, dict) else ""


@dataclass
class Doors:
    """Tokens of persons, and requests that they send."""

    issuers: Any
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def world(self) -> Any:
        return self.issuers.world

    def organisation(self, slug: str) -> Any:
        return self.world.organisations[slug]

    def person(self, key: str) -> str:
        """The token of a person of the world."""
        return self._token((key, ""), lambda: self.world.actor(key))

    def role(self, role: str, slug: str) -> str:
        """The token of a newcomer with this role in the organisation."""
        owner = self.organisation(slug).id
        return self._token((role, slug), lambda: awards_world._newcomer(owner, role))

    def client(self, slug: str, *, scopes: list[str] | None = None) -> str:
        """A token of a new API client of the organisation, with everything clients may have."""
        owner = self.organisation(slug).id
        sponsor = awards_world._newcomer(owner, "registrar")
        keeper = awards_world._newcomer(owner, "administrator")
        held = policies.held_by(sponsor) & policies.matrix().client
        with tenancy.scope(keeper):
            _, token = organisation_actions.create_client(
                by=keeper,
                name="student system",
                scopes=scopes if scopes is not None else [one.value for one in held],
                sponsor_id=sponsor.person_id,
                lifetime=DAY,
                now=NOW,
            )
        return str(token)

    def _token(self, key: tuple[str, str], actor: Any) -> str:
        if key not in self.tokens:
            self.tokens[key] = token_for(actor())
        return self.tokens[key]

    def ask(
        self,
        token: str | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        **headers: str,
    ) -> Reply:
        """One request; a body that is no text goes as JSON."""
        return ask(token, method, path, body, key=key, **headers)

    def get(self, token: str | None, path: str, **headers: str) -> Reply:
        return ask(token, "get", path, **headers)

    def post(self, token: str | None, path: str, body: Any = None, **more: Any) -> Reply:
        return ask(token, "post", path, body, **more)


def token_for(by: Actor) -> str:
    """A token of the person, made in its own scope."""
    with tenancy.scope(by):
        _, token = accounts.create_person_token(by=by, name="laptop", lifetime=DAY, now=NOW)
    return token


def ask(
    token: str | None,
    method: str,
    path: str,
    body: Any = None,
    *,
    key: str | None = None,
    content_type: str = "application/json",
    **headers: str,
) -> Reply:
    """One request to the API of this process."""
    sent = {
        "Idempotency-Key": key or str(uuid4()),
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    client = Client(raise_request_exception=False)
    if method == "get":
        answer = client.get(f"/api/v1{path}", headers=sent)
    else:
        data = {} if body is None and content_type == "application/json" else body
        extra = {} if content_type == "multipart/form-data" else {"content_type": content_type}
        answer = getattr(client, method)(f"/api/v1{path}", data=data, headers=sent, **extra)
    kind = answer.headers.get("Content-Type", "")
    told = answer.json() if "json" in kind else None
    return Reply(answer.status_code, answer.headers, answer.content, told)


def build(*, decisions: bool = True) -> Doors:
    """The world with keys and mandates, and nobody's token yet."""
    return Doors(issuing_world.build(awards_world.build_world(decisions=decisions)))


@contextmanager
def standing_still(folder: Path) -> Iterator[None]:
    """The clock of the doors stands at `NOW`, and files are published into `folder`."""
    mine = pharos_settings.settings().model_copy(update={"state": folder})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr("pharos.issuing.actions.publishing.settings", lambda: mine)
        yield


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that ends as if it never was; scopes open theirs inside it."""
    block = transaction.atomic()
    # what Django's own test cases say, so that durable blocks may stand inside
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
