"""What the acts of this context share."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotAllowed
from pharos.nations import zones
from pharos.nations.model import Nation
from pharos.needs import rules
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards


def own_body(
    by: Actor, now: datetime, kinds: frozenset[str], code: str
) -> tuple[Organisation, Nation]:
    """The actor's body and its nation today; raises NotAllowed `code` for one of other kinds."""
    body = organisations.by_id(by.organisation_id)
    today = zones.legal_day(body.nation, now)
    if not body.nation or not organisations.kinds_on(body.id, today) & kinds:
        raise NotAllowed(code)
    return body, standards.nation(body.nation, on=today, known_at=now)


def refuse(code: str, problems: Sequence[rules.Problem]) -> None:
    """Raise Invalid with every broken rule beside its field, or do nothing."""
    if problems:
        told = [Invalid(one.code, field=one.place, **one.facts) for one in problems]
        raise Invalid(code, problems=told)


def text(given: str, *, required: bool = True) -> str:
    """A reason or note in its kept form; raises Invalid `reason_malformed`."""
    cleaned = rules.clean(given)
    if cleaned is None or (required and not cleaned):
        raise Invalid("reason_malformed", limit=rules.MAX_TEXT)
    return cleaned


def texts(given: Mapping[str, str]) -> dict[str, str]:
    """The texts in their kept form, without those that are empty."""
    cleaned = {tag: rules.clean(one) for tag, one in given.items()}
    return {tag: one for tag, one in cleaned.items() if one}
