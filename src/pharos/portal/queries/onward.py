"""What waits between an employer's need and a decision, each with the page where it is done.

Partnerships to sign, versions before the quality office or the head, notifications of the light
route. One small question a source, asked only of who may act.
"""

from collections.abc import Iterator

from django.db.models import Q

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.lightroute.models import Notification
from pharos.needs import queries as needs
from pharos.needs import showing
from pharos.procedures.todo import MOST, Waiting
from pharos.review.models import InternalDecision


def waiting(by: Actor) -> Iterator[Waiting]:
    """Everything of this kind that waits for the person."""
    if policies.allows(by, Permission.PARTNERSHIP_SIGN):
        yield from _partnerships(by)
    yield from _reviews(by)
    yield from _notifications(by)


def _partnerships(by: Actor) -> Iterator[Waiting]:
    """Versions that the employer was asked to stand behind."""
    asked = [one for one in needs.offers_to(by.organisation_id)[:MOST]
             if showing.offer_state(one) == "open"]  # fmt: skip
    for one in asked:
        yield Waiting("page_today_partner", "needs-offer", 1, "info", {"offer_id": one.id},
                      {"about": one.version.descriptor.title})  # fmt: skip


def _reviews(by: Actor) -> Iterator[Waiting]:
    """Versions before the quality office, and its approvals before the head."""
    found = InternalDecision.objects.filter(
        organisation_id=by.organisation_id, confirmed_at=None, declined_at=None
    ).select_related("version")
    acts = (
        ("page_today_review", Permission.REVIEW_ANSWER,
         found.filter(outcome=None).exclude(published_by=by.person_id)
         .exclude(written_by=by.person_id, written_by__isnull=False)),
        ("page_today_review_confirm", Permission.REVIEW_CONFIRM,
         found.filter(outcome="approved").exclude(by=by.person_id)),
    )  # fmt: skip
    for code, permission, rows in acts:
        if not policies.allows(by, permission):
            continue
        for one in rows.order_by("asked_at")[:MOST]:
            yield Waiting(code, "review-version", 1, "info", {"version_id": one.version_id},
                          {"about": one.version.descriptor.title})  # fmt: skip


def _notifications(by: Actor) -> Iterator[Waiting]:
    """Notifications that nobody took in, that want a second person, whose question is open."""
    here, mine = by.organisation_id, by.person_id
    acts = (
        ("page_today_light_take", Permission.LIGHT_TAKE,
         Q(agency_id=here, state="notified", taken_by=None)),
        ("page_today_light_sign", Permission.LIGHT_SIGN,
         Q(agency_id=here, state="notified", taken_by__isnull=False, signed_by=None)
         & ~Q(taken_by=mine)),
        ("page_today_light_answer", Permission.LIGHT_NOTIFY,
         Q(organisation_id=here, state="asked")),
    )  # fmt: skip
    for code, permission, which in acts:
        if not policies.allows(by, permission):
            continue
        rows = Notification.objects.filter(which).select_related("version").order_by("due_on")
        tone = "warn" if code == "page_today_light_answer" else "info"
        for one in rows[:MOST]:
            yield Waiting(code, "light-case", 1, tone, {"notification_id": one.id},
                          {"about": one.version.descriptor.title})  # fmt: skip
