"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.standards.views import rules_pages

pages: list[URLPattern] = [
    path("desk/<slug:slug>/standards", rules_pages.rules, name="standards-rules"),
]
