"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.issuing.views import desk

pages: list[URLPattern] = [
    path("desk/<slug:slug>/awards", desk.listing, name="awards"),
    path("desk/<slug:slug>/awards/revoke", desk.revoke_many, name="awards-revoke"),
    path("desk/<slug:slug>/awards/<uuid:award_id>", desk.award, name="awards-award"),
]
