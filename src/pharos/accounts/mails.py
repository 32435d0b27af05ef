"""Mails about signing in: the code, and word of every change to the way in."""

from datetime import datetime
from typing import Final
from uuid import UUID

from pharos.accounts.models import Login, Person
from pharos.accounts.rules import folded_email
from pharos.common import outbox, tenancy
from pharos.common.actor import Actor
from pharos.common.sentences import sentence

CODE: Final = "mail_signin_code"
ADDRESS: Final = "mail_signin_address"
CHANGED: Final = "mail_signin_changed"
MINUTES: Final = 10


def send_code(email: str, code: str, *, now: datetime) -> None:
    """Send the code to the person with this address; nothing when there is none."""
    login = Login.objects.filter(email=folded_email(email), is_active=True).first()
    if login is not None:
        _send(login.pk, CODE, {"code": code, "minutes": MINUTES}, "sign-in/code", now)


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
