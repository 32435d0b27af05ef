"""Hours of work as an xsd:duration and back, without losing a digit."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

_DURATION: Final = re.compile(
    r"P(?:([0-9]{1,6})D)?"
    r"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,12})?)S)?)?"
)


def duration_of(hours: Decimal) -> str:
    """`PT37H30M` for 37.5 hours; parts of a minute as seconds (XML Schema 1.1, 3.3.6)."""
    whole = Fraction(hours)
    full_hours, rest = divmod(whole, 1)
    minutes, rest = divmod(rest * 60, 1)
    text = f"PT{full_hours}H"
    if minutes:
        text += f"{minutes}M"
    if rest:
        text += f"{_decimal(rest * 60):f}S"
    return text


def hours_of(duration: str) -> Decimal | None:
    """The hours of a duration of days and less; None for months, years and anything else."""
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (Fraction(part or 0) for part in match.groups())
    return _decimal(days * 24 + hours + minutes / 60 + seconds / 3600)


def _decimal(value: Fraction) -> Decimal:
    with localcontext(prec=40):
        return round(Decimal(value.numerator) / Decimal(value.denominator), 9).normalize()
