"""What keeps an installation running: its health, its queue, the emergency stop, registration."""

import shutil
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common import joblist, lastruns
from pharos.common.actor import Actor
from pharos.common.errors import Malformed, NotAllowed
from pharos.common.forms import Form
from pharos.common.settings import settings
from pharos.common.supervisor import health as supervised
from pharos.common.texts import kept
from pharos.issuing.national import differences, outbox
from pharos.issuing.national import queries as national
from pharos.issuing.national.rules import Resolution
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry

MAX_REASON: Final = 500
# after so many minutes without a checkpoint, while leaves wait, somebody should look
CHECKPOINT_LATE: Final = 10
LEAST_FREE: Final = 1024**3
_OUTCOMES: Final = {"ok": "good", "warn": "warn", "fail": "bad"}


class StopForm(Form):
    """Why nothing may be signed."""

    area = "stop"
    reason = forms.CharField(max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class ResolveForm(Form):
    """How a difference with the national register ended."""

    area = "difference"
    note = forms.CharField(
        max_length=differences.MAX_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )


@desk.page(Permission.LOG_READ)
def health(request: HttpRequest, by: Actor) -> HttpResponse:
    """The parts, the log, the disk, the last backup and what the doctor found last."""
    require_platform(by)
    ours = settings()
    told = supervised.read(ours)
    disk = shutil.disk_usage(ours.state_dir)
    checkpoint = registry.newest_checkpoint()
    waiting = registry.waiting_chunks()
    age = int((request.now - checkpoint.signed_at).total_seconds() // 60) if checkpoint else None
    doctor = lastruns.last(ours, "doctor")
    return render(
        request,
        "portal/operations/health.html",
        {
            "parts": sorted(told.parts.items()) if told else [],
            "stopped": registry.stop_since(),
            "checkpoint": checkpoint,
            "age": age,
            "late": bool(waiting) and (age is None or age > CHECKPOINT_LATE),
            "log_size": registry.log_size(),
            "waiting_chunks": len(waiting),
            "waiting_leaves": sum(one.count for one in waiting),
            "kinds": joblist.kinds(),
            "workers": joblist.workers(),
            "free_mb": disk.free // 2**20,
            "disk_share": round(100 * disk.used / disk.total),
            "disk_tone": "good" if disk.free > LEAST_FREE else "bad",
            "backup_at": _instant(lastruns.last(ours, "backup")),
            "doctor_at": _instant(doctor),
            "findings": [
                {**one, "tone": _OUTCOMES.get(one["outcome"], "grey"),
                 "code": f"page_health_{one['outcome']}"}
                for one in (doctor or {}).get("checks", [])
            ],
        },
    )  # fmt: skip


@desk.page(Permission.LOG_READ)
def jobs(request: HttpRequest, by: Actor) -> HttpResponse:
    """The queue: what waits by name, and what ended with an error and why."""
    require_platform(by)
    name = request.GET.get("name", "")[:80]
    return render(
        request,
        "portal/operations/jobs.html",
        {
            "kinds": joblist.kinds(),
            "failed": joblist.failed(name=name),
            "name": name,
            "workers": joblist.workers(),
            "may_retry": policies.allows(by, Permission.JOB_RETRY),
            "who_may": policies.matrix().holders(Permission.JOB_RETRY),
        },
    )


@jobs.post("common.retry_job", Permission.JOB_RETRY, name="retry")
def retry(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The failed job is in the queue again."""
    require_platform(by)
    text = request.POST.get("job", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Malformed("request_unreadable", "no number of a job")
    joblist.retry(job_id=int(text), by=by, now=now)
    return desk.Done(_address(request, "operations-jobs"), say="done_job_retried",
                     facts={"job": text})  # fmt: skip


@desk.page(Permission.LOG_READ)
def stop(request: HttpRequest, by: Actor) -> HttpResponse:
    """The emergency stop of all issuing, and how two persons lift it."""
    require_platform(by)
    stops = registry.stops()
    current = next((one for one in stops if one.lifted_at is None), None)
    sent = request.POST.get("act") == "stop"
    may = policies.allows(by, Permission.REGISTRY_ISSUING_STOP)
    return render(
        request,
        "portal/operations/stop.html",
        {
            "current": current,
            "stops": stops,
            "may": may,
            "may_lift": may
            and current is not None
            and current.lift_proposed_by is not None
            and current.lift_proposed_by != by.person_id,
            "proposed_by_me": current is not None and current.lift_proposed_by == by.person_id,
            "who_may": policies.matrix().holders(Permission.REGISTRY_ISSUING_STOP),
            "form": StopForm(request.POST if sent else None),
        },
    )


@stop.post("registry.stop_issuing", Permission.REGISTRY_ISSUING_STOP, name="stop")
def stop_issuing(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Nothing is signed from now on; verifying goes on."""
    require_platform(by)
    reason = _clean(StopForm(request.POST).checked()["reason"], MAX_REASON)
    registry_actions.stop_issuing(reason=reason, by=by)
    return desk.Done(_address(request, "operations-stop"), say="done_issuing_stopped")


@stop.post("registry.propose_lift", Permission.REGISTRY_ISSUING_STOP, name="propose")
def propose_lift(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """One person proposes to lift the stop."""
    require_platform(by)
    registry_actions.propose_lift(by=by, now=now)
    return desk.Done(_address(request, "operations-stop"), say="done_lift_proposed")


@stop.post("registry.lift_stop", Permission.REGISTRY_ISSUING_STOP, name="lift")
def lift(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Another person lifts it: what was confirmed is signed."""
    require_platform(by)
    registry_actions.lift_stop(by=by, now=now)
    return desk.Done(_address(request, "operations-stop"), say="done_stop_lifted")


@desk.page(Permission.NATIONAL_REGISTRATION_READ)
def registration(request: HttpRequest, by: Actor) -> HttpResponse:
    """What waits for the national registers, and where the two sides differ."""
    require_platform(by)
    every = request.GET.get("show") == "all"
    act = request.POST.get("act", "")
    return render(
        request,
        "portal/operations/national.html",
        {
            "waiting": [
                {"outbox": one, "issuer": organisations.by_id(one.organisation_id).name,
                 "left": one.count - one.answered}
                for one in national.waiting(by)
            ],
            "lines": [
                {"line": one, "issuer": organisations.by_id(one.organisation_id).name,
                 "code": f"page_national_{one.kind}"}
                for one in national.report(by, all_lines=every)
            ],
            "comparisons": [
                {"row": one, "issuer": organisations.by_id(one.organisation_id).name}
                for one in national.comparisons(by)
            ],
            "every": every,
            "form": ResolveForm(request.POST if act in list(Resolution) else None),
            "may_send": policies.allows(by, Permission.NATIONAL_REGISTRATION_SEND),
            "may_resolve": policies.allows(by, Permission.DIFFERENCE_RESOLVE),
            "who_may": policies.matrix().holders(Permission.DIFFERENCE_RESOLVE),
        },
    )  # fmt: skip


@registration.post("issuing.send_again", Permission.NATIONAL_REGISTRATION_SEND, name="send")
def send_again(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Every waiting chunk is sent again now."""
    require_platform(by)
    count = outbox.send_again(by=by, now=now)
    return desk.Done(_address(request, "operations-national"), say="done_national_sent",
                     facts={"n": str(count)})  # fmt: skip


@registration.post("issuing.resolve", Permission.DIFFERENCE_RESOLVE, name="cured")
def cured(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The difference was cured at one of the two sides."""
    return _resolve(request, by, now, Resolution.CURED)


@registration.post("issuing.resolve", Permission.DIFFERENCE_RESOLVE, name="accepted")
def accepted(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The difference is known and left as it is."""
    return _resolve(request, by, now, Resolution.ACCEPTED)


def require_platform(by: Actor) -> None:
    """These pages are the operator's of this register; raises NotAllowed `not_the_operator`."""
    if by.organisation_id != organisations.platform_id():
        raise NotAllowed("not_the_operator")


def _resolve(request: HttpRequest, by: Actor, now: datetime, how: Resolution) -> desk.Done:
    require_platform(by)
    note = _clean(ResolveForm(request.POST).checked()["note"], differences.MAX_NOTE)
    try:
        line = UUID(request.POST.get("line", ""))
    except ValueError as error:
        raise Malformed("request_unreadable", "no id of a difference") from error
    differences.resolve(difference_id=line, resolution=how, note=note, by=by, now=now)
    return desk.Done(_address(request, "operations-national"), say="done_difference_resolved")


def _instant(told: Any) -> datetime | None:
    return datetime.fromisoformat(told["at"]) if told else None


def _clean(text: str, limit: int) -> str:
    return kept(text, code="note_malformed", limit=limit, may_be_empty=True)


def _address(request: HttpRequest, name: str) -> str:
    return str(reverse(name, kwargs={"language": request.language, "slug": request.desk.slug}))
