"""Mails about signing in: the code, and word of every change to the way in."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from pharos.accounts.models import Login, Person
from pharos.accounts.rules import folded_email
from pharos.common import outbox, tenancy
from pharos.common.actor import SYSTEM, Actor
from pharos.common.outbox import Letter
from pharos.common.sentences import sentence

CODE: Final = "mail_signin_code"
ADDRESS: Final = "mail_signin_address"
CHANGED: Final = "mail_signin_changed"
MINUTES: Final = 10


def send_code(email: str, code: str, *, language: str, now: datetime) -> None:
    """Have the code sent to whoever signs in with this address.

    The mail is written for known and unknown addresses alike, and made when it is sent, so that
    nobody learns from the time of an answer which one it is (ACC-03).
    """
    with tenancy.scope(SYSTEM):
        outbox.put(kind=CODE, to=email, language=language, facts={"code": code}, by=SYSTEM, now=now)


def code_letter(letter: Letter) -> Letter | None:
    """The mail with the code, to the person and in its language; None when there is nobody."""
    login = Login.objects.filter(email=folded_email(letter.to), is_active=True).first()
    if login is None:
        return None
    with tenancy.scope(Actor(person_id=login.pk, organisation_id=None)):
        person = Person.objects.get(id=login.pk)
    return replace(
        letter,
        to=person.email,
        language=person.language,
        facts={"name": person.name, "minutes": MINUTES, **letter.facts},
        link=f"/{person.language}/sign-in/code",
    )


def send_changed(person_id: UUID, changed: str, *, now: datetime) -> None:
    """Tell the person what was changed, so that a stranger's change does not pass unseen."""
    _send(person_id, CHANGED, {"changed": changed}, "account/", now)


def send_to_new_address(by: Actor, email: str, code: str, *, now: datetime) -> None:
    """Send the code that proves a new address; nothing when somebody signs in with it."""
    if Login.objects.filter(email=folded_email(email)).exists():
        return
    person = Person.objects.get(id=by.person_id)
    outbox.put(
        kind=ADDRESS,
        to=email,
        language=person.language,
        facts={"name": person.name, "code": code, "minutes": MINUTES},
        link=f"/{person.language}/account/email/code",
        by=by,
        now=now,
    )


def _send(
    person_id: UUID, kind: str, facts: dict[str, str | int], path: str, now: datetime
) -> None:
    by = Actor(person_id=person_id, organisation_id=None)
    # the same person inside its own scope, or inside the system's for it
    with tenancy.scope(by):
        person = Person.objects.get(id=person_id)
        if "changed" in facts:
            facts["changed"] = sentence(f"mail_signin_did_{facts['changed']}", person.language)
        outbox.put(
            kind=kind,
            to=person.email,
            language=person.language,
            facts={"name": person.name, **facts},
            link=f"/{person.language}/{path}",
            by=by,
            now=now,
        )
