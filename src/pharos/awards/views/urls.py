"""The pages of this context, below `/<language>/`."""

from django.urls import URLPattern, path

from pharos.awards.views import learners, runs_pages

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
]
