"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.issuing.views import (
    desk,
    formats_desk,
    holder,
    layouts_desk,
    layouts_live,
    me,
    requests,
    results,
)

pages: list[URLPattern] = [
    path("holder/", holder.lost, name="holder-lost"),
    path("holder/<str:token>", holder.record, name="holder"),
    path("holder/<str:token>/account", holder.account, name="holder-account"),
    path("holder/<str:token>/share/<uuid:credential_id>", holder.share, name="holder-share"),
    path("holder/<str:token>/correct/<uuid:credential_id>", holder.correct, name="holder-correct"),
    path("me/", me.me, name="me"),
    path("me/export", me.export, name="me-export"),
    path("me/claim/<str:token>", me.claim, name="me-claim"),
    path("desk/<slug:slug>/requests", requests.requests, name="issuing-requests"),
    path("desk/<slug:slug>/certificate-formats", formats_desk.formats, name="formats-mine"),
    path("desk/<slug:slug>/certificate-formats/draft", layouts_desk.draft, name="formats-draft"),
    path(
        "desk/<slug:slug>/certificate-formats/draft/shown",
        layouts_live.shown,
        name="formats-draft-shown",
    ),
    path(
        "desk/<slug:slug>/certificate-formats/draft/<str:file>",
        layouts_desk.draft_file,
        name="formats-draft-file",
    ),
    path(
        "desk/<slug:slug>/certificate-formats/<uuid:format_id>",
        layouts_desk.version,
        name="formats-version",
    ),
    path("desk/<slug:slug>/awards", desk.listing, name="awards"),
    path("desk/<slug:slug>/awards/revoke", desk.revoke_many, name="awards-revoke"),
    path("desk/<slug:slug>/awards/<uuid:award_id>", desk.award, name="awards-award"),
    path(
        "desk/<slug:slug>/batches/<uuid:batch_id>/result.xlsx", results.result, name="batch-result"
    ),
]
