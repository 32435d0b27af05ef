"""The one place that asks what time it is; everywhere else time comes in as `now=`."""

from datetime import UTC, datetime, timedelta

from pharos.common.errors import Unavailable

MAX_SKEW = timedelta(seconds=5)


def now() -> datetime:
    """The instant by this machine's clock, aware and in UTC."""
    return datetime.now(UTC)


def database_now(using: str = "default") -> datetime:
    """The instant by the database's clock, which gives the register its times."""
    # here, so that commands without a database can ask `now` without loading Django
    from django.db import connections

    with connections[using].cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        row = cursor.fetchone()
    instant: datetime = row[0]
    return instant.astimezone(UTC)


def check_skew(*, now: datetime, database: datetime) -> None:
    """Raise Unavailable when this machine and the database differ by more than five seconds.

    A signature carries this machine's time; one that is wrong must not be made (REL-08).
    """
    skew = abs(now - database)
    if skew > MAX_SKEW:
        raise Unavailable(
            "clock_skew",
            f"the clocks of this machine and of the database differ by {skew}",
            seconds=round(skew.total_seconds()),
            limit=round(MAX_SKEW.total_seconds()),
        )
