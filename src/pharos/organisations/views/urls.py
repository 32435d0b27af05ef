"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.organisations.views import chooser

pages: list[URLPattern] = [
    path("desk/", chooser.chooser, name="desk-chooser"),
]
