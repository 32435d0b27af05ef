"""Rosters of invented learners, as a provider's office would send them."""

import csv
import io
from datetime import date, timedelta
from itertools import product

_GIVEN = ("Անի", "Մարիամ", "Գոռ", "Նարեկ", "Եվա", "Արեգ", "Լիլիթ", "Հայկ")
_GIVEN_LATIN = ("Ani", "Mariam", "Gor", "Narek", "Eva", "Areg", "Lilit", "Hayk")
_FAMILY = ("Չափյան", "Կշռյան", "Տեր-Հաշվյան", "Սանդղակյան", "Օրինակյան")
_FAMILY_LATIN = ("Chapyan", "Kshryan", "Ter-Hashvyan", "Sandghakyan", "Orinakyan")
_FIRST_BIRTH, _DAYS = date(1950, 1, 1), 20_000
HEADINGS = (
    "given_name", "family_name", "given_name_latin", "family_name_latin", "birth_date",
    "national_number", "result", "grade", "ects", "award_date",
)  # fmt: skip


def roster(count: int, *, start: int, award_date: date) -> bytes:
    """A CSV of `count` learners, the first of whom has the number `start`."""
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(HEADINGS)
    names = list(product(zip(_GIVEN, _GIVEN_LATIN, strict=True),
                         zip(_FAMILY, _FAMILY_LATIN, strict=True)))  # fmt: skip
    for place in range(count):
        number = start + place
        # Nobody of 800,000 has name and day of birth of another: each would be looked into.
        turn, days = divmod(number, _DAYS)
        (given, given_latin), (family, family_latin) = names[(number + turn) % len(names)]
        born = _FIRST_BIRTH + timedelta(days=days)
        write.writerow(
            [given, family, given_latin, family_latin, born.isoformat(), f"{number:010}",
             "passed", "P", "6", award_date.isoformat()]
        )  # fmt: skip
    return text.getvalue().encode()
