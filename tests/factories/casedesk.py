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
            case_id=case.id, by=quality, now=now, criterion=case.criteria[0], file_name="policy.pdf",
            content=b"%PDF-1.7 policy",
        )  # fmt: skip
        actions.submit(case_id=case.id, by=quality, now=now)
        subject = case.subjects.get()
    return {"case_id": case.id, "evidence_id": file.id, "subject_id": subject.id}


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
    made = _of(world, clock.now())
    return {"case_id": str(made["case_id"]), "case_subject": str(made["subject_id"])}


def _of(world: Any, now: datetime) -> Mapping[str, Any]:
    agency = world.actor("agency-officer-ge").organisation_id
    return handed_in(world.actor("quality-ge"), agency, now)
