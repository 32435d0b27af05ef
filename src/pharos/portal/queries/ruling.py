"""What waits for those who set rules and keep registers: ministry, agency, registry office.

Formats to decide on, differences from national registries, amendments in consultation, what a
colleague proposed, levels to confirm or enter, criteria, and agencies' places on lists.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation.models import CertificateFormat, Decision, FormatRetirement, Proposal
from pharos.catalogue.claims.listing import levels_at
from pharos.catalogue.levels import Act
from pharos.common.actor import Actor
from pharos.criteria import rules as criteria
from pharos.criteria.models import CriteriaDraft
from pharos.nations.model import Nation
from pharos.needs.models import PrioritySector
from pharos.organisations.desk import Desk
from pharos.organisations.models import Organisation
from pharos.portal.queries.waiting import MOST, Waiting, counted
from pharos.procedures.models import ListingProposal
from pharos.standards import queries as standards
from pharos.standards.actions.consulting import is_invited
from pharos.standards.models import (
    Amendment,
    Answer,
    Comment,
    Consultation,
    GuidelineProposal,
    MovedDay,
)
from pharos.stateregister.exchange.models import Discrepancy


def waiting(by: Actor, desk: Desk, now: datetime) -> Iterator[Waiting]:
    """Everything of this kind that waits for the person."""
    yield from _differences(by, desk)
    yield from _proposed(by)
    yield from _comments(by, desk, now)
    if desk.nation not in standards.all_codes():
        return
    today = standards.history(desk.nation)[-1].legal_day(now)
    nation = standards.nation(desk.nation, on=today, known_at=now)
    yield from _formats(by, desk, nation)
    yield from _levels(by, desk, nation)
    yield from _amendments(by, nation, today)
    yield from _criteria(by, nation)


def _formats(by: Actor, desk: Desk, nation: Nation) -> Iterator[Waiting]:
    """Certificate formats of the nation that nobody proposed to decide on yet."""
    decides = desk.kinds & set(nation.deciders.get("format", ()))
    if not decides or not policies.allows(by, Permission.FORMAT_PROPOSE):
        return
    proposed = Proposal.objects.filter(agency_id=by.organisation_id, kind="format", state="open")
    rows = CertificateFormat.objects.filter(
        ~Exists(Decision.objects.filter(format=OuterRef("pk"))),
        ~Exists(FormatRetirement.objects.filter(format=OuterRef("pk"))),
        organisation_id__in=Organisation.objects.filter(nation=nation.code).values("id"),
    ).exclude(id__in=[one.content.format for one in proposed[:MOST] if one.act == "decision"])
    if count := counted(rows):
        yield Waiting("page_today_format", "accreditation-formats", count, "warn")


def _differences(by: Actor, desk: Desk) -> Iterator[Waiting]:
    """Lines of the nightly comparison that nobody ended: the register's operator ends them."""
    if policies.allows(by, Permission.EXCHANGE_RESOLVE) and "registry_operator" in desk.kinds:
        code, nations = "page_today_exchange", standards.all_codes()
    elif policies.allows(by, Permission.EXCHANGE_READ) and "ministry" in desk.kinds:
        code, nations = "page_today_exchange_read", (desk.nation,)
    else:
        return
    for nation in nations:
        if count := counted(Discrepancy.objects.filter(nation=nation, resolution=None)):
            tone = "warn" if code == "page_today_exchange" else "info"
            yield Waiting(code, "stateregister-exchange", count, tone, query=f"nation={nation}")


def _levels(by: Actor, desk: Desk, nation: Nation) -> Iterator[Waiting]:
    """Levels that were claimed for whoever confirms them, confirmed for whoever enters them."""
    acts = (
        ("page_today_level", Permission.LEVEL_CONFIRM, Act.CLAIMED,
         nation.deciders.get("programme", ())),
        ("page_today_level_enter", Permission.LEVEL_ENTER, Act.CONFIRMED,
         nation.designer.framework_keepers),
    )  # fmt: skip
    for code, permission, act, kinds in acts:
        says = desk.kinds & set(kinds) and policies.allows(by, permission)
        if says and (count := counted(levels_at(nation.code, act))):
            yield Waiting(code, "levels", count)


def _amendments(by: Actor, nation: Nation, today: date) -> Iterator[Waiting]:
    """The body's own amendments, each with the act that it waits for."""
    writes = policies.allows(by, Permission.AMENDMENT_PROPOSE)
    approves = policies.allows(by, Permission.AMENDMENT_APPROVE)
    if not writes and not approves:
        return
    rows = Amendment.objects.filter(
        organisation_id=by.organisation_id, approved_at=None, withdrawn_at=None
    )
    found = list(rows.order_by("proposed_at")[:MOST])
    asked = {one.amendment_id: one for one in _consulted(found)}
    for one in found:
        code = _next_act(asked.get(one.id), nation.amendments.consultation_days, today)
        may = approves and one.proposed_by != by.person_id if code == _APPROVE else writes
        if code and may:
            yield Waiting(code, "amendments-amendment", 1, "warn" if code != _CONSULT else "info",
                          {"amendment_id": one.id}, {"first_day": one.first_day})  # fmt: skip


