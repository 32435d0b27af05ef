"""The job worker: Procrastinate over Django's connection parameters, in a process of its own."""

import importlib
import os
import threading
from collections.abc import Callable
from typing import Final

from pharos.common.settings import Settings

# threads that run beside the jobs: each name starts one, given the event that ends it
THREADS: Final = (
    # it sweeps at once: what a killed worker left is taken up at the next start
    "pharos.common.jobs:start_sweeper",
    "pharos.registry.sequencer:start",
    "pharos.registry.stamper:start",
    "pharos.verification.publisher:start",
    "pharos.oversight.tasks:start",
    "pharos.catalogue.tasks:start",
    "pharos.procedures.tasks:start",
)


def run(settings: Settings) -> None:
    """Work on jobs until SIGTERM; jobs in hand get `worker_stop_seconds` to end."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    django.setup()

    from procrastinate.contrib.django import app

    from pharos.common import tenancy

    tenancy.verify_roles()
    stop = threading.Event()
    threads = [_function(name)(stop) for name in THREADS]
    try:
        # the worker needs a pool of its own: Django's connections are not asynchronous
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            worker_app.run_worker(
                name=f"pharos-{os.getpid()}",
                concurrency=settings.worker_concurrency,
                update_heartbeat_interval=settings.heartbeat_seconds,
                stalled_worker_timeout=settings.stalled_seconds,
                shutdown_graceful_timeout=settings.worker_stop_seconds,
                delete_jobs="never",
            )
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=2)


def _function(name: str) -> Callable[[threading.Event], threading.Thread]:
    module, _, function = name.partition(":")
    start: Callable[[threading.Event], threading.Thread]
    start = getattr(importlib.import_module(module), function)
    return start
