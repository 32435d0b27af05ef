"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.review.views import office

pages: list[URLPattern] = [
    path("desk/<slug:slug>/quality", office.queue, name="review-queue"),
    path("desk/<slug:slug>/quality/<uuid:version_id>", office.version, name="review-version"),
]
