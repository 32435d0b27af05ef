"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.standards.views import (
    amendments_pages,
    consultations_pages,
    days_pages,
    drafts_pages,
    entries_pages,
    public_pages,
    rules_pages,
)

_AMENDMENT = "standards/<slug:nation>/amendments/<uuid:amendment_id>"
pages: list[URLPattern] = [
    path("standards/<slug:nation>", public_pages.standards, name="standards"),
    path(_AMENDMENT, public_pages.amendment, name="standards-amendment"),
    path(f"{_AMENDMENT}/files/<uuid:file_id>", public_pages.evidence, name="standards-evidence"),
    path(
        "desk/<slug:slug>/standards/amendments/drafts/<uuid:draft_id>",
        drafts_pages.draft,
        name="amendments-draft",
    ),
    path(
        "desk/<slug:slug>/standards/amendments/drafts/<uuid:draft_id>/tables/<str:table>",
        entries_pages.table,
        name="amendments-table",
    ),
    path(
        "desk/<slug:slug>/standards/amendments/drafts/<uuid:draft_id>/entries/<str:entry>",
        entries_pages.entry,
        name="amendments-entry",
    ),
    path(
        "desk/<slug:slug>/standards/amendments/drafts/<uuid:draft_id>/<str:parameter>",
        drafts_pages.value,
        name="amendments-value",
    ),
    path(
        "desk/<slug:slug>/standards/amendments/<uuid:amendment_id>",
        amendments_pages.amendment,
        name="amendments-amendment",
    ),
    path("desk/<slug:slug>/consultations", consultations_pages.listing, name="consultations"),
    path(
        "desk/<slug:slug>/consultations/<uuid:consultation_id>",
        consultations_pages.consultation,
        name="consultations-one",
    ),
    path(
        "desk/<slug:slug>/standards/guideline",
        consultations_pages.guideline,
        name="standards-guideline",
    ),
    path("desk/<slug:slug>/standards", rules_pages.rules, name="standards-rules"),
    path("desk/<slug:slug>/standards/days", days_pages.working_days, name="standards-days"),
]
