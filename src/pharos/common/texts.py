"""What people write, cleaned once and alike everywhere, or refused by a code."""

from pharos.common.errors import Invalid
from pharos.core import limits, strict
from pharos.core.errors import CoreError


def kept(
    text: str,
    *,
    code: str,
    limit: int = limits.MAX_TEXT_CHARACTERS,
    field: str | None = None,
    may_be_empty: bool = False,
) -> str:
    """The text in NFC with `\\n` line ends and without blanks around it.

    Raises Invalid `code`, with the limit and the field, for a text that is empty or too long, or
    has characters that hide or turn what people see.
    """
    try:
        cleaned, problem = strict.clean_text(text, max_length=limit), ""
    except CoreError as error:
        cleaned, problem = "", error.message
    if problem or not (cleaned or may_be_empty):
        raise _refusal(code, problem, limit, field)
    return cleaned


def _refusal(code: str, problem: str, limit: int, field: str | None) -> Invalid:
    if field is None:
        return Invalid(code, problem, limit=limit)
    return Invalid(code, problem, limit=limit, field=field)
