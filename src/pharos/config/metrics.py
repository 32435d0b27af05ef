"""`/metrics`: a few numbers about the whole installation, as Prometheus reads them.

Everything is counted where it is asked, from public tables and the queue: no process keeps a
number of its own, so that several web processes tell the same. No person, no organisation.
"""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.core.commitments import Kind
from pharos.registry import queries as registry


class Installation:
    """What is so at the moment of asking; without a database only that it is away."""

    def collect(self) -> Iterator[Metric]:
        try:
            with tenancy.scope(ANONYMOUS):
                found = [*_log(), *_jobs()]
        except DatabaseError:
            found = []
        up = GaugeMetricFamily("pharos_database_up", "1 while the database answers.")
        up.add_metric([], 1 if found else 0)
        yield from [up, *found]


_REGISTRY = CollectorRegistry(auto_describe=False)
_REGISTRY.register(Installation())  # type: ignore[arg-type]


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers in the text format of Prometheus."""
    return HttpResponse(generate_latest(_REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _log() -> Iterator[Metric]:
    leaves = CounterMetricFamily(
        "pharos_log_leaves", "Leaves entered, by kind: `issue` are credentials.", labels=["kind"]
    )
    for kind, count in registry.leaves_by_kind().items():
        leaves.add_metric([Kind(kind).name.lower()], count)
    yield leaves
    newest = registry.newest_checkpoint()
    size = GaugeMetricFamily("pharos_log_size", "Leaves under the newest checkpoint.")
    size.add_metric([], newest.size if newest else 0)
    yield size
    if newest is not None:
        age = GaugeMetricFamily("pharos_checkpoint_age_seconds", "Since the newest checkpoint.")
        age.add_metric([], (clock.now() - newest.signed_at).total_seconds())
        yield age
    waiting = GaugeMetricFamily("pharos_log_chunks_waiting", "Chunks that have no place yet.")
    waiting.add_metric([], len(registry.waiting_chunks()))
    yield waiting
    stopped = GaugeMetricFamily("pharos_issuing_stopped", "1 while issuing is stopped.")
    stopped.add_metric([], int(registry.issuing_is_stopped()))
    yield stopped


def _jobs() -> Iterator[Metric]:
    jobs = GaugeMetricFamily("pharos_jobs", "Jobs of the queue, by state.", labels=["state"])
    with connection.cursor() as cursor:
        cursor.execute(
            "select status, count(*) from procrastinate_jobs"
            " where status in ('todo', 'doing', 'failed') group by status"
        )
        counts = dict(cursor.fetchall())
    for state in ("todo", "doing", "failed"):
        jobs.add_metric([state], counts.get(state, 0))
    yield jobs
