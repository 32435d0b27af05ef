"""The local mailbox of a demonstration without a mail server: one private file a mail."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID

from django.core.mail import EmailMultiAlternatives

from pharos.common.errors import NotFound
from pharos.common.privatefiles import private_dir, read_private, write_private
from pharos.common.settings import settings

_NAME = re.compile(r"[0-9a-f-]{36}\.eml")
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail of the mailbox, as it is shown."""

    id: UUID
    to: str
    subject: str
    language: str
    at: datetime
    text: str
    html: str


def keep(mail_id: UUID, made: EmailMultiAlternatives) -> None:
    """Put the mail into the box, whole as it would have been sent."""
    folder = private_dir(settings().mailbox_dir)
    write_private(folder / f"{mail_id}.eml", made.message().as_bytes())


def newest() -> list[Kept]:
    """The mails of the box, the newest first; ids grow with time."""
    folder = settings().mailbox_dir
    if not folder.is_dir():
        return []
    names = sorted((f.name for f in folder.iterdir() if _NAME.fullmatch(f.name)), reverse=True)
    return [_read(folder / name) for name in names[:SHOWN]]


def one(mail_id: UUID) -> Kept:
    """One mail; raises NotFound `page_not_found`."""
    file = settings().mailbox_dir / f"{mail_id}.eml"
    if not file.is_file():
        raise NotFound("page_not_found")
    return _read(file)


def _read(file: Path) -> Kept:
    found = message_from_bytes(read_private(file), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return Kept(
        id=UUID(file.stem),
        to=str(found["To"]),
        subject=str(found["Subject"]).strip(),
        language=str(found["Content-Language"] or "en"),
        at=parsedate_to_datetime(str(found["Date"])),
        text=_part(found, "plain"),
        html=_part(found, "html"),
    )


def _part(found: EmailMessage, kind: str) -> str:
    part = found.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
