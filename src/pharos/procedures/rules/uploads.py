"""Files of evidence in a case: what `common.uploads` takes, as long as the case has room."""

from pharos.common import uploads
from pharos.core import limits


def problem(content: bytes, held: int, count: int) -> str | None:
    """Why the file is not taken, as a code; `held` bytes and `count` files lie in the case."""
    found = uploads.problem(content)
    if found is None and (
        held + len(content) > limits.MAX_CASE_EVIDENCE_BYTES
        or count >= limits.MAX_CASE_EVIDENCE_FILES
    ):
        return "evidence_case_full"
    return found
