"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.verification.views import shares

pages: list[URLPattern] = [
    path("s/<str:token>", shares.share, name="share"),
]
