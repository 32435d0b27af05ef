"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.catalogue.views import (
    comparing_pages,
    courses_pages,
    drafts,
    entries_pages,
    importing_pages,
    levels_pages,
    offerings_pages,
    programmes_pages,
    recognitions_pages,
    routes_pages,
)

_DESK = "desk/<slug:slug>/programmes"
_OFFERINGS = "desk/<slug:slug>/offerings"

pages: list[URLPattern] = [
    path(_DESK, programmes_pages.programmes, name="programmes-desk"),
    path(f"{_DESK}/new", programmes_pages.new_draft, name="programmes-new"),
    path(f"{_DESK}/routes", routes_pages.routes, name="programmes-routes"),
    path(f"{_DESK}/courses", courses_pages.courses, name="courses-desk"),
    path(f"{_DESK}/versions/<uuid:version_id>/level", levels_pages.level, name="programmes-level"),
    path("desk/<slug:slug>/levels", levels_pages.waiting, name="levels"),
    path("desk/<slug:slug>/levels/<uuid:version_id>", levels_pages.referral, name="levels-version"),
    path("desk/<slug:slug>/recognitions", recognitions_pages.recognitions, name="recognitions"),
    path("courses", courses_pages.listing, name="courses"),
    path("courses/<uuid:course_id>", courses_pages.course, name="course"),
    path(f"{_DESK}/import", importing_pages.import_catalogue, name="programmes-import"),
    path(
        f"{_DESK}/import/template.csv",
        importing_pages.import_template,
        name="programmes-import-template",
    ),
    path(f"{_DESK}/drafts/<uuid:draft_id>", drafts.draft, name="programmes-draft"),
    path(f"{_DESK}/drafts/<uuid:draft_id>.json", drafts.draft_json, name="programmes-draft-json"),
    path(
        f"{_DESK}/drafts/<uuid:draft_id>/compared",
        comparing_pages.draft_changes,
        name="programmes-draft-changes",
    ),
    path(
        f"{_DESK}/versions/<uuid:version_id>/changes",
        comparing_pages.version_changes,
        name="programmes-version-changes",
    ),
    path(
        f"{_DESK}/drafts/<uuid:draft_id>/<slug:section>",
        drafts.section,
        name="programmes-section",
    ),
    path("desk/<slug:slug>/entries", entries_pages.entries, name="entries"),
    path(_OFFERINGS, offerings_pages.offerings, name="offerings"),
    path(f"{_OFFERINGS}/new", offerings_pages.new_offering, name="offerings-new"),
    path(f"{_OFFERINGS}/<uuid:offering_id>", offerings_pages.offering, name="offerings-offering"),
]
