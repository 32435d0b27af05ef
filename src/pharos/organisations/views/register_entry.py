"""One entry of the register: what it says, what it resembles, and the acts of its office."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.common.forms import Form
from pharos.organisations import actions, desk, queries, register_forms, registering
from pharos.organisations.actions import closing
from pharos.organisations.models import Organisation
from pharos.organisations.views.register_desk import STATE_TONES, address

REFUSED: Final[Mapping[str, str]] = {
    "name_resembles": "reviewed",
    "kind_held_already": "kind",
    "relation_malformed": "relation",
    "organisation_unknown": "other",
    "close_reason_missing": "reason",
    "custody_act_missing": "legal_act",
    "close_day_ahead": "day",
    "custodian_not_listed": "custodian",
    "email_malformed": "email",
    "name_malformed": "name",
    "invitation_waits": "email",
}


@desk.page(Permission.MEMBERSHIP_READ)
def entry(request: HttpRequest, by: Actor, entry: str) -> HttpResponse:
    """The entry with everything that belongs to it; buttons only for who may press them."""
    found = queries.organisation(entry)
    kept = found.keeper_id == by.organisation_id
    may_edit = kept and policies.allows(by, Permission.ORGANISATION_EDIT)
    may_review = kept and policies.allows(by, Permission.ORGANISATION_REVIEW)
    day = request.now.date()
    return render(
        request,
        "organisations/register/entry.html",
        {
            "entry": found,
            "country": registering.country(found.nation, request.language),
            "state": f"page_register_state_{found.state}",
            "tone": STATE_TONES[found.state],
            "likenesses": registering.likenesses(found) if found.state == "held" else [],
            "entered_by_me": found.created_by is not None and found.created_by == by.person_id,
            "names": registering.names(found.id),
            "kinds": registering.kinds(found.id),
            "relations": registering.relations(found.id),
            "memberships": queries.memberships(found.id, now=request.now) if kept else [],
            "invitations": queries.invitations(found.id, now=request.now) if kept else [],
            "may_switch": kept and policies.allows(by, Permission.FEATURE_SET),
            "kept": kept,
            "keeper": queries.by_id(found.keeper_id).name,
            "may_edit": may_edit and found.state != "closed",
            "may_review": may_review,
            "may_close": may_review and found.state == "listed" and found.id != by.organisation_id,
            "who_edits": policies.matrix().holders(Permission.ORGANISATION_EDIT),
            "who_reviews": policies.matrix().holders(Permission.ORGANISATION_REVIEW),
            "custodies": queries.custodies(found.id),
            "today": day,
            **_forms(request, found),
        },
    )


@entry.post("organisations.review", Permission.ORGANISATION_REVIEW, name="accept")
def accept(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The held entry is let into the register."""
    found = queries.organisation(entry)
    actions.review(by=by, organisation_id=found.id, accept=True, now=now)
    return _done(request, entry, "done_entry_accepted")


