"""When tests with a database take place: a little after everything that they enter.

The register takes times of entry from the database's clock, which no test sets. What a test
does must come after what it entered, so its `now` lies ahead of that clock, whenever the suite
is run. `TODAY` is its legal day, in both nations (UTC+4 all year).
"""

from datetime import UTC, datetime, timedelta

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
TODAY = (NOW + timedelta(hours=4)).date()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
