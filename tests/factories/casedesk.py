"""A case before an agency, for what opens every page and compares who may."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pharos.common import clock, tenancy


def handed_in(quality: Any, agency_id: UUID, now: datetime) -> Mapping[str, Any]:
    """An application for the authorisation of a provider, with a file, as its ids.

    The agency's criteria must be in force.
    """
    # they read models, which are there when the session is
    from pharos.procedures import actions

    with tenancy.scope(quality):
        case = actions.open_case(kind="authorisation", agency_id=agency_id, by=quality, now=now)
        file = actions.add_evidence(
            case_id=case.id, by=quality, now=now, criterion=case.criteria[0],
            file_name="policy.pdf", content=b"%PDF-1.7 policy",
        )  # fmt: skip
        actions.submit(case_id=case.id, by=quality, now=now)
        subject = case.subjects.get()
    return {"case_id": case.id, "evidence_id": file.id, "subject_id": subject.id}


REASONS = {"en": "As the report says.", "ka": "როგორც ანგარიშშია."}
TEXTS = {"en": "The panel read the papers.", "ka": "ჯგუფმა დოკუმენტები წაიკითხა."}
EXPERTS = (("one", "academic", True), ("two", "student", False), ("three", "employer", False))


def published(world: Any, now: datetime) -> UUID:
    """The id of a case that ended in a refusal: its report is before everybody in full."""
    from pharos.accreditation import actions as accreditation
    from pharos.accreditation.models import Proposal
    from pharos.procedures import actions, queries

    def act(who: str, action: Any, **facts: Any) -> Any:
        with tenancy.scope(world.actor(who)) as by:
            return action(by=by, now=now, **facts)

    quality, officer = "quality-ge", "agency-officer-ge"
    agency = world.actor(officer).organisation_id
    case = act(quality, actions.open_case, kind="authorisation", agency_id=agency)
    which = {"case_id": case.id}
    for place in ("application", "self_evaluation", "staff"):
        act(quality, actions.add_evidence, document=place, text="It lies here.", **which)
    for place in case.criteria:
        act(quality, actions.add_evidence, criterion=place, text="It lies here.", **which)
    act(quality, actions.submit, **which)
    act(officer, actions.begin_check, **which)
    act(officer, actions.register, **which)
    with tenancy.scope(world.actor(officer)):
        today = queries.today_of(case, now)
    act(officer, actions.settle, contract="C-1", contract_on=today, invoice="I-1", paid_on=today,
        **which)  # fmt: skip
    act(officer, actions.accept_self_evaluation, **which)
    pool = [
        act(officer, actions.add_expert, person_id=world.people[f"expert-ge-{name}"],
            name=f"Expert {name}", capacity=capacity, is_international=abroad).id
        for name, capacity, abroad in EXPERTS
    ]  # fmt: skip
    act(officer, actions.propose_panel, experts=pool, chair=pool[0], **which)
    for name, _, _ in EXPERTS:
        act(f"expert-ge-{name}", actions.state_conflict, has_conflict=False, **which)
    act(quality, actions.accept_panel, **which)
    act(officer, actions.confirm_panel, **which)
    act(officer, actions.plan_visit, form="desk", first_day=today, last_day=today, **which)
    act(officer, actions.begin_report, **which)
    for place in case.criteria:
        act("expert-ge-two", actions.find, criterion=place, verdict="not_met", text="It is not so.",
            **which)  # fmt: skip
    act("expert-ge-one", actions.write_draft, texts=TEXTS, **which)
    act(officer, actions.send_factual_check, **which)
    act(quality, actions.comment, text="", **which)
    act(officer, actions.finish_report, **which)
    voters = [f"committee-ge-{name}" for name in ("one", "two", "three")]
    session = act(officer, actions.call_session, day=today,
                  seats=[world.people[one] for one in voters])  # fmt: skip
    act(officer, actions.schedule, session_id=session.id, **which)
    with tenancy.scope(world.actor(officer)):
        subject = case.subjects.get().id
    put = actions.Put(outcome="refused", reasons=REASONS)
    motion = act(officer, actions.move_motion, subject_id=subject, put=put, **which)
    for one in voters:
        act(one, actions.declare_interest, has_conflict=False, **which)
        act(one, actions.vote, motion_id=motion.id, choice="for", **which)
    act(officer, actions.decide, **which)
    with tenancy.scope(world.actor("agency-approver-ge")):
        proposal = Proposal.objects.get(case_id=case.id)
    act("agency-approver-ge", accreditation.approve, proposal_id=proposal.id,
        digest=bytes(proposal.digest))  # fmt: skip
    act(officer, actions.publish, **which)
    ended: UUID = case.id
    return ended


def desk_objects(world: Any, now: datetime) -> Mapping[str, Any]:
    """What stands for the parameters of the pages of procedures."""
    made = _of(world, now)
    return {
        "case_id": made["case_id"],
        "evidence_id": made["evidence_id"],
        "case-motion.subject_id": made["subject_id"],
        "what": "criterion",
        "case-item.place": "1",
        "key": "completeness-1",
    }


def parameters(world: Any) -> Mapping[str, str]:
    """The same for a running installation."""
    ended = published(world, clock.now())
    made = _of(world, clock.now())
    return {
        "case_id": str(made["case_id"]),
        "case_subject": str(made["subject_id"]),
        "case_published": str(ended),
    }


def _of(world: Any, now: datetime) -> Mapping[str, Any]:
    agency = world.actor("agency-officer-ge").organisation_id
    return handed_in(world.actor("quality-ge"), agency, now)
