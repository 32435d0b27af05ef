"""What the acts of this context share."""

from datetime import datetime
from typing import Final

from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed
from pharos.funding import rules
from pharos.funding.models import Application, Scheme
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.standards import queries as standards

OPEN: Final = ("applied", "waiting", "reserved")
"""States in which the applicant can still leave."""
UNDECIDED: Final = ("applied", "waiting")


def nation_of(scheme: Scheme, now: datetime) -> Nation:
    """The standards of the scheme's country as they hold now."""
    return standards.nation(scheme.nation, on=zones.legal_day(scheme.nation, now), known_at=now)


def text(given: str) -> str:
    """A reason in its kept form; raises Invalid `reason_malformed`."""
    cleaned = rules.clean(given)
    if not cleaned:
        raise Invalid("reason_malformed", limit=rules.MAX_TEXT)
    return cleaned


def require_decider(by: Actor, found: Application) -> None:
    """Raise NotAllowed where the scheme says that the other side decides."""
    decider = found.funder_id if found.scheme.decides == "funder" else found.organisation_id
    if by.organisation_id != decider:
        raise NotAllowed("funding_not_yours_to_decide")


def save(found: Application) -> None:
    """Keep how the application stands; account and seats move with it, by the database."""
    found.save(update_fields=["state", "amount", "reserved_until", "decided_by", "decided_at",
                              "reason", "ended_at"])  # fmt: skip
