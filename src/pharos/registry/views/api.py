"""The log and the keys for programs: what it takes to check a proof."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from pharos.common.errors import Unavailable
from pharos.organisations import door
from pharos.organisations import queries as organisations
from pharos.organisations.door import Answer
from pharos.registry import queries

router = Router(tags=["registry"])


class LogOut(Answer):
    """The newest signed state of the log and the key that it is checked with."""

    origin: str
    key: str
    size: int
    signed_at: datetime
    checkpoint: str


class KeyOut(Answer):
    """A key of a body with its interval; `until` is absent while it signs."""

    id: str
    public: str
    state: str
    active_from: datetime | None
    active_until: datetime | None
    compromised_at: datetime | None


@router.get("/log", response=LogOut, auth=None)
def log(request: HttpRequest) -> dict[str, Any]:
    """The newest checkpoint of the log."""
    with door.public():
        newest = queries.newest_checkpoint()
        if newest is None:
            raise Unavailable("log_missing")
        return {
            "origin": queries.log_origin(),
            "key": queries.log_verifier_key().to_text(),
            "size": newest.size,
            "signed_at": newest.signed_at,
            "checkpoint": newest.note,
        }


@router.get("/organisations/{slug}/keys", response=list[KeyOut], auth=None)
def keys(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Every approved key that a body signed with, oldest first."""
    with door.public():
        found = queries.key_history(organisations.organisation(slug).id)
        return [
            {
                "id": key.id,
                "public": key.public,
                "state": key.state.value,
                "active_from": key.active_from,
                "active_until": key.active_until,
                "compromised_at": key.compromised_at,
            }
            for key in found
        ]
