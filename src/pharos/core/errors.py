"""What the core refuses, as a code and facts; the sentences live above (`verification`).

    CoreError
    ├── Malformed      the bytes or the text are not what the standard says they are
    ├── TooLarge       a limit of `core.limits` was passed
    ├── NotAllowed     well formed, but outside our profile (context, suite, scheme)
    ├── NotSupported   perhaps right, but a form that we do not read
    └── WrongSignature the signature, hash or key does not fit

A code never changes its meaning. Facts are plain values that a sentence may name.
"""

from collections.abc import Mapping


class CoreError(Exception):
    """A refusal with a stable `code`; nothing else about it is promised."""

    def __init__(self, code: str, message: str = "", **facts: object) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message or code
        self.facts: Mapping[str, object] = facts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r})"


class Malformed(CoreError):
    """The input is not well formed: it can never become right by waiting."""


class TooLarge(CoreError):
    """The input passes a limit of size, depth or work."""


class NotAllowed(CoreError):
    """The input is well formed and outside what our profile accepts."""


class NotSupported(CoreError):
    """The input uses a form that we do not read; the honest answer is *unknown*."""


class WrongSignature(CoreError):
    """The signature does not verify with the key over exactly these bytes."""
