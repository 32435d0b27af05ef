"""After the decisions of the demonstration: an appeal, a condition, a report, a decision abroad."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import Condition, NewDecision
from pharos.accreditation.models import Decision, Proposal
from pharos.accreditation.rules import end_of_term
from pharos.common import clock, tenancy
from pharos.common.errors import NotFound
from pharos.organisations import actions as organisation_actions
from pharos.organisations import queries as organisations
from pharos.oversight import queries
from pharos.oversight.actions import appeals, foreign, monitoring
from pharos.oversight.models import Filing
from pharos.portal.demo import listings
from pharos.portal.demo.listings import Stretch
from pharos.portal.demo.seeding import Seeding

APPEALED: Final = "DEMO-GE-P-2025/106"
CONDITIONAL: Final = "DEMO-AM-I-2026/901"
CRANE, SEVAN = "crane-demo-training-centre", "sevan-demo-college"
ABROAD: Final = "northmark-demo-agency"
NAME: Final = {
    "en": "Northmark Demonstration Agency",
    "hy": "Նորթմարկի ցուցադրական գործակալություն",
    "ka": "ნორთმარკის სადემონსტრაციო სააგენტო",
}
CONDITION: Final = {
    "en": "Publish how complaints of learners are answered.",
    "hy": "Հրապարակել, թե ինչպես են պատասխանվում սովորողների դիմում-բողոքները։",
}
GROUNDS: Final = (
    "ვადა უფრო მოკლეა, ვიდრე ანგარიშის დასკვნებიდან გამომდინარეობს, და გადაწყვეტილება არ ხსნის, "
    "რატომ."
)
EVIDENCE: Final = "Կարգը հրապարակված է, և դրանով արդեն երկու դիմում-բողոքի պատասխան է տրվել։"
LINK: Final = "https://crane-demo.example.org/complaints"


def seed(seeding: Seeding) -> int:
    """How much was made now; nothing where it is there, or where the shelf is not."""
    shelf = Seeding(seeding.world.shelf, format_hash=b"")
    made = 0
    for step in (_appeal, _condition, _abroad):
        made += step(seeding, shelf, clock.now())
    return made


def _appeal(seeding: Seeding, _: Seeding, now: datetime) -> int:
    """A decision under appeal, with the people named who decide it."""
    decision = Decision.objects.filter(number=APPEALED).first()
    people = seeding.world.people
    if decision is None or "quality-ge" not in people or _filed("quality-ge", seeding, "appeal"):
        return 0
    filing: Filing = seeding.act("quality-ge", appeals.file_appeal, decision_id=decision.id,
                                 grounds=GROUNDS, asks_suspensive=False, now=now)  # fmt: skip
    filing = seeding.act("agency-officer-ge", appeals.register, filing_id=filing.id,
                         suspensive=False, now=now)  # fmt: skip
    _approve(seeding, "agency-approver-ge", filing.proposal_id, now)
    body = [people[key] for key in ("committee-ge-one", "committee-ge-two", "committee-ge-three")]
    seeding.act("agency-approver-ge", appeals.name_body, filing_id=filing.id, person_ids=body,
                now=now)  # fmt: skip
    return 1


def _condition(seeding: Seeding, shelf: Seeding, now: datetime) -> int:
    """A decision with a condition that is due soon, and the evidence that waits for its answer."""
    if "crane-head" not in shelf.world.people or Decision.objects.filter(number=CONDITIONAL):
        return 0
    holder = organisations.organisation(CRANE)
    today = queries.nation_of(holder.id, now).legal_day(now)
    first = today - timedelta(days=300)
    new = NewDecision(
        kind="institution",
        organisation=str(holder.id),
        outcome="conditional",
        number=CONDITIONAL,
        decided_on=first,
        first_day=first,
        until=end_of_term(first, 4),
        conditions=(Condition(CONDITION, today + timedelta(days=18)),),
    )
    proposal: Proposal = seeding.act(
        "agency-officer-am", accreditation.propose, decision=new, now=now
    )
    decision: Decision = seeding.act(
        "agency-approver-am", accreditation.approve, proposal_id=proposal.id,
        digest=bytes(proposal.digest), now=now,
    )  # fmt: skip
    shelf.act("crane-head", monitoring.file_evidence, decision_id=decision.id, text=EVIDENCE,
              link=LINK, now=now)  # fmt: skip
    return 2


def _abroad(seeding: Seeding, shelf: Seeding, now: datetime) -> int:
    """A decision of an agency abroad that the national agency has not answered yet."""
    if "sevan-head" not in shelf.world.people or _filed("sevan-head", shelf, "foreign"):
        return 0
    agency = _agency_abroad(seeding, now)
    own = organisations.organisation("demo-quality-agency-am")
    today = queries.nation_of(own.id, now).legal_day(now)
    taken = foreign.Taken(
        by=agency, kind="institution", outcome="accredited", number="NDA 17/2026",
        decided_on=today - timedelta(days=3), first_day=today, until=end_of_term(today, 5),
        link="https://northmark-demo.example.org/reports/17",
    )  # fmt: skip
    shelf.act("sevan-head", foreign.tell, taken=taken, agency_id=own.id, now=now)
    return 1


def _agency_abroad(seeding: Seeding, now: datetime) -> UUID:
    try:
        entry = organisations.organisation(ABROAD)
    except NotFound:
        entry = seeding.act(
            "operator-one", organisation_actions.create, slug=ABROAD, name=NAME, nation="XD",
            kinds=["qa_agency_foreign"], since=date(2015, 1, 1), fictitious=True, now=now,
        )  # fmt: skip
    if entry.state == "held":
        seeding.act("operator-two", organisation_actions.review, organisation_id=entry.id,
                    accept=True, now=now)  # fmt: skip
    stretch = Stretch("am", ABROAD, "eqar", date(2019, 6, 1), f"{listings.REGISTER}/northmark")
    listings.enter(seeding, stretch, now)
    return UUID(str(entry.id))


def _approve(seeding: Seeding, key: str, proposal_id: Any, now: datetime) -> None:
    with tenancy.scope(seeding.actor(key)) as by:
        digest = bytes(Proposal.objects.get(id=proposal_id).digest)
        accreditation.approve_change(proposal_id=proposal_id, digest=digest, by=by, now=now)


def _filed(key: str, seeding: Seeding, kind: str) -> bool:
    """Whether somebody of this person's body filed such a thing before."""
    with tenancy.scope(seeding.actor(key)) as by:
        return Filing.objects.filter(organisation_id=by.organisation_id, kind=kind).exists()
