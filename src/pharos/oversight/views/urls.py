"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.oversight.views import (
    checks,
    desk_list,
    file_pages,
    filing_pages,
    letter_pages,
    prolong_page,
    right_page,
)

pages: list[URLPattern] = [
    path("desk/<slug:slug>/oversight", desk_list.oversight, name="oversight"),
    path("desk/<slug:slug>/oversight/new/<slug:kind>", file_pages.new, name="oversight-new"),
    path("desk/<slug:slug>/oversight/<uuid:filing_id>", filing_pages.filing,
         name="oversight-filing"),
    path("desk/<slug:slug>/oversight/<uuid:filing_id>.pdf", letter_pages.filing,
         name="oversight-letter"),
    path("desk/<slug:slug>/oversight/right/<uuid:listing_id>.pdf", letter_pages.right,
         name="oversight-right-letter"),
    path("desk/<slug:slug>/oversight/checks/<uuid:decision_id>", checks.checks,
         name="oversight-checks"),
    path("desk/<slug:slug>/oversight/prolong/<uuid:decision_id>", prolong_page.prolong,
         name="oversight-prolong"),
    path("desk/<slug:slug>/oversight/right/<uuid:listing_id>", right_page.right,
         name="oversight-right"),
]  # fmt: skip
