"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.criteria.views import drafts, public, sets

pages: list[URLPattern] = [
    path("criteria/<uuid:set_id>", public.criteria, name="criteria-public"),
    path("desk/<slug:slug>/criteria", sets.listing, name="criteria"),
    path("desk/<slug:slug>/criteria/compare", sets.compare, name="criteria-compare"),
    path("desk/<slug:slug>/criteria/<uuid:set_id>", sets.version, name="criteria-set"),
    path("desk/<slug:slug>/criteria/drafts/<uuid:draft_id>", drafts.draft, name="criteria-draft"),
    path(
        "desk/<slug:slug>/criteria/drafts/<uuid:draft_id>/<int:place>",
        drafts.criterion,
        name="criteria-criterion",
    ),
]
