"""Who is signed in, and how: read from the session of a request, and from nowhere else."""

from dataclasses import dataclass
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login as Entry
from allauth.usersessions.models import UserSession
from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse

from pharos.accounts.models import Login
from pharos.common import tenancy
from pharos.common.actor import Actor
from pharos.common.settings import settings

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# How a session says that it was opened by a one-time link of a demonstration.
LINK = "link"
# Looked up once a request, however many ask.
_FOUND = "_pharos_signed_in"
_SEEN = "pharos.seen"
_SEEN_STEP = 5 * 60


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person of a session; `strong` when a passkey (or its like) was shown in it.

    `second` tells whether anything beside the code by mail was shown.
    """

    person_id: UUID
    strong: bool
    second: bool = True


def signed_in(request: HttpRequest) -> SignedIn | None:
    """The person of the request's session, or None for a visitor."""
    # who brings no session is not asked for one: public pages stay without a cookie (E09)
    if request.session.session_key is None:
        return None
    if not hasattr(request, _FOUND):
        setattr(request, _FOUND, _look(request))
    found: SignedIn | None = getattr(request, _FOUND)
    return found


def _look(request: HttpRequest) -> SignedIn | None:
    login = auth.get_user(request)
    if not login.is_authenticated:
        return None
    _note(request)
    records = get_authentication_records(request, login)
    strong = any(_is_strong(record) for record in records)
    second = strong or any(_is_second(record) for record in records)
    return SignedIn(login.pk, strong, second)


def _note(request: HttpRequest) -> None:
    """Keep when the session was last used, for its person to see; once in five minutes."""
    now = getattr(request, "now", None)
    if now is None or now.timestamp() - request.session.get(_SEEN, 0) < _SEEN_STEP:
        return
    request.session[_SEEN] = now.timestamp()
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def open_session(request: HttpRequest, person_id: UUID, *, strong: bool) -> None:
    """From here on the person is signed in by a link; the session gets a new key (ACC-05)."""
    login = Login.objects.get(pk=person_id)
    with tenancy.scope(Actor(person_id=person_id, organisation_id=None)):
        auth.login(request, login, backend=BACKEND)
    record_authentication(request, login, LINK, strong=strong)


def enter(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Sign in somebody who has just shown to read mail at the own address, as a code does.

    A second factor that the person has is asked for next.
    """
    login = Login.objects.get(pk=person_id)
    record_authentication(request, login, "code", email=login.email)
    return perform_login(request, Entry(user=login, email=login.email))


def proved(request: HttpRequest, kind: str) -> None:
    """The session has just shown this factor, by setting it up (`totp` or `webauthn`)."""
    record_authentication(request, request.user, "mfa", type=kind)
    renew(request)


def renew(request: HttpRequest) -> None:
    """End every other session of the person; this one goes on under a new key (ACC-05)."""
    login, before = request.user, request.session.session_key
    login.password = make_password(None)
    login.save(update_fields=["password"])
    auth.update_session_auth_hash(request, login)
    UserSession.objects.filter(user_id=login.pk).exclude(session_key=before).delete()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _is_second(record: dict[str, object]) -> bool:
    return record.get("method") == "mfa" or _is_believed_link(record)


def _is_strong(record: dict[str, object]) -> bool:
    if record.get("method") == "mfa":
        return record.get("type") == "webauthn"
    return _is_believed_link(record) and record.get("strong") is True


def _is_believed_link(record: dict[str, object]) -> bool:
    # FOUNDATION: a one-time link counts as strong in a demonstration, and only there
    return record.get("method") == LINK and not settings().production
