"""What the holder of a regulated award may do where and when: a yes or no with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pharos.catalogue.descriptors import Descriptor


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the entitlement holds, by a stable code with facts for the sentence."""

    is_entitled: bool
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def entitled(descriptor: Descriptor, *, occupation: str, settlement: str, on: date) -> Answer:
    """Whether the award lets its holder follow `occupation` in `settlement` on that day."""
    entitlement = descriptor.entitlement
    if entitlement is None:
        return Answer(False, "entitlement_none")
    if occupation != entitlement.occupation:
        facts = {"occupation": occupation, "entitled": entitlement.occupation}
        return Answer(False, "entitlement_other_occupation", facts)
    listed = [one for one in entitlement.settlements if one.code == settlement]
    act = {"act": entitlement.act.number, "settlement": settlement}
    if not listed:
        return Answer(False, "entitlement_settlement_not_listed", act)
    for one in listed:
        if one.first_day <= on and (one.until is None or on < one.until):
            return Answer(True, "entitled", act)
    if later := [one.first_day for one in listed if on < one.first_day]:
        return Answer(False, "entitlement_not_yet", {**act, "first_day": min(later)})
    last = max(one.until for one in listed if one.until is not None) - timedelta(days=1)
    return Answer(False, "entitlement_ended", {**act, "last_day": last})
