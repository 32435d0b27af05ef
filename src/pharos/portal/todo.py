"""What waits for a person at a desk: one small question a source, asked only of who may act.

A source looks with one or two cheap statements and answers with items; contexts stay apart, and
a desk of any kind of organisation shows those that concern it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import Decision, Proposal
from pharos.awards.imports.models import Import
from pharos.awards.models import Batch, Erasure, Run
from pharos.catalogue import queries as catalogue
from pharos.catalogue.confirming import queries as confirming
from pharos.common.actor import Actor
from pharos.issuing.holders import queries as holders
from pharos.issuing.models import Credential, StatusChange
from pharos.issuing.national import queries as national
from pharos.nations import zones
from pharos.nations.vocabulary import DECISION_KINDS
from pharos.organisations import queries as organisations
from pharos.organisations.desk import Desk
from pharos.organisations.models import Mandate, Organisation
from pharos.organisations.records import enquiries
from pharos.oversight import todo as oversight
from pharos.portal.queries import funded, onward, ruling
from pharos.procedures import todo as procedures
from pharos.registry import queries as registry
from pharos.registry.models import IssuerKey
from pharos.registry.rules import KeyState
from pharos.standards import queries as standards

SOON: Final = timedelta(days=180)
NEAR: Final = timedelta(days=60)
NOW: Final = timedelta(days=14)
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: the sentence that counts it, where it is done, how pressing it is."""

    code: str
    page: str
    count: int = 1
    tone: str = "info"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, in which desk, when."""

    by: Actor
    desk: Desk
    now: datetime
    today: date

    def may(self, *permissions: Permission) -> bool:
        """Whether any of these is held."""
        return bool(policies.held_by(self.by).intersection(permissions))


_PROPOSING: Final = (
    Permission.DECISION_CHANGE_PROPOSE,
    *(policies.proposing(kind) for kind in DECISION_KINDS),
)
Source = Callable[[Asked], Iterable[Item]]


def items(by: Actor, desk: Desk, now: datetime) -> list[Item]:
    """Everything that waits, the most pressing first."""
    asked = Asked(by, desk, now, _today(desk, now))
    found = [item for source in SOURCES for item in source(asked)]
    order = {"bad": 0, "warn": 1, "info": 2, "grey": 3}
    return sorted(found, key=lambda item: order[item.tone])


def batches(by: Actor, limit: int = 5) -> Sequence[Batch]:
    """The newest batches, for whoever may read them."""
    if not policies.allows(by, Permission.BATCH_READ):
        return ()
    found = Batch.objects.filter(organisation_id=by.organisation_id).exclude(state="dropped")
    return list(found.select_related("version").order_by("-id")[:limit])


def _today(desk: Desk, now: datetime) -> date:
    if desk.nation not in standards.all_codes():
        return now.date()
    return zones.legal_day(desk.nation, now)


def _batches(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.BATCH_CONFIRM, Permission.BATCH_PROPOSE):
        return
    waiting = Batch.objects.filter(
        organisation_id=asked.by.organisation_id, state__in=["uploaded", "proposed"]
    )
    held = Batch.objects.filter(organisation_id=asked.by.organisation_id).exclude(held_for="")
    if count := held.exclude(state="dropped").count():
        yield Item("page_today_held", "batches", count, "bad")
    found = list(waiting.filter(held_for="").order_by("id")[:MOST])
    mine = asked.by.person_id
    to_confirm = [
        one
        for one in found
        if one.state == "proposed" and not (one.two_persons and one.proposed_by == mine)
    ]
    if asked.may(Permission.BATCH_CONFIRM):
        for one in to_confirm:
            facts = {"rows": one.accepted}
            yield Item("page_today_confirm", "batch", 1, "warn", {"batch_id": one.id}, facts)
    if asked.may(Permission.BATCH_PROPOSE):
        uploaded = [one for one in found if one.state == "uploaded"]
        if uploaded:
            yield Item("page_today_propose", "batches", len(uploaded))


def _imports(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.BATCH_IMPORT):
        return
    found = Import.objects.filter(
        organisation_id=asked.by.organisation_id,
        uploaded_by=asked.by.person_id,
        state__in=["sheets", "columns", "judging", "checked"],
        expires_at__gt=asked.now,
    )
    if count := found.count():
        yield Item("page_today_import", "imports", count)


def _reinstatements(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.AWARD_REINSTATE):
        return
    waiting = StatusChange.objects.filter(
        organisation_id=asked.by.organisation_id, act="reinstate", done_at=None
    ).exclude(proposed_by=asked.by.person_id)
    ids = [one.credential_id for one in waiting.order_by("proposed_at")[:MOST]]
    rows = Credential.objects.filter(issuer_id=asked.by.organisation_id, id__in=ids)
    for award_id in rows.values_list("award_id", flat=True):
        yield Item("page_today_reinstate", "awards-award", 1, "warn", {"award_id": award_id})


def _erasures(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.ERASURE_APPROVE):
        return
    waiting = Erasure.objects.filter(
        organisation_id=asked.by.organisation_id, approved_by=None
    ).exclude(proposed_by=asked.by.person_id)
    for one in waiting.order_by("proposed_at")[:MOST]:
        yield Item(
            "page_today_erase", "learners-learner", 1, "warn", {"learner_id": one.learner_id}
        )


def _enquiries(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.ENQUIRY_ANSWER):
        return
    if count := len(enquiries.waiting(asked.by)):
        yield Item("page_today_enquiry", "enquiries", count, "warn")


def _keys(asked: Asked) -> Iterator[Item]:
    found = list(IssuerKey.objects.filter(organisation_id=asked.by.organisation_id))
    waiting = [
        one
        for one in found
        if one.state == KeyState.PROPOSED and one.proposed_by != asked.by.person_id
    ]
    if waiting and asked.may(Permission.KEY_APPROVE):
        yield Item("page_today_key", "keys", len(waiting), "warn")
    signs = any(one.state == KeyState.ACTIVE for one in found)
    if not signs and not waiting and _awards(asked) and asked.may(Permission.KEY_PROPOSE):
        yield Item("page_today_no_key", "keys", 1, "bad")


def _mandates(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.MANDATE_APPROVE, Permission.MANDATE_PROPOSE):
        return
    owner = asked.desk.organisation_id
    waiting = Mandate.objects.filter(
        organisation_id=owner, approved_at=None, revoked_at=None
    ).exclude(proposed_by=asked.by.person_id)
    if asked.may(Permission.MANDATE_APPROVE):
        for one in waiting[:MOST]:
            yield Item("page_today_mandate", "mandates-mandate", 1, "warn", {"mandate_id": one.id})
    if not asked.may(Permission.MANDATE_PROPOSE) or not _awards(asked):
        return
    held = organisations.mandate_in_force(owner, on=asked.today, at=asked.now)
    if held is None:
        yield Item("page_today_no_mandate", "mandates", 1, "bad")
    elif held.until_day is not None and held.until_day - asked.today <= SOON:
        yield _ending("page_today_mandate_ends", "mandates", held.until_day, asked.today)


def _terms(asked: Asked) -> Iterator[Item]:
    """Decisions about the own organisation and its programmes whose terms end soon.

    One that another of its kind and subject follows is no reason to hurry.
    """
    if not asked.may(Permission.PROGRAMME_DRAFT, Permission.PROGRAMME_PUBLISH):
        return
    own = Decision.objects.filter(
        Q(version=None) | Q(version__state="published"),
        organisation_id=asked.desk.organisation_id,
        tenure__until__gt=asked.today - NEAR,
    ).select_related("version", "tenure")
    newest: dict[tuple[str, Any], Decision] = {}
    for one in own.order_by("tenure__until"):
        newest[(one.kind, one.version_id or one.format_id)] = one
    for one in newest.values():
        until = one.tenure.until
        if until is None or until - asked.today > SOON:
            continue
        code = "page_today_term" if until > asked.today else "page_today_term_ended"
        page = "programmes-version" if one.version_id else "programmes-desk"
        arguments = {"version_id": one.version_id} if one.version_id else {}
        about = one.version.descriptor.title if one.version else None
        yield _ending(code, page, until, asked.today, arguments, kind=one.kind, about=about)


def _drafts(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.PROGRAMME_PUBLISH, Permission.PROGRAMME_DRAFT):
        return
    if count := len(catalogue.open_drafts(asked.desk.organisation_id)):
        yield Item("page_today_draft", "programmes-desk", count)


def _unconfirmed(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.ENTRY_CONFIRM):
        return
    organisation = organisations.by_id(asked.by.organisation_id)
    if count := confirming.waiting(organisation, now=asked.now):
        yield Item("page_today_unconfirmed", "entries", count, "warn")


def _runs(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.RUN_MANAGE):
        return
    over = Run.objects.filter(
        organisation_id=asked.by.organisation_id, is_open=True, last_day__lt=asked.today
    )
    if count := over.count():
        yield Item("page_today_run", "runs", count)


def _corrections(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.LEARNER_RECORD):
        return
    if count := holders.open_wishes(asked.by):
        yield Item("page_today_correction", "issuing-requests", count, "warn")


def _proposals(asked: Asked) -> Iterator[Item]:
    for one in accreditation.open_proposals(asked.by)[:MOST]:
        if one.proposed_by == asked.by.person_id or not asked.may(_approving(one)):
            continue
        yield Item(
            "page_today_proposal", "accreditation-proposal", 1, "warn", {"proposal_id": one.id},
            {"kind": one.kind},
        )  # fmt: skip
    if asked.may(*_PROPOSING):
        for one in accreditation.sent_back(asked.by, since=asked.now - NEAR)[:MOST]:
            yield Item(
                "page_today_sent_back", "accreditation-proposal", 1, "warn",
                {"proposal_id": one.id}, {"kind": one.kind},
            )  # fmt: skip


def _oversight(asked: Asked) -> Iterator[Item]:
    """What was filed after decisions, what is due, what is over."""
    if asked.may(Permission.OVERSIGHT_FILE):
        found = oversight.of_provider(asked.desk.organisation_id, asked.now, asked.today)
    elif asked.may(Permission.OVERSIGHT_READ):
        found = oversight.of_body(asked.by, asked.now, asked.today)
    else:
        return
    for one in found:
        page = "oversight-filing" if one.filing_id else "oversight"
        arguments = {"filing_id": one.filing_id} if one.filing_id else {}
        yield Item(one.code, page, one.count, one.tone, arguments, one.facts)


def _procedures(asked: Asked) -> Iterator[Item]:
    """What waits in procedures: for the provider, the agency, its panels, its committee."""
    for one in procedures.waiting(asked.by, asked.now):
        yield Item(one.code, one.page, one.count, one.tone, one.arguments, one.facts)


def _onward(asked: Asked) -> Iterator[Item]:
    """What waits outside of procedures: between need and decision, for money, for rules."""
    for one in (
        *onward.waiting(asked.by),
        *funded.waiting(asked.by),
        *ruling.waiting(asked.by, asked.desk, asked.now),
    ):
        yield Item(one.code, one.page, one.count, one.tone, one.arguments, one.facts, one.query)


def _entries(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.ORGANISATION_REVIEW):
        return
    held = Organisation.objects.filter(keeper_id=asked.desk.organisation_id, state="held")
    if count := held.count():
        yield Item("page_today_entry", "register-organisations", count, "warn")


def _differences(asked: Asked) -> Iterator[Item]:
    if not asked.may(Permission.DIFFERENCE_RESOLVE):
        return
    if count := len(national.report(asked.by)):
        yield Item("page_today_difference", "operations-national", count, "warn")


def _stopped(asked: Asked) -> Iterator[Item]:
    if registry.issuing_is_stopped():
        page = "operations-stop" if asked.may(Permission.DOCTOR_RUN) else "keys"
        yield Item("page_today_stopped", page, 1, "bad")


SOURCES: Sequence[Source] = (
    _stopped, _batches, _imports, _corrections, _reinstatements, _erasures, _enquiries, _keys,
    _mandates, _terms, _proposals, _onward, _procedures, _oversight, _entries, _drafts,
    _unconfirmed, _runs, _differences,
)  # fmt: skip


def _approving(proposal: Proposal) -> Permission:
    if proposal.act == Proposal.Act.CHANGE:
        return Permission.DECISION_CHANGE_APPROVE
    return policies.approving(proposal.kind)


def _awards(asked: Asked) -> bool:
    """Whether this is the desk of somebody who awards, and so needs a key and a mandate."""
    return asked.may(Permission.BATCH_PROPOSE, Permission.BATCH_CONFIRM) and bool(
        catalogue.published(organisation_id=asked.desk.organisation_id, limit=1)
    )


def _ending(
    code: str,
    page: str,
    until: date,
    today: date,
    arguments: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Item:
    """A term that ends, more pressing from half a year to two months to two weeks."""
    left = until - today
    tone = "bad" if left <= NOW else "warn" if left <= NEAR else "info"
    last = until - timedelta(days=1)
    return Item(code, page, 1, tone, arguments or {}, {"last_day": last, **facts})
