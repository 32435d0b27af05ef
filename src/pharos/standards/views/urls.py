"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern

pages: list[URLPattern] = []
