"""The errors that Pharos expects, as one tree.

    DomainError
    ├── Invalid         the input breaks a rule                  422
    │   ├── Malformed   it cannot be read at all                 400
    │   └── TooLarge    it is larger than we read                413
    ├── NotSignedIn     nobody says who asks                     401
    ├── NotAllowed      this actor may not do this               403
    ├── NotFound        there is none, or it is not yours        404
    ├── Conflict        it was done already, or changed meanwhile 409
    └── Unavailable     a part we need is away; try again        503

Each carries a stable `code`, a sentence in English for logs, and `facts` that the
sentences of the reader's language are filled with (`common.sentences`). Anything that
is not a DomainError is a fault: logged whole, shown without detail.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class DomainError(Exception):
    """Something a person can act on; `code` never changes its meaning."""

    http_status: ClassVar[int] = 422

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        problems: Sequence["DomainError"] = (),
        **facts: object,
    ) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message or code
        self.facts: Mapping[str, object] = facts
        self.problems = tuple(problems)


class Invalid(DomainError):
    """The input breaks a rule of form or of the domain."""

    http_status = 422


class Malformed(Invalid):
    """The request cannot be read, so nothing of it was judged."""

    http_status = 400


class TooLarge(Invalid):
    """Larger than the limit; refused before it was read."""

    http_status = 413


class NotSignedIn(DomainError):
    """No token, or none that we know: who asks is not known."""

    http_status = 401


class NotAllowed(DomainError):
    """The actor's role does not carry this permission, or the act needs another person."""

    http_status = 403


class NotFound(DomainError):
    """There is none, or it belongs to another tenant: the answer is the same."""

    http_status = 404


class Conflict(DomainError):
    """The same was done already, or the thing changed since it was read."""

    http_status = 409


class Unavailable(DomainError):
    """A part that is needed does not answer; nothing was done."""

    http_status = 503
