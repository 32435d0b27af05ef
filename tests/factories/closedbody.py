"""A closed body whose records a university keeps, with an enquiry that waits there."""

from datetime import date, datetime
from typing import Any

from pharos.common import tenancy
from pharos.common.actor import system
from pharos.organisations import actions
from pharos.organisations.actions import closing
from pharos.organisations.records import enquiries
from pharos.organisations.records.enquiries import Asked

SLUG, CUSTODIAN = "sundial-demo-academy", "lighthouse-demo-university"


def parameters(world: Any, now: datetime) -> dict[str, str]:
    """What stands in the addresses of its pages."""
    with tenancy.scope(world.actor("operator-one")) as by:
        body = actions.create(
            by=by, slug=SLUG, name={"en": "Sundial Demonstration Academy"}, nation="AM",
            kinds=["company_academy"], fictitious=True, now=now,
        )  # fmt: skip
    with tenancy.scope(world.actor("operator-two")) as by:
        closing.close(
            by=by, organisation_id=body.id, reason="Dissolved by its owner.", act="DEMO 7",
            day=date(2026, 3, 1), custodian_id=world.organisations[CUSTODIAN].id, now=now,
        )  # fmt: skip
    asked = Asked("DEMO-2024-17", "davit@learner.demo.invalid", "hy")
    with tenancy.scope(system(organisation_id=body.id)) as by:
        enquiries.ask(entry=body, kind="confirmation", asked=asked, by=by, now=now)
    return {"closed_body": SLUG}
