"""The web process: what granian's worker imports."""

# first of all: it ties this process to its parent
from pharos.config import wsgi  # isort: skip

from pharos.common.settings import settings
from pharos.config.edge import Edge

application = Edge(wsgi.application, threads=settings().web_threads)
