"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.registry.views import keys_pages

pages: list[URLPattern] = [path("desk/<slug:slug>/keys", keys_pages.keys, name="keys")]
