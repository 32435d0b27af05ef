"""Our side of the exchange, the lines that differ, and when both sides were compared."""

from collections.abc import Iterable
from datetime import datetime

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation.models import Decision
from pharos.common.actor import Actor
from pharos.nations import codes
from pharos.organisations.models import Organisation, OrganisationKind, OrganisationName
from pharos.stateregister.exchange.connector import LICENCE, PROVIDER
from pharos.stateregister.exchange.models import Discrepancy, Reconciliation
from pharos.stateregister.exchange.rules import Ours, term_text

# The legal number by which a national registry knows a body, in the order of preference.
_NUMBERS = ("tax", "tax_number", "registration")
_PROVIDERS = frozenset(
    code for code, one in codes.organisation_kinds().items() if one.role == "provider"
)


def ours(nation: str, *, now: datetime) -> list[Ours]:
    """The providers with a legal number and the licences of a nation, as we have them."""
    kinds = OrganisationKind.objects.filter(kind__in=_PROVIDERS).values("organisation_id")
    bodies = list(Organisation.objects.filter(nation=nation, id__in=kinds))
    names = _names(bodies)
    found = [
        Ours(PROVIDER, number, names[one.id], is_open=one.state == "listed")
        for one in bodies
        for number in [legal_number(one)]
        if number
    ]
    return [*found, *_licences(bodies)]


def legal_number(organisation: Organisation) -> str:
    """The number by which a national registry knows a body; empty without one."""
    held = organisation.legal_ids
    return next((str(held[kind]) for kind in _NUMBERS if held.get(kind)), "")


def _names(bodies: Iterable[Organisation]) -> dict[object, tuple[str, ...]]:
    found = {one.id: list(one.name.values()) for one in bodies}
    for row in OrganisationName.objects.filter(organisation__in=list(found)):
        found[row.organisation_id].append(row.text)
    return {id: tuple(dict.fromkeys(texts)) for id, texts in found.items()}


def _licences(bodies: Iterable[Organisation]) -> list[Ours]:
    numbers = {one.id: legal_number(one) for one in bodies}
    held = Decision.objects.filter(kind="licence", organisation_id__in=list(numbers))
    return [
        Ours(LICENCE, one.number, (), numbers[one.organisation_id],
             term_text(one.first_day, one.until))
        for one in held.exclude(outcome="refused").prefetch_related("changes")
        if not any(change.kind in ("withdrawn", "annulled") for change in one.changes.all())
    ]  # fmt: skip


def open_lines(by: Actor, nation: str) -> list[Discrepancy]:
    """What differs and nobody ended yet, the oldest first."""
    policies.require(by, Permission.EXCHANGE_READ)
    return list(Discrepancy.objects.filter(nation=nation, resolution=None).order_by("id")[:200])


def ended_lines(by: Actor, nation: str) -> list[Discrepancy]:
    """What was ended lately, the newest first."""
    policies.require(by, Permission.EXCHANGE_READ)
    ended = Discrepancy.objects.filter(nation=nation).exclude(resolution=None)
    return list(ended.order_by("-resolved_at")[:50])


def last(nation: str) -> Reconciliation | None:
    """When a nation's registers were compared last; None before the first time."""
    return Reconciliation.objects.filter(nation=nation).first()
