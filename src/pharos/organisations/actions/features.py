"""What an organisation can use of the register; the register's operator turns it off and on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed
from pharos.organisations import queries, rules
from pharos.organisations.models import Switch


@transaction.atomic
def switch(*, by: Actor, organisation_id: UUID, feature: str, on: bool, now: datetime) -> Switch:
    """The organisation has the feature from now on, or has it no more.

    Raises Invalid `feature_unknown`, NotAllowed `not_your_organisation` for an entry that the
    acting office does not keep.
    """
    policies.require(by, Permission.FEATURE_SET)
    if feature not in dict(rules.FEATURES):
        raise Invalid("feature_unknown", feature=feature)
    entry = queries.by_id(organisation_id)
    if entry.keeper_id != by.organisation_id:
        raise NotAllowed("not_your_organisation")
    found, _ = Switch.objects.update_or_create(
        organisation=entry,
        feature=feature,
        defaults={
            "keeper_id": by.organisation_id,
            "is_on": on,
            "set_by": by.person_id,
            "set_at": now,
        },
    )
    return found


def require(organisation_id: UUID | None, feature: str) -> None:
    """Raise NotAllowed `feature_off` when the operator turned it off for the organisation."""
    if feature in queries.switched_off(organisation_id):
        raise NotAllowed("feature_off", feature=feature)
