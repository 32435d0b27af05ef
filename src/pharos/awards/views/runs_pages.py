"""Runs: the list, a run with its enrolments, learners enrolled one by one or from a file."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import actions, enrolling, queries, searches
from pharos.awards.models import Enrolment
from pharos.awards.runforms import (
    Closing,
    EnrolmentRoster,
    Leaving,
    NewEnrolment,
    NewResult,
    NewRun,
)
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.i18n import choose
from pharos.nations import codes, zones
from pharos.organisations import desk

MAX_FILE = 8 * 1024 * 1024
STATES = {"enrolled": "info", "completed": "good", "withdrawn": "grey", "not_completed": "warn"}


@desk.page(Permission.RUN_READ)
def runs(request: HttpRequest, by: Actor) -> HttpResponse:
    """The runs of the provider with their figures, those opened last first."""
    found, more = searches.runs(by, after=_uuid(request.GET.get("after", "")))
    counted = searches.figures(by, [one.id for one in found])
    rows = [
        {"run": one, "title": one.version.descriptor.title,
         "figures": counted.get(one.id, searches.Figures())}
        for one in found
    ]  # fmt: skip
    return render(request, "awards/runs.html", {"rows": rows, "more": more})


@desk.page(Permission.RUN_MANAGE)
def new_run(request: HttpRequest, by: Actor) -> HttpResponse:
    """The form that opens a run."""
    form = NewRun(_posted(request), versions=_versions(request, by))
    return render(request, "awards/run_new.html", {"form": form})


@new_run.post("awards.open_run")
def open_run(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The run is open."""
    told = NewRun(request.POST, versions=_versions(request, by)).checked()
    made = actions.open_run(
        version_id=UUID(told["version"]), code=told["code"], first_day=told["first_day"],
        last_day=told["last_day"], by=by, now=now,
    )  # fmt: skip
    return desk.Done(_to(request, "runs-run", run_id=made.id), "done_run_opened")


@desk.page(Permission.RUN_READ)
def run(request: HttpRequest, by: Actor, run_id: UUID) -> HttpResponse:
    """One run: what it delivers, how it goes, who is enrolled."""
    found = queries.run_for(by, run_id)
    version = catalogue.version(found.version_id)
    enrolments, more = searches.enrolments(by, found, after=_uuid(request.GET.get("after", "")))
    closing = Closing(_posted(request, "close"), initial={"ended_on": found.last_day})
    return render(request, "awards/run.html", {
        "run": found,
        "version": version,
        "figures": searches.figures(by, [found.id]).get(found.id, searches.Figures()),
        "rows": _rows(by, enrolments),
        "more": more,
        "closing": closing,
        "may_record": policies.allows(by, Permission.ENROLMENT_RECORD),
        "may_manage": policies.allows(by, Permission.RUN_MANAGE),
    })  # fmt: skip


@run.post("awards.close_run", Permission.RUN_MANAGE, name="close")
def close(request: HttpRequest, by: Actor, now: datetime, run_id: UUID) -> desk.Done:
    """The run takes nobody any more."""
    told = Closing(request.POST).checked()
    actions.close_run(run_id=run_id, ended_on=told["ended_on"], by=by, now=now)
    return desk.Done(_to(request, "runs-run", run_id=run_id), "done_run_closed")


@desk.page(Permission.ENROLMENT_RECORD)
def new_enrolment(request: HttpRequest, by: Actor, run_id: UUID) -> HttpResponse:
    """The form that enrols one learner."""
    found = queries.run_for(by, run_id)
    form = NewEnrolment(_posted(request), initial={"enrolled_on": found.first_day})
    return render(request, "awards/run_enrol.html", {"run": found, "form": form})


@new_enrolment.post("awards.enrol")
def enrol(request: HttpRequest, by: Actor, now: datetime, run_id: UUID) -> desk.Done:
    """The learner takes part from that day."""
    form = NewEnrolment(request.POST)
    told = form.checked()
    actions.enrol(
        run_id=run_id, cells=form.cells(), enrolled_on=told["enrolled_on"], by=by, now=now
    )
    return desk.Done(_to(request, "runs-run", run_id=run_id), "done_learner_enrolled")


@desk.page(Permission.ENROLMENT_RECORD)
def roster(request: HttpRequest, by: Actor, run_id: UUID) -> HttpResponse:
    """The form that enrols many learners from a file."""
    found = queries.run_for(by, run_id)
    form = EnrolmentRoster(
        _posted(request), _files(request), initial={"enrolled_on": found.first_day}
    )
    return render(request, "awards/run_roster.html", {"run": found, "form": form})


