"""Awards at the desk: the list, one award with its credential, and what happens to it.

One person may suspend or revoke; to give back takes two.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.accreditation import gatewords
from pharos.awards import queries as awards
from pharos.awards import records
from pharos.catalogue import queries as catalogue
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, NotFound
from pharos.common.i18n import choose
from pharos.issuing import actions, finding, queries
from pharos.issuing.deskforms import Filter, Reason
from pharos.issuing.finding import Asked
from pharos.issuing.layouts import queries as layouts
from pharos.issuing.models import Credential, StatusChange
from pharos.issuing.national import queries as national
from pharos.issuing.national.queries import Registration
from pharos.issuing.reissue import queries as reissue
from pharos.issuing.rules import Act
from pharos.organisations import desk

REGISTRATION_TONES = {"awaiting_registration": "info", "registered": "good",
                      "registration_refused": "bad"}  # fmt: skip


@desk.page(Permission.AWARD_READ)
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """The awards that fit, with a box for each that can be revoked."""
    form = Filter(request.GET, language=request.language, programmes=_programmes(request, by))
    told = form.cleaned_data if form.is_valid() else {}
    asked = Asked(
        text=told.get("text") or "",
        birth_date=told.get("birth_date"),
        version_id=UUID(told["programme"]) if told.get("programme") else None,
        batch_id=told.get("batch"),
        state=told.get("state") or "",
    )
    found = finding.awards(by, asked, after=request.GET.get("after", ""))
    kept = [(name, value) for name, value in request.GET.items() if name not in ("after", "done")]
    return render(request, "issuing/desk/awards.html", {
        "form": form,
        "asked": asked,
        "found": found,
        "is_asked": any(value for _, value in kept),
        "more": found.next,
        "kept": f"{urlencode(kept)}&" if kept else "",
        "may_revoke": policies.allows(by, Permission.AWARD_REVOKE),
    })  # fmt: skip


@desk.page(Permission.AWARD_READ)
def award(request: HttpRequest, by: Actor, award_id: UUID) -> HttpResponse:
    """One award: whose, of what, its credential, and everything that happened."""
    row = awards.award_for(by, award_id)
    line = finding.lines(by, [row])[0]
    credential = line.credential
    changes = reissue.of_award(row.issuer_id, row.id) if credential else []
    waiting = next((one for one in changes if one.done_at is None), None)
    people = names.of(person for one in changes for person in (one.proposed_by, one.approved_by))
    registration = national.registration(credential) if credential else None
    version = catalogue.version(row.version_id)
    return render(request, "issuing/desk/award.html", {
        "line": line,
        "award": row,
        "version": version,
            "quality": gatewords.rows(
                version, now=request.now, language=request.language, on=row.award_date
            ),
        "credential": credential,
        "pinned": layouts.pinned(credential.chunk_id) if credential else None,
        "registration": registration,
        "registration_tone": _registration_tone(registration),
        "batch": records.batch(row.batch_id),
        "changes": [_told(one, people) for one in changes],
        "waiting": _told(waiting, people) if waiting else None,
        "mine": waiting is not None and waiting.proposed_by == by.person_id,
        "forms": _forms(request, by, credential, waiting),
    })  # fmt: skip


@award.post("issuing.revoke", Permission.AWARD_REVOKE, name="revoke")
def revoke(request: HttpRequest, by: Actor, now: datetime, award_id: UUID) -> desk.Done:
    """The credential is revoked for good."""
    return _happen(request, by, now, award_id, Act.REVOKE, actions.revoke)


@award.post("issuing.suspend", Permission.AWARD_SUSPEND, name="suspend")
def suspend(request: HttpRequest, by: Actor, now: datetime, award_id: UUID) -> desk.Done:
    """The credential does not hold until two persons give it back."""
    return _happen(request, by, now, award_id, Act.SUSPEND, actions.suspend)


@award.post("issuing.propose_reinstatement", Permission.AWARD_SUSPEND, name="reinstate")
def propose(request: HttpRequest, by: Actor, now: datetime, award_id: UUID) -> desk.Done:
    """The end of the suspension waits for another person."""
    return _happen(request, by, now, award_id, Act.REINSTATE, actions.propose_reinstatement)


@award.post("issuing.reinstate", Permission.AWARD_REINSTATE, name="approve")
def reinstate(request: HttpRequest, by: Actor, now: datetime, award_id: UUID) -> desk.Done:
    """The suspension that another person proposed to end is over."""
    credential = _credential(by, award_id)
    waiting = next((one for one in queries.changes(credential.id) if one.done_at is None), None)
    if waiting is None:
        raise NotFound("reinstatement_unknown")
    actions.reinstate(change_id=waiting.id, by=by, now=now)
    return desk.Done(_here(request, award_id), "done_award_reinstated")


@desk.page(Permission.AWARD_REVOKE)
def revoke_many(request: HttpRequest, by: Actor) -> HttpResponse:
    """The awards that were ticked, and the one reason for which all of them are revoked."""
    ticked = _ticked(request.POST if request.method == "POST" else request.GET)
    found = [one for one in finding.ticked(by, ticked) if one.can_change]
    form = Reason(_posted(request, ""), act=Act.REVOKE, language=request.language)
    return render(request, "issuing/desk/revoke.html", {"lines": found, "form": form})


@revoke_many.post("issuing.revoke_many")
def revoke_ticked(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """All of them are revoked, or none."""
    told = Reason(request.POST, act=Act.REVOKE, language=request.language).checked()
    found = [one for one in finding.ticked(by, _ticked(request.POST)) if one.can_change]
    if not found:
        raise Conflict("revoke_nothing_ticked")
    for one in found:
        assert one.credential is not None
        actions.revoke(
            credential_id=one.credential.id, reason=told["reason"], note=told["note"],
            by=by, now=now,
        )  # fmt: skip
    known = {"language": request.language, "slug": request.desk.slug}
    return desk.Done(
        reverse("awards", kwargs=known), "done_awards_revoked", {"count": str(len(found))}
    )


def _happen(
    request: HttpRequest,
    by: Actor,
    now: datetime,
    award_id: UUID,
    act: Act,
    work: Callable[..., StatusChange],
) -> desk.Done:
    told = Reason(request.POST, act=act, language=request.language).checked()
    credential = _credential(by, award_id)
    work(credential_id=credential.id, reason=told["reason"], note=told["note"], by=by, now=now)
    return desk.Done(_here(request, award_id), f"done_award_{act.value}")


def _credential(by: Actor, award_id: UUID) -> Credential:
    row = awards.award_for(by, award_id)
    found = queries.credential_of_award(row.issuer_id, row.id)
    if found is None:
        raise Conflict("award_not_issued", state=row.state)
    return found


def _forms(
    request: HttpRequest, by: Actor, credential: Credential | None, waiting: StatusChange | None
) -> dict[str, Reason]:
    """The forms of what this person can make happen to this credential."""
    if credential is None:
        return {}
    able = {
        "suspend": (Act.SUSPEND, Permission.AWARD_SUSPEND, credential.state == "valid"),
        "revoke": (Act.REVOKE, Permission.AWARD_REVOKE, credential.state != "revoked"),
        "reinstate": (
            Act.REINSTATE, Permission.AWARD_SUSPEND,
            credential.state == "suspended" and waiting is None,
        ),
    }  # fmt: skip
    return {
        name: Reason(_posted(request, name), act=act, language=request.language)
        for name, (act, permission, fits) in able.items()
        if fits and policies.allows(by, permission)
    }


def _registration_tone(one: Registration | None) -> str:
    """The tone of the national register's answer; nothing where no law asks for one."""
    if one is None or (one.state == "registered" and not one.number):
        return ""
    return REGISTRATION_TONES[one.state]


def _told(change: StatusChange, people: Any) -> dict[str, Any]:
    return {
        "change": change,
        "proposer": people.get(change.proposed_by, ""),
        "approver": people.get(change.approved_by, ""),
    }


def _programmes(request: HttpRequest, by: Actor) -> list[tuple[str, str]]:
    found = catalogue.versions_of(by.organisation_id)
    return [
        (str(one.id), f"{choose(one.descriptor.title, request.language)} ({one.number})")
        for one in found[: catalogue.MAX_LISTED]
    ]


def _ticked(asked: Any) -> Sequence[UUID]:
    found = []
    for text in asked.getlist("award")[: finding.MAX_TICKED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _posted(request: HttpRequest, act: str) -> Any:
    if request.method == "POST" and request.POST.get(desk.ACT_FIELD, "") == act:
        return request.POST
    return None


def _here(request: HttpRequest, award_id: UUID) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "award_id": award_id}
    return reverse("awards-award", kwargs=known)
