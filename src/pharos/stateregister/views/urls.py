"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.stateregister.views import exchange, lookups, quality

_DESK = "desk/<slug:slug>/state-register"

pages: list[URLPattern] = [
    path(_DESK, lookups.find, name="stateregister-find"),
    path(f"{_DESK}/lookups", lookups.lookups, name="stateregister-lookups"),
    path(f"{_DESK}/lookups/<uuid:lookup_id>", lookups.lookup, name="stateregister-lookup"),
    path("desk/<slug:slug>/data-quality", quality.desk_of_quality, name="stateregister-quality"),
    path(
        "desk/<slug:slug>/data-quality.csv",
        quality.file_of_quality,
        name="stateregister-quality-file",
    ),
    path("desk/<slug:slug>/exchange", exchange.exchange, name="stateregister-exchange"),
    path("holder/<str:token>/visits", lookups.visits, name="holder-visits"),
]