@entry.post("organisations.review", Permission.ORGANISATION_REVIEW, name="refuse")
def refuse(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The held entry is closed: it resembles another too much."""
    found = queries.organisation(entry)
    actions.review(by=by, organisation_id=found.id, accept=False, now=now)
    return _done(request, entry, "done_entry_refused")


@entry.post("organisations.rename", name="rename")
def rename(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The organisation bears other names from a day on."""
    if not policies.allows(by, Permission.ORGANISATION_EDIT):
        policies.require(by, Permission.ORGANISATION_REVIEW)
    form = register_forms.RenameForm(request.POST, language=request.language)
    given = form.checked()
    actions.rename(
        by=by,
        organisation_id=queries.organisation(entry).id,
        name=form.names,
        since=given["since"],
        reviewed=given["reviewed"],
    )
    return _done(request, entry, "done_entry_renamed")


@entry.post("organisations.add_kind", Permission.ORGANISATION_EDIT, name="add_kind")
def add_kind(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The organisation is this as well."""
    given = register_forms.KindForm(request.POST, language=request.language).checked()
    actions.add_kind(
        by=by,
        organisation_id=queries.organisation(entry).id,
        kind=given["kind"],
        since=given["kind_since"],
    )
    return _done(request, entry, "done_entry_changed")


@entry.post("organisations.end_kind", Permission.ORGANISATION_EDIT, name="end_kind")
def end_kind(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The organisation is this no longer, from a day on."""
    given = register_forms.EndForm(request.POST).checked()
    actions.end_kind(
        by=by,
        organisation_id=queries.organisation(entry).id,
        kind=request.POST.get("kind_ended", ""),
        until=given["until"],
    )
    return _done(request, entry, "done_entry_changed")


@entry.post("organisations.relate", Permission.ORGANISATION_EDIT, name="relate")
def relate(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The organisation stands to another in this way."""
    given = register_forms.RelationForm(request.POST, language=request.language).checked()
    actions.relate(
        by=by,
        organisation_id=queries.organisation(entry).id,
        kind=given["relation"],
        other_id=queries.organisation(given["other"].strip()).id,
        since=given["relation_since"],
    )
    return _done(request, entry, "done_entry_changed")


@entry.post("organisations.end_relation", Permission.ORGANISATION_EDIT, name="end_relation")
def end_relation(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """The organisation stands to the other in this way no longer."""
    given = register_forms.EndForm(request.POST).checked()
    relations = {str(one.id): one.id for one in registering.relations(
        queries.organisation(entry).id)}  # fmt: skip
    chosen = relations.get(request.POST.get("relation_ended", ""))
    if chosen is None:
        raise Malformed("request_unreadable", "no such relation of this entry")
    closing.end_relation(by=by, relation_id=chosen, until=given["until"])
    return _done(request, entry, "done_entry_changed")


@entry.post("organisations.close", Permission.ORGANISATION_REVIEW, name="close")
def close(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """Nobody acts for the organisation any more."""
    given = register_forms.CloseForm(request.POST).checked()
    found = queries.organisation(entry)
    closing.close(
        by=by,
        organisation_id=found.id,
        reason=given["reason"],
        successor_id=_id_of(given["successor"]),
        now=now,
        **_custody(given),
    )
    return _done(request, entry, "done_entry_closed")


@entry.post("organisations.hand_over", Permission.ORGANISATION_REVIEW, name="hand_over")
def hand_over(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """Somebody else keeps the records of the closed organisation."""
    given = register_forms.CustodyForm(request.POST).checked()
    found = queries.organisation(entry)
    closing.hand_over(by=by, organisation_id=found.id, **_custody(given))
    return _done(request, entry, "done_records_handed_over")


@entry.post("organisations.invite_first", Permission.ORGANISATION_EDIT, name="invite")
def invite(request: HttpRequest, by: Actor, now: datetime, entry: str) -> desk.Done:
    """Somebody is asked to be head or administrator there."""
    given = register_forms.FirstForm(request.POST, language=request.language).checked()
    found = queries.organisation(entry)
    actions.invite_first(by=by, organisation_id=found.id, now=now, **given)
    return _done(request, entry, "done_entry_invited")


def _custody(given: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "custodian_id": _id_of(given["custodian"]),
        "act": given["legal_act"],
        "day": given["day"],
        "contact": given["contact"],
    }


def _id_of(slug: str) -> UUID | None:
    return queries.organisation(slug.strip()).id if slug.strip() else None


def _done(request: HttpRequest, entry: str, say: str) -> desk.Done:
    return desk.Done(address(request, "register-entry", entry=entry), say=say)


def _forms(request: HttpRequest, found: Organisation) -> dict[str, Any]:
    """The forms of the page: the one that was sent with what it was refused for."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    words = {"language": request.language}
    names = {f"name_{tag}": found.name.get(tag, "") for tag in register_forms.NAMES}
    made: dict[str, tuple[str, Callable[[Any], Form]]] = {
        "rename_form": ("rename", lambda sent: register_forms.RenameForm(
            sent, initial=names, auto_id="rename_%s", **words)),
        "kind_form": ("add_kind", lambda sent: register_forms.KindForm(sent, **words)),
        "relation_form": ("relate", lambda sent: register_forms.RelationForm(sent, **words)),
        "first_form": ("invite", lambda sent: register_forms.FirstForm(
            sent, auto_id="first_%s", **words)),
        "close_form": ("close", lambda sent: register_forms.CloseForm(sent)),
        "custody_form": ("hand_over", lambda sent: register_forms.CustodyForm(sent)),
        "end_form": ("end_kind", lambda sent: register_forms.EndForm(sent)),
        "relation_end_form": ("end_relation", lambda sent: register_forms.EndForm(
            sent, auto_id="relation_%s")),
    }  # fmt: skip
    forms: dict[str, Any] = {}
    refusal = getattr(request, "refusal", None)
    for name, (own, make) in made.items():
        forms[name] = make(request.POST if own == act else None)
        if own == act and refusal is not None and forms[name].is_valid():
            forms[name].refuse(refusal, REFUSED)
    forms["sent_form"] = next(
        (forms[n] for n, (own, _) in made.items() if own and own == act), None
    )
    return forms
