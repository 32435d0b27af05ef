"""What waits between an employer's need and a decision, each with the page where it is done.

Partnerships to sign, programmes that name the body among those that recognise them, versions
before the quality office or the head, notifications of the light route. One small question a
source, asked only of who may act.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.claims.listing import count_unsaid
from pharos.common.actor import Actor
from pharos.lightroute.models import Audit, Notification, Proposal
from pharos.needs.models import Offer
from pharos.organisations import queries as organisations
from pharos.portal.queries.waiting import MOST, Waiting, counted
from pharos.review.models import InternalDecision


def waiting(by: Actor) -> Iterator[Waiting]:
    """Everything of this kind that waits for the person."""
    if policies.allows(by, Permission.PARTNERSHIP_SIGN):
        yield from _partnerships(by)
    if policies.allows(by, Permission.RECOGNITION_CONFIRM):
        yield from _recognitions(by)
    yield from _reviews(by)
    yield from _notifications(by)
    yield from _trust(by)


def _partnerships(by: Actor) -> Iterator[Waiting]:
    """Versions that the employer was asked to stand behind."""
    asked = Offer.objects.filter(
        employer_id=by.organisation_id, withdrawn_at=None, declined_at=None, partnership=None
    ).select_related("version")
    for one in asked.order_by("-offered_at")[:MOST]:
        yield Waiting("page_today_partner", "needs-offer", 1, "info", {"offer_id": one.id},
                      {"about": one.version.descriptor.title})  # fmt: skip


def _recognitions(by: Actor) -> Iterator[Waiting]:
    """Programmes that say that the body recognises them, of which it said nothing itself."""
    if count := count_unsaid(organisations.by_id(by.organisation_id)):
        yield Waiting("page_today_recognition", "recognitions", count)


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


def _trust(by: Actor) -> Iterator[Waiting]:
    """The light route's list and its audits: what a colleague proposed, and results that lack."""
    asked = Proposal.objects.filter(agency_id=by.organisation_id, state="open")
    if policies.allows(by, Permission.TRUST_APPROVE):
        for page, code, which in (
            ("light-providers", "page_today_light_trust", Q(act__in=["list", "end"])),
            ("light-audits", "page_today_light_audit", Q(act="audit")),
        ):
            if count := counted(asked.filter(which).exclude(proposed_by=by.person_id)):
                yield Waiting(code, page, count, "warn")
    if policies.allows(by, Permission.TRUST_PROPOSE):
        audits = Audit.objects.filter(
            ~Exists(asked.filter(audit=OuterRef("id"))), agency_id=by.organisation_id, outcome=None
        )
        if count := counted(audits):
            yield Waiting("page_today_light_result", "light-audits", count)
