"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.organisations.views import chooser, register_desk, register_entry

pages: list[URLPattern] = [
    path("desk/", chooser.chooser, name="desk-chooser"),
    path("desk/<slug:slug>/organisations", register_desk.listing, name="register-organisations"),
    path("desk/<slug:slug>/organisations/new", register_desk.new, name="register-new"),
    path(
        "desk/<slug:slug>/organisations/<slug:entry>", register_entry.entry, name="register-entry"
    ),
]
