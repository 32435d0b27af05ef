"""Sessions as rows, sealed: nobody who reads the table finds a code or a secret in one (L06)."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from functools import cache
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as Store

from pharos.common import secretbox
from pharos.common.secretbox import PersonCipher, Unreadable

_PLACE: Final = "django_session.session_data"


class SessionStore(Store):
    """Django's own, whose content is encrypted under a key of the installation."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return b64encode(_cipher().encrypt(super().encode(session_dict), _PLACE)).decode()

    def decode(self, session_data: str) -> dict[str, Any]:
        """What the session holds; nothing when it is not of ours, so that nobody is signed in."""
        try:
            text = _cipher().decrypt(b64decode(session_data, validate=True), _PLACE)
        except (Unreadable, NotBase64):
            return {}
        found: dict[str, Any] = super().decode(text)
        return found


def _cipher() -> PersonCipher:
    return _cipher_under(secretbox.keys().master)


@cache
def _cipher_under(master: bytes) -> PersonCipher:
    return PersonCipher(secretbox.derived(master, b"pharos-session"))
