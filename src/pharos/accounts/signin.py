"""Who is signed in: read from the session of a request, and from nowhere else."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

_PERSON = "pharos.person"
_STRONG = "pharos.strong"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person of a session; `strong` when it was opened with a passkey or its like."""

    person_id: UUID
    strong: bool


def signed_in(request: HttpRequest) -> SignedIn | None:
    """The person of the request's session, or None for a visitor."""
    person = request.session.get(_PERSON)
    if person is None:
        return None
    return SignedIn(UUID(person), bool(request.session.get(_STRONG)))


def open_session(request: HttpRequest, person_id: UUID, *, strong: bool) -> None:
    """From here on the person is signed in; the session gets a new key (ACC-05)."""
    request.session.cycle_key()
    request.session[_PERSON] = str(person_id)
    request.session[_STRONG] = strong
