"""The keys of an organisation: proposed by one person, approved by another with a passkey."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.core.did import KeyState
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.registry import actions, queries
from pharos.registry.keyforms import Compromised, KeyNamed
from pharos.registry.models import IssuerKey
from pharos.registry.signer.client import SignerClient

TONES = {
    "proposed": "info",
    "active": "good",
    "blocked": "warn",
    "retired": "grey",
    "compromised": "bad",
}

# A day begins first fourteen hours before it does in UTC: rather too much is doubted than too
# little, wherever the organisation is.
_EARLIEST = timedelta(hours=14)


@desk.page(Permission.LOG_READ)
def keys(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every key that the organisation had, the newest first, with what can be done to each."""
    found = list(reversed(queries.keys_of(request.desk.organisation_id)))
    people = names.of(person for one in found for person in (one.proposed_by, one.approved_by))
    may_approve = policies.allows(by, Permission.KEY_APPROVE)
    return render(request, "registry/desk/keys.html", {
        "rows": [_row(request, by, one, people, may_approve) for one in found],
        "signs": any(one.state == KeyState.ACTIVE for one in found),
        "waits": any(one.state == KeyState.PROPOSED for one in found),
        "may_propose": policies.allows(by, Permission.KEY_PROPOSE),
        "may_approve": may_approve,
    })  # fmt: skip


@keys.post("registry.propose_key", Permission.KEY_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The signer made a key; it signs nothing before another person approves it."""
    organisation = organisations.by_id(by.organisation_id)
    is_operator = organisation.id == organisations.platform_id()
    actions.make_key(
        organisation=organisation,
        purpose="log" if is_operator else "credentials",
        by=by,
        signer=SignerClient(),
    )
    return desk.Done(_here(request), "done_key_proposed")


@keys.post("registry.approve_key", Permission.KEY_APPROVE, name="approve")
def approve(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """From now on this key signs; the one before it is retired."""
    actions.approve_key(key_id=_named(request, by).key_id, by=by, now=now)
    return desk.Done(_here(request), "done_key_approved")


@keys.post("registry.retire_key", Permission.KEY_APPROVE, name="retire")
def retire(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The key signs no longer; what it signed stays good."""
    actions.retire_key(key_id=_named(request, by).key_id, by=by, now=now)
    return desk.Done(_here(request), "done_key_retired")


@keys.post("registry.declare_compromised", Permission.KEY_APPROVE, name="compromised")
def compromised(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Only what the log held before that day counts as signed with this key."""
    told = Compromised(request.POST).checked()
    since = datetime.combine(told["since"], time.min, tzinfo=UTC) - _EARLIEST
    actions.declare_compromised(key_id=_named(request, by).key_id, since=since, by=by, now=now)
    return desk.Done(_here(request), "done_key_compromised")


def _named(request: HttpRequest, by: Actor) -> IssuerKey:
    """The key that the form names, of the acting organisation and of no other."""
    told = KeyNamed(request.POST).checked()
    found = queries.key(told["key_id"])
    if found is None or found.organisation_id != by.organisation_id:
        raise NotFound("key_unknown")
    return found


def _row(
    request: HttpRequest, by: Actor, key: IssuerKey, people: Any, may_approve: bool
) -> dict[str, Any]:
    is_asked = request.method == "POST" and request.POST.get("key_id") == key.key_id
    is_compromise = is_asked and request.POST.get(desk.ACT_FIELD) == "compromised"
    mine = key.proposed_by == by.person_id
    return {
        "key": key,
        "tone": TONES[key.state],
        "proposer": people.get(key.proposed_by, ""),
        "approver": people.get(key.approved_by, ""),
        "mine": mine,
        "can_approve": may_approve and key.state == KeyState.PROPOSED and not mine,
        "can_retire": may_approve and key.state == KeyState.ACTIVE,
        "can_warn": may_approve and key.state in (KeyState.ACTIVE, KeyState.RETIRED),
        "form": Compromised(
            request.POST if is_compromise else None, auto_id=f"{key.id}_%s",
            initial={"key_id": key.key_id},
        ),
    }  # fmt: skip


def _here(request: HttpRequest) -> str:
    return reverse("keys", kwargs={"language": request.language, "slug": request.desk.slug})