@roster.post("awards.enrol_roster", limit=MAX_FILE)
def enrol_roster(request: HttpRequest, by: Actor, now: datetime, run_id: UUID) -> desk.Done:
    """Everybody of the file takes part, or nobody: the rows that cannot are told."""
    told = EnrolmentRoster(request.POST, request.FILES).checked()
    made = enrolling.enrol_many(
        run_id=run_id, raw=told["file"].read(), enrolled_on=told["enrolled_on"], by=by, now=now
    )
    to = _to(request, "runs-run", run_id=run_id)
    return desk.Done(to, "done_roster_enrolled", {"count": str(made)})


@desk.page(Permission.ENROLMENT_READ)
def enrolment(request: HttpRequest, by: Actor, run_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """One learner in one run: results, and how it ended."""
    found = _enrolment(by, run_id, enrolment_id)
    version = catalogue.version(found.run.version_id)
    today = _today(version, request.now)
    return render(request, "awards/run_enrolment.html", {
        "run": found.run,
        "version": version,
        "enrolment": found,
        "tone": STATES[found.state],
        "learner": searches.named([found.learner])[0],
        "results": found.results.order_by("-assessed_on", "-id"),
        "result": _result_form(request, version, today, _posted(request, "result")),
        "leaving": Leaving(_posted(request, "withdraw"), initial={"ended_on": today}),
        "may_record": policies.allows(by, Permission.RESULT_RECORD),
    })  # fmt: skip


@enrolment.post("awards.record_result", Permission.RESULT_RECORD, name="result")
def record(
    request: HttpRequest, by: Actor, now: datetime, run_id: UUID, enrolment_id: UUID
) -> desk.Done:
    """The result is on record."""
    found = _enrolment(by, run_id, enrolment_id)
    version = catalogue.version(found.run.version_id)
    form = _result_form(request, version, _today(version, now), request.POST)
    told = form.checked()
    actions.record_result(
        enrolment_id=enrolment_id, grade=told["grade"], assessed_on=told["assessed_on"],
        components=form.components(), identity_check=told["identity_check"] or None,
        by=by, now=now,
    )  # fmt: skip
    here = _to(request, "runs-enrolment", run_id=run_id, enrolment_id=enrolment_id)
    return desk.Done(here, "done_result_recorded")


@enrolment.post("awards.withdraw", Permission.ENROLMENT_RECORD, name="withdraw")
def withdraw(
    request: HttpRequest, by: Actor, now: datetime, run_id: UUID, enrolment_id: UUID
) -> desk.Done:
    """The learner has left the run."""
    told = Leaving(request.POST).checked()
    found = _enrolment(by, run_id, enrolment_id)
    actions.withdraw(
        enrolment_id=found.id, ended_on=told["ended_on"], because=told["because"], by=by, now=now
    )
    return desk.Done(_to(request, "runs-run", run_id=run_id), "done_learner_withdrawn")


def _enrolment(by: Actor, run_id: UUID, enrolment_id: UUID) -> Enrolment:
    found = queries.enrolment_for(by, enrolment_id)
    if found.run_id != run_id:
        raise NotFound("enrolment_unknown")
    return found


def _rows(by: Actor, enrolments: list[Enrolment]) -> list[dict[str, Any]]:
    learners = {one.id: one for one in searches.named([row.learner for row in enrolments])}
    results = searches.newest_results(enrolments)
    return [
        {"enrolment": one, "learner": learners[one.learner_id], "result": results.get(one.id),
         "tone": STATES[one.state]}
        for one in enrolments
    ]  # fmt: skip


def _result_form(
    request: HttpRequest, version: ProgrammeVersion, today: date, data: Any
) -> NewResult:
    types = codes.assessment_types()
    parts = list(dict.fromkeys(one.type for one in version.descriptor.assessment))
    form = NewResult(data, language=request.language, parts=parts, initial={"assessed_on": today})
    form.named_parts = [
        {"field": form[f"points_{number}"], "name": types[part].label if part in types else {}}
        for number, part in enumerate(parts)
    ]
    return form


def _versions(request: HttpRequest, by: Actor) -> list[tuple[str, str]]:
    assert by.organisation_id is not None
    found = catalogue.published(organisation_id=by.organisation_id, limit=catalogue.MAX_LISTED)
    return [
        (str(one.id), f"{choose(one.descriptor.title, request.language)} ({one.number})")
        for one in found
    ]


def _today(version: ProgrammeVersion, now: datetime) -> date:
    return zones.legal_day(version.nation, now)


def _posted(request: HttpRequest, act: str = "") -> Any:
    """What was typed for this act, None when the page is only looked at."""
    if request.method == "POST" and request.POST.get(desk.ACT_FIELD, "") == act:
        return request.POST
    return None


def _files(request: HttpRequest) -> Any:
    """What was sent; None when the page is only looked at, or the form would count as sent."""
    return request.FILES if request.method == "POST" else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _to(request: HttpRequest, name: str, **arguments: object) -> str:
    known = {"language": request.language, "slug": request.desk.slug}
    return reverse(name, kwargs={**known, **arguments})
