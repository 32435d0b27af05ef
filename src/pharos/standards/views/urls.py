"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.standards.views import days_pages, rules_pages

pages: list[URLPattern] = [
    path("desk/<slug:slug>/standards", rules_pages.rules, name="standards-rules"),
    path("desk/<slug:slug>/standards/days", days_pages.working_days, name="standards-days"),
]
