"""The web process: what granian's worker imports."""

# first of all: it ties this process to its parent
from pharos.config import wsgi  # isort: skip

from pharos.common.settings import settings
from pharos.config.edge import MAX_BODY, Edge
from pharos.verification.views import api as verification


def limit_of(path: str) -> int:
    """The bytes that are read there; whoever verifies for others need not sign in for it."""
    return verification.MAX_BODY if path == "/api/v1/verify" else MAX_BODY


application = Edge(wsgi.application, threads=settings().web_threads, limit_of=limit_of)
