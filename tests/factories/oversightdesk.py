"""What the addresses of the pages after a decision name, in the examples' world."""

from datetime import datetime
from typing import Any

GOLDEN, AGENCY = "golden-fleece-demo-university", "demo-quality-agency-ge"


def desk_objects(world: Any, now: datetime) -> dict[str, Any]:
    """A complaint of a provider at its agency."""
    return {"filing_id": complaint(world, now).id, "oversight-new.kind": "complaint"}


def complaint(world: Any, now: datetime) -> Any:
    """A complaint about how a procedure was run, filed today."""
    from pharos.oversight.actions import complaints

    return world.in_scope(
        "head-ge", complaints.file_complaint, agency_id=world.organisations[AGENCY].id,
        about="terms", happened_on=now.date(), text="The agency did not answer in time.", now=now,
    )  # fmt: skip
