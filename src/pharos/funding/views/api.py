"""Who pays for learning, for programs: published schemes, and what a programme costs with them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.catalogue import queries as catalogue
from pharos.common.settings import settings
from pharos.funding import queries, rules, showing
from pharos.funding.models import Scheme
from pharos.funding.rules import Reader
from pharos.organisations import door
from pharos.organisations import queries as organisations
from pharos.organisations.door import Answer
from pharos.standards import queries as standards

router = Router(tags=["funding"])


class SchemeOut(Answer):
    """What a funder pays for whom; empty lists limit nothing, `last_day` is inclusive.

    `share` is in per cent of the price, `cap` the most for one learner. `programmes` are
    addresses. `state` is coming, pays or ended.
    """

    id: UUID
    nation: str
    funder: str
    """The slug of the body that pays."""
    funder_kind: str
    name: dict[str, str]
    description: dict[str, str]
    groups: list[str]
    regions: list[str]
    age_from: int | None
    age_to: int | None
    programmes: list[str]
    isced_f: list[str]
    levels: list[int]
    kinds: list[str]
    share: str
    cap: str | None
    budget: str
    currency: str
    first_day: date
    last_day: date
    hold_days: int
    decides: str
    state: str
    digest: str


class Schemes(Answer):
    """A page of schemes; `next` goes into `after` for the one behind it."""

    items: list[SchemeOut]
    next: UUID | None


class PaidOut(Answer):
    """What one scheme pays of the price, and what is left; its terms say for whom."""

    scheme: UUID
    amount: str
    rest: str


class PriceOut(Answer):
    """What an offering costs, or the programme where no offering says; a full one takes nobody."""

    offering: UUID | None
    starts: date | None
    price: str
    currency: str
    is_free: bool
    is_full: bool
    paid: list[PaidOut]


class FundingOut(Answer):
    """Whether a version is free or funded today, and by what it is so."""

    version: UUID
    is_free: bool
    is_funded: bool
    prices: list[PriceOut]


@router.get("/schemes", response=Schemes, auth=None)
def schemes(
    request: HttpRequest,
    nation: str = "",
    group: str = "",
    region: str = "",
    after: UUID | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the schemes that pay today, by nation; a group or region finds those open to it."""
    limit = max(1, min(limit, queries.MAX_LISTED))
    with door.public():
        reader = Reader(group, region)
        found = [one for one in _in_force(nation, request) if rules.may_cover(one, reader)]
        ids = [one.id for one in found]
        begin = ids.index(after) + 1 if after in ids else 0
        page = found[begin : begin + limit]
        return {
            "items": [_scheme(one, request) for one in page],
            "next": page[-1].id if len(found) > begin + limit else None,
        }


@router.get("/schemes/{scheme_id}", response=SchemeOut, auth=None)
def scheme(request: HttpRequest, scheme_id: UUID) -> dict[str, Any]:
    """A scheme that was published, ended ones too."""
    with door.public():
        return _scheme(queries.published(scheme_id), request)


@router.get("/versions/{version_id}/funding", response=FundingOut, auth=None)
def funding(request: HttpRequest, version_id: UUID) -> dict[str, Any]:
    """What a version costs today, whether that is nothing, and which schemes pay how much of it."""
    with door.public():
        version = catalogue.version(version_id)
        on = _today(version.nation, request)
        prices = []
        for one in queries.prices_of(version, on):
            paid = queries.paying(version, one, on)
            prices.append(
                {
                    "offering": one.offering_id,
                    "starts": one.starts,
                    "price": _money(one.amount),
                    "currency": one.currency,
                    "is_free": one.amount == 0,
                    "is_full": one.is_full,
                    "paid": [{"scheme": by.scheme.id, "amount": _money(by.amount),
                              "rest": _money(by.rest)} for by in paid],
                }
            )  # fmt: skip
        return {
            "version": version.id,
            "is_free": any(one["is_free"] for one in prices),
            "is_funded": any(one["paid"] for one in prices),
            "prices": prices,
        }


def _in_force(nation: str, request: HttpRequest) -> list[Scheme]:
    """What pays today in the country, or in any; each country has a day of its own."""
    known = [one for one in standards.all_codes() if nation in ("", one)]
    return [
        scheme for code in known for scheme in queries.in_force(_today(code, request))
        if scheme.nation == code
    ]  # fmt: skip


def _today(nation: str, request: HttpRequest) -> date:
    return showing.nation(nation, request.now).legal_day(request.now)


def _scheme(one: Scheme, request: HttpRequest) -> dict[str, Any]:
    origin = settings().origin
    same = {name: getattr(one, name) for name in SchemeOut.model_fields if hasattr(one, name)}
    return {
        **same,
        "funder": organisations.by_id(one.organisation_id).slug,
        "programmes": [f"{origin}{row['path']}" for row in showing.programmes(one)],
        "isced_f": one.fields,
        "share": _money(one.share),
        "cap": None if one.cap is None else _money(one.cap),
        "budget": _money(one.budget),
        "state": _state(one, _today(one.nation, request)),
        "digest": bytes(one.digest).hex(),
    }


def _state(one: Scheme, today: date) -> str:
    if queries.is_in_force(one, today):
        return "pays"
    return "coming" if one.closed_at is None and today < one.first_day else "ended"


def _money(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
