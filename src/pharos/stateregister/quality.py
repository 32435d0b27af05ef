"""Where the register may be wrong: entries that nobody confirmed, and offers without standing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.catalogue.confirming import rules as confirming
from pharos.common.actor import Actor
from pharos.common.i18n import LanguageMap
from pharos.nations import zones
from pharos.nations.parameters.confirmation import ConfirmationParameters
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

KINDS: Final = ("left", "overdue", "soon", "organisation", "unaccredited")
MAX_LISTED: Final = 200

# One row an entry that something is said of; a programme may stand under two kinds.
_FOUND: Final = """
    with programmes as (
        select c.organisation_id, c.programme_id, v.document::jsonb -> 'title' as title,
               c.confirmed_on, c.kind, c.version_id, p.slug
          from catalogue_search c
          join catalogue_programmeversion v on v.id = c.version_id
          join catalogue_programme p on p.id = c.programme_id
         where c.listed and c.nation = %(nation)s),
    found as (
        select case when confirmed_on < %(left)s then 'left'
                    when confirmed_on < %(overdue)s then 'overdue' else 'soon' end as kind,
               organisation_id, title, confirmed_on, slug
          from programmes where confirmed_on < %(soon)s
        union all
        select 'unaccredited', organisation_id, title, confirmed_on, slug from programmes c
         where c.kind = any(%(needing)s) and not exists (
               select from catalogue_standing s where s.version_id = c.version_id
                  and s.state in ('in_force', 'conditional', 'limited')
                  and s.first_day <= %(today)s and (s.until is null or s.until > %(today)s))
        union all
        select 'organisation', o.id, o.name, k.day, '' from organisations_organisation o
          join lateral (select max(day) as day from catalogue_confirmation
                         where subject_id = o.id) k on true
         where o.nation = %(nation)s
           and coalesce(k.day, o.created_at::date) < %(overdue)s
           and exists (select from catalogue_search c where c.organisation_id = o.id and c.listed))
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry that somebody should look at; `day` is when its owner spoke last, if ever."""

    kind: str
    organisation_id: UUID
    provider: LanguageMap
    provider_slug: str
    title: LanguageMap
    programme: str
    day: date | None


def nation_of(by: Actor, asked: str = "") -> str:
    """Whose entries somebody looks after: those of the body's nation, or the one asked for."""
    policies.require(by, Permission.QUALITY_READ)
    own = organisations.by_id(by.organisation_id).nation
    known = standards.all_codes()
    if own in known:
        return str(own)
    return asked if asked in known else known[0]


def counts(nation: str, *, now: datetime) -> dict[str, int]:
    """How many entries stand under each kind."""
    statement = f"{_FOUND} select kind, count(*) from found group by kind"
    with connection.cursor() as cursor:
        cursor.execute(statement, _facts(nation, now))
        found = dict(cursor.fetchall())
    return {kind: int(found.get(kind, 0)) for kind in KINDS}


def findings(nation: str, kind: str, *, now: datetime) -> list[Finding]:
    """The entries of a kind, those that were not confirmed for the longest time first."""
    statement = f"""{_FOUND}
        select f.kind, f.organisation_id, o.name, o.slug, f.title, f.slug, f.confirmed_on
          from found f join organisations_organisation o on o.id = f.organisation_id
         where f.kind = %(kind)s
         order by f.confirmed_on nulls first, o.slug, f.slug limit {MAX_LISTED}"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_facts(nation, now), "kind": kind})
        return [_finding(*row) for row in cursor.fetchall()]


def _finding(
    kind: str, owner: UUID, name: Any, slug: str, title: Any, programme: str, day: date | None
) -> Finding:
    return Finding(kind, owner, _map(name), slug, _map(title), programme, day)


def _map(value: Any) -> Mapping[str, str]:
    return json.loads(value) if isinstance(value, str) else value


def _facts(nation: str, now: datetime) -> dict[str, Any]:
    regime = standards.nation(nation, on=zones.legal_day(nation, now))
    today, asked = regime.legal_day(now), regime.confirmation
    needing = [kind for kind, asks in regime.decisions_required.items()
               if {"programme", "licence"}.intersection(asks)]  # fmt: skip
    return {
        "nation": nation,
        "today": today,
        "needing": needing,
        "left": confirming.oldest_listed(today, asked),
        "overdue": _confirmed_before(today, asked, 0),
        "soon": _confirmed_before(today, asked, max(asked.reminder_days, default=0)),
    }


def _confirmed_before(today: date, asked: ConfirmationParameters, days: int) -> date:
    """Entries confirmed before this day are due within so many days from today."""
    day = today + timedelta(days=days + 1 - 28 * asked.every_months)
    while confirming.months_after(day, asked.every_months) > today + timedelta(days=days):
        day -= timedelta(days=1)
    return day + timedelta(days=1)
