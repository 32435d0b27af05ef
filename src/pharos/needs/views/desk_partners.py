"""Partnerships at a desk: a provider asks, the head of an employer reads and signs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.i18n import choose
from pharos.needs import actions, queries, showing
from pharos.needs.forms import OfferForm, ReasonForm, SigningForm
from pharos.needs.models import Offer
from pharos.needs.rules import PARTNER_KINDS
from pharos.organisations import desk


@desk.page(Permission.NEED_READ)
def partnerships(request: HttpRequest, by: Actor) -> HttpResponse:
    """What was offered to this body, and what it offered to others."""
    return render(request, "needs/desk/partnerships.html", {
        "asked": showing.offers(queries.offers_to(by.organisation_id)),
        "made": showing.offers(queries.offers_of(by.organisation_id)),
        "may_offer": policies.allows(by, Permission.PARTNERSHIP_OFFER),
    })  # fmt: skip


@desk.page(Permission.PARTNERSHIP_OFFER)
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """Whom to ask, for which version, in which role."""
    return render(request, "needs/desk/offer_new.html", {"form": _form(request, by)})


@new.post("needs.offer")
def ask(request: HttpRequest, by: Actor, now: datetime) -> desk.Done:
    """The employer finds the offer at its desk."""
    given = _form(request, by).checked()
    made = actions.offer(
        version_id=UUID(given["version"]), employer_id=UUID(given["employer"]),
        role=given["role"], note=given["note"], by=by, now=now,
    )  # fmt: skip
    return desk.Done(_to(request, made.id), "done_partner_asked")


@desk.page(Permission.NEED_READ)
def offer(request: HttpRequest, by: Actor, offer_id: UUID) -> HttpResponse:
    """What is to be signed: the version as its digest has it, and the words of the statement."""
    found = queries.offer_for(by, offer_id)
    bodies = queries.bodies({found.organisation_id, found.employer_id})
    row = showing.offer(found, bodies)
    is_employer = found.employer_id == by.organisation_id
    signs = is_employer and policies.allows(by, Permission.PARTNERSHIP_SIGN)
    asks = not is_employer and policies.allows(by, Permission.PARTNERSHIP_OFFER)
    return render(request, "needs/desk/offer.html", {
        "row": row,
        "descriptor": found.version.descriptor,
        "address": catalogue.address(found.version),
        "digest": bytes(found.version_digest).hex(),
        "statement_digest": bytes(row["partnership"].digest).hex() if row["partnership"] else "",
        "needs": showing.needs(_needs_answered(found), request.now),
        "signing": _signing(request),
        "ending": _reason(request),
        "is_employer": is_employer,
        "may_sign": signs and row["state"] == "open",
        "may_revoke": signs and row["state"] == "signed",
        "may_take_back": asks and row["state"] == "open",
        "who_may": policies.matrix().holders(Permission.PARTNERSHIP_SIGN),
    })  # fmt: skip


@offer.post("needs.sign", Permission.PARTNERSHIP_SIGN, name="sign")
def sign(request: HttpRequest, by: Actor, now: datetime, offer_id: UUID) -> desk.Done:
    """The statement about the version that was read stands, and everybody sees it."""
    queries.offer_for(by, offer_id)
    given = _signing(request).checked()
    actions.sign(
        offer_id=offer_id, digest=http.digest_of(request.POST.get("digest", "")),
        recognises=given["recognises"], by=by, now=now,
    )  # fmt: skip
    return desk.Done(_to(request, offer_id), "done_partner_signed")


@offer.post("needs.decline", Permission.PARTNERSHIP_SIGN, name="decline")
def decline(request: HttpRequest, by: Actor, now: datetime, offer_id: UUID) -> desk.Done:
    """The employer does not stand behind it."""
    queries.offer_for(by, offer_id)
    reason = _reason(request).checked()["reason"]
    actions.decline(offer_id=offer_id, reason=reason, by=by, now=now)
    return desk.Done(_to(request, offer_id), "done_partner_declined")


@offer.post("needs.revoke", Permission.PARTNERSHIP_SIGN, name="revoke")
def revoke(request: HttpRequest, by: Actor, now: datetime, offer_id: UUID) -> desk.Done:
    """The employer's word is revoked from now on."""
    queries.offer_for(by, offer_id)
    reason = _reason(request).checked()["reason"]
    actions.revoke(offer_id=offer_id, reason=reason, by=by, now=now)
    return desk.Done(_to(request, offer_id), "done_partner_revoked")


@offer.post("needs.take_back", Permission.PARTNERSHIP_OFFER, name="take_back")
def take_back(request: HttpRequest, by: Actor, now: datetime, offer_id: UUID) -> desk.Done:
    """The provider asks no more."""
    actions.take_back(offer_id=offer_id, by=by, now=now)
    return desk.Done(_to(request, offer_id), "done_partner_taken_back")


def _needs_answered(found: Offer) -> list[Any]:
    answered = queries.answers_of(found.organisation_id, found.version.programme.slug)
    return [one.need for one in answered]


def _form(request: HttpRequest, by: Actor) -> OfferForm:
    sent = request.POST if request.method == "POST" else None
    page, day = request.language, request.now.date()
    versions = [
        (str(one.id), f"{choose(one.descriptor.title, page)} ({one.number})")
        for one in catalogue.newest_of(by.organisation_id)
        if one.state == ProgrammeVersion.State.PUBLISHED
    ]
    employers = [
        (str(one.id), choose(one.name, page))
        for one in queries.bodies_to_invite(request.desk.nation, PARTNER_KINDS, day)
        if one.id != by.organisation_id and one.state == "listed"
    ]
    return OfferForm(
        sent, versions=versions, employers=employers, language=page,
        initial={"version": request.GET.get("version", "")[:40]},
    )  # fmt: skip


def _signing(request: HttpRequest) -> SigningForm:
    return SigningForm(request.POST if request.POST.get(desk.ACT_FIELD) == "sign" else None)


def _reason(request: HttpRequest) -> ReasonForm:
    asked = request.POST.get(desk.ACT_FIELD) in ("decline", "revoke")
    return ReasonForm(request.POST if asked else None)


def _to(request: HttpRequest, offer_id: UUID) -> str:
    known = {"language": request.language, "slug": request.desk.slug, "offer_id": offer_id}
    return reverse("needs-offer", kwargs=known)
