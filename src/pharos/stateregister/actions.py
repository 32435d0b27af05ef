"""Looking for a person's achievements: with a ground and a case number, on record for ever."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import persons
from pharos.awards.models import IDENTIFIER_KINDS
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed
from pharos.common.secretbox import keyed_hash
from pharos.common.texts import kept
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.stateregister import queries, rules
from pharos.stateregister.models import Lookup

_LOOK = "select count(*) from stateregister_look(%s, %s::uuid[], %s::bytea[])"


@transaction.atomic
def look_up(
    *,
    identifier_kind: str,
    number: str,
    ground: str,
    clause: str,
    case_number: str,
    by: Actor,
    now: datetime,
) -> Lookup:
    """The question, put on record together with everything that it showed.

    Raises NotAllowed `not_a_register_authority`, Invalid `lookup_incomplete` with the field, or
    Conflict `lookups_exhausted` after too many in a day. Whom nobody knows gives a look-up
    without hits: the answer does not tell an unknown number from one without awards.
    """
    policies.require(by, Permission.ACHIEVEMENT_FIND)
    body = _authority(by, now)
    kind, number = _identifier(identifier_kind, number)
    if ground not in rules.GROUNDS:
        raise Invalid("lookup_incomplete", field="ground")
    if queries.asked_since(by, now - timedelta(days=1)) >= rules.A_DAY:
        raise Conflict("lookups_exhausted", limit=rules.A_DAY)
    made = Lookup.objects.create(
        organisation_id=body.id,
        ground=ground,
        clause=_text(clause, "clause"),
        case_number=_text(case_number, "case_number"),
        wanted=keyed_hash("stateregister.lookup", f"{kind}/{number}"),
        asked_by=by.person_id,
        asked_at=now,
    )
    _look(made.id, kind, number, _providers(body))
    return made


def _look(lookup_id: UUID, kind: str, number: str, providers: list[UUID]) -> None:
    """Every provider hashes numbers with a key of its own, so each of them is asked for."""
    asked = [
        (provider, persons.identity(provider, kind, one))
        for provider in providers
        for one in rules.spellings(number)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [lookup_id, [one for one, _ in asked], [made for _, made in asked]])


def _authority(by: Actor, now: datetime) -> Organisation:
    body = organisations.by_id(by.organisation_id)
    today = zones.legal_day(body.nation, now)
    if not rules.KINDS.intersection(organisations.kinds_on(body.id, today)):
        raise NotAllowed("not_a_register_authority")
    return body


def _providers(body: Organisation) -> list[UUID]:
    """The bodies whose awards an authority may look for: all for the operator's."""
    found = Organisation.objects.all()
    if body.nation:
        found = found.filter(nation=body.nation)
    return list(found.values_list("id", flat=True))


def _identifier(kind: str, number: str) -> tuple[str, str]:
    if kind not in IDENTIFIER_KINDS or kind == "none":
        raise Invalid("lookup_incomplete", field="identifier_kind")
    number = number.strip()
    if not rules.NUMBER.fullmatch(number):
        raise Invalid("lookup_incomplete", field="number")
    return kind, number


def _text(text: str, field: str) -> str:
    return kept(text, code="lookup_incomplete", limit=rules.MAX_TEXT, field=field)
