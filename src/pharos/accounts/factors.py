"""With what a person signs in, and where the person is signed in: rows that allauth keeps."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.http import HttpRequest


def factors_of(person_id: UUID) -> QuerySet[Authenticator]:
    """Passkeys, app and recovery codes of the person, the oldest first."""
    return Authenticator.objects.filter(user_id=person_id).order_by("pk")


def app_of(person_id: UUID) -> Authenticator:
    """The person's authenticator app, which is there."""
    found: Authenticator = Authenticator.objects.get(
        user_id=person_id, type=Authenticator.Type.TOTP
    )
    return found


def sessions_of(person_id: UUID) -> QuerySet[UserSession]:
    """Where the person is signed in, the last seen first."""
    return UserSession.objects.filter(user_id=person_id).order_by("-last_seen_at")


def note_session(request: HttpRequest) -> None:
    """Keep from which device the request's session was opened."""
    UserSession.objects.create_from_request(request)


def forget_session(request: HttpRequest) -> None:
    """The request's session ends, and its note with it."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
