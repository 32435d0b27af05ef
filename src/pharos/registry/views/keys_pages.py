"""The keys of an organisation: asked for by one person, approved by another with a passkey.

Whoever asks for keys or approves them may stop one at once; what puts its past in doubt, or
lets it sign again, is proposed by one person and agreed to by another.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

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
from pharos.registry.keyforms import ActNamed, Compromised, KeyNamed, PurposeNamed
from pharos.registry.models import IssuerKey, KeyProposal
from pharos.registry.rules import ISSUING, KeyAct
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
_DOUBTED = (KeyState.ACTIVE, KeyState.BLOCKED, KeyState.RETIRED)


@desk.page(Permission.LOG_READ)
def keys(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every key that the organisation had, the newest first, with what can be done to each."""
    owner = request.desk.organisation_id
    found = list(reversed(queries.keys_of(owner)))
    open_ones = queries.open_proposals(owner)
    people = names.of([
        *(person for one in found for person in (one.proposed_by, one.approved_by)),
        *(one.proposed_by for one in open_ones),
    ])  # fmt: skip
    rows = _Rows(request, by, people, open_ones)
    waiting = {one.purpose for one in found if one.state == KeyState.PROPOSED}
    return render(request, "registry/desk/keys.html", {
        "rows": [rows.row(one) for one in found],
        "signs": any(one.state == KeyState.ACTIVE for one in found),
        "new_key": _new_key(request, [one for one in _purposes(owner) if one not in waiting]),
        "may_propose": policies.allows(by, Permission.KEY_PROPOSE),
        "may_approve": rows.may_approve,
    })  # fmt: skip


