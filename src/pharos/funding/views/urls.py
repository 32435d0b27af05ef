"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.funding.views import desk_places, desk_schemes, public

pages: list[URLPattern] = [
    path("funded", public.funded, name="funded"),
    path("funding/<uuid:scheme_id>", public.scheme, name="funding-public"),
    path("funding/<uuid:scheme_id>/apply/<uuid:version_id>", public.apply, name="funding-apply"),
    path("funding/place/<uuid:application_id>", public.mine, name="funding-mine"),
    path("desk/<slug:slug>/funding", desk_schemes.schemes, name="funding-schemes"),
    path("desk/<slug:slug>/funding/new", desk_schemes.new, name="funding-new"),
    path("desk/<slug:slug>/funding/<uuid:scheme_id>", desk_schemes.scheme, name="funding-scheme"),
    path("desk/<slug:slug>/places", desk_places.places, name="funding-places"),
    path("desk/<slug:slug>/places/<uuid:application_id>", desk_places.place, name="funding-place"),
]
