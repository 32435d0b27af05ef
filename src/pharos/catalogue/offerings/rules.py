"""What an offering must say so that somebody can apply for it, and when it is over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from pharos.catalogue import codes, dictionary
from pharos.catalogue.problems import Problem
from pharos.nations import codes as lists
from pharos.nations.model import Nation

STATES: Final = ("open", "suspended", "closed")
# Why an offering is suspended. Each cause is lifted by itself: the offering opens again when
# none is left.
CAUSES: Final = (
    "by_provider", "provider_suspended", "programme_suspended", "provider_closed", "not_confirmed",
)  # fmt: skip
ONLINE: Final = "online"
MAX_SEATS: Final = 100_000
MAX_PRICE: Final = Decimal(100_000_000)
MAX_TEXT: Final = 300
_LANGUAGE: Final = re.compile("[a-z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an offering says; `ends` and `apply_until` are last days, inclusive."""

    starts: date
    ends: date | None = None
    apply_until: date | None = None
    form: str
    place: str = ""
    region: str = ""
    language: str
    seats: int | None = None
    price: Decimal | None = None
    currency: str = ""
    application_url: str = ""
    application_contact: str = ""


def problems(terms: Terms, nation: Nation) -> Iterator[Problem]:
    """Why this cannot be offered, or nothing."""
    yield from _days(terms)
    if terms.form not in lists.forms_of_participation():
        yield _unknown("form", terms.form)
    if terms.region and terms.region not in nation.regions:
        yield _unknown("region", terms.region)
    if not _LANGUAGE.fullmatch(terms.language):
        yield _unknown("language", terms.language)
    if terms.form != ONLINE and not (terms.place and terms.region):
        yield Problem("offering_without_place", "A28", {"field": "place"})
    if terms.seats is not None and not 1 <= terms.seats <= MAX_SEATS:
        yield Problem("offering_seats", "A28", {"field": "seats", "limit": MAX_SEATS})
    yield from _price(terms)
    yield from _application(terms)


def _days(terms: Terms) -> Iterator[Problem]:
    if terms.ends is not None and terms.ends < terms.starts:
        yield Problem("offering_days_reversed", "A28", {"field": "ends"})
    last = terms.ends or terms.starts
    if terms.apply_until is not None and terms.apply_until > last:
        yield Problem("offering_apply_too_late", "A28", {"field": "apply_until"})


def _price(terms: Terms) -> Iterator[Problem]:
    if terms.price is None:
        if terms.currency:
            yield Problem("offering_price_incomplete", "A28", {"field": "price"})
        return
    if not 0 <= terms.price <= MAX_PRICE:
        yield Problem("invalid_number", "A28", {"field": "price", "value": str(terms.price)})
    if terms.price > 0 and terms.currency not in codes.CURRENCIES:
        yield Problem("offering_price_incomplete", "A28", {"field": "currency"})


def _application(terms: Terms) -> Iterator[Problem]:
    """A29: there is an address or a person to apply to; addresses are https (OUT-06)."""
    address = terms.application_url
    if not address and not terms.application_contact:
        yield Problem("offering_without_contact", "A29", {"field": "application_url"})
    if address and not (address.startswith("https://") and dictionary.ADDRESS.fullmatch(address)):
        yield Problem("offering_address", "A29", {"field": "application_url"})


def _unknown(field: str, value: str) -> Problem:
    return Problem("code_unknown", "A28", {"field": field, "value": value[:60]})
