"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.procedures.views import (
    case,
    cases,
    charge,
    decisions,
    dossier,
    letters,
    listings,
    panel,
    pool,
    public,
    reports,
    sitting,
    sittings,
    threads,
)

_CASE = "desk/<slug:slug>/cases/<uuid:case_id>"

pages: list[URLPattern] = [
    path("reports", public.reports, name="reports"),
    path("reports/<uuid:case_id>", public.report, name="report-public"),
    path("reports/<uuid:case_id>.json", public.document, name="report-file"),
    path("reports/<uuid:case_id>.pdf", public.printed, name="report-print"),
    path("decisions/<uuid:decision_id>.pdf", decisions.printed, name="decision-print"),
    path(
        "desk/<slug:slug>/decisions/<uuid:decision_id>.pdf",
        decisions.letter,
        name="decision-letter",
    ),
    path("desk/<slug:slug>/cases", cases.cases, name="cases"),
    path("desk/<slug:slug>/cases/new", cases.apply, name="cases-apply"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}/submit", case.submit, name="case-submit"),
    path(f"{_CASE}/evidence", dossier.evidence, name="case-evidence"),
    path(f"{_CASE}/evidence/<slug:what>/<str:place>", dossier.item, name="case-item"),
    path(f"{_CASE}/files/<uuid:evidence_id>", dossier.file, name="case-file"),
    path(f"{_CASE}/panel", panel.panel, name="case-panel"),
    path(f"{_CASE}/questions", threads.questions, name="case-questions"),
    path(f"{_CASE}/report", reports.report, name="case-report"),
    path(f"{_CASE}/sitting", sitting.sitting, name="case-sitting"),
    path(f"{_CASE}/sitting/<uuid:subject_id>", sitting.motion, name="case-motion"),
    path(f"{_CASE}/charge", charge.charge, name="case-charge"),
    path(f"{_CASE}/letters", letters.letters, name="case-letters"),
    path(f"{_CASE}/letters/<slug:key>.pdf", letters.letter, name="case-letter"),
    path("desk/<slug:slug>/sittings", sittings.sittings, name="sittings"),
    path("desk/<slug:slug>/experts", pool.pool, name="experts"),
    path("desk/<slug:slug>/listings", listings.listings, name="agency-listings"),
]
