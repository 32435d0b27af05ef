"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.accreditation.views import (
    decisions,
    decisions_changes,
    decisions_proposals,
    decisions_public,
    formats,
    queue,
    queue_register,
    versions_pages,
)

pages: list[URLPattern] = [
    path("decisions/<uuid:decision_id>", decisions_public.decision, name="accreditation-public"),
    path("desk/<slug:slug>/queue", queue.queue, name="accreditation-queue"),
    path("desk/<slug:slug>/decisions", decisions.listing, name="accreditation-decisions"),
    path("desk/<slug:slug>/decisions/new", queue.choose, name="accreditation-choose"),
    path(
        "desk/<slug:slug>/decisions/new/<slug:kind>/<uuid:subject_id>",
        decisions.decide,
        name="accreditation-decide",
    ),
    path(
        "desk/<slug:slug>/decisions/<uuid:decision_id>",
        decisions.decision,
        name="accreditation-decision",
    ),
    path(
        "desk/<slug:slug>/decisions/<uuid:decision_id>/<slug:kind>",
        decisions_changes.change,
        name="accreditation-change",
    ),
    path(
        "desk/<slug:slug>/proposals/<uuid:proposal_id>",
        decisions_proposals.proposal,
        name="accreditation-proposal",
    ),
    path(
        "desk/<slug:slug>/proposals/<uuid:proposal_id>/mend",
        decisions_proposals.mend,
        name="accreditation-mend",
    ),
    path("desk/<slug:slug>/formats", formats.listing, name="accreditation-formats"),
    path("desk/<slug:slug>/register", queue_register.register, name="accreditation-register"),
    path(
        "desk/<slug:slug>/programmes/versions/<uuid:version_id>",
        versions_pages.version,
        name="programmes-version",
    ),
    path(
        "desk/<slug:slug>/programmes/versions/<uuid:version_id>.json",
        versions_pages.as_json,
        name="programmes-version-json",
    ),
]
