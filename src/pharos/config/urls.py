"""Every address; each context brings its own list."""

from django.urls import URLPattern, URLResolver, path

from pharos.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
]