@keys.post("registry.propose_key", Permission.KEY_PROPOSE, name="propose")
def propose(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The signer made a key; it signs nothing before another person approves it."""
    organisation = organisations.by_id(by.organisation_id)
    form = PurposeNamed(request.POST)
    form.offer(_purposes(organisation.id))
    actions.make_key(
        organisation=organisation,
        purpose=form.checked()["purpose"],
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


@keys.post("registry.block_key", Permission.KEY_STOP, name="block")
def block(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The key signs nothing from this moment, until two persons say otherwise."""
    actions.block_key(key_id=_named(request, by).key_id, by=by, now=now)
    return desk.Done(_here(request), "done_key_blocked")


@keys.post("registry.propose_key_act", Permission.KEY_STOP, name="compromised")
def compromised(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Somebody thinks that it was in other hands since a day; another person must agree."""
    key = _named(request, by)
    told = Compromised(request.POST).checked()
    since = datetime.combine(told["since"], time.min, tzinfo=UTC) - _EARLIEST
    actions.propose_key_act(key_id=key.key_id, act=KeyAct.COMPROMISED, since=since, by=by, now=now)
    return desk.Done(_here(request), "done_key_act_proposed")


@keys.post("registry.propose_key_act", Permission.KEY_STOP, name="unblock")
def unblock(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Somebody thinks that a blocked key may sign again; another person must agree."""
    key = _named(request, by)
    actions.propose_key_act(key_id=key.key_id, act=KeyAct.UNBLOCK, by=by, now=now)
    return desk.Done(_here(request), "done_key_act_proposed")


@keys.post("registry.propose_key_act", Permission.KEY_STOP, name="reissue")
def reissue(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """Somebody thinks that all of a key is to be signed anew; another person must agree."""
    key = _named(request, by)
    actions.propose_key_act(key_id=key.key_id, act=KeyAct.REISSUE, by=by, now=now)
    return desk.Done(_here(request), "done_key_act_proposed")


@keys.post("registry.approve_key_act", Permission.KEY_APPROVE, name="agree")
def agree(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What another person proposed about a key is done."""
    key, told = _named(request, by), ActNamed(request.POST).checked()
    done = actions.approve_key_act(key_id=key.key_id, act=KeyAct(told["key_act"]), by=by, now=now)
    return desk.Done(_here(request), f"done_key_act_{done.act}")


@keys.post("registry.withdraw_key_act", Permission.KEY_STOP, name="withdraw")
def withdraw(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """What was proposed about a key is taken back."""
    key, told = _named(request, by), ActNamed(request.POST).checked()
    actions.withdraw_key_act(key_id=key.key_id, act=KeyAct(told["key_act"]), by=by, now=now)
    return desk.Done(_here(request), "done_key_act_withdrawn")


def _purposes(organisation_id: UUID) -> tuple[str, ...]:
    """What the organisation may have keys for; the register itself keeps the log."""
    return ("log",) if organisation_id == organisations.platform_id() else ISSUING


def _new_key(request: HttpRequest, purposes: list[str]) -> PurposeNamed | None:
    """The form by which a key is asked for; None when one of each kind waits already."""
    form = PurposeNamed()
    form.offer(purposes, request.language)
    return form if purposes else None


def _named(request: HttpRequest, by: Actor) -> IssuerKey:
    """The key that the form names, of the acting organisation and of no other."""
    told = KeyNamed(request.POST).checked()
    found = queries.key(told["key_id"])
    if found is None or found.organisation_id != by.organisation_id:
        raise NotFound("key_unknown")
    return found


class _Rows:
    """What the page shows of each key, and what this reader may do to it."""

    def __init__(
        self,
        request: HttpRequest,
        by: Actor,
        people: Mapping[UUID, str],
        proposals: list[KeyProposal],
    ) -> None:
        self.request, self.by, self.people = request, by, people
        self.may_approve = policies.allows(by, Permission.KEY_APPROVE)
        self.may_stop = policies.allows(by, Permission.KEY_STOP)
        self.proposals: dict[str, list[KeyProposal]] = {}
        for one in proposals:
            self.proposals.setdefault(one.key_id, []).append(one)

    def row(self, key: IssuerKey) -> dict[str, Any]:
        mine = key.proposed_by == self.by.person_id
        waiting = self.proposals.get(key.key_id, [])
        acts = {one.act for one in waiting}
        return {
            "key": key,
            "tone": TONES[key.state],
            "proposer": self.people.get(key.proposed_by, ""),
            "approver": self.people.get(key.approved_by, "") if key.approved_by else "",
            "mine": mine,
            "certificate": queries.certificate(key.key_id),
            "proposals": [self._proposal(one) for one in waiting],
            "can_approve": self.may_approve and key.state == KeyState.PROPOSED and not mine,
            "can_retire": self.may_approve and key.state in (KeyState.ACTIVE, KeyState.BLOCKED),
            "can_block": self.may_stop and key.state == KeyState.ACTIVE,
            "can_unblock": self.may_stop
            and key.state == KeyState.BLOCKED
            and "unblock" not in acts,
            "can_warn": self.may_stop and key.state in _DOUBTED and "compromised" not in acts,
            "can_reissue": self.may_stop and self._is_left(key) and "reissue" not in acts,
            "form": self._form(key),
        }

    def _is_left(self, key: IssuerKey) -> bool:
        """Whether another key signs credentials in the place of this one."""
        if key.purpose != "credentials" or key.state in (KeyState.PROPOSED, KeyState.ACTIVE):
            return False
        return queries.has_active_key(key.organisation_id, key.purpose)

    def _proposal(self, one: KeyProposal) -> dict[str, Any]:
        mine = one.proposed_by == self.by.person_id
        return {
            "proposal": one,
            "proposer": self.people.get(one.proposed_by, ""),
            "mine": mine,
            "can_agree": self.may_approve and not mine,
            "can_withdraw": self.may_stop,
        }

    def _form(self, key: IssuerKey) -> Compromised:
        posted = self.request.POST
        is_asked = (
            self.request.method == "POST"
            and posted.get("key_id") == key.key_id
            and posted.get(desk.ACT_FIELD) == "compromised"
        )
        return Compromised(
            posted if is_asked else None,
            auto_id=f"{key.id}_%s",
            initial={"key_id": key.key_id},
        )


def _here(request: HttpRequest) -> str:
    return reverse("keys", kwargs={"language": request.language, "slug": request.desk.slug})
