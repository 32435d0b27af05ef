"""Every address; each context brings its own list."""

from django.urls import URLPattern, URLResolver, path

from pharos.config import health
from pharos.config.api import api
from pharos.config.metrics import metrics
from pharos.portal.urls import urlpatterns as public

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics),
    path("api/v1/", api.urls),
    *public,
]

handler400 = "pharos.portal.views.errors.bad_request"
handler403 = "pharos.portal.views.errors.forbidden"
handler404 = "pharos.portal.views.errors.not_found"
handler500 = "pharos.portal.views.errors.fault"
