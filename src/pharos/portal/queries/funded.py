"""What waits where learning is paid for: schemes, places, claims of results."""

from collections.abc import Iterator

from django.db.models import Q

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.funding.models import Application, Claim, Scheme
from pharos.portal.queries.waiting import MOST, Waiting, counted


def waiting(by: Actor) -> Iterator[Waiting]:
    """Everything of this kind that waits for the person."""
    yield from _schemes(by)
    yield from _places(by)
    yield from _claims(by)


def _schemes(by: Actor) -> Iterator[Waiting]:
    """Schemes that a colleague proposed."""
    if not policies.allows(by, Permission.SCHEME_APPROVE):
        return
    rows = Scheme.objects.filter(
        ~Q(proposed_by=by.person_id), organisation_id=by.organisation_id, approved_at=None,
        closed_at=None,
    )  # fmt: skip
    for one in rows.order_by("proposed_at")[:MOST]:
        yield Waiting("page_today_scheme", "funding-scheme", 1, "warn", {"scheme_id": one.id},
                      {"about": one.name})  # fmt: skip


def _places(by: Actor) -> Iterator[Waiting]:
    """Places that somebody applied for, where the scheme leaves the word to this body."""
    if not policies.allows(by, Permission.FUNDING_DECIDE):
        return
    here = by.organisation_id
    decides = Q(organisation_id=here, scheme__decides="provider") | Q(
        funder_id=here, scheme__decides="funder"
    )
    if count := counted(Application.objects.filter(decides, state="applied")):
        yield Waiting("page_today_place", "funding-places", count, "warn")
    if count := counted(Application.objects.filter(decides, state="waiting")):
        yield Waiting("page_today_place_waiting", "funding-places", count)


def _claims(by: Actor) -> Iterator[Waiting]:
    """Claims that nobody checked, and those that a colleague found in order."""
    open_ones = Claim.objects.filter(
        funder_id=by.organisation_id, approved_at=None, refused_at=None
    ).order_by("made_at")
    checked = open_ones.filter(checked_at__isnull=False).exclude(checked_by=by.person_id)
    acts = (
        ("page_today_claim_check", Permission.CLAIM_CHECK, open_ones.filter(checked_at=None)),
        ("page_today_claim_pay", Permission.CLAIM_APPROVE, checked),
    )
    for code, permission, rows in acts:
        if policies.allows(by, permission):
            for one in rows[:MOST]:
                yield Waiting(code, "funding-place", 1, "warn",
                              {"application_id": one.application_id})  # fmt: skip
