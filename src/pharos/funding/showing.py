"""What pages tell of schemes, places and claims."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pharos.catalogue.models import Programme
from pharos.funding import queries
from pharos.funding.models import Application, Claim, Scheme
from pharos.nations import codes, zones
from pharos.nations.model import Nation
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

PLACE_TONES = {
    "applied": "info", "waiting": "info", "reserved": "warn", "claimed": "warn", "paid": "good",
    "refused": "grey", "withdrawn": "grey", "released": "grey",
}  # fmt: skip


def nation(code: str, now: datetime) -> Nation:
    """The standards of a country as they hold now."""
    return standards.nation(code, on=zones.legal_day(code, now), known_at=now)


def scheme_state(one: Scheme, day: date) -> tuple[str, str]:
    """The sentence of how a scheme stands, and its tone."""
    if one.closed_at is not None or one.last_day < day:
        return "page_scheme_ended", "grey"
    if one.approved_at is None:
        return "page_scheme_waits", "warn"
    if one.first_day > day:
        return "page_scheme_later", "info"
    return "page_scheme_pays", "good"


def scheme(one: Scheme, now: datetime) -> dict[str, Any]:
    """A scheme with its words in every language."""
    own = nation(one.nation, now)
    code, tone = scheme_state(one, own.legal_day(now))
    fields = codes.fields_of_education()
    return {
        "scheme": one,
        "funder": Organisation.objects.get(id=one.organisation_id).name,
        "country": own.name,
        "groups": [f"page_group_{group}" for group in one.groups],
        "regions": [own.regions[region].name for region in one.regions if region in own.regions],
        "fields": [fields[field].numbered for field in one.fields],
        "levels": [own.levels[level].name for level in one.levels if level in own.levels],
        "kinds": [own.terms[kind] for kind in one.kinds if kind in own.terms],
        "programmes": programmes(one),
        "funder_kind": f"page_funder_{one.funder_kind}",
        "decides": f"page_decides_{one.decides}",
        "state_code": code,
        "tone": tone,
        "digest": bytes(one.digest).hex(),
    }


def places(found: Sequence[Application]) -> list[dict[str, Any]]:
    """Each application with its programme, its scheme and, where it can be read, its name."""
    names = queries.contacts(found)
    providers = Organisation.objects.in_bulk({one.organisation_id for one in found})
    return [place(one, names.get(one.id), providers[one.organisation_id]) for one in found]


def place(one: Application, contact: Any, provider: Organisation) -> dict[str, Any]:
    """An application as a desk shows it."""
    return {
        "place": one,
        "contact": contact,
        "provider": provider.name,
        "title": one.version.descriptor.title,
        "scheme": one.scheme.name,
        "currency": one.scheme.currency,
        "rest": one.price - one.amount,
        "state_code": f"page_place_{one.state}",
        "tone": PLACE_TONES[one.state],
    }


def results(found: Sequence[queries.Result]) -> list[dict[str, Any]]:
    """Programmes that are free or funded, each with its reason."""
    providers = Organisation.objects.in_bulk({one.version.organisation_id for one in found})
    rows = []
    for one in found:
        provider, slug = providers[one.version.organisation_id], one.version.programme.slug
        rows.append(
            {
                "title": one.version.descriptor.title,
                "path": f"/programmes/{provider.slug}/{slug}",
                "provider": provider.name,
                "version": one.version,
                "price": one.price,
                "is_free": one.is_free,
                "free_from": one.free_from,
                "paid": one.paid,
            }
        )
    return rows


def claim_state(one: Claim) -> tuple[str, str]:
    """The sentence of how a claim stands, and its tone."""
    if one.refused_at is not None:
        return "page_payclaim_refused", "grey"
    if one.approved_at is not None:
        return "page_payclaim_paid", "good"
    return ("page_payclaim_checked", "warn") if one.checked_at else ("page_payclaim_made", "info")


def programmes(one: Scheme) -> list[dict[str, Any]]:
    """The programmes that a scheme names, by the titles of their newest versions."""
    found = Programme.objects.filter(id__in=one.programmes)
    bodies = Organisation.objects.in_bulk({row.organisation_id for row in found})
    rows = []
    for row in found:
        newest = row.versions.order_by("-number").first()
        path = f"/programmes/{bodies[row.organisation_id].slug}/{row.slug}"
        rows.append({"title": newest.descriptor.title if newest else {}, "path": path})
    return rows
