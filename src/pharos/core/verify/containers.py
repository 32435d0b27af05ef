"""Files that carry a credential inside: it is taken out before any form is read."""

from pharos.core.verify import baked


def unwrap(raw: bytes) -> bytes:
    """The credential inside the file, or the very bytes when they are no container.

    Raises a CoreError of the check `format` when the file carries none, or more than one.
    """
    if baked.claims(raw):
        return baked.credential_in(raw)
    return raw
