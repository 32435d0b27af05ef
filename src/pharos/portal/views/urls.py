"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern

from pharos.portal.views import operations_urls

pages: list[URLPattern] = [*operations_urls.pages]
