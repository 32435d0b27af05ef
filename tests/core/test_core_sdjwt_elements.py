"""The elements of the data dictionary, read back from both types of SD-JWT VC."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pharos.core.elements import carried, differences, elements_of
from pharos.core.openbadges.facts import Reference
from pharos.core.openbadges.specimen import AWARD, ISSUER, NON_FORMAL, PROGRAMME, STATUS
from pharos.core.sdjwt import learning
from pharos.core.sdjwt.elements import eu_elements, own_elements

HOLDER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
AWARDS = [
    AWARD,
    replace(AWARD, pathway="rpl", latin_name=None, grade=None),
    replace(AWARD, holder=HOLDER, valid_until="2030-01-01T00:00:00Z"),
]
FULL = replace(
    PROGRAMME,
    prerequisite_programmes=(Reference("https://a.example/p", {"en": "Before"}),),
    stacks_into=(Reference("https://a.example/q", {"en": "After"}),),
    further={"en": "More", "hy": "Ավելին"},
    further_address="https://a.example/more",
)
FACTS = {
    "iss": "https://a.example/providers/one",
    "token_list": "https://a.example/status/token/1",
    "issued_at": datetime(2026, 11, 22, tzinfo=UTC),
    "demonstration": True,
}


def lacks(make, read, programme, award, **more):
    claims = make(programme, ISSUER, award, STATUS, **FACTS, **more).payload
    return differences(elements_of(programme, ISSUER, award, STATUS), read(claims))


def table(name):
    return {(element, one.extent) for element, one in carried(name).items()}


def test_our_own_type_tells_every_element():
    found = [
        lacks(learning.own_claims, own_elements, programme, award, origin="https://a.example")
        for programme in (PROGRAMME, NON_FORMAL, FULL)
        for award in AWARDS
    ]
    assert {item for one in found for item in one.items()} == table("sd-jwt-vc") == set()


def test_the_type_of_the_eu_tells_every_element_but_those_of_the_table():
    found = [
        lacks(learning.eu_claims, eu_elements, programme, award)
        for programme in (PROGRAMME, FULL)
        for award in AWARDS
    ]
    assert {item for one in found for item in one.items()} == table("sd-jwt-vc-eu")


@pytest.mark.parametrize("value", [None, [], {}, "text", [{}, 5], 5, True])
@pytest.mark.parametrize("read", [own_elements, eu_elements], ids=["own", "eu"])
def test_odd_claims_tell_less_and_raise_nothing(read, value):
    names = learning.typemetadata.claims_of(learning.typemetadata.OWN)
    names += learning.typemetadata.claims_of(learning.typemetadata.EU_LEARNING)
    for claim in names:
        read({claim.name: value, "status": value, "nbf": value})
