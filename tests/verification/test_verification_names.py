"""B23: a provider that was renamed is shown by its name today and by that of the award."""

import pytest

from pharos.verification.showing import name_then

TODAY = {"en": "Copper Bridge College", "ka": "კოლეჯი"}
THEN = {"en": "Copper Bridge School", "ka": "სასწავლებელი"}


@pytest.mark.parametrize(
    ("issuer", "signed", "shown"),
    [
        ({"listed": True, "name": TODAY}, THEN, THEN),
        ({"listed": True, "name": TODAY}, {"en": THEN["en"]}, {"en": THEN["en"]}),
        ({"listed": True, "name": TODAY}, TODAY, {}),
        ({"listed": True, "name": TODAY}, {"ru": "Школа"}, {}),
        ({"listed": True, "name": TODAY}, {}, {}),
        # of an issuer that the register does not know, only its own word is shown
        ({"listed": False, "name": TODAY}, THEN, {}),
        ({}, THEN, {}),
    ],
)
def test_another_name_at_the_award_is_shown_beside_the_present_one(issuer, signed, shown) -> None:
    assert name_then(issuer, signed) == shown
