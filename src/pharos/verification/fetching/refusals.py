"""Why something was not fetched: one error with a code, for the log and for tests.

A document that was not fetched is a document that is not at hand: the verdict says so by
the check that missed it. What the other side did wrong is not the reader's affair.
"""


class NotFetched(Exception):
    """The address was not asked, or its answer not taken; `code` says why."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
