"""`/health/live` and `/health/ready`: for load balancers and whoever watches the machine."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pharos.common.settings import settings
from pharos.common.supervisor import health


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while this process answers."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served; else 503, naming the parts that are away."""
    told = health.read(settings()) or health.Health()
    parts = {**told.parts, "web": health.READY, "database": _database()}
    if told.stopping:
        parts["web"] = "stopping"
    is_ready = all(state == health.READY for state in parts.values())
    return JsonResponse(
        {"status": "ready" if is_ready else "not_ready", "parts": parts},
        status=200 if is_ready else 503,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return "away"
    return health.READY
