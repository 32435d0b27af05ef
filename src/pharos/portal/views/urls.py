"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.portal.views import operations_urls
from pharos.portal.views.style import style

pages: list[URLPattern] = [
    *operations_urls.pages,
    path("style", style, name="style"),
]
