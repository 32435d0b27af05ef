"""Sentences that count: which form of a sentence a number asks for in a language (CLDR)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import format_decimal

from pharos.common.sentences import catalogue, sentence

_LOCALES: Final = {"en": "en_GB", "hy": "hy", "ka": "ka"}


def counted(
    code: str, number: int, language: str, facts: Mapping[str, object] | None = None
) -> str:
    """The sentence `<code>_zero`, `_one` or `_other` for a number, which is its fact `n`.

    Armenian counts nothing as one ("0 տող" has the form of "1 տող"), which reads oddly alone:
    nothing has a sentence of its own in every language, where the code has one.
    """
    shown = {"n": number_text(number, language), **(facts or {})}
    if number == 0 and f"{code}_zero" in catalogue("en"):
        return sentence(f"{code}_zero", language, shown)
    return sentence(f"{code}_{_form(number, language)}", language, shown)


def number_text(number: int | float | Decimal, language: str) -> str:
    """A number with the separators of the language: 10,000; 10 000."""
    return str(format_decimal(number, locale=_locale(language)))


def _form(number: int, language: str) -> str:
    form = _locale(language).plural_form(abs(number))
    # a language may tell more forms apart (few, many); none of ours does
    return form if form in ("one", "other") else "other"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_GB"))
