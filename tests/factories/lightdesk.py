"""What the addresses of the internal stage and of the light route name, in the examples' world."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

GOLDEN, AGENCY = "golden-fleece-demo-university", "demo-quality-agency-ge"


def desk_objects(world: Any, now: datetime) -> dict[str, Any]:
    """A version before its quality office, and a notification before the agency."""
    version = world.versions["data-analysis"]
    asked(world, now)
    made = notification(world, now, version)
    return {"notification_id": made.id, "listing_id": ended(world, now).id}


def ended(world: Any, now: datetime) -> Any:
    """A right to the light route that the agency ended, against which an appeal was filed."""
    from pharos.common import tenancy
    from pharos.lightroute.models import Listing
    from pharos.oversight.actions import rights

    golden, agency = world.organisations[GOLDEN], world.organisations[AGENCY]
    today = now.date()
    officer = world.actor("agency-officer-ge")
    with tenancy.scope(world.actor("agency-approver-ge")) as by:
        listing = Listing.objects.create(
            agency_id=agency.id, organisation_id=golden.id, first_day=today,
            reason="Two programmes.", ended_on=today, ended_because="agency",
            ended_reason="Complaints.", appeal_until=today + timedelta(days=30),
            proposed_by=officer.person_id, approved_by=by.person_id,
            end_proposed_by=officer.person_id, end_approved_by=by.person_id,
        )  # fmt: skip
    world.in_scope("head-ge", rights.file_appeal, listing_id=listing.id,
                   grounds="There were none.", now=now)  # fmt: skip
    return listing


def asked(world: Any, now: datetime) -> Any:
    """The version waits for its quality office, unless it was there already."""
    from pharos.common import tenancy
    from pharos.review import actions, queries

    version = world.versions["data-analysis"]
    with tenancy.scope(world.actor("registrar-ge")):
        last = queries.last(version.id)
    if last is not None:
        return last
    return world.in_scope("registrar-ge", actions.ask, version_id=version.id, note="", now=now)


def notification(world: Any, now: datetime, version: Any) -> Any:
    """A notification that runs, of a provider that the agency has listed."""
    from pharos.common import tenancy
    from pharos.lightroute.models import Listing, Notification

    golden, agency = world.organisations[GOLDEN], world.organisations[AGENCY]
    today = now.date()
    officer = world.actor("agency-officer-ge")
    with tenancy.scope(world.actor("agency-approver-ge")) as by:
        listing = Listing.objects.create(
            agency_id=agency.id, organisation_id=golden.id, first_day=today,
            reason="Two programmes without remarks.",
            proposed_by=officer.person_id, approved_by=by.person_id,
        )  # fmt: skip
    document = json.dumps({
        "statement": "Employers asked for it.", "review": None,
        "version_digest": bytes(version.digest).hex(),
    })  # fmt: skip
    with tenancy.scope(world.actor("head-ge")) as by:
        return Notification.objects.create(
            number="GE-L-0000-0001", kind="light", agency_id=agency.id, organisation_id=golden.id,
            version=version, document=document,
            digest=hashlib.sha256(document.encode()).digest(), listing=listing,
            sent_by=by.person_id, sent_at=now, first_day=today, days=15,
            due_on=today + timedelta(days=21),
        )  # fmt: skip


def parameters(world: Any, now: datetime) -> dict[str, str]:
    """What the addresses of pages name: a notification, and a decision with its record."""
    from pharos.accreditation.models import Decision
    from pharos.common import tenancy
    from pharos.lightroute.models import Record

    version = world.versions["data-analysis"]
    asked(world, now)
    made = notification(world, now, version)
    approver = world.actor("agency-approver-ge")
    with tenancy.scope(approver):
        decision = Decision.objects.filter(version=version).values_list("id", flat=True)[0]
        Record.objects.create(
            decision_id=decision, notification_id=made.id, number=made.number, kind="light",
            agency_id=made.agency_id, organisation_id=made.organisation_id, version=version,
            how="silence", regime="ge-2024", days=made.days, first_day=made.first_day,
            due_on=made.due_on, decided_on=made.due_on, rests_on="listing", listing=made.listing,
        )  # fmt: skip
    return {"notification_id": str(made.id), "light_decision": str(decision),
            "listing_id": str(ended(world, now).id)}  # fmt: skip


def trusted(world: Any, now: datetime) -> None:
    """The agency puts the provider of the examples on its list, by two of its people.

    Its history must open the light route that day: whoever builds the world gives it two
    programmes accredited in full, counted from `now` (`journeyworld`), as those of the examples
    grow older than the five years of the rule. From here a journey goes on by pages.
    """
    from pharos.lightroute import actions

    golden = world.organisations[GOLDEN]
    proposal = world.in_scope(
        "agency-officer-ge", actions.propose_listing, organisation_id=golden.id,
        reason="Two programmes without remarks.", now=now,
    )  # fmt: skip
    world.in_scope("agency-approver-ge", actions.approve, proposal_id=proposal.id, now=now)
