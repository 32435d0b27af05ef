"""Times of tokens: whole seconds since 1970 (RFC 7519, section 2), narrowed by VER-12."""

from datetime import UTC, datetime, timedelta
from typing import Final

from pharos.core.errors import Malformed

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_END: Final = int((datetime(9998, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())


def numeric_date_of(value: object) -> datetime:
    """The instant of a NumericDate; `malformed_time` for texts, fractions and other eras."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _END:
        raise Malformed("malformed_time", "a time is written in whole seconds since 1970")
    return _EPOCH + timedelta(seconds=value)


def numeric_date(instant: datetime) -> int:
    """The NumericDate of an aware instant, without its fraction."""
    if instant.tzinfo is None:
        raise Malformed("malformed_time", "an instant has a zone")
    return int((instant - _EPOCH).total_seconds())
