"""The pages of operations, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.portal.views import specimen

pages: list[URLPattern] = [
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
]
