"""What people write, cleaned once and alike everywhere, or refused by a code."""

from pharos.common.errors import Invalid
from pharos.core import limits, strict
from pharos.core.errors import CoreError


def kept(
    text: str,
    *,
    code: str,
    missing: str = "",
    limit: int = limits.MAX_TEXT_CHARACTERS,
    field: str | None = None,
    may_be_empty: bool = False,
) -> str:
    """The text in NFC, with line feeds between its lines and without blanks around it.

    Raises Invalid `code`, with the limit and the field, for a text that is too long or has
    characters that hide or turn what people see; `missing`, or else `code`, for none at all.
    """
    try:
        cleaned = strict.clean_text(text, max_length=limit)
    except CoreError as error:
        raise _refusal(code, error.message, limit, field) from error
    if not (cleaned or may_be_empty):
        raise _refusal(missing or code, "", limit, field)
    return cleaned


def readable(text: str, limit: int = limits.MAX_TEXT_CHARACTERS) -> str | None:
    """The text as `kept` has it, None where it would be refused; empty stays empty."""
    try:
        return strict.clean_text(text, max_length=limit)
    except CoreError:
        return None


def _refusal(code: str, problem: str, limit: int, field: str | None) -> Invalid:
    if field is None:
        return Invalid(code, problem, limit=limit)
    return Invalid(code, problem, limit=limit, field=field)
