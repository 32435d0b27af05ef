"""What happens later about signing in: the mail with the code finds its reader."""

from datetime import datetime

from pharos.accounts import mails
from pharos.common import outbox
from pharos.common.outbox import Letter


@outbox.made_by(mails.CODE)
def code_letter(letter: Letter, now: datetime) -> Letter | None:
    """The mail as it goes out, or None for an address that nobody signs in with."""
    return mails.code_letter(letter)
