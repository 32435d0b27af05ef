"""The pages of operations, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.portal.views import operations, operations_events, specimen

pages: list[URLPattern] = [
    path("desk/<slug:slug>/operations/health", operations.health, name="operations-health"),
    path("desk/<slug:slug>/operations/jobs", operations.jobs, name="operations-jobs"),
    path("desk/<slug:slug>/operations/stop", operations.stop, name="operations-stop"),
    path(
        "desk/<slug:slug>/operations/national",
        operations.registration,
        name="operations-national",
    ),
    path("desk/<slug:slug>/events", operations_events.events, name="operations-events"),
    path("desk/<slug:slug>/events.csv", operations_events.download, name="operations-events-csv"),
    path(
        "desk/<slug:slug>/formats/<uuid:format_id>/specimen",
        specimen.specimen,
        name="portal-specimen",
    ),
    path(
        "desk/<slug:slug>/formats/<uuid:format_id>/specimen.pdf",
        specimen.pdf,
        name="portal-specimen-pdf",
    ),
    path(
        "desk/<slug:slug>/formats/<uuid:format_id>/specimen/<str:file>",
        specimen.shown,
        name="portal-specimen-file",
    ),
]
