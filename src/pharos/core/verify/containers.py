"""Files that carry a credential inside: it is taken out before any form is read."""


def unwrap(raw: bytes) -> bytes:
    """The credential inside the file, or the very bytes when they are no container.

    Raises a CoreError of the check `format` when the file carries none, or more than one.
    """
    return raw
