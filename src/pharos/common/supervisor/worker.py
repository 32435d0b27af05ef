"""The job worker: Procrastinate over Django's connection parameters, in a process of its own."""

import os
import threading

from pharos.common.settings import Settings


def run(settings: Settings) -> None:
    """Work on jobs until SIGTERM; jobs in hand get `worker_stop_seconds` to end."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    django.setup()

    from procrastinate.contrib.django import app

    from pharos.common import jobs

    stop = threading.Event()
    sweeper = jobs.start_sweeper(stop)
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
    stop.set()
    sweeper.join(timeout=settings.worker_stop_seconds)
