"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.needs.views import desk_needs, desk_partners, desk_sectors, public

pages: list[URLPattern] = [
    path("needs", public.listing, name="needs"),
    path("needs/<uuid:need_id>", public.need, name="needs-public"),
    path("desk/<slug:slug>/needs", desk_needs.mine, name="needs-mine"),
    path("desk/<slug:slug>/needs/new", desk_needs.new, name="needs-new"),
    path("desk/<slug:slug>/needs/<uuid:need_id>", desk_needs.need, name="needs-need"),
    path("desk/<slug:slug>/demand", desk_needs.demand, name="needs-demand"),
    path("desk/<slug:slug>/partnerships", desk_partners.partnerships, name="needs-partnerships"),
    path("desk/<slug:slug>/partnerships/new", desk_partners.new, name="needs-offer-new"),
    path("desk/<slug:slug>/partnerships/<uuid:offer_id>", desk_partners.offer, name="needs-offer"),
    path("desk/<slug:slug>/sectors", desk_sectors.sectors, name="needs-sectors"),
]
