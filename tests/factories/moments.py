"""When tests with a database take place: a little after everything that they enter.

The register takes times of entry from the database's clock, which no test sets. What a test
does must come after what it entered, so its `now` lies ahead of that clock, whenever the suite
is run. `TODAY` is the legal day on which it runs, in both nations (UTC+4 all year).
"""

from datetime import UTC, datetime, timedelta

_REAL = datetime.now(UTC)

NOW = _REAL.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
TODAY = (_REAL + timedelta(hours=4)).date()
