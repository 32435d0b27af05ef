"""A question in the state register of awards, for the pages that show it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pharos.common import tenancy


def desk_objects(world: Any, now: datetime) -> Mapping[str, Any]:
    """What stands for the parameters of the pages of officials."""
    from pharos.stateregister import actions

    by = world.actor("official-one")
    with tenancy.scope(by):
        made = actions.look_up(
            identifier_kind="national_number", number="11111111111", ground="court",
            clause="Made-up act, clause 1", case_number="D-1/2026", by=by, now=now,
        )  # fmt: skip
    return {"lookup_id": made.id}
