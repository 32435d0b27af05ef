"""The web process: what granian's worker imports."""

from signal import SIGKILL

from pharos.common.supervisor.processes import die_with_parent

# First of all: granian's worker survives the death of granian itself and would go on
# serving. This runs in the worker's main thread, so the signal hangs on the process.
die_with_parent(SIGKILL)

import gc  # noqa: E402
import os  # noqa: E402

from django.core.wsgi import get_wsgi_application  # noqa: E402

from pharos.common import connections, logging, shipped, tenancy  # noqa: E402
from pharos.common.settings import settings  # noqa: E402
from pharos.config import settings as assembled  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
logging.configure(settings().log_level, process="web")
shipped.require_unchanged()
# only here: jobs and commands may take their time, somebody who waits for a page may not
connections.bounded(assembled.DATABASES["default"], seconds=settings().statement_seconds)
application = get_wsgi_application()
# a role that could become more makes row-level security void: nothing is served then
tenancy.verify_roles()
# What was loaded stays: no collection looks through it again, and one comes after a page's worth
# of values instead of several within it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
