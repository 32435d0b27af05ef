"""How a mail goes out: made of its letter, handed to the mail server or to the local mailbox.

Delivery is at least once: a process that dies between the server's answer and our note of it
sends the mail again, under the same Message-ID.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import F, Min, Q
from django.template.loader import get_template

from pharos.common import clock, jobs, mailbox, outbox, tenancy
from pharos.common.actor import Actor
from pharos.common.models import Mail
from pharos.common.outbox import Letter
from pharos.common.sentences import catalogue, sentence
from pharos.common.settings import settings

SENDER_NAME: Final = "Pharos"
_AT_ONCE: Final = 50
_TIMEOUT_SECONDS: Final = 20
# After as many attempts, over three days, nobody tries again.
_WAITS: Final = tuple(timedelta(minutes=m) for m in (2, 5, 15, 60, 180, 360, 720, 1440, 1440))
# Longer than a round with a slow server can take: nobody else takes its mails meanwhile.
_LEASE: Final = timedelta(minutes=20)


class Away(Exception):
    """The mail server cannot be reached or asks to come again: the round ends here."""


class Refused(Exception):
    """The server will never take this mail; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: str
    code: str = ""


def send_bundle(actor: Actor, bundle: UUID) -> None:
    """Send what is due of a bundle, in rounds; what must wait gets a job of its own."""
    while _round(actor, bundle):
        pass
    _come_again(actor, bundle)


def empty(actor: Actor, bundle: UUID) -> None:
    """Take address and facts out of the bundle's mails; that they were sent stays known."""
    with tenancy.scope(actor):
        Mail.objects.filter(bundle=bundle).exclude(state=Mail.State.WAITING).update(box=None)


def message(mail_id: UUID, kind: str, letter: Letter) -> EmailMultiAlternatives:
    """The mail as it goes out: plain text and HTML, in the language of its reader."""
    told = _words(kind, letter)
    host = urlsplit(settings().origin).hostname or "localhost"
    made = EmailMultiAlternatives(
        subject=told["subject"],
        body=_plain(told),
        from_email=formataddr((SENDER_NAME, settings().mail_sender)),
        to=[letter.to],
        headers={
            "Message-ID": f"<{mail_id}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"{SENDER_NAME} <{kind.removeprefix('mail_').replace('_', '-')}.{host}>",
            "Content-Language": letter.language,
        },
    )
    made.attach_alternative(get_template("common/mail.html").render(told), "text/html")
    return made


def _words(kind: str, letter: Letter) -> dict[str, Any]:
    def word(part: str) -> str:
        code = f"{kind}_{part}"
        return sentence(code, letter.language, letter.facts) if code in catalogue("en") else ""

    text = letter.text or word("lead")
    return {
        "language": letter.language,
        "subject": letter.subject or word("subject"),
        "paragraphs": [part.strip() for part in text.split("\n\n") if part.strip()],
        "button": word("button") if letter.link else "",
        "address": f"{settings().origin}{letter.link}" if letter.link else "",
        "foot": [
            line
            for line in (
                word("foot"),
                sentence("mail_frame_automatic", letter.language),
                "" if settings().production
                else sentence("mail_frame_demonstration", letter.language),
            )
            if line
        ],
    }  # fmt: skip


def _plain(told: dict[str, Any]) -> str:
    button = [f"{told['button']}:\n{told['address']}"] if told["address"] else []
    return "\n\n".join([*told["paragraphs"], *button, "-- \n" + "\n".join(told["foot"])]) + "\n"