_CONSULT, _ANSWER = "page_today_amendment_consult", "page_today_amendment_answer"
_CLOSE, _APPROVE = "page_today_amendment_close", "page_today_amendment_approve"


def _next_act(asked: Consultation | None, days: int, today: date) -> str:
    """What an amendment waits for; nothing while a consultation runs and all is answered."""
    if asked is None:
        return _CONSULT if days else _APPROVE
    if asked.closed_at is not None:
        return _APPROVE
    if asked.is_unanswered:
        return _ANSWER
    return _CLOSE if asked.last_day < today else ""


def _consulted(found: list[Amendment]) -> QuerySet[Consultation]:
    """The consultations on these, each with whether a comment has no answer yet."""
    answered = Answer.objects.filter(comment_id=OuterRef("id"))
    unanswered = Comment.objects.filter(~Exists(answered), consultation_id=OuterRef("id"))
    rows = Consultation.objects.filter(amendment_id__in=[one.id for one in found])
    return rows.annotate(is_unanswered=Exists(unanswered))


def _proposed(by: Actor) -> Iterator[Waiting]:
    """What a colleague proposed: moved days, sectors, places of agencies on lists."""
    here = Q(organisation_id=by.organisation_id) & ~Q(proposed_by=by.person_id)
    if policies.allows(by, Permission.AMENDMENT_APPROVE):
        moved = MovedDay.objects.filter(here, approved_at=None, dropped_at=None)
        for one in moved.order_by("day")[:MOST]:
            yield Waiting("page_today_moved_day", "standards-days", 1, "warn",
                          facts={"day": one.day},
                          query=f"nation={one.nation}&year={one.day.year}")  # fmt: skip
        texts = GuidelineProposal.objects.filter(here, approved_at=None, dropped_at=None)
        for nation in texts.values_list("nation", flat=True).distinct()[:MOST]:
            yield Waiting("page_today_guideline", "standards-guideline", 1, "warn",
                          query=f"nation={nation}")  # fmt: skip
    if policies.allows(by, Permission.SECTOR_APPROVE):
        sectors = PrioritySector.objects.filter(here, approved_at=None, ended_at=None)
        if count := counted(sectors):
            yield Waiting("page_today_sector", "needs-sectors", count, "warn")
    if policies.allows(by, Permission.LISTING_APPROVE):
        listings = ListingProposal.objects.filter(
            ~Q(proposed_by=by.person_id), keeper_id=by.organisation_id, approved_at=None,
            dropped_at=None,
        )  # fmt: skip
        if count := counted(listings):
            yield Waiting("page_today_listing", "agency-listings", count, "warn")


def _criteria(by: Actor, nation: Nation) -> Iterator[Waiting]:
    """Criteria that a colleague wrote to their end; an unfinished draft waits for its writer."""
    if not policies.allows(by, Permission.CRITERIA_APPROVE):
        return
    rows = CriteriaDraft.objects.filter(
        ~Q(edited_by=by.person_id), agency_id=by.organisation_id, state="open"
    )
    for one in rows.order_by("edited_at")[:MOST]:
        if not criteria.lacks(one.content, nation.required_languages):
            yield Waiting("page_today_criteria", "criteria-draft", 1, "warn",
                          {"draft_id": one.id}, {"about": one.title})  # fmt: skip


def _comments(by: Actor, desk: Desk, now: datetime) -> Iterator[Waiting]:
    """Consultations to which the body is invited and in which it has said nothing."""
    if not policies.allows(by, Permission.COMMENT_WRITE):
        return
    said = Comment.objects.filter(
        consultation_id=OuterRef("id"), organisation_id=by.organisation_id
    )
    waits = Amendment.objects.filter(id=OuterRef("amendment_id"), withdrawn_at=None)
    # a kind of body is invited of the amendment's country, any body by its name
    asked = Exists(waits.filter(nation=desk.nation)) | (
        Exists(waits) & Q(invited__contains=[desk.slug])
    )
    rows = Consultation.objects.filter(
        asked, ~Exists(said), closed_at=None, first_day__lte=now.date(),
        last_day__gte=now.date(),
    ).exclude(organisation_id=by.organisation_id)  # fmt: skip
    for one in rows.order_by("last_day")[:MOST]:
        if is_invited(one, slug=desk.slug, kinds=desk.kinds):
            yield Waiting("page_today_consultation", "consultations-one", 1, "info",
                          {"consultation_id": one.id}, {"last_day": one.last_day})  # fmt: skip
