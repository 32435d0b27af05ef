"""Somebody in front of a desk: a Django client with a session, and the forms of its pages.

client = Client()
sign_in(client, person_id)
press(client, "/en/desk/lighthouse-demo-university/team", name="Nona", act="invite")
"""

from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from pharos.accounts.signin import open_session


def sign_in(client: Client, person_id: UUID, *, strong: bool = True) -> None:
    """From here on the client's requests come from this person."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    open_session(request, person_id, strong=strong)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


def press(client: Client, path: str, *, key: str | None = None, **fields: Any) -> Any:
    """The answer to the form of a page, sent with a key of its own (or one that is given)."""
    return client.post(path, {"form_key": key or uuid4().hex, **fields})