def _round(actor: Actor, bundle: UUID) -> bool:
    """Send up to fifty mails of the bundle; whether more may be due."""
    now = clock.now()
    with tenancy.scope(actor):
        due = list(
            Mail.objects.select_for_update(skip_locked=True)
            .filter(bundle=bundle, state=Mail.State.WAITING)
            .filter(Q(attempts=0) | Q(next_at__lte=now))
            .order_by("id")[:_AT_ONCE]
        )
        letters = [outbox.opened(mail) for mail in due]
        Mail.objects.filter(id__in=[mail.id for mail in due]).update(
            attempts=F("attempts") + 1, next_at=now + _LEASE
        )
    if not due:
        return False
    outcomes: dict[UUID, _Outcome] = {}
    away = ""
    with _transport() as send:
        for mail, letter in zip(due, letters, strict=True):
            if away:
                outcomes[mail.id] = _Outcome(Mail.State.WAITING, away)
                continue
            try:
                outcomes[mail.id] = _sent(send, mail, letter, now)
            except Away:
                away = "mail_server_away"
                outcomes[mail.id] = _Outcome(Mail.State.WAITING, away)
    with tenancy.scope(actor):
        for mail in due:
            _note(mail, outcomes[mail.id], clock.now())
        if any(outcome.state != Mail.State.WAITING for outcome in outcomes.values()):
            at = now + timedelta(days=settings().mail_days)
            jobs.enqueue("common.empty_mail", actor=actor, at=at, bundle=bundle)
    return not away


def _sent(send: Any, mail: Mail, letter: Letter | None, now: datetime) -> _Outcome:
    make = outbox.maker_of(mail.kind)
    if letter is not None and make is not None:
        letter = make(letter, now)
    if letter is None:
        return _Outcome(Mail.State.DROPPED)
    try:
        send(mail.id, message(mail.id, mail.kind, letter))
    except Refused as refused:
        return _Outcome(Mail.State.FAILED, refused.code)
    except ValueError:
        # the library refused a header or an address: one mail must not hold up the others
        return _Outcome(Mail.State.FAILED, "mail_refused")
    return _Outcome(Mail.State.SENT)


def _note(mail: Mail, outcome: _Outcome, now: datetime) -> None:
    mail.attempts += 1
    mail.last_code = outcome.code
    mail.state = outcome.state
    if outcome.state != Mail.State.WAITING:
        mail.ended_at = now
    elif mail.attempts > len(_WAITS):
        mail.state, mail.ended_at = Mail.State.FAILED, now
    else:
        mail.next_at = now + _WAITS[mail.attempts - 1]
    mail.save(update_fields=["attempts", "last_code", "state", "ended_at", "next_at"])


def _come_again(actor: Actor, bundle: UUID) -> None:
    """A job for what waits still, also for what a process left that died in its round."""
    with tenancy.scope(actor):
        waiting = Mail.objects.filter(bundle=bundle, state=Mail.State.WAITING)
        at = waiting.aggregate(at=Min("next_at"))["at"]
        if at is not None:
            jobs.enqueue("common.mail", actor=actor, at=at, bundle=bundle)


@contextmanager
def _transport() -> Iterator[Any]:
    """`send(mail_id, message)`, by the mail server or into the mailbox of a demonstration."""
    if not settings().smtp_host:
        yield _no_server if settings().production else mailbox.keep
        return
    server = _server()
    try:
        yield lambda _, made: _by_smtp(server, made)
    finally:
        server.close()


def _no_server(mail_id: UUID, made: EmailMultiAlternatives) -> None:
    raise Away


def _server() -> EmailBackend:
    known = settings()
    return EmailBackend(
        host=known.smtp_host,
        port=known.smtp_port,
        username=known.smtp_user,
        password=known.smtp_password.get_secret_value() if known.smtp_password else "",
        use_tls=known.smtp_tls == "starttls",
        use_ssl=known.smtp_tls == "tls",
        timeout=_TIMEOUT_SECONDS,
    )


def _by_smtp(server: EmailBackend, made: EmailMultiAlternatives) -> None:
    try:
        server.open()
        server.send_messages([made])
    except smtplib.SMTPRecipientsRefused as refused:
        _judge([code for code, _ in refused.recipients.values()], "mail_address_refused")
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        _judge([refused.smtp_code], "mail_refused")
    except (smtplib.SMTPException, OSError):
        raise Away from None


def _judge(codes: list[int], code: str) -> None:
    """5xx is for good; anything else may pass (RFC 5321 section 4.2.1)."""
    if all(500 <= one < 600 for one in codes):
        raise Refused(code)
    raise Away


@cache
def style_of_mails() -> str:
    """The style sheet inside our HTML mails, for the policy under which they are shown."""
    source = get_template("common/mail.html").template.source
    return str(source.partition("<style>")[2].partition("</style>")[0])
