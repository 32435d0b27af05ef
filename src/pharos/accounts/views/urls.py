"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.accounts.views import links

pages: list[URLPattern] = [
    path("sign-in/link/<str:token>", links.follow, name="signin-link"),
]
