"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.awards.views import batches, imports, learners, runs_pages

_DESK = "desk/<slug:slug>"

pages: list[URLPattern] = [
    path(f"{_DESK}/runs", runs_pages.runs, name="runs"),
    path(f"{_DESK}/runs/new", runs_pages.new_run, name="runs-new"),
    path(f"{_DESK}/runs/<uuid:run_id>", runs_pages.run, name="runs-run"),
    path(f"{_DESK}/runs/<uuid:run_id>/enrol", runs_pages.new_enrolment, name="runs-enrol"),
    path(f"{_DESK}/runs/<uuid:run_id>/roster", runs_pages.roster, name="runs-roster"),
    path(
        f"{_DESK}/runs/<uuid:run_id>/enrolments/<uuid:enrolment_id>",
        runs_pages.enrolment,
        name="runs-enrolment",
    ),
    path(f"{_DESK}/learners", learners.learners, name="learners"),
    path(f"{_DESK}/learners/<uuid:learner_id>", learners.learner, name="learners-learner"),
    path(f"{_DESK}/import", imports.start, name="imports"),
    path(f"{_DESK}/import/template.csv", imports.plain_template, name="imports-plain-template"),
    path(
        f"{_DESK}/import/template/<uuid:version_id>.xlsx",
        imports.own_template,
        name="imports-template",
    ),
    path(f"{_DESK}/import/<uuid:import_id>", imports.draft, name="imports-draft"),
    path(f"{_DESK}/import/<uuid:import_id>/columns", imports.columns, name="imports-columns"),
    path(f"{_DESK}/import/<uuid:import_id>/progress", imports.progress, name="imports-progress"),
    path(f"{_DESK}/import/<uuid:import_id>/faults.xlsx", imports.faults, name="imports-faults"),
    path(f"{_DESK}/batches", batches.batches, name="batches"),
    path(f"{_DESK}/batches/<uuid:batch_id>", batches.batch, name="batch"),
    path(f"{_DESK}/batches/<uuid:batch_id>/progress", batches.progress, name="batch-progress"),
]
