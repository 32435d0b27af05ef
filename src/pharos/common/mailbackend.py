"""Django's door for mails, so that those of libraries go the way of all others: the outbox."""

import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from pharos.common import clock, outbox, tenancy
from pharos.common.actor import SYSTEM
from pharos.common.errors import Invalid
from pharos.common.i18n import LANGUAGES
from pharos.common.outbox import LIBRARY, Letter
from pharos.common.settings import settings

_LINK = re.compile(r"https?://[^\s<>\"]+")


class OutboxBackend(BaseEmailBackend):  # type: ignore[misc]
    """Writes each message as a row of the outbox, in the scope that is open or in none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many rows were written: one a reader, who sees no other reader."""
        letters = [letter for found in email_messages for letter in _letters(found)]
        by = tenancy.current_or(SYSTEM)
        return outbox.put_many(LIBRARY, letters, by=by, now=clock.now())


def _letters(found: EmailMessage) -> list[Letter]:
    language = (get_language() or "en").partition("-")[0]
    text = str(found.body)
    for link in _LINK.findall(text):
        # whoever asked for the page may have named another host (ACC-08)
        if not link.startswith((f"{settings().origin}/", settings().origin + "?")):
            raise Invalid("letter_link_foreign")
    return [
        Letter(
            to=to,
            language=language if language in LANGUAGES else "en",
            subject=str(found.subject),
            text=text,
        )
        for to in found.recipients()
    ]
